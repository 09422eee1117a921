import { groupOf } from '../../../engine/kinds.ts'
import type { Api, KubeObject, Resource } from '../api.ts'
import type { Application } from './application.ts'
import type { Anything } from './objects.ts'
import { openProject, type Project } from './project.ts'

/** What Argo CD calls the cluster that it runs in. */
const inCluster = 'https://kubernetes.default.svc'

type AnyResource = Resource<KubeObject & Anything>

/** What an operation works with. */
export type World = {
  readonly api: Api
  readonly application: Application
  readonly project: Project
  /** The cluster that is synced, as Argo CD calls it. */
  readonly server: string
  /** Where objects of a kind are; undefined where the server does not have the kind. */
  readonly resourceOf: (object: Pick<Anything, 'apiVersion' | 'kind'>) => Promise<AnyResource | undefined>
  /** The version of a group that the server prefers; undefined where it does not have the group. */
  readonly versionOf: (group: string) => string | undefined
}

/** Argo CD's own kinds. */
export const resources = {
  applications: kind<Application>('Application', 'applications'),
  projects: kind<KubeObject & Project>('AppProject', 'appprojects'),
} as const

function kind<Kind extends KubeObject>(name: string, plural: string): Resource<Kind> {
  return { apiVersion: 'argoproj.io/v1alpha1', kind: name, plural, namespaced: true }
}

export async function openWorld(api: Api, application: Application): Promise<World> {
  const { project: name, destination } = application.spec
  const found = await api.get(resources.projects, name, application.metadata.namespace)
  const project = found ?? (name === openProject.metadata.name ? openProject : undefined)
  if (!project) throw new Error(`there is no AppProject ${name}`)
  const versions = await api.groups()
  const kinds = new Map<string, Promise<readonly Resource[]>>()
  const kindsOf = (apiVersion: string): Promise<readonly Resource[]> => {
    const known = kinds.get(apiVersion) ?? api.kinds(apiVersion)
    kinds.set(apiVersion, known)
    return known
  }
  return {
    api,
    application,
    project,
    server: destination.server ?? inCluster,
    resourceOf: async ({ apiVersion, kind: wanted }) =>
      (await kindsOf(apiVersion)).find((one) => one.kind === wanted) as AnyResource | undefined, // any object is one
    versionOf: (group) => (group === groupOf('v1') ? 'v1' : versions.get(group)),
  }
}

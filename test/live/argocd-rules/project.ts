import { groupOf } from '../../../engine/kinds.ts'
import type { Anything } from './objects.ts'

type Kind = { readonly group: string; readonly kind: string; readonly name?: string }
type Destination = { readonly server?: string; readonly name?: string; readonly namespace?: string }

/** What is read of an AppProject. */
export type Project = {
  readonly metadata: { readonly name: string }
  readonly spec: {
    readonly sourceRepos?: readonly string[]
    readonly destinations?: readonly Destination[]
    readonly clusterResourceWhitelist?: readonly Kind[]
    readonly namespaceResourceWhitelist?: readonly Kind[]
  }
}

/** The project that Argo CD comes with: it permits all. */
export const openProject: Project = {
  metadata: { name: 'default' },
  spec: {
    sourceRepos: ['*'],
    destinations: [{ server: '*', namespace: '*' }],
    clusterResourceWhitelist: [{ group: '*', kind: '*' }],
  },
}

/**
 * Why a project does not permit an object, undefined where it does. Without a list of namespaced kinds all are permitted,
 * without one of the others none is. Source: pkg/apis/application/v1alpha1/app_project_types.go, IsResourcePermitted.
 */
export function forbids(project: Project, object: Anything, namespaced: boolean, server: string): string | undefined {
  const { spec, metadata } = project
  const group = groupOf(object.apiVersion)
  const list = namespaced ? spec.namespaceResourceWhitelist : (spec.clusterResourceWhitelist ?? [])
  const listed = list?.some(
    (one) =>
      matches(one.group, group) &&
      matches(one.kind, object.kind) &&
      (namespaced || one.name === undefined || matches(one.name, object.metadata.name)),
  )
  if (listed === false) return `resource ${group}:${object.kind} is not permitted in project ${metadata.name}`
  const { namespace = '' } = object.metadata
  if (!namespaced || permitsNamespace(project, namespace, server)) return undefined
  return `namespace ${namespace} is not permitted in project '${metadata.name}'`
}

/** Whether a project permits a namespace of a cluster. */
export function permitsNamespace({ spec }: Project, namespace: string, server: string): boolean {
  return (spec.destinations ?? []).some(
    (one) => matches(one.server ?? '', server) && matches(one.namespace ?? '', namespace),
  )
}

/** Whether a project permits a repository. */
export const permitsRepository = ({ spec }: Project, repository: string): boolean =>
  (spec.sourceRepos ?? []).some((one) => matches(one, repository))

/**
 * Go's filepath.Match: `*` is any run of letters but `/`, `?` is one of them, `[a-z]` one of a class, `\` takes the next
 * letter for itself. A pattern that is `*` alone matches all, as Argo CD has it.
 */
export function matches(pattern: string, text: string): boolean {
  if (pattern === '*') return true
  const source = pattern.replace(
    /\\(.)|(\*)|(\?)|\[(\^?)((?:\\.|[^\]\\])+)\]|([\s\S])/g,
    (_, taken, any, one, not, of, letter) => {
      if (any) return '[^/]*'
      if (one) return '[^/]'
      if (of !== undefined) return `[${not}${of}]`
      return (taken ?? letter).replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
    },
  )
  return new RegExp(`^${source}$`, 's').test(text)
}

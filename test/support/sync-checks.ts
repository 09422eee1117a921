import { groupOf, isBuiltIn } from '../../engine/kinds.ts'
import type { Manifest } from '../../engine/model.ts'
import { asList, asMap, asMaps, asText, type JsonMap } from '../../engine/rules/read.ts'
import { changed, type Engine, ofKind, platformOf, type Synced, type SyncObject, stepsIn } from './synced.ts'

/** A property of what syncs an overlay, whatever its values are: what is wrong, one sentence each. */
export type SyncCheck = {
  readonly id: string
  readonly engine: Engine
  readonly check: (synced: Synced) => readonly string[]
}

/** One way to break a check: what it must find, and no other check. */
export type SyncRow = { readonly check: string; readonly that: string; readonly breaks: (synced: Synced) => Synced }

/** What waits for the world outside; nothing waits for it. */
const edge = '095-edge'

const specOf = (object: SyncObject | undefined): JsonMap => asMap(object?.spec)
const annotationsOf = ({ metadata }: Manifest): Readonly<Record<string, string>> => metadata.annotations ?? {}
const directoriesOf = ({ rendered }: Synced): readonly string[] => [
  ...new Set(rendered.map(({ directory }) => directory)),
]
const namesOf = (list: unknown): readonly string[] => asMaps(list).map(({ name }) => asText(name))

/** gitops.md H36: each number is a step, and each step waits for all before it, but never for the edge. */
const everyNumberIsALinkOfTheChain: SyncCheck = {
  id: 'flux/chain-follows-the-numbers',
  engine: 'flux',
  check: (synced) => {
    const steps = stepsIn(synced)
    const directories = [...directoriesOf(synced)].sort()
    const byName = new Map([...steps].map(([directory, object]) => [object.metadata.name, directory]))
    const collect = (directory: string, seen: Set<string>): Set<string> => {
      const direct = namesOf(specOf(steps.get(directory))['dependsOn']).flatMap((name) => byName.get(name) ?? [])
      for (const one of direct) if (!seen.has(one)) collect(one, seen.add(one))
      return seen
    }
    return directories.flatMap((directory) => {
      const wanted = directories.filter((one) => one < directory && one !== edge)
      const found = [...collect(directory, new Set())].sort()
      return JSON.stringify(found) === JSON.stringify(wanted)
        ? []
        : [`${directory} waits for ${found.join(', ') || 'nothing'}, and not for ${wanted.join(', ') || 'nothing'}`]
    })
  },
}

/** gitops.md H40. */
const everyStepWaitsAndPrunes: SyncCheck = {
  id: 'flux/steps-wait-and-prune',
  engine: 'flux',
  check: (synced) =>
    [...stepsIn(synced).values(), ...ofKind(synced, 'Kustomization').filter(isOfPrerequisites)].flatMap((object) => {
      const { wait, prune, force, deletionPolicy, interval, retryInterval } = specOf(object)
      return [
        ...(wait === true ? [] : ['does not wait']),
        ...(prune === true ? [] : ['does not prune']),
        ...(force === undefined || force === false ? [] : ['forces']),
        ...(seconds(interval) > 0 && seconds(retryInterval) > 0 ? [] : ['has no interval']),
        ...(['MirrorPrune', 'Orphan'].includes(asText(deletionPolicy)) ? [] : ['does not say what goes with it']),
      ].map((what) => `${object.metadata.name} ${what}`)
    }),
}

/** gitops.md H40: what a step waits for is there, and nobody waits in a circle. */
const everyStepIsWaitedForWithoutACircle: SyncCheck = {
  id: 'flux/dependencies-exist-without-a-circle',
  engine: 'flux',
  check: (synced) => {
    const needs = new Map(
      ofKind(synced, 'Kustomization').map((object) => [object.metadata.name, namesOf(specOf(object)['dependsOn'])]),
    )
    const missing = [...needs].flatMap(([name, its]) =>
      its.filter((one) => !needs.has(one)).map((one) => `${name} waits for ${one}, which is not there`),
    )
    const reaches = (from: string, to: string, seen: Set<string>): boolean =>
      (needs.get(from) ?? []).some((one) => {
        if (one === to) return true
        if (seen.has(one)) return false
        seen.add(one)
        return reaches(one, to, seen)
      })
    const circles = [...needs.keys()].filter((name) => reaches(name, name, new Set()))
    return [...missing, ...circles.map((name) => `${name} waits for itself`)]
  },
}

/** gitops.md H40: pods roll one after the other, each ending and starting as long as it may. */
const everyStepHasTime: SyncCheck = {
  id: 'flux/timeouts-outlast-a-rollout',
  engine: 'flux',
  check: (synced) =>
    [...stepsIn(synced)].flatMap(([directory, object]) => {
      const takes = synced.rendered.filter((one) => one.directory === directory).map((one) => rollOf(one.object))
      const least = Math.max(0, ...takes)
      const most = seconds(specOf(object)['timeout'])
      return most > least ? [] : [`${object.metadata.name} gives up after ${most} s, and a rollout may take ${least} s`]
    }),
}

function rollOf(object: SyncObject): number {
  if (!['StatefulSet', 'Deployment'].includes(object.kind)) return 0
  const { replicas = 1, template } = specOf(object)
  const pod = asMap(asMap(template)['spec'])
  const starts = asMaps(pod['containers']).map((container) => {
    const probe = asMap(container['startupProbe'] ?? container['readinessProbe'])
    return Number(probe['failureThreshold'] ?? 3) * Number(probe['periodSeconds'] ?? 10)
  })
  return Number(replicas) * (Number(pod['terminationGracePeriodSeconds'] ?? 30) + Math.max(...starts))
}

/** `90` of `1m30s`; 0 of what is no length of time to Go. */
function seconds(text: unknown): number {
  const parts = [...asText(text).matchAll(/(\d+)(h|m|s)/g)]
  return parts.map(([one]) => one).join('') === text
    ? parts.reduce((sum, [, count, unit]) => sum + Number(count) * (unit === 'h' ? 3600 : unit === 'm' ? 60 : 1), 0)
    : 0
}

/** gitops.md H40: each step is one rendered directory, and each directory a step. */
const everyPathIsADirectory: SyncCheck = {
  id: 'flux/paths-are-the-directories',
  engine: 'flux',
  check: (synced) => {
    const folders = new Set(synced.files.map(({ path }) => path.slice(0, path.lastIndexOf('/'))))
    const own = `overlays/${synced.overlay}/`
    const paths = ofKind(synced, 'Kustomization').map(({ spec }) => asText(spec?.['path']))
    const inside = paths.filter((path) => path.includes(own)).map((path) => path.slice(path.indexOf(own) + own.length))
    return [
      ...paths.filter((path) => !path.startsWith('./')).map((path) => `${path} does not begin with ./`),
      ...inside.filter((path) => !folders.has(path)).map((path) => `${path} is not there`),
      ...inside.filter((path, at) => inside.indexOf(path) !== at).map((path) => `${path} is a step twice`),
      ...directoriesOf(synced)
        .filter((directory) => !inside.includes(`rendered/${directory}`))
        .map((directory) => `rendered/${directory} is no step`),
    ]
  },
}

const isOfPrerequisites = ({ spec }: SyncObject): boolean => /\/sync\/prerequisites$/.test(asText(spec?.['path']))

/** Kinds of operators whose objects have no status, so that there is nothing to wait for. */
const withoutStatus: ReadonlySet<string> = new Set(['PodMonitor', 'PrometheusRule', 'ServiceMonitor'])

/** gitops.md H40: an object of a custom kind without a status is well at once, to Flux. */
const everyCustomKindHasAnExpression: SyncCheck = {
  id: 'flux/custom-kinds-have-expressions',
  engine: 'flux',
  check: (synced) =>
    [...stepsIn(synced)].flatMap(([directory, object]) => {
      const known = asMaps(specOf(object)['healthCheckExprs'])
        .filter(({ current }) => asText(current).includes('status'))
        .map(({ apiVersion, kind }) => `${asText(apiVersion)}/${asText(kind)}`)
      const kinds = synced.rendered
        .filter((one) => one.directory === directory)
        .filter((one) => !isBuiltIn(groupOf(one.object.apiVersion)) && !withoutStatus.has(one.object.kind))
        .map((one) => `${one.object.apiVersion}/${one.object.kind}`)
      return [...new Set(kinds)]
        .filter((kind) => !known.includes(kind))
        .map((kind) => `${object.metadata.name} does not know when ${kind} is well`)
    }),
}

/** gitops.md B1: source-controller refuses a checkout of a folder that is not there; a Kustomization, one that is left out. */
const everySourceHoldsWhatIsRead: SyncCheck = {
  id: 'flux/sources-hold-what-is-read',
  engine: 'flux',
  check: (synced) => {
    const sources = new Map(
      [...ofKind(synced, 'GitRepository'), ...ofKind(synced, 'OCIRepository')].map((object) => [
        `${object.kind}/${object.metadata.name}`,
        object,
      ]),
    )
    const own = `overlays/${synced.overlay}/`
    const checkedOut = [...sources.values()].flatMap(({ spec }) => asList(spec?.['sparseCheckout']).map(asText))
    const isThere = (folder: string): boolean => {
      const at = folder.indexOf(own)
      return at === -1 || synced.files.some(({ path }) => `${path}/`.startsWith(`${folder.slice(at + own.length)}/`))
    }
    return [
      ...checkedOut.filter((folder) => !isThere(folder)).map((folder) => `${folder} is checked out and not there`),
      ...ofKind(synced, 'Kustomization').flatMap(({ metadata, spec }) => {
        const { kind, name } = asMap(spec?.['sourceRef'])
        const source = sources.get(`${asText(kind)}/${asText(name)}`)
        const folders = asList(specOf(source)['sparseCheckout']).map(asText)
        const path = asText(spec?.['path']).slice(2)
        return source && (folders.length === 0 || folders.some((folder) => `${path}/`.startsWith(`${folder}/`)))
          ? []
          : [`${metadata.name} reads ${path}, which its source does not hold`]
      }),
    ]
  },
}

/** gitops.md H41: the platform's Application says how it reads, what it follows and how it heals. */
const everyApplicationIsExplicit: SyncCheck = {
  id: 'argocd/application-is-explicit',
  engine: 'argocd',
  check: (synced) => {
    const platform = platformOf(synced)
    if (!platform) return ['there is no Application over rendered/']
    const { source, syncPolicy } = specOf(platform)
    const { directory, targetRevision, path } = asMap(source)
    const { automated, retry, syncOptions } = asMap(syncPolicy)
    const { prune, selfHeal, allowEmpty, enabled } = asMap(automated)
    const options = asList(syncOptions).map(asText)
    const has = (option: string): boolean => options.includes(option)
    const facts: Readonly<Record<string, boolean>> = {
      'has no explicit directory that recurses over .yaml files':
        asMap(directory)['recurse'] === true && asMap(directory)['include'] === '*.yaml',
      'does not read rendered/ of its overlay': asText(path).endsWith(`overlays/${synced.overlay}/rendered`),
      'follows a revision that is no whole reference': /^(refs\/(heads|tags)\/.+|[0-9a-f]{40})$/.test(
        asText(targetRevision),
      ),
      'does not prune, heal, or refuse to delete all':
        prune === true && selfHeal === true && allowEmpty === false && enabled !== false,
      'is not tried again with what git holds by then':
        asMap(retry)['refresh'] === true && Number(asMap(retry)['limit']) !== 0,
      'sees the files of others as its own':
        annotationsOf(platform)['argocd.argoproj.io/manifest-generate-paths'] === '.',
      'lets its waves wait for what changed only':
        new Set(synced.rendered.map(({ directory: step }) => step)).size < 2 || !has('ApplyOutOfSyncOnly=true'),
      'forces without replacing': !has('Force=true') || has('Replace=true'),
    }
    return Object.entries(facts).flatMap(([what, holds]) => (holds ? [] : [`${platform.metadata.name} ${what}`]))
  },
}

/** gitops.md A10, H41: the diff that suits an apply by the server is the server's. */
const everyServerSideApplyIsComparedByTheServer: SyncCheck = {
  id: 'argocd/server-side-apply-is-compared-so',
  engine: 'argocd',
  check: (synced) =>
    ofKind(synced, 'Application')
      .filter((object) => {
        const options = asList(asMap(specOf(object)['syncPolicy'])['syncOptions'])
        const compare = asText(annotationsOf(object)['argocd.argoproj.io/compare-options']).split(',')
        return !options.includes('ServerSideApply=true') || !compare.includes('ServerSideDiff=true')
      })
      .map(({ metadata }) => `${metadata.name} is not both applied and compared by the server`),
}

/** gitops.md A2, H41: what is rendered may be synced, and whatever else may be is known here. */
const everyPermissionCoversWhatIsRendered: SyncCheck = {
  id: 'argocd/project-covers-what-is-rendered',
  engine: 'argocd',
  check: (synced) => {
    const platform = specOf(platformOf(synced))
    const project = ofKind(synced, 'AppProject').find(({ metadata }) => metadata.name === platform['project'])
    if (!project) return [`the project ${asText(platform['project'])} is not there`]
    const { sourceRepos, destinations, clusterResourceWhitelist, namespaceResourceWhitelist } = specOf(project)
    const { name, server, namespace } = asMap(platform['destination'])
    const isOpen = (wanted: unknown): boolean =>
      asMaps(destinations).some(
        (one) => one['namespace'] === wanted && one['server'] === server && one['name'] === name,
      )
    const namespaces = new Set(
      synced.rendered.flatMap(
        ({ object }) => object.metadata.namespace ?? (object.kind === 'Namespace' ? [object.metadata.name] : []),
      ),
    )
    const isPermitted = ({ apiVersion, kind, metadata }: Manifest): boolean =>
      asMaps(metadata.namespace === undefined ? clusterResourceWhitelist : namespaceResourceWhitelist).some(
        (one) =>
          one['group'] === groupOf(apiVersion) &&
          one['kind'] === kind &&
          (metadata.namespace !== undefined || one['name'] === metadata.name),
      )
    return [
      ...(asList(sourceRepos).includes(asMap(platform['source'])['repoURL'])
        ? []
        : ['its repository is not permitted']),
      ...(isOpen(namespace) ? [] : ['the namespace of its destination is not permitted']),
      ...[...namespaces].filter((one) => !isOpen(one)).map((one) => `namespace ${one} is not permitted`),
      ...synced.rendered
        .filter(({ object }) => !isPermitted(object))
        .map(({ object }) => `${object.kind}/${object.metadata.name} is not permitted`),
    ]
  },
}

/** gitops.md A6: an AppProject that comes after its Application is one that Argo CD refuses the Application for. */
const everyProjectComesBeforeItsApplication: SyncCheck = {
  id: 'argocd/project-comes-first',
  engine: 'argocd',
  check: (synced) => {
    const waveOf = (object: SyncObject): number => Number(annotationsOf(object)['argocd.argoproj.io/sync-wave'] ?? 0)
    return ofKind(synced, 'AppProject').flatMap((project) =>
      ofKind(synced, 'Application')
        .filter((one) => one.spec?.['project'] === project.metadata.name && !(waveOf(project) < waveOf(one)))
        .map((one) => `${one.metadata.name} does not come after its project`),
    )
  },
}

/** gitops.md H16: an Argo CD that tracks by label takes for its own whatever carries the name of an Application. */
const noLabelIsTheNameOfAnApplication: SyncCheck = {
  id: 'argocd/labels-name-no-application',
  engine: 'argocd',
  check: (synced) => {
    const labels = new Set(synced.rendered.map(({ object }) => object.metadata.labels?.['app.kubernetes.io/instance']))
    return ofKind(synced, 'Application')
      .filter(({ metadata }) => labels.has(metadata.name))
      .map(({ metadata }) => `objects carry the label app.kubernetes.io/instance: ${metadata.name}`)
  },
}

/** gitops.md B8, H48 for what syncs: with it pruned, nothing heals any more, and what a controller then deletes is the platform. */
const everySyncObjectIsKept: SyncCheck = {
  id: 'argocd/sync-objects-are-kept',
  engine: 'argocd',
  check: (synced) =>
    synced.sync
      .filter(({ object }) => annotationsOf(object)['argocd.argoproj.io/sync-options'] !== 'Prune=false')
      .map(({ object }) => `${object.kind}/${object.metadata.name} would be pruned`),
}

/** A chart that goes takes its definitions along, and with them every object of its kinds. */
const everyChartIsKept: SyncCheck = {
  id: 'flux/charts-are-kept',
  engine: 'flux',
  check: (synced) =>
    [...ofKind(synced, 'HelmRelease'), ...ofKind(synced, 'HelmRepository')]
      .filter((object) => annotationsOf(object)['kustomize.toolkit.fluxcd.io/prune'] !== 'disabled')
      .map((object) => `${object.kind}/${object.metadata.name} would be pruned`),
}

/** gitops.md H42: a hub names the overlays that it drives, so that there is nothing to generate Applications from. */
const nothingIsGenerated: SyncCheck = {
  id: 'argocd/no-application-set',
  engine: 'argocd',
  check: (synced) => ofKind(synced, 'ApplicationSet').map(({ metadata }) => `${metadata.name} generates Applications`),
}

/** Every check over the objects that sync an overlay. */
export const syncChecks: readonly SyncCheck[] = [
  everyNumberIsALinkOfTheChain,
  everyStepWaitsAndPrunes,
  everyStepIsWaitedForWithoutACircle,
  everyStepHasTime,
  everyPathIsADirectory,
  everyCustomKindHasAnExpression,
  everySourceHoldsWhatIsRead,
  everyChartIsKept,
  everyApplicationIsExplicit,
  everyServerSideApplyIsComparedByTheServer,
  everyPermissionCoversWhatIsRendered,
  everyProjectComesBeforeItsApplication,
  noLabelIsTheNameOfAnApplication,
  everySyncObjectIsKept,
  nothingIsGenerated,
]

const step =
  (directory: string) =>
  (object: SyncObject): boolean =>
    asText(object.spec?.['path']).endsWith(`/rendered/${directory}`)
const isPlatform = (object: SyncObject, its: Synced): boolean => object === platformOf(its)
const isKind =
  (kind: string) =>
  (object: SyncObject): boolean =>
    object.kind === kind
const isProject = isKind('AppProject')

const without = (its: Synced, chosen: (object: SyncObject) => boolean): Synced => ({
  ...its,
  sync: its.sync.filter(({ object }) => !chosen(object)),
})

/** The way to an option of the platform's Application that is like this one. */
const option = (its: Synced, name: string): string => {
  const options = asList(asMap(specOf(platformOf(its))['syncPolicy'])['syncOptions'])
  return `spec syncPolicy syncOptions ${options.indexOf(name) === -1 ? options.length : options.indexOf(name)}`
}

/** Ways to break each check, in an overlay of every component that installs cert-manager. */
// biome-ignore format: a table is read by its rows
export const syncRows: readonly SyncRow[] = [
  { check: 'flux/chain-follows-the-numbers', that: 'a step that waits for nobody', breaks: (its) => changed(its, step('020-kafka'), 'spec dependsOn', undefined) },
  { check: 'flux/chain-follows-the-numbers', that: 'a step that leaves one out', breaks: (its) => changed(its, step('060-pulsar'), 'spec dependsOn', [{ name: `${its.overlay}-020-kafka` }]) },
  { check: 'flux/steps-wait-and-prune', that: 'a step that is done at once', breaks: (its) => changed(its, step('020-kafka'), 'spec wait', false) },
  { check: 'flux/steps-wait-and-prune', that: 'a step that leaves what left git', breaks: (its) => changed(its, step('020-kafka'), 'spec prune', false) },
  { check: 'flux/steps-wait-and-prune', that: 'a step that deletes what it cannot change', breaks: (its) => changed(its, step('020-kafka'), 'spec force', true) },
  { check: 'flux/steps-wait-and-prune', that: 'a step that takes all with it', breaks: (its) => changed(its, step('020-kafka'), 'spec deletionPolicy', 'Delete') },
  { check: 'flux/steps-wait-and-prune', that: 'a step that does not say what goes with it', breaks: (its) => changed(its, step('020-kafka'), 'spec deletionPolicy', undefined) },
  { check: 'flux/steps-wait-and-prune', that: 'an interval in days, which Go does not know', breaks: (its) => changed(its, step('020-kafka'), 'spec interval', '1d') },
  { check: 'flux/steps-wait-and-prune', that: 'charts that are not waited for', breaks: (its) => changed(its, isOfPrerequisites, 'spec wait', undefined) },
  { check: 'flux/dependencies-exist-without-a-circle', that: 'a step that waits for what is not there', breaks: (its) => changed(its, step('000-namespace'), 'spec dependsOn', [{ name: 'elsewhere' }]) },
  { check: 'flux/dependencies-exist-without-a-circle', that: 'charts that wait for what needs them', breaks: (its) => changed(its, isOfPrerequisites, 'spec dependsOn', [{ name: `${its.overlay}-095-edge` }]) },
  { check: 'flux/timeouts-outlast-a-rollout', that: 'five minutes for three brokers', breaks: (its) => changed(its, step('020-kafka'), 'spec timeout', '5m') },
  { check: 'flux/paths-are-the-directories', that: 'a folder that is not there', breaks: (its) => ({ ...changed(its, isOfPrerequisites, 'spec path', `./overlays/${its.overlay}/sync/requisites`) }) },
  { check: 'flux/paths-are-the-directories', that: 'one folder twice', breaks: (its) => changed(its, isOfPrerequisites, 'spec path', `./overlays/${its.overlay}/rendered/095-edge`) },
  { check: 'flux/custom-kinds-have-expressions', that: 'no expression', breaks: (its) => changed(its, step('005-certs'), 'spec healthCheckExprs 0', undefined) },
  { check: 'flux/custom-kinds-have-expressions', that: 'an expression that is true of anything', breaks: (its) => changed(its, step('005-certs'), 'spec healthCheckExprs 0 current', 'true') },
  { check: 'flux/sources-hold-what-is-read', that: 'a source of another name', breaks: (its) => changed(its, step('020-kafka'), 'spec sourceRef name', 'flux-system') },
  { check: 'flux/sources-hold-what-is-read', that: 'a checkout without what is read', breaks: (its) => changed(its, isKind('GitRepository'), 'spec sparseCheckout', [`overlays/${its.overlay}/sync`]) },
  { check: 'flux/sources-hold-what-is-read', that: 'a checkout of what is not there', breaks: (its) => changed(its, isKind('GitRepository'), 'spec sparseCheckout 9', `overlays/${its.overlay}/render`) },
  { check: 'flux/charts-are-kept', that: 'a chart that goes with its file', breaks: (its) => changed(its, isKind('HelmRelease'), 'metadata annotations', undefined) },

  { check: 'argocd/application-is-explicit', that: 'a tool that Argo CD finds out by itself', breaks: (its) => changed(its, isPlatform, 'spec source directory', undefined) },
  { check: 'argocd/application-is-explicit', that: 'the top folder alone', breaks: (its) => changed(its, isPlatform, 'spec source directory recurse', undefined) },
  { check: 'argocd/application-is-explicit', that: 'a branch by half a name', breaks: (its) => changed(its, isPlatform, 'spec source targetRevision', 'main') },
  { check: 'argocd/application-is-explicit', that: 'no pruning', breaks: (its) => changed(its, isPlatform, 'spec syncPolicy automated prune', undefined) },
  { check: 'argocd/application-is-explicit', that: 'no healing', breaks: (its) => changed(its, isPlatform, 'spec syncPolicy automated selfHeal', false) },
  { check: 'argocd/application-is-explicit', that: 'a sync that may delete all', breaks: (its) => changed(its, isPlatform, 'spec syncPolicy automated allowEmpty', true) },
  { check: 'argocd/application-is-explicit', that: 'a retry of what git no longer holds', breaks: (its) => changed(its, isPlatform, 'spec syncPolicy retry refresh', undefined) },
  { check: 'argocd/application-is-explicit', that: 'a refresh at every commit of the repository', breaks: (its) => changed(its, isPlatform, 'metadata annotations argocd.argoproj.io/manifest-generate-paths', undefined) },
  { check: 'argocd/application-is-explicit', that: 'waves that do not wait for what is as it was', breaks: (its) => changed(its, isPlatform, option(its, 'ApplyOutOfSyncOnly=true'), 'ApplyOutOfSyncOnly=true') },
  { check: 'argocd/application-is-explicit', that: 'force alone, which an apply by the server refuses', breaks: (its) => changed(its, isPlatform, option(its, 'Force=true'), 'Force=true') },
  { check: 'argocd/server-side-apply-is-compared-so', that: 'a diff by the client', breaks: (its) => changed(its, isPlatform, 'metadata annotations argocd.argoproj.io/compare-options', undefined) },
  { check: 'argocd/server-side-apply-is-compared-so', that: 'an apply by the client', breaks: (its) => changed(its, isPlatform, option(its, 'ServerSideApply=true'), undefined) },
  { check: 'argocd/project-covers-what-is-rendered', that: 'a kind that is not permitted', breaks: (its) => changed(its, isProject, 'spec namespaceResourceWhitelist', asList(specOf(ofKind(its, 'AppProject')[0])['namespaceResourceWhitelist']).filter((one) => asMap(one)['kind'] !== 'StatefulSet')) },
  { check: 'argocd/project-covers-what-is-rendered', that: 'a namespace that is not permitted', breaks: (its) => changed(its, isProject, 'spec destinations', []) },
  { check: 'argocd/project-covers-what-is-rendered', that: 'a namespace of another name', breaks: (its) => changed(its, isProject, 'spec clusterResourceWhitelist 0 name', 'other') },
  { check: 'argocd/project-covers-what-is-rendered', that: 'another repository', breaks: (its) => changed(its, isProject, 'spec sourceRepos', []) },
  { check: 'argocd/project-covers-what-is-rendered', that: 'no project', breaks: (its) => without(its, isProject) },
  { check: 'argocd/project-comes-first', that: 'both at once', breaks: (its) => changed(its, isProject, 'metadata annotations argocd.argoproj.io/sync-wave', '10') },
  { check: 'argocd/labels-name-no-application', that: 'an Application that is called like the overlay', breaks: (its) => changed(its, isPlatform, 'metadata name', its.overlay) },
  { check: 'argocd/sync-objects-are-kept', that: 'a project that goes with its file', breaks: (its) => changed(its, isProject, 'metadata annotations argocd.argoproj.io/sync-options', undefined) },
  { check: 'argocd/no-application-set', that: 'Applications of whatever lies in a folder', breaks: (its) => ({ ...its, sync: [...its.sync, { path: 'sync/argocd.yaml', object: { apiVersion: 'argoproj.io/v1alpha1', kind: 'ApplicationSet', metadata: { name: 'fleet', namespace: 'argocd', annotations: { 'argocd.argoproj.io/sync-options': 'Prune=false' } } } }] }) },
]

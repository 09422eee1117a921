import { optionsMark, pruneMark } from '../marks.ts'
import type { ManifestFinding, SetRule } from '../model.ts'
import { isRetiring } from '../retire.ts'
import { called, type Entry, indexOf, type Workload } from './index-of-set.ts'
import { asList, asMap, asMaps, asText, isMap, shown } from './read.ts'
import { referencesOf } from './references-of-set.ts'
import { surveyOf } from './survey.ts'

function optionsOf({ annotations }: Entry): readonly string[] {
  return asText(annotations[optionsMark])
    .split(',')
    .map((option) => option.trim())
}

/** gitops.md H45: forcing deletes the object and makes it anew, at every sync in Argo CD. */
export const nothingIsForced: SetRule = {
  id: 'safety/nothing-is-forced',
  severity: 'error',
  check: (set) =>
    indexOf(set).entries.flatMap((entry): ManifestFinding[] => {
      if (entry.type === 'batch/Job') return []
      const { placed, annotations } = entry
      const forced = optionsOf(entry).filter((option) => option === 'Force=true' || option === 'Replace=true')
      const force = 'kustomize.toolkit.fluxcd.io/force'
      return [
        ...(forced.length === 0
          ? []
          : [
              {
                placed,
                path: ['metadata', 'annotations', optionsMark],
                message: `expected no ${forced.join(', ')}, which deletes and makes it anew`,
              },
            ]),
        ...(annotations[force] === undefined
          ? []
          : [
              {
                placed,
                path: ['metadata', 'annotations', force],
                message: 'expected nothing, as it deletes the object when it cannot change it, found it',
              },
            ]),
      ]
    }),
}

/** Says on a ConfigMap that its readers see a change without a restart, and how. */
const reloaded = 'sluice/reloaded-by'

/** Kinds whose pods stand while their configuration changes; a Job's name must change with it. */
const keepsRunning: ReadonlySet<string> = new Set([
  'apps/DaemonSet',
  'apps/Deployment',
  'apps/StatefulSet',
  'batch/Job',
])

/** gitops.md H46, D4: without a checksum, pods run on with a configuration that is no longer in git. */
export const everyConfigurationHasItsChecksum: SetRule = {
  id: 'safety/configuration-has-a-checksum',
  severity: 'error',
  check: (set) => {
    const reads = new Set(
      referencesOf(set).flatMap(({ from, kind, target }) =>
        kind === 'ConfigMap' && target?.entry && target.entry.annotations[reloaded] === undefined ? [from] : [],
      ),
    )
    return indexOf(set).workloads.flatMap(({ entry, annotations, templatePath }) =>
      !keepsRunning.has(entry.type) ||
      !reads.has(entry) ||
      Object.keys(annotations).some((key) => key.startsWith('checksum/'))
        ? []
        : [
            {
              placed: entry.placed,
              path: [...templatePath, 'metadata', 'annotations'],
              message: 'expected an annotation checksum/config, as it reads a ConfigMap whose name stays, found none',
              hint: `put one in with checksumOf (generators/parts/marks.ts), or ${reloaded} on the ConfigMap where the process reads it again`,
            },
          ],
    )
  },
}

/** gitops.md H46: what differs at every render restarts everything at every render. */
export const everyTemplateStaysTheSame: SetRule = {
  id: 'safety/template-is-not-volatile',
  severity: 'error',
  check: (set) =>
    indexOf(set).workloads.flatMap(({ entry, annotations, templatePath }) =>
      Object.entries(annotations)
        .filter(
          ([key, value]) =>
            /(^|\/)(restartedAt|timestamp|rendered-at|random)$/i.test(key) ||
            /^\d{4}-\d{2}-\d{2}T\d{2}:/.test(asText(value)),
        )
        .map(([key]) => ({
          placed: entry.placed,
          path: [...templatePath, 'metadata', 'annotations', key],
          message: `expected nothing that changes by itself, found ${key}: ${shown(annotations[key])}`,
        })),
    ),
}

/** Kinds whose removal loses data or identity. */
export function isPrecious({ type, spec }: Entry): boolean {
  if (type === 'apps/StatefulSet') return asList(spec.volumeClaimTemplates).length > 0
  if (type === 'cert-manager.io/Certificate') return spec.isCA === true
  return (
    type === '/Namespace' ||
    type === '/PersistentVolumeClaim' ||
    type === 'flink.apache.org/FlinkDeployment' ||
    type === 'flink.apache.org/FlinkSessionJob' ||
    type === 'apiextensions.k8s.io/CustomResourceDefinition'
  )
}

function isProtected(entry: Entry): boolean {
  return entry.annotations[pruneMark] === 'disabled' && optionsOf(entry).includes('Prune=false')
}

function unprotected({ placed }: Entry, why: string): ManifestFinding {
  return {
    placed,
    path: ['metadata', 'annotations'],
    message: `expected ${optionsMark}: Prune=false and ${pruneMark}: disabled, as ${why}`,
    hint: 'the seal step gives them (engine/seal.ts)',
  }
}

/** gitops.md H48: the engines read it from the live object, so it stands there from the first commit on. */
export const everyPreciousObjectIsProtected: SetRule = {
  id: 'safety/precious-objects-are-protected',
  severity: 'error',
  check: (set) =>
    indexOf(set)
      .entries.filter((entry) => isPrecious(entry) && !isProtected(entry) && !isRetiring(entry.placed, set.overlay))
      .map((entry) => unprotected(entry, 'its removal loses data or identity')),
}

/** gitops.md H48: a protected StatefulSet does not start again without its configuration, certificates and Service. */
export const everyNeedOfAPreciousObjectIsProtected: SetRule = {
  id: 'safety/needs-of-precious-objects-are-protected',
  severity: 'error',
  check: (set) => {
    const reported = new Set<Entry>()
    return referencesOf(set).flatMap(({ from, target }) => {
      const needed = target?.entry
      if (!needed || reported.has(needed) || isProtected(needed) || !isProtected(from)) return []
      if (needed.placed.passed) return [] // the seal step tells what its file lacks
      reported.add(needed)
      return [unprotected(needed, `${called(from)} is protected and does not start again without it`)]
    })
  },
}

const exactText = 'kustomize.toolkit.fluxcd.io/substitute'

/** gitops.md H50: a substitution that a user adds to Flux would eat `$(VAR)` and `${x}`. */
export const everyDollarIsLeftAlone: SetRule = {
  id: 'safety/dollars-are-left-alone',
  severity: 'error',
  check: (set) =>
    [...surveyOf(set).withDollar]
      .filter(({ annotations, placed }) => annotations[exactText] !== 'disabled' && !placed.passed)
      .map(({ placed }) => ({
        placed,
        path: ['metadata', 'annotations', exactText],
        message: 'expected disabled, as it holds a $ that a substitution of Flux would change, found none',
        hint: 'the seal step gives it (engine/seal.ts)',
      })),
}

/** Tags that move. */
const movingTags: ReadonlySet<string> = new Set(['latest', 'stable', 'edge', 'nightly', 'main', 'master', 'dev'])

/** gitops.md H51. */
export const everyImageIsPinned: SetRule = {
  id: 'safety/images-are-pinned',
  severity: 'error',
  check: (set) =>
    indexOf(set).workloads.flatMap(({ entry, containers }) =>
      containers.flatMap(({ spec, path }) => {
        const image = asText(spec.image)
        const [name = '', digest] = image.split('@')
        const tag = /:([\w][\w.-]*)$/.exec(name.slice(name.lastIndexOf('/') + 1))?.[1]
        return /^sha256:[0-9a-f]{64}$/.test(digest ?? '') ||
          (digest === undefined && tag !== undefined && !movingTags.has(tag))
          ? []
          : [
              {
                placed: entry.placed,
                path: [...path, 'image'],
                message: `expected an exact version or a digest, found ${image === '' ? 'no image' : image}`,
              },
            ]
      }),
    ),
}

/** gitops.md H52: two workloads that write into one directory of a node. */
export const everyHostPathIsWrittenByOne: SetRule = {
  id: 'safety/host-paths-are-written-by-one',
  severity: 'error',
  check: (set) => {
    const writers = new Map<string, Workload>()
    return indexOf(set).workloads.flatMap((workload) => {
      const { entry, pod, podPath, containers } = workload
      return asMaps(pod.volumes).flatMap(({ name, hostPath }, at) => {
        const directory = asText(asMap(hostPath).path)
        const written = containers.some(({ spec }) =>
          asMaps(spec.volumeMounts).some((mount) => mount.name === name && mount.readOnly !== true),
        )
        if (directory === '' || !written) return []
        const first = writers.get(directory)
        writers.set(directory, first ?? workload)
        return first && first !== workload
          ? [
              {
                placed: entry.placed,
                path: [...podPath, 'volumes', `${at}`, 'hostPath', 'path'],
                message: `expected a directory of its own, found ${directory}, which ${called(first.entry)} writes too`,
              },
            ]
          : []
      })
    })
  },
}

const gated: ReadonlySet<string> = new Set(['apps/DaemonSet', 'apps/Deployment', 'apps/StatefulSet'])

/** gitops.md H54: without a probe a pod is ready at once, and the step that waits for it has waited for nothing. */
export const everyServerSaysWhenItIsReady: SetRule = {
  id: 'safety/servers-say-when-ready',
  severity: 'error',
  check: (set) =>
    indexOf(set).workloads.flatMap(({ entry, containers, podPath }): ManifestFinding[] => {
      if (!gated.has(entry.type)) return []
      const main = containers.filter(({ path }) => path[podPath.length] === 'containers')
      const silent = main.filter(({ spec, ports }) => ports.length > 0 && !isMap(spec.readinessProbe))
      const nobody = main.length > 0 && main.every(({ spec }) => !isMap(spec.readinessProbe)) ? main.slice(0, 1) : []
      return [...new Set([...silent, ...nobody])].map(({ path }) => ({
        placed: entry.placed,
        path: [...path, 'readinessProbe'],
        message: 'expected a probe that says when it serves, found none: it would count as ready at once',
      }))
    }),
}

/** validation.md D23: a token that no role uses is a key that fits nothing but an attacker. */
export const everyTokenHasARole: SetRule = {
  id: 'safety/tokens-have-a-role',
  severity: 'error',
  check: (set) => {
    const index = indexOf(set)
    const bound = new Set(
      referencesOf(set).flatMap(({ path, kind, namespace, name }) =>
        path[0] === 'subjects' && kind === 'ServiceAccount' ? [`${namespace}/${name}`] : [],
      ),
    )
    return index.workloads.flatMap(({ entry, pod, podPath }) => {
      const name = asText(pod.serviceAccountName) || 'default'
      const account = index.find('ServiceAccount', entry.namespace, name)
      const mounted = pod.automountServiceAccountToken ?? account?.manifest.automountServiceAccountToken ?? true
      return mounted === false ||
        bound.has(`${entry.namespace}/${name}`) ||
        index.external('ServiceAccount', entry.namespace, name)
        ? []
        : [
            {
              placed: entry.placed,
              path: [...podPath, 'automountServiceAccountToken'],
              message: `expected false, as no role is bound to the ServiceAccount ${name}, found ${shown(pod.automountServiceAccountToken)}`,
            },
          ]
    })
  },
}

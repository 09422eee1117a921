import { isBuiltIn } from '../kinds.ts'
import { edge, waveMark } from '../marks.ts'
import type { ManifestFinding, ManifestSet, Path, SetRule } from '../model.ts'
import { addressesOf } from './addresses.ts'
import { called, type Entry, indexOf, stepOf } from './index-of-set.ts'
import { asList, asMap, asMaps, asText, isMap, shown } from './read.ts'
import { referencesOf } from './references-of-set.ts'

/**
 * gitops.md H36: a wave that is no number is wave 0, silently. What is passed through has none, or one that its file says
 * (`engine/secrets/provide.ts` looks at that): Argo CD applies it in wave 0, with the Namespaces.
 */
export const everyWaveIsItsDirectory: SetRule = {
  id: 'order/wave-is-the-directory',
  severity: 'error',
  check: (set) =>
    indexOf(set).entries.flatMap(({ placed, annotations, step }) =>
      annotations[waveMark] === String(step) || placed.passed
        ? []
        : [
            {
              placed,
              path: ['metadata', 'annotations', waveMark],
              message: `expected "${step}", as it stands in ${placed.directory}, found ${shown(annotations[waveMark])}`,
            },
          ],
    ),
}

/** What an object needs: an object of the set, or what one makes; `key`: one key of that is meant. */
type Need = {
  readonly from: Entry
  readonly path: Path
  readonly key: string | undefined
  readonly needs: Entry | undefined
  /** What it is called where it is needed: a kind and a name, or an address. */
  readonly what: string
}

/** Every need of the set, addresses in configuration included. */
export function needsOf(set: ManifestSet): readonly Need[] {
  return [
    ...referencesOf(set).map(({ from, path, kind, name, key, target }) => ({
      from,
      path,
      key,
      needs: target?.entry,
      what: `${kind}/${name}`,
    })),
    ...addressesOf(set).map(({ from, path, host, target }) => ({
      from,
      path,
      key: undefined,
      needs: target,
      what: host,
    })),
  ]
}

/** gitops.md H37, H39: what an object needs, an address in its configuration included, is applied with it or before. */
export const everyReferencePointsBackwards: SetRule = {
  id: 'order/references-point-backwards',
  severity: 'error',
  check: (set) =>
    needsOf(set).flatMap(({ from, path, key, needs, what }): ManifestFinding[] =>
      !needs || key !== undefined || needs.step <= from.step
        ? []
        : [
            {
              placed: from.placed,
              path,
              message: `expected ${what} in ${from.placed.directory} or before, found that ${called(needs)} in ${needs.placed.directory} makes it`,
              hint: 'a step is applied when the one before is healthy, so what it needs must not come later',
            },
          ],
    ),
}

/** gitops.md H38: a missing load balancer or DNS record must not block the platform. */
export const everyWaitForTheWorldIsLast: SetRule = {
  id: 'order/what-waits-for-the-world-is-last',
  severity: 'error',
  check: (set) => {
    const index = indexOf(set)
    const acme = (entry: Entry): boolean => isMap(entry.spec.acme)
    const waits = (entry: Entry): string | undefined => {
      const { type, spec, namespace } = entry
      if (type === '/Service' && spec.type === 'LoadBalancer') return 'waits for a load balancer'
      if (type === 'networking.k8s.io/Ingress') return 'waits for an address'
      if (type === 'autoscaling/HorizontalPodAutoscaler') return 'waits for metrics'
      if (type.startsWith('cert-manager.io/') && acme(entry)) return 'waits for an authority outside of the cluster'
      if (type === 'batch/Job' && spec.suspend === true) return 'waits until somebody resumes it'
      if (type !== 'cert-manager.io/Certificate') return undefined
      const { kind, name } = asMap(spec.issuerRef)
      const issuer = index.find(asText(kind) || 'Issuer', kind === 'ClusterIssuer' ? '' : namespace, asText(name))
      return issuer && acme(issuer) ? 'waits for an authority outside of the cluster' : undefined
    }
    return index.entries.flatMap((entry) => {
      const reason = entry.placed.directory === edge ? undefined : waits(entry)
      return reason === undefined
        ? []
        : [
            {
              placed: entry.placed,
              path: [],
              message: `expected it in ${edge}, as it ${reason}, found it in ${entry.placed.directory}`,
            },
          ]
    })
  },
}

/** gitops.md H38: a volume that waits for its first consumer waits for ever when the consumer comes in a later step. */
export const everyClaimComesWithItsConsumer: SetRule = {
  id: 'order/claim-comes-with-its-consumer',
  severity: 'error',
  check: (set) => {
    const consumers = referencesOf(set).filter(({ kind }) => kind === 'PersistentVolumeClaim')
    return indexOf(set)
      .ofType('/PersistentVolumeClaim')
      .flatMap((claim) => {
        const steps = consumers.filter(({ target }) => target?.entry === claim).map(({ from }) => from.step)
        return steps.some((step) => step <= claim.step)
          ? []
          : [
              {
                placed: claim.placed,
                path: [],
                message: `expected what mounts it in ${claim.placed.directory}, found ${steps.length === 0 ? 'nothing that mounts it' : 'it in a later directory'}`,
              },
            ]
      })
  },
}

/** gitops.md H38: an issuer without its authority's Secret is Degraded, and Argo CD then gives the whole sync up. */
export const everyAuthorityComesBeforeItsIssuer: SetRule = {
  id: 'order/authority-comes-before-its-issuer',
  severity: 'error',
  check: (set) =>
    referencesOf(set).flatMap(({ from, path, target }) => {
      const maker = target?.entry
      return path[1] !== 'ca' || maker?.kind !== 'Certificate' || maker.step !== from.step
        ? []
        : [
            {
              placed: from.placed,
              path,
              message: `expected ${called(maker)} in a directory before ${from.placed.directory}, found it in the same`,
              hint: `declare a further directory, such as ${String(stepOf(from.placed.directory) + 1).padStart(3, '0')}-issuers, for the issuer`,
            },
          ]
    }),
}

/**
 * gitops.md H34, D1: both engines try an object before they apply it, and the try asks the webhook, whose pods are not there
 * before their own step is well.
 */
export const everyWebhookComesBeforeWhatItJudges: SetRule = {
  id: 'order/webhook-comes-before-what-it-judges',
  severity: 'error',
  check: (set) => {
    const index = indexOf(set)
    const webhooks = ['ValidatingWebhookConfiguration', 'MutatingWebhookConfiguration']
      .flatMap((kind) => index.ofType(`admissionregistration.k8s.io/${kind}`))
      .flatMap((entry) =>
        asMaps(entry.manifest.webhooks)
          .filter(({ failurePolicy }) => failurePolicy !== 'Ignore')
          .flatMap(({ clientConfig, rules }) => {
            const { name, namespace } = asMap(asMap(clientConfig).service)
            const service = index.find('Service', asText(namespace), asText(name))
            return service
              ? [{ entry, service, groups: asMaps(rules).flatMap(({ apiGroups }) => asList(apiGroups)) }]
              : []
          }),
      )
    return index.entries.flatMap((judged): ManifestFinding[] => {
      const group = judged.type.slice(0, judged.type.indexOf('/'))
      if (isBuiltIn(group)) return []
      return webhooks
        .filter(
          ({ groups, service }) => (groups.includes(group) || groups.includes('*')) && judged.step <= service.step,
        )
        .slice(0, 1)
        .map(({ entry, service }) => ({
          placed: judged.placed,
          path: [],
          message: `expected it in a directory after ${service.placed.directory}, as ${called(entry)} judges it by ${called(service)} there, found it in ${judged.placed.directory}`,
        }))
    })
  },
}

/** Directories are steps: their numbers order them, so no two steps may share one. */
export const everyStepIsOneDirectory: SetRule = {
  id: 'order/step-is-one-directory',
  severity: 'error',
  check: (set) => {
    const first = new Map<number, string>()
    const reported = new Set<string>()
    return indexOf(set).entries.flatMap(({ placed, step }) => {
      const { directory } = placed
      const known = first.get(step) ?? directory
      first.set(step, known)
      const legal = /^\d{3}-[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(directory)
      if ((known === directory && legal) || reported.has(directory)) return []
      reported.add(directory)
      return [
        {
          placed,
          path: [],
          message: legal
            ? `expected a number of its own, found ${directory} beside ${known}`
            : `expected a directory like 020-name, found ${directory}`,
        },
      ]
    })
  },
}

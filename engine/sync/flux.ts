import { edge, pruneMark } from '../marks.ts'
import type { HealthExpressions, Manifest, Overlay } from '../model.ts'
import { health } from './health.ts'
import type {
  Alert,
  GitRepository,
  HelmRelease,
  HelmRepository,
  Kustomization,
  OCIRepository,
  Provider,
} from './kinds-generated.ts'
import { isCommit, names, pathInRepository } from './place.ts'
import { type Installed, installed, isInstalledLater } from './prerequisites.ts'
import { rolloutSeconds } from './rollout.ts'

/** An output directory with its manifests. */
export type Step = { readonly directory: string; readonly manifests: readonly Manifest[] }

/** The Kustomization before all others: what is installed. */
const prerequisitesPart = 'prerequisites'

/** What Flux needs to sync an overlay: `sync/flux.yaml`. */
export function fluxObjects(overlay: Overlay, steps: readonly Step[]): Manifest[] {
  const { sync } = overlay
  const charts = installed(overlay)
  const all = [
    ...(charts.length > 0 ? [prerequisites(overlay)] : []),
    ...chained(overlay, steps),
    ...(sync.hub ? sync.overlays.map((name) => driven(overlay, name)) : []),
  ]
  return [source(overlay), ...all, ...notifications(overlay, all)]
}

/** The charts that Flux inflates before what uses their kinds: the files of `sync/prerequisites/`, by name. */
export function fluxCharts(overlay: Overlay): Readonly<Record<string, readonly Manifest[]>> {
  return Object.fromEntries(
    installed(overlay).map((one) => [one.name, [chartRepository(overlay, one), release(overlay, one)]]),
  )
}

/** What is applied by hand: a Kustomization over `sync/`; with its source where no other is named. */
export function fluxRoot(overlay: Overlay): Manifest[] {
  const { sync } = overlay
  const { namespace, rootSource } = sync.flux
  const root = {
    apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
    kind: 'Kustomization',
    metadata: { name: names.root(overlay), namespace },
    spec: {
      ...taken(overlay, pathInRepository(overlay, overlay.name, 'sync'), '5m'),
      ...(rootSource === null ? {} : { sourceRef: { kind: 'GitRepository', name: rootSource } }),
      prune: true,
      // What it applied waits by itself; and with the root gone, it stays.
      wait: false,
      deletionPolicy: 'Orphan',
    },
  } satisfies Kustomization
  return rootSource === null ? [source(overlay), root] : [root]
}

/** One Kustomization per step, each after the one before: Flux waits only between them (gitops.md B3). */
function chained(overlay: Overlay, steps: readonly Step[]): Manifest[] {
  const waitedFor = steps.map(({ directory }) => directory).filter((directory) => directory !== edge)
  const first = steps.find(({ manifests }) => manifests.some((manifest) => isInstalledLater(manifest, overlay)))
  return steps.map((step) => {
    const before = waitedFor.filter((directory) => directory < step.directory).at(-1)
    return kustomization(overlay, step, [
      ...(step === first ? [names.part(overlay, prerequisitesPart)] : []),
      ...(before === undefined ? [] : [names.part(overlay, before)]),
    ])
  })
}

function kustomization(overlay: Overlay, { directory, manifests }: Step, after: readonly string[]) {
  const { sync } = overlay
  const { namespace, serviceAccount } = sync.flux
  const expressions = healthOf(overlay, manifests)
  return {
    apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
    kind: 'Kustomization',
    metadata: { name: names.part(overlay, directory), namespace },
    spec: {
      ...(after.length === 0 ? {} : { dependsOn: after.map((name) => ({ name })) }),
      ...taken(
        overlay,
        pathInRepository(overlay, overlay.name, `rendered/${directory}`),
        `${Math.ceil(rolloutSeconds(manifests) / 60)}m`,
      ),
      ...(serviceAccount === null ? {} : { serviceAccountName: serviceAccount }),
      ...cluster(overlay),
      // With the component gone from git, what it has goes, but for what its own annotation keeps.
      prune: true,
      deletionPolicy: 'MirrorPrune',
      force: false,
      wait: true,
      ...(expressions.length === 0 ? {} : { healthCheckExprs: expressions }),
    },
  } satisfies Kustomization
}

/** The expressions for the custom kinds of a step; Sluice's own, and those that the overlay gives. */
function healthOf(overlay: Overlay, manifests: readonly Manifest[]) {
  const kinds = [...new Set(manifests.map(({ apiVersion, kind }) => `${apiVersion}/${kind}`))].sort()
  return kinds.flatMap((id) => {
    const expressions = expressionsFor(overlay, id)
    if (!expressions) return []
    const slash = id.lastIndexOf('/')
    const { current, inProgress, failed } = expressions
    return [
      {
        apiVersion: id.slice(0, slash),
        kind: id.slice(slash + 1),
        ...(inProgress === undefined ? {} : { inProgress }),
        ...(failed === undefined ? {} : { failed }),
        current,
      },
    ]
  })
}

function expressionsFor({ sync }: Overlay, id: string): HealthExpressions | undefined {
  return sync.flux.health[id] ?? (Object.hasOwn(health, id) ? health[id] : undefined)
}

/** Whether it is known when objects of a kind are well. `id`: `group/version/Kind`. */
export function isHealthKnown({ sync }: Overlay, id: string): boolean {
  return Object.hasOwn(health, id) || Object.hasOwn(sync.flux.health, id)
}

function prerequisites(overlay: Overlay) {
  const { namespace } = overlay.sync.flux
  return {
    apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
    kind: 'Kustomization',
    metadata: { name: names.part(overlay, prerequisitesPart), namespace },
    spec: {
      ...taken(overlay, pathInRepository(overlay, overlay.name, 'sync/prerequisites'), '15m'),
      prune: true,
      deletionPolicy: 'MirrorPrune',
      force: false,
      wait: true,
    },
  } satisfies Kustomization
}

/** An overlay that a hub drives, by its own `sync/`. It stays until a person takes it away, and what it applied with it. */
function driven(overlay: Overlay, name: string) {
  const { namespace } = overlay.sync.flux
  return {
    apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
    kind: 'Kustomization',
    metadata: { name: names.part(overlay, name), namespace, annotations: { ...kept } },
    spec: {
      ...taken(overlay, pathInRepository(overlay, name, 'sync'), '5m'),
      prune: true,
      deletionPolicy: 'Orphan',
      force: false,
      wait: false,
    },
  } satisfies Kustomization
}

const kept = { [pruneMark]: 'disabled' } as const

/** What a Kustomization takes from where, how often, and how long it waits. */
function taken(overlay: Overlay, path: string, timeout: string) {
  const { interval, retryInterval } = overlay.sync.flux
  return { interval, retryInterval, timeout, sourceRef: sourceRef(overlay), path: `./${path}` }
}

/** Where the files come from: the overlay's own folder of the repository, or an artifact. */
function source(overlay: Overlay) {
  const { oci } = overlay.sync.flux.source
  return oci === null ? repository(overlay) : artifact(overlay, oci)
}

function artifact(overlay: Overlay, address: string) {
  const { namespace, source } = overlay.sync.flux
  const colon = address.lastIndexOf(':')
  return {
    apiVersion: 'source.toolkit.fluxcd.io/v1',
    kind: 'OCIRepository',
    metadata: { name: names.own(overlay), namespace },
    spec: {
      interval: source.interval,
      url: address.slice(0, colon),
      ref: { tag: address.slice(colon + 1) },
      ...(source.secret === null ? {} : { secretRef: { name: source.secret } }),
      ...(source.verify === null ? {} : { verify: { provider: 'cosign', secretRef: { name: source.verify } } }),
    },
  } satisfies OCIRepository
}

function repository(overlay: Overlay) {
  const { sync } = overlay
  const { namespace, source } = sync.flux
  return {
    apiVersion: 'source.toolkit.fluxcd.io/v1',
    kind: 'GitRepository',
    metadata: { name: names.own(overlay), namespace },
    spec: {
      interval: source.interval,
      url: sync.repository,
      ref: revision(overlay),
      ...(source.secret === null ? {} : { secretRef: { name: source.secret } }),
      // Flux refuses a folder that is not there, and a hub may render nothing: so its whole folder, not rendered/ and sync/.
      sparseCheckout: [
        pathInRepository(overlay, overlay.name),
        ...(sync.hub ? sync.overlays.map((name) => pathInRepository(overlay, name, 'sync')) : []),
      ],
      ...(source.verify === null ? {} : { verify: { mode: 'HEAD', secretRef: { name: source.verify } } }),
    },
  } satisfies GitRepository
}

function revision({ sync }: Overlay) {
  if (isCommit(sync.revision)) return { commit: sync.revision }
  return sync.revision.startsWith('refs/') ? { name: sync.revision } : { branch: sync.revision }
}

function sourceRef(overlay: Overlay) {
  const kind: 'GitRepository' | 'OCIRepository' =
    overlay.sync.flux.source.oci === null ? 'GitRepository' : 'OCIRepository'
  return { kind, name: names.own(overlay) }
}

/** The other cluster that a step is applied to, where there is one. */
function cluster({ sync: { destination } }: Overlay) {
  return destination.kubeConfig === null ? {} : { kubeConfig: { secretRef: { name: destination.kubeConfig } } }
}

function chartRepository(overlay: Overlay, { name, repository }: Installed) {
  return {
    apiVersion: 'source.toolkit.fluxcd.io/v1',
    kind: 'HelmRepository',
    metadata: { name: names.part(overlay, name), namespace: overlay.sync.flux.namespace, annotations: { ...kept } },
    spec: { interval: '24h', url: repository, ...(repository.startsWith('oci://') ? { type: 'oci' } : {}) },
  } satisfies HelmRepository
}

/** Its kinds go with it, and all objects of them: so it stays until a person takes it away. */
function release(overlay: Overlay, { name, after, chart, version, namespace, values }: Installed) {
  const { sync } = overlay
  return {
    apiVersion: 'helm.toolkit.fluxcd.io/v2',
    kind: 'HelmRelease',
    metadata: { name: names.part(overlay, name), namespace: sync.flux.namespace, annotations: { ...kept } },
    spec: {
      ...(after === undefined ? {} : { dependsOn: [{ name: names.part(overlay, after) }] }),
      interval: sync.flux.interval,
      timeout: '10m',
      releaseName: name,
      targetNamespace: namespace,
      storageNamespace: namespace,
      ...cluster(overlay),
      chart: { spec: { chart, version, sourceRef: { kind: 'HelmRepository', name: names.part(overlay, name) } } },
      // Tried again as it is: to remediate would uninstall, kinds and all, or roll back what git says.
      install: { createNamespace: true, crds: 'CreateReplace', strategy: { name: 'RetryOnFailure' } },
      upgrade: { crds: 'CreateReplace', strategy: { name: 'RetryOnFailure' } },
      ...(Object.keys(values).length === 0 ? {} : { values: { ...values } }),
    },
  } satisfies HelmRelease
}

/** A Provider and an Alert for everybody who hears of what these Kustomizations come to. */
function notifications(overlay: Overlay, kustomizations: readonly Manifest[]): Manifest[] {
  const { namespace, notifications } = overlay.sync.flux
  return Object.entries(notifications).flatMap(([name, { type, channel, address, secret, severity = 'error' }]) => {
    const provider = {
      apiVersion: 'notification.toolkit.fluxcd.io/v1beta3',
      kind: 'Provider',
      metadata: { name: names.part(overlay, name), namespace },
      spec: {
        type: type as NonNullable<Provider['spec']>['type'], // the overlay's schema has fewer than Flux's
        ...(channel === undefined ? {} : { channel }),
        ...(address === undefined ? {} : { address }),
        ...(secret === undefined ? {} : { secretRef: { name: secret } }),
      },
    } satisfies Provider
    const alert = {
      apiVersion: 'notification.toolkit.fluxcd.io/v1beta3',
      kind: 'Alert',
      metadata: { name: names.part(overlay, name), namespace },
      spec: {
        providerRef: { name: names.part(overlay, name) },
        eventSeverity: severity,
        eventSources: [
          sourceRef(overlay),
          ...kustomizations.map(({ metadata }) => ({ kind: 'Kustomization' as const, name: metadata.name })),
        ],
      },
    } satisfies Alert
    return [provider, alert]
  })
}

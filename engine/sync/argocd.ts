import { optionsMark, waveMark } from '../marks.ts'
import type { Manifest, Overlay } from '../model.ts'
import type { Application, AppProject } from './kinds-generated.ts'
import { permissionsOf } from './permissions.ts'
import { names, overlaysInRepository, pathInRepository, reference } from './place.ts'
import { type Installed, installed } from './prerequisites.ts'

/** The waves of `sync/argocd.yaml` under its root: what the platform needs, what it may do, then the platform. */
const waves = { charts: '0', chartsThatNeedAnother: '1', project: '5', platform: '10' } as const

/** The cluster that Argo CD runs in, as it calls it. */
const inCluster = { server: 'https://kubernetes.default.svc' } as const

/** What Argo CD needs to sync an overlay: `sync/argocd.yaml`. */
export function argocdObjects(overlay: Overlay, manifests: readonly Manifest[]): Manifest[] {
  return [
    ...installed(overlay).map((prerequisite) => chart(overlay, prerequisite)),
    ...(manifests.length > 0 ? [project(overlay, manifests), platform(overlay, manifests)] : []),
    ...(overlay.sync.hub ? [fleet(overlay)] : []),
  ]
}

/** The Application that is applied by hand, in the administrators' project, over `sync/`. */
export function argocdRoot(overlay: Overlay): Manifest[] {
  const { sync } = overlay
  const root = {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name: names.root(overlay), namespace: sync.argocd.namespace, annotations: { ...comparedByTheServer } },
    spec: {
      project: sync.argocd.administrators,
      source: {
        repoURL: sync.repository,
        targetRevision: reference(overlay),
        path: pathInRepository(overlay, overlay.name, 'sync'),
        directory: { include: 'argocd.yaml' },
      },
      ...intoArgoCd(overlay),
    },
  } satisfies Application
  return [root]
}

/**
 * Only what this overlay renders: its namespaces, its objects without a namespace by their names, its repository; of kinds
 * also those that it may have rendered before, for its own namespaces. No roles, no other namespaces for Applications, no
 * wildcard for a namespace or a cluster.
 */
function project(overlay: Overlay, manifests: readonly Manifest[]) {
  const { sync } = overlay
  const { serviceAccount, signatureKeys, windows } = sync.argocd
  const { namespaces, namespaced, cluster } = permissionsOf(manifests)
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'AppProject',
    metadata: {
      name: names.own(overlay),
      namespace: sync.argocd.namespace,
      annotations: { [waveMark]: waves.project, ...kept },
    },
    spec: {
      description: `The platform of overlays/${overlay.name}`,
      sourceRepos: [sync.repository],
      destinations: namespaces.map((namespace) => ({ ...target(overlay), namespace })),
      clusterResourceWhitelist: [...cluster],
      namespaceResourceWhitelist: [...namespaced],
      ...(serviceAccount === null
        ? {}
        : {
            destinationServiceAccounts: namespaces.map((namespace) => ({
              server: sync.destination.server ?? inCluster.server,
              namespace,
              defaultServiceAccount: serviceAccount,
            })),
          }),
      ...(signatureKeys.length === 0 ? {} : { signatureKeys: signatureKeys.map((keyID) => ({ keyID })) }),
      ...(Object.keys(windows).length === 0
        ? {}
        : {
            syncWindows: Object.entries(windows).map(([name, window]) => ({
              description: name,
              ...window,
              applications: ['*'],
            })),
          }),
    },
  } satisfies AppProject
}

/** One Application for all: its waves wait for each other only within one (gitops.md A6, A7). */
function platform(overlay: Overlay, manifests: readonly Manifest[]) {
  const { sync } = overlay
  const { namespaces } = permissionsOf(manifests)
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: {
      name: names.platform(overlay),
      namespace: sync.argocd.namespace,
      annotations: {
        ...comparedByTheServer,
        'argocd.argoproj.io/manifest-generate-paths': '.',
        [waveMark]: waves.platform,
        ...kept,
        ...Object.fromEntries(
          Object.entries(sync.argocd.notifications).map(([to, recipients]) => [
            `notifications.argoproj.io/subscribe.${to}`,
            recipients,
          ]),
        ),
      },
    },
    spec: {
      project: names.own(overlay),
      revisionHistoryLimit: sync.argocd.history,
      source: {
        repoURL: sync.repository,
        targetRevision: reference(overlay),
        path: pathInRepository(overlay, overlay.name, 'rendered'),
        directory: { recurse: true, include: '*.yaml' },
      },
      // A namespace that the project allows; every object says its own.
      destination: { ...target(overlay), namespace: namespaces[0] ?? overlay.namespace },
      syncPolicy: {
        automated: { enabled: true, prune: true, selfHeal: sync.argocd.selfHeal, allowEmpty: false },
        retry: retry(overlay),
        // Never ApplyOutOfSyncOnly, with which waves wait only for what changed.
        syncOptions: [
          'ServerSideApply=true',
          'PruneLast=true',
          'PrunePropagationPolicy=foreground',
          'FailOnSharedResource=true',
          'RespectIgnoreDifferences=true',
        ],
      },
    },
  } satisfies Application
}

/** A prerequisite's chart, which Argo CD inflates. Without a finalizer: with its Application gone, it stays. */
function chart(overlay: Overlay, { name, after, repository, chart, version, namespace, values }: Installed) {
  const { sync } = overlay
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: {
      name: names.part(overlay, name),
      namespace: sync.argocd.namespace,
      annotations: {
        ...comparedByTheServer,
        [waveMark]: after === undefined ? waves.charts : waves.chartsThatNeedAnother,
        ...kept,
      },
    },
    spec: {
      project: sync.argocd.administrators,
      source: {
        // Argo CD knows a registry of charts by an address without a scheme.
        repoURL: repository.replace(/^oci:\/\//, ''),
        chart,
        targetRevision: version,
        helm: { releaseName: name, valuesObject: { ...values } },
      },
      destination: { ...target(overlay), namespace },
      syncPolicy: {
        // What a newer chart has no more stays: among it may be kinds, with which all objects of theirs would go.
        automated: { enabled: true, prune: false, selfHeal: true, allowEmpty: false },
        retry: retry(overlay),
        syncOptions: ['CreateNamespace=true', 'ServerSideApply=true', 'FailOnSharedResource=true'],
      },
    },
  } satisfies Application
}

/** What a hub drives: the `sync/argocd.yaml` of each overlay that it names. */
function fleet(overlay: Overlay) {
  const { sync } = overlay
  const files = sync.overlays.map((name) => `${name}/sync/argocd.yaml`)
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: {
      name: names.fleet(overlay),
      namespace: sync.argocd.namespace,
      annotations: { ...comparedByTheServer, [waveMark]: waves.platform, ...kept },
    },
    spec: {
      project: sync.argocd.administrators,
      source: {
        repoURL: sync.repository,
        targetRevision: reference(overlay),
        path: overlaysInRepository(overlay),
        directory: { recurse: true, include: files.length === 1 ? (files[0] ?? '') : `{${files.join(',')}}` },
      },
      ...intoArgoCd(overlay),
    },
  } satisfies Application
}

/** How files of `sync/` are synced: into the namespace that Argo CD reads its own objects in. */
function intoArgoCd(overlay: Overlay) {
  return {
    destination: { ...inCluster, namespace: overlay.sync.argocd.namespace },
    syncPolicy: {
      automated: { enabled: true, prune: true, selfHeal: true, allowEmpty: false },
      retry: retry(overlay),
      syncOptions: ['ServerSideApply=true', 'FailOnSharedResource=true'],
    },
  }
}

/** What the server applies it compares as well: any other diff never ends for some definitions (gitops.md A10, A11). */
const comparedByTheServer = { 'argocd.argoproj.io/compare-options': 'ServerSideDiff=true' } as const

/** What syncs stays until a person takes it away, and what it synced stays with it: there is no finalizer. */
const kept = { [optionsMark]: 'Prune=false' } as const

/** The cluster that is synced, as Argo CD calls it. */
function target({ sync: { destination } }: Overlay): { name: string } | { server: string } {
  if (destination.name !== null) return { name: destination.name }
  return destination.server === null ? inCluster : { server: destination.server }
}

/** `refresh`: what is tried again is what git holds by then, so a commit that heals is not kept waiting. */
function retry({ sync: { argocd } }: Overlay) {
  const { limit, ...backoff } = argocd.retry
  return { limit, refresh: true, backoff }
}

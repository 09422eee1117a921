import { asList, asMap, asMaps, asText } from '../../engine/rules/read.ts'
import { type Engine, platformOf, type Synced, type SyncObject } from './synced.ts'

/** What an overlay says of where its engine is and what it may read; all else it does not need. */
export type Limits = {
  readonly repository: string
  /** The namespace of the engine's objects. */
  readonly namespace: string
  /** Argo CD's project that may do what the platform's own may not. */
  readonly administrators: string
  /** The namespaces that charts are installed into. */
  readonly charts: readonly string[]
  /** Flux's service account for the platform, and its Secret of another cluster. */
  readonly serviceAccount?: string
}

/** An option that would let what is rendered, or whoever may change it, out of the overlay's own namespaces. */
export type WayOut = {
  readonly that: string
  readonly engine: Engine
  /** The objects that have the option. */
  readonly of: (object: SyncObject, its: Synced) => boolean
  /** How it is taken: the field, with spaces between its keys, and what would stand there. */
  readonly take: readonly [path: string, value: unknown]
  readonly isTaken: (object: SyncObject, its: Synced, limits: Limits) => boolean
}

const valueAt = (object: SyncObject, path: string): unknown =>
  path
    .split(' ')
    .reduce<unknown>((value, key) => (Array.isArray(value) ? value[Number(key)] : asMap(value)[key]), object)

const isKind =
  (...kinds: readonly string[]) =>
  (object: SyncObject): boolean =>
    kinds.includes(object.kind)

/** Letters by which Argo CD matches more than one text, or its opposite. */
const matchesMore = (text: unknown): boolean => /[*?[\]{}!]/.test(asText(text).replace(/\\./g, ''))

/** An option that no object of a kind may have at all. */
const never = (engine: Engine, kind: string, path: string, value: unknown): WayOut => ({
  that: `${kind} ${path.replace('spec ', '')}`,
  engine,
  of: isKind(kind),
  take: [path, value],
  isTaken: (object) => valueAt(object, path) !== undefined,
})

const isPlatform = (object: SyncObject, its: Synced): boolean => object === platformOf(its)

/** An option that the Application over `rendered/` may not have; a chart's has some of them. */
const neverOfPlatform = (path: string, value: unknown): WayOut => ({
  ...never('argocd', 'Application', path, value),
  that: `the platform's Application ${path.replace('spec ', '')}`,
  of: isPlatform,
})

const option = (that: string, text: string): WayOut => ({
  that: `the platform's Application ${that}`,
  engine: 'argocd',
  of: isPlatform,
  take: ['spec syncPolicy syncOptions 0', text],
  isTaken: (object) => asList(valueAt(object, 'spec syncPolicy syncOptions')).includes(text),
})

const project = isKind('AppProject')
const namespacesIn = ({ rendered }: Synced): ReadonlySet<unknown> =>
  new Set(
    rendered.flatMap(
      ({ object }) => object.metadata.namespace ?? (object.kind === 'Namespace' ? [object.metadata.name] : []),
    ),
  )

const ofArgoCd: readonly WayOut[] = [
  {
    that: 'AppProject sourceRepos of whatever',
    engine: 'argocd',
    of: project,
    take: ['spec sourceRepos 0', '*'],
    isTaken: ({ spec }, _, { repository }) => asList(spec?.['sourceRepos']).some((one) => one !== repository),
  },
  ...(['namespace', 'server', 'name'] as const).flatMap((field) =>
    ['*', '!elsewhere', 'kube-*'].map(
      (value): WayOut => ({
        that: `AppProject destinations with the ${field} ${value}`,
        engine: 'argocd',
        of: project,
        take: [`spec destinations 0 ${field}`, value],
        isTaken: ({ spec }) => asMaps(spec?.['destinations']).some((one) => matchesMore(one[field])),
      }),
    ),
  ),
  {
    that: 'AppProject destinations beyond what is rendered',
    engine: 'argocd',
    of: project,
    take: ['spec destinations 0 namespace', 'kube-system'],
    isTaken: ({ spec }, its) => asMaps(spec?.['destinations']).some((one) => !namespacesIn(its).has(one['namespace'])),
  },
  ...(['clusterResourceWhitelist', 'namespaceResourceWhitelist'] as const).flatMap((list) =>
    (['group', 'kind'] as const).map(
      (field): WayOut => ({
        that: `AppProject ${list} with any ${field}`,
        engine: 'argocd',
        of: project,
        take: [`spec ${list} 0 ${field}`, '*'],
        isTaken: ({ spec }) => asMaps(spec?.[list]).some((one) => matchesMore(one[field])),
      }),
    ),
  ),
  ...[undefined, '*', 'data?'].map(
    (name): WayOut => ({
      that: `AppProject clusterResourceWhitelist with ${name ?? 'no'} name`,
      engine: 'argocd',
      of: project,
      take: ['spec clusterResourceWhitelist 0 name', name],
      isTaken: ({ spec }) =>
        asMaps(spec?.['clusterResourceWhitelist']).some(
          (one) => asText(one['name']) === '' || matchesMore(one['name']),
        ),
    }),
  ),
  {
    that: 'AppProject namespaceResourceWhitelist left out, which permits every kind',
    engine: 'argocd',
    of: project,
    take: ['spec namespaceResourceWhitelist', undefined],
    isTaken: ({ spec }) => !Array.isArray(spec?.['namespaceResourceWhitelist']),
  },
  never('argocd', 'AppProject', 'spec roles', [
    { name: 'anybody', policies: ['p, proj:a:b, applications, *, a/*, allow'] },
  ]),
  never('argocd', 'AppProject', 'spec sourceNamespaces', ['*']),
  {
    that: 'a service account of another namespace',
    engine: 'argocd',
    of: project,
    take: [
      'spec destinationServiceAccounts',
      [{ server: '*', namespace: '*', defaultServiceAccount: 'kube-system:admin' }],
    ],
    isTaken: ({ spec }, its) =>
      asMaps(spec?.['destinationServiceAccounts']).some(
        (one) => matchesMore(one['server']) || !namespacesIn(its).has(one['namespace']),
      ),
  },
  {
    that: "an Application of a chart in another project than the administrators'",
    engine: 'argocd',
    of: (object, its) => object.kind === 'Application' && !isPlatform(object, its),
    take: ['spec project', 'default'],
    isTaken: (object, _, { administrators }) => valueAt(object, 'spec project') !== administrators,
  },
  {
    that: 'the project default for the platform',
    engine: 'argocd',
    of: isPlatform,
    take: ['spec project', 'default'],
    isTaken: (object, its) => valueAt(object, 'spec project') !== its.overlay,
  },
  {
    that: 'another destination than the project has',
    engine: 'argocd',
    of: isPlatform,
    take: ['spec destination namespace', 'kube-system'],
    isTaken: (object, its) => !namespacesIn(its).has(valueAt(object, 'spec destination namespace')),
  },
  {
    that: 'files of another folder',
    engine: 'argocd',
    of: isPlatform,
    take: ['spec source path', '../rendered'],
    isTaken: (object, its) =>
      !asText(valueAt(object, 'spec source path')).endsWith(`overlays/${its.overlay}/rendered`) ||
      asText(valueAt(object, 'spec source path')).includes('..'),
  },
  {
    that: 'a chart in a namespace that is not its own',
    engine: 'argocd',
    of: (object) => valueAt(object, 'spec source chart') !== undefined,
    take: ['spec destination namespace', 'data'],
    isTaken: (object, _, { charts }) => !charts.includes(asText(valueAt(object, 'spec destination namespace'))),
  },
  option('CreateNamespace', 'CreateNamespace=true'),
  option('Replace', 'Replace=true'),
  option('Force', 'Force=true'),
  option('Validate', 'Validate=false'),
  neverOfPlatform('spec source plugin', { name: 'anything' }),
  neverOfPlatform('spec source helm', { values: 'a: b' }),
  neverOfPlatform('spec source kustomize', { namespace: 'kube-system' }),
  neverOfPlatform('spec source chart', 'anything'),
  neverOfPlatform('spec source directory jsonnet', { libs: ['/'] }),
  neverOfPlatform('spec sources', [{ repoURL: 'https://elsewhere.example.com/a.git' }]),
  neverOfPlatform('spec sourceHydrator', { drySource: {} }),
  neverOfPlatform('spec syncPolicy managedNamespaceMetadata', { labels: { a: 'b' } }),
  never('argocd', 'Application', 'spec source helm parameters', [{ name: 'a', value: '$ARGOCD_APP_NAME' }]),
  never('argocd', 'Application', 'spec source helm valueFiles', ['../../values.yaml']),
  never('argocd', 'Application', 'spec source helm fileParameters', [{ name: 'a', path: '/etc/passwd' }]),
  never('argocd', 'Application', 'spec source helm passCredentials', true),
]

const ofFlux: readonly WayOut[] = [
  ...(
    [
      ['targetNamespace', 'kube-system'],
      ['postBuild', { substitute: { a: 'b' } }],
      ['postBuild substituteFrom', [{ kind: 'Secret', name: 'a' }]],
      ['patches', [{ patch: 'a' }]],
      ['components', ['../elsewhere']],
      ['images', [{ name: 'a', newName: 'b' }]],
      ['namePrefix', 'a-'],
      ['nameSuffix', '-a'],
      ['commonMetadata', { labels: { a: 'b' } }],
      ['decryption', { provider: 'sops' }],
      ['ignoreMissingComponents', true],
      ['sourceRef namespace', 'elsewhere'],
      ['dependsOn 0 namespace', 'elsewhere'],
    ] as const
  ).map(([path, value]) => never('flux', 'Kustomization', `spec ${path}`, value)),
  {
    that: 'Kustomization force',
    engine: 'flux',
    of: isKind('Kustomization'),
    take: ['spec force', true],
    isTaken: (object) => valueAt(object, 'spec force') === true,
  },
  {
    that: 'Kustomization path out of overlays/',
    engine: 'flux',
    of: isKind('Kustomization'),
    take: ['spec path', './overlays/../clusters'],
    isTaken: (object) =>
      !/^\.\/([\w-]+\/)*overlays\/[a-z0-9-]+\/(rendered\/[a-z0-9-]+|sync|sync\/prerequisites)$/.test(
        asText(valueAt(object, 'spec path')),
      ),
  },
  {
    that: 'Kustomization serviceAccountName of somebody else',
    engine: 'flux',
    of: isKind('Kustomization'),
    take: ['spec serviceAccountName', 'kustomize-controller'],
    isTaken: (object, _, { serviceAccount }) =>
      ![undefined, serviceAccount].includes(valueAt(object, 'spec serviceAccountName') as string | undefined), // as the schema says
  },
  never('flux', 'GitRepository', 'spec include', [{ repository: { name: 'elsewhere' } }]),
  never('flux', 'GitRepository', 'spec recurseSubmodules', true),
  never('flux', 'GitRepository', 'spec serviceAccountName', 'source-controller'),
  never('flux', 'OCIRepository', 'spec insecure', true),
  never('flux', 'OCIRepository', 'spec serviceAccountName', 'source-controller'),
  never('flux', 'HelmRepository', 'spec insecure', true),
  never('flux', 'HelmRepository', 'spec passCredentials', true),
  never('flux', 'HelmRelease', 'spec valuesFrom', [{ kind: 'Secret', name: 'a' }]),
  never('flux', 'HelmRelease', 'spec postRenderers', [{ kustomize: {} }]),
  never('flux', 'HelmRelease', 'spec chartRef', { kind: 'OCIRepository', name: 'a', namespace: 'elsewhere' }),
  never('flux', 'HelmRelease', 'spec chart spec sourceRef namespace', 'elsewhere'),
  never('flux', 'HelmRelease', 'spec chart spec valuesFiles', ['../values.yaml']),
  never('flux', 'HelmRelease', 'spec commonMetadata', { labels: { a: 'b' } }),
  never('flux', 'HelmRelease', 'spec serviceAccountName', 'helm-controller'),
  ...(['targetNamespace', 'storageNamespace'] as const).map(
    (field): WayOut => ({
      that: `HelmRelease ${field} that is not its own`,
      engine: 'flux',
      of: isKind('HelmRelease'),
      take: [`spec ${field}`, 'data'],
      isTaken: ({ spec }, _, { charts }) => !charts.includes(asText(spec?.[field])),
    }),
  ),
  never('flux', 'Alert', 'spec eventSources 0 namespace', 'elsewhere'),
  {
    that: 'Alert of everything',
    engine: 'flux',
    of: isKind('Alert'),
    take: ['spec eventSources 0 name', '*'],
    isTaken: ({ spec }) => asMaps(spec?.['eventSources']).some(({ name }) => matchesMore(name)),
  },
  never('flux', 'Provider', 'spec serviceAccountName', 'notification-controller'),
]

const ofBoth = (engine: Engine): readonly WayOut[] => [
  {
    that: `an object of ${engine} in another namespace`,
    engine,
    of: () => true,
    take: ['metadata namespace', 'kube-system'],
    isTaken: ({ metadata }, _, { namespace }) => metadata.namespace !== namespace,
  },
  {
    that: `an object of ${engine} that takes along what it synced`,
    engine,
    of: () => true,
    take: ['metadata finalizers', ['resources-finalizer.argocd.argoproj.io']],
    isTaken: (object) => valueAt(object, 'metadata finalizers') !== undefined,
  },
  {
    that: `an object of ${engine} of a kind that nothing syncs by`,
    engine,
    of: () => true,
    take: ['kind', 'ClusterRoleBinding'],
    isTaken: ({ kind }) => !kindsOf[engine].includes(kind),
  },
]

const kindsOf: { readonly [engine in Engine]: readonly string[] } = {
  argocd: ['Application', 'AppProject'],
  flux: ['GitRepository', 'OCIRepository', 'Kustomization', 'HelmRepository', 'HelmRelease', 'Provider', 'Alert'],
}

/** Every way out that has been thought of. Sources: the definitions in schemas/crds/argo-cd and schemas/crds/flux. */
export const waysOut: readonly WayOut[] = [...ofArgoCd, ...ofFlux, ...ofBoth('argocd'), ...ofBoth('flux')]

/** The ways out that are taken, as `OVERLAY Kind/name: that`. */
export function taken(its: Synced, limits: Limits): readonly string[] {
  return waysOut
    .filter(({ engine }) => engine === its.engine)
    .flatMap(({ that, of, isTaken }) =>
      its.sync
        .filter(({ object }) => of(object, its) && isTaken(object, its, limits))
        .map(({ object }) => `${its.overlay} ${object.kind}/${object.metadata.name}: ${that}`),
    )
}

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { parse, parseAllDocuments } from 'yaml'
import type { File, Manifest } from '../engine/model.ts'
import { rolloutSeconds } from '../engine/sync/rollout.ts'
import { sluice } from './support/command.ts'
import { lines, overlay, rendered, repository } from './support/world.ts'
import { temporaryFolder } from './temporary-folder.ts'

type Object = Manifest & { readonly spec: Record<string, unknown> }

const small = 'components: {namespace: true, certs: true}\n'

/** The smallest overlay with more said of how it is synced, in the flow style of its line. */
const synced = (more: string, engine: 'argocd' | 'flux' = 'argocd'): string =>
  overlay(small).replace('sync: {engine: argocd,', `sync: {engine: ${engine}, ${more === '' ? '' : `${more},`}`)

/** The objects of a file of `sync/`. */
function objects(files: readonly File[] | undefined, path: string): Object[] {
  const file = files?.find((one) => one.path === path)
  assert.ok(file, `${path} is rendered`)
  return parseAllDocuments(file.text).map((document) => document.toJS())
}

/** What a small overlay renders for its engine, without a problem. */
async function objectsOf(more: string, engine: 'argocd' | 'flux' = 'argocd'): Promise<Object[]> {
  const { problems, files } = await rendered({ small: synced(more, engine) })
  assert.equal(lines(problems), [])
  return objects(files['small'], engine === 'argocd' ? 'sync/argocd.yaml' : 'sync/flux.yaml')
}

/** The value at a path of the object of this kind and name. */
function at(all: readonly Object[], kind: string, name: string, path: string): unknown {
  const object = all.find((one) => one.kind === kind && one.metadata.name === name)
  assert.ok(object, `${kind}/${name} is among ${all.map((one) => `${one.kind}/${one.metadata.name}`).join(', ')}`)
  return path
    .split(' ')
    .filter((step) => step !== '')
    .reduce((value: unknown, step) => (value as Record<string, unknown> | undefined)?.[step], object)
}

const inArgoCd: readonly (readonly [option: string, kind: string, name: string, path: string, value: unknown])[] = [
  ['', 'Application', 'small-platform', 'spec source targetRevision', 'refs/heads/main'],
  ['', 'Application', 'small-platform', 'spec source path', 'overlays/small/rendered'],
  ['', 'Application', 'small-platform', 'spec source directory', { recurse: true, include: '*.yaml' }],
  ['', 'Application', 'small-platform', 'spec syncPolicy retry limit', -1],
  ['', 'Application', 'small-platform', 'spec syncPolicy retry refresh', true],
  ['', 'AppProject', 'small', 'spec sourceRepos', ['https://git.example.com/streaming.git']],
  ['', 'AppProject', 'small', 'spec syncWindows', undefined],
  ['', 'AppProject', 'small', 'spec signatureKeys', undefined],
  [
    'directory: platform/streaming',
    'Application',
    'small-platform',
    'spec source path',
    'platform/streaming/overlays/small/rendered',
  ],
  [
    'destination: {name: other}',
    'Application',
    'small-platform',
    'spec destination',
    { name: 'other', namespace: 'data' },
  ],
  [
    'destination: {server: "https://10.0.0.1:6443"}',
    'AppProject',
    'small',
    'spec destinations',
    [{ server: 'https://10.0.0.1:6443', namespace: 'data' }],
  ],
  ['argocd: {namespace: gitops}', 'AppProject', 'small', 'metadata namespace', 'gitops'],
  ['argocd: {selfHeal: false}', 'Application', 'small-platform', 'spec syncPolicy automated selfHeal', false],
  ['argocd: {history: 3}', 'Application', 'small-platform', 'spec revisionHistoryLimit', 3],
  [
    'argocd: {retry: {limit: 7, duration: 5s}}',
    'Application',
    'small-platform',
    'spec syncPolicy retry',
    { limit: 7, refresh: true, backoff: { duration: '5s', factor: 2, maxDuration: '3m' } },
  ],
  [
    'argocd: {windows: {night: {kind: deny, schedule: 0 22 * * *, duration: 8h, timeZone: Europe/Berlin}}}',
    'AppProject',
    'small',
    'spec syncWindows',
    [
      {
        description: 'night',
        kind: 'deny',
        schedule: '0 22 * * *',
        duration: '8h',
        timeZone: 'Europe/Berlin',
        applications: ['*'],
      },
    ],
  ],
  [
    'argocd: {serviceAccount: "data:deployer"}',
    'AppProject',
    'small',
    'spec destinationServiceAccounts',
    [{ server: 'https://kubernetes.default.svc', namespace: 'data', defaultServiceAccount: 'data:deployer' }],
  ],
  [
    'argocd: {signatureKeys: ["4AEE18F83AFDEB23"]}',
    'AppProject',
    'small',
    'spec signatureKeys',
    [{ keyID: '4AEE18F83AFDEB23' }],
  ],
  [
    'argocd: {notifications: {on-sync-failed.slack: team}}',
    'Application',
    'small-platform',
    'metadata annotations notifications.argoproj.io/subscribe.on-sync-failed.slack',
    'team',
  ],
]

for (const [option, kind, name, path, value] of inArgoCd)
  test(`Argo CD: ${option || 'without an option'}, ${kind} has ${path}`, async () => {
    assert.equal(at(await objectsOf(option), kind, name, path), value)
  })

const step = 'small-006-issuers'
const inFlux: readonly (readonly [option: string, kind: string, name: string, path: string, value: unknown])[] = [
  ['', 'GitRepository', 'small', 'spec ref', { branch: 'main' }],
  ['', 'GitRepository', 'small', 'spec sparseCheckout', ['overlays/small']],
  ['', 'Kustomization', step, 'spec path', './overlays/small/rendered/006-issuers'],
  ['', 'Kustomization', step, 'spec dependsOn', [{ name: 'small-005-certs' }]],
  ['', 'Kustomization', step, 'spec deletionPolicy', 'MirrorPrune'],
  ['', 'Kustomization', step, 'spec serviceAccountName', undefined],
  ['directory: a/b', 'Kustomization', step, 'spec path', './a/b/overlays/small/rendered/006-issuers'],
  ['destination: {kubeConfig: other}', 'Kustomization', step, 'spec kubeConfig', { secretRef: { name: 'other' } }],
  ['flux: {namespace: gitops}', 'Kustomization', step, 'metadata namespace', 'gitops'],
  ['flux: {interval: 10m}', 'Kustomization', step, 'spec interval', '10m'],
  ['flux: {retryInterval: 30s}', 'Kustomization', step, 'spec retryInterval', '30s'],
  ['flux: {serviceAccount: deployer}', 'Kustomization', step, 'spec serviceAccountName', 'deployer'],
  ['flux: {source: {interval: 1m}}', 'GitRepository', 'small', 'spec interval', '1m'],
  ['flux: {source: {secret: git}}', 'GitRepository', 'small', 'spec secretRef', { name: 'git' }],
  [
    'flux: {source: {verify: keys}}',
    'GitRepository',
    'small',
    'spec verify',
    { mode: 'HEAD', secretRef: { name: 'keys' } },
  ],
  [
    'flux: {source: {oci: "oci://registry.example.com:5000/platform:production", verify: keys}}',
    'OCIRepository',
    'small',
    'spec',
    {
      interval: '5m',
      url: 'oci://registry.example.com:5000/platform',
      ref: { tag: 'production' },
      verify: { provider: 'cosign', secretRef: { name: 'keys' } },
    },
  ],
  [
    'flux: {source: {oci: "oci://registry.example.com/platform:production"}}',
    'Kustomization',
    step,
    'spec sourceRef',
    { kind: 'OCIRepository', name: 'small' },
  ],
  [
    'flux: {notifications: {team: {type: slack, channel: platform, secret: slack-url}}}',
    'Provider',
    'small-team',
    'spec',
    { type: 'slack', channel: 'platform', secretRef: { name: 'slack-url' } },
  ],
  [
    'flux: {notifications: {team: {type: slack, secret: slack-url}}}',
    'Alert',
    'small-team',
    'spec',
    {
      providerRef: { name: 'small-team' },
      eventSeverity: 'error',
      eventSources: [
        { kind: 'GitRepository', name: 'small' },
        ...['000-namespace', '005-certs', '006-issuers'].map((directory) => ({
          kind: 'Kustomization',
          name: `small-${directory}`,
        })),
      ],
    },
  ],
]

for (const [option, kind, name, path, value] of inFlux)
  test(`Flux: ${option || 'without an option'}, ${kind} has ${path}`, async () => {
    assert.equal(at(await objectsOf(option, 'flux'), kind, name, path), value)
  })

const revisions: readonly (readonly [revision: string, inArgoCd: string, inFlux: object])[] = [
  ['release/1.2', 'refs/heads/release/1.2', { branch: 'release/1.2' }],
  ['refs/tags/v1.2', 'refs/tags/v1.2', { name: 'refs/tags/v1.2' }],
  ['a'.repeat(40), 'a'.repeat(40), { commit: 'a'.repeat(40) }],
]
for (const [revision, argocd, flux] of revisions)
  test(`the revision ${revision} is what each engine calls it`, async () => {
    const { files } = await rendered({
      one: synced('').replace('revision: main', `revision: ${revision}`),
      two: synced('', 'flux').replace('revision: main', `revision: ${revision}`).replace('name: test', 'name: two'),
    })
    assert.is(
      at(objects(files['one'], 'sync/argocd.yaml'), 'Application', 'one-platform', 'spec source targetRevision'),
      argocd,
    )
    assert.equal(at(objects(files['two'], 'sync/flux.yaml'), 'GitRepository', 'two', 'spec ref'), flux)
  })

test('nothing waits for what waits for the world', async () => {
  const prod = readFileSync(join(repository, 'overlays/prod/overlay.yaml'), 'utf8').replace(
    'engine: argocd',
    'engine: flux',
  )
  const { files } = await rendered({ prod })
  const all = objects(files['prod'], 'sync/flux.yaml').filter(({ kind }) => kind === 'Kustomization')
  assert.ok(all.some(({ metadata }) => metadata.name === 'prod-095-edge'))
  assert.not.ok(JSON.stringify(all.map(({ spec }) => spec['dependsOn'])).includes('095-edge'))
})

test('a step is waited for as long as its pods may take, one after the other', () => {
  const probe = { initialDelaySeconds: 5, periodSeconds: 10, failureThreshold: 60, timeoutSeconds: 1 }
  const container = (startupProbe: object) => ({
    spec: { containers: [{ startupProbe }], terminationGracePeriodSeconds: 94 },
  })
  const workload = (kind: string, replicas: number): Manifest =>
    ({
      apiVersion: 'apps/v1',
      kind,
      metadata: { name: kind },
      spec: { replicas, template: container(probe) },
    }) as Manifest
  const start = 5 + 60 * 10 + 1
  const job = { apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'job' } }
  const table: readonly (readonly [manifests: readonly Manifest[], seconds: number])[] = [
    [[], 300],
    [[job], 300 + 600],
    [[{ apiVersion: 'flink.apache.org/v1beta1', kind: 'FlinkDeployment', metadata: { name: 'job' } }], 300 + 900],
    [[workload('StatefulSet', 3)], 300 + 3 * (94 + start)],
    // They start one after the other, as one waits for the other inside; none has more than one pod to roll.
    [[workload('StatefulSet', 1), workload('Deployment', 1), workload('DaemonSet', 1)], 300 + 3 * start],
  ]
  for (const [manifests, seconds] of table) assert.is(rolloutSeconds(manifests), seconds)
})

const wrong: readonly (readonly [says: string, text: string, told: readonly string[]])[] = [
  [
    'a kind whose prerequisite nobody declares',
    overlay(small).replace(/cert-manager: \{[^}]*\}, /, ''),
    [
      'overlays/small/overlay.yaml:14:1 prerequisites.cert-manager.mode error prerequisites/declared: expected external or install, as 005-certs has Issuer/selfsigned, found absent',
    ],
  ],
  [
    'a prerequisite without a version',
    overlay(small).replace('cert-manager: {mode: external, version: 1.0.0}', 'cert-manager: {mode: external}'),
    [
      'overlays/small/overlay.yaml:14:17 prerequisites.cert-manager.version error prerequisites/version: expected the version that is there, found none',
    ],
  ],
  [
    'a chart without what it needs',
    overlay('components: {namespace: true}\n')
      .replace(/cert-manager: \{[^}]*\}, /, '')
      .replace('trust-manager: {mode: external', 'trust-manager: {mode: install'),
    [
      'overlays/small/overlay.yaml:14:39 prerequisites.trust-manager.mode error prerequisites/needs: expected cert-manager to be declared as well, which the chart of trust-manager needs, found it absent',
    ],
  ],
  [
    'a chart value that takes a default away',
    overlay(small).replace('version: 1.0.0}', 'version: 1.0.0, values: {webhook: {hosts: [null]}}}'),
    [
      'overlays/small/overlay.yaml:14:91 prerequisites.cert-manager.values.webhook.hosts[0] error prerequisites/no-null: expected a value of the chart, found null, which the API server drops before Helm sees it',
    ],
  ],
  [
    'a range of versions',
    overlay(small).replace(
      'cert-manager: {mode: external, version: 1.0.0}',
      'cert-manager: {mode: install, version: 1.x}',
    ),
    [
      'overlays/small/overlay.yaml:14:56 prerequisites.cert-manager.version error schema/pattern: expected one whole version such as v1.20.2, in quotes where it begins with a digit, got "1.x"',
    ],
  ],
  [
    'an ingress controller that Sluice is to install',
    overlay(small).replace('ingress: {mode: external', 'ingress: {mode: install'),
    [
      'overlays/small/overlay.yaml:14:337 prerequisites.ingress.mode error schema/enum: expected one of absent, external, got "install"',
    ],
  ],
  [
    'a destination by two ways',
    synced('destination: {name: a, server: "https://b"}'),
    [
      "overlays/small/overlay.yaml:15:55 sync.destination.server error sync/destination: expected the cluster's name or its server, found both",
    ],
  ],
  [
    'a destination that only the other engine knows',
    synced('destination: {name: a}', 'flux'),
    [
      'overlays/small/overlay.yaml:15:42 sync.destination.name error sync/destination: expected kubeConfig, as Flux knows other clusters by that, found name alone: it would sync the cluster that it runs in',
    ],
  ],
  [
    'a repository by ssh that Flux has no key for',
    synced('', 'flux').replace('"https://git.example.com/streaming.git"', '"ssh://git@git.example.com/streaming.git"'),
    [
      'overlays/small/overlay.yaml:15:35 sync.flux.source.secret error sync/ssh-has-a-key: expected the Secret with the key for ssh://git@git.example.com/streaming.git, found none',
    ],
  ],
  [
    'a service account for a cluster by its name',
    synced('destination: {name: a}, argocd: {serviceAccount: "a:b"}'),
    [
      'overlays/small/overlay.yaml:15:73 sync.argocd.serviceAccount error sync/impersonation-names-its-server: expected null, or a destination by its server, found a destination by its name',
    ],
  ],
  [
    'a hub that drives nobody',
    synced('hub: true'),
    ['overlays/small/overlay.yaml:15:29 sync.hub error sync/hub: expected overlays that the hub drives, found none'],
  ],
  [
    'overlays to drive, without being a hub, which are not there either',
    synced('overlays: [a]'),
    [
      'overlays/small/overlay.yaml:15:34 sync.overlays error sync/hub: expected none, as this overlay is no hub',
      'overlays/small/overlay.yaml:15:35 sync.overlays[0] error sync/driven-overlay: there is no overlay "a"',
    ],
  ],
  [
    'a component that is neither in nor on its way out',
    overlay('components: {namespace: true, certs: {retired: true}}\n'),
    [
      'overlays/small/overlay.yaml:16:31 components.certs warning retire/component: certs is being retired: once this is synced and certs is out of components, its 5 objects are deleted from the cluster',
      'overlays/small/overlay.yaml:16:39 components.certs.retired error schema/unknown-key: unknown key "retired"',
    ],
  ],
  [
    'a namespace to retire in which something is protected',
    overlay(`${small}retire: [Namespace/data]\n`),
    [
      'overlays/small/overlay.yaml:17:10 retire[0] error retire/object: expected an object that no protected one needs or stands in, found Namespace/data, which one does',
    ],
  ],
  [
    'an object to retire that nobody renders',
    overlay(`${small}retire: [Certificate/none]\n`),
    [
      'overlays/small/overlay.yaml:17:10 retire[0] error retire/object: expected an object of this overlay, as Kind/name, found Certificate/none, which nothing renders',
    ],
  ],
]

for (const [says, text, told] of wrong)
  test(`${says} is refused`, async () => {
    const { problems } = await rendered({ small: text })
    assert.equal(lines(problems), told)
  })

test('a name that no label of an engine can hold is refused', async () => {
  for (const [engine, letters, found] of [
    ['flux', 52, 'Kustomization/NAME-000-namespace'],
    ['argocd', 55, 'Application/NAME-platform'],
  ] as const) {
    const name = 'a'.repeat(letters)
    const { problems } = await rendered({ [name]: synced('', engine).replace(', certs: true', '') })
    assert.equal(
      problems.map(({ rule, message }) => `${rule}: ${message}`),
      [
        `sync/names-fit: expected names of at most 63 letters for what syncs the overlay, found ${found.replace('NAME', name)}`,
      ],
    )
  }
})

const taken: readonly (readonly [says: string, name: string, text: string, found: string])[] = [
  ["Argo CD's own project", 'default', synced(''), "AppProject/default, which is Argo CD's own"],
  [
    'the project of the administrators',
    'admins',
    synced('argocd: {administrators: admins}'),
    "AppProject/admins, which is Argo CD's own",
  ],
  ["Flux's own source", 'flux-system', synced('', 'flux'), "GitRepository/flux-system, which is Flux's own"],
  [
    'the source of the root',
    'bootstrap',
    synced('flux: {rootSource: bootstrap}', 'flux'),
    "GitRepository/bootstrap, which is Flux's own",
  ],
]

for (const [says, name, text, found] of taken)
  test(`an overlay that would be called like ${says} is refused`, async () => {
    const { problems } = await rendered({ [name]: text })
    assert.equal(
      problems.map(({ rule, message }) => `${rule}: ${message}`),
      [`sync/names-are-free: expected names of their own for what syncs the overlay, found ${found}`],
    )
  })

test('what a hub drives takes the place of none of its own', async () => {
  for (const driven of ['root', '000-namespace']) {
    const { problems } = await rendered({
      hub: synced(`hub: true, overlays: [${driven}]`, 'flux'),
      [driven]: synced('destination: {kubeConfig: other}', 'flux').replace('name: test', 'name: other'),
    })
    assert.equal(
      problems.map(({ overlay: of, rule, message }) => `${of} ${rule}: ${message}`),
      [
        `hub sync/names-are-free: expected names of their own for what syncs the overlay, found Kustomization/hub-${driven}, which would be there twice`,
      ],
    )
  }
})

test('the entry * of a map under sync is what every other entry starts from', async () => {
  const all = await objectsOf(
    'argocd: {windows: {"*": {kind: deny, duration: 8h}, night: {schedule: 0 22 * * *}, noon: {schedule: 0 12 * * *}}}',
  )
  assert.equal(
    (at(all, 'AppProject', 'small', 'spec syncWindows') as Record<string, unknown>[]).map(
      ({ description, kind, duration }) => [description, kind, duration],
    ),
    [
      ['night', 'deny', '8h'],
      ['noon', 'deny', '8h'],
    ],
  )
})

const fleet = (engine: string): Record<string, string> => ({
  hub: `purpose: production
namespace: gitops
cluster: {name: hub, kubernetes: "1.35", domain: cluster.local, registry: null, storageClass: ssd, zones: [a], network: {dns: [{namespace: kube-system}]}}
sync: {engine: ${engine}, repository: "https://git.example.com/streaming.git", revision: main, hub: true, overlays: [one, two]}
components: {}
`,
  ...Object.fromEntries(
    ['one', 'two'].map((name) => [
      name,
      synced(`destination: {name: ${name}, kubeConfig: ${name}}`, engine as 'argocd').replace(
        'name: test',
        `name: ${name}`,
      ),
    ]),
  ),
})

test('a hub of Argo CD reads what each of its overlays renders for itself', async () => {
  const { problems, files } = await rendered(fleet('argocd'))
  assert.equal(lines(problems), [])
  assert.equal(
    files['hub']?.map(({ path }) => path),
    ['sync/argocd.yaml', 'sync/kustomization.yaml'],
  )
  const all = objects(files['hub'], 'sync/argocd.yaml')
  assert.is(all.length, 1)
  assert.equal(at(all, 'Application', 'hub-fleet', 'spec source'), {
    repoURL: 'https://git.example.com/streaming.git',
    targetRevision: 'refs/heads/main',
    path: 'overlays',
    directory: { recurse: true, include: '{one/sync/argocd.yaml,two/sync/argocd.yaml}' },
  })
  for (const name of ['one', 'two'])
    assert.is(
      at(
        objects(files[name], 'sync/argocd.yaml'),
        'Application',
        `${name}-platform`,
        'metadata annotations argocd.argoproj.io/sync-options',
      ),
      'Prune=false',
    )
})

test('a hub of Flux applies what each of its overlays renders for itself', async () => {
  const { problems, files } = await rendered(fleet('flux'))
  assert.equal(lines(problems), [])
  const all = objects(files['hub'], 'sync/flux.yaml')
  assert.equal(
    all.map(({ kind, metadata }) => `${kind}/${metadata.name}`),
    ['GitRepository/hub', 'Kustomization/hub-one', 'Kustomization/hub-two'],
  )
  assert.is(at(all, 'Kustomization', 'hub-one', 'spec path'), './overlays/one/sync')
  assert.is(at(all, 'Kustomization', 'hub-one', 'metadata annotations kustomize.toolkit.fluxcd.io/prune'), 'disabled')
  assert.is(at(all, 'Kustomization', 'hub-one', 'spec deletionPolicy'), 'Orphan')
  assert.equal(at(all, 'GitRepository', 'hub', 'spec sparseCheckout'), [
    'overlays/hub',
    'overlays/one/sync',
    'overlays/two/sync',
  ])
})

test('what a hub names wrongly is told with a problem of what it drives, in one run', async () => {
  const { hub = '', ...driven } = fleet('argocd')
  const { problems } = await rendered({
    ...driven,
    hub: hub.replace('[one, two]', '[one, tow]'),
    three: `abstract: true\n${hub.replace('[one, two]', '[two]')}`,
  })
  assert.equal(lines(problems), [
    'overlays/hub/overlay.yaml:4:120 sync.overlays[1] error sync/driven-overlay: there is no overlay "tow"',
  ])
})

const installing = (engine: 'argocd' | 'flux'): string =>
  synced('', engine).replace(
    'cert-manager: {mode: external, version: 1.0.0}',
    'cert-manager: {mode: install, version: v1.20.2}',
  )

test('Argo CD installs a prerequisite before the platform, and tries nothing of its kinds before they are there', async () => {
  const { problems, files } = await rendered({ small: installing('argocd') })
  assert.equal(lines(problems), [])
  const all = objects(files['small'], 'sync/argocd.yaml')
  assert.equal(at(all, 'Application', 'small-cert-manager', 'spec source'), {
    repoURL: 'https://charts.jetstack.io',
    chart: 'cert-manager',
    targetRevision: 'v1.20.2',
    helm: { releaseName: 'cert-manager', valuesObject: { crds: { enabled: true } } },
  })
  const wave = (kind: string, name: string) =>
    Number(at(all, kind, name, 'metadata annotations argocd.argoproj.io/sync-wave'))
  assert.ok(wave('Application', 'small-cert-manager') < wave('AppProject', 'small'))
  assert.ok(wave('AppProject', 'small') < wave('Application', 'small-platform'))
  const options = (files['small'] ?? [])
    .filter(({ path }) => path.startsWith('rendered/'))
    .map(({ text }): Manifest => parse(text))
    .filter(({ apiVersion }) => apiVersion.startsWith('cert-manager.io/'))
    .map(({ metadata }) => metadata.annotations?.['argocd.argoproj.io/sync-options'] ?? '')
  assert.ok(
    options.length > 0 && options.every((one) => one.includes('SkipDryRunOnMissingResource=true')),
    `${options}`,
  )
})

test('Flux installs a prerequisite before the first step that uses its kinds', async () => {
  const { problems, files } = await rendered({ small: installing('flux') })
  assert.equal(lines(problems), [])
  const all = objects(files['small'], 'sync/flux.yaml')
  assert.is(at(all, 'Kustomization', 'small-prerequisites', 'spec path'), './overlays/small/sync/prerequisites')
  assert.is(at(all, 'Kustomization', 'small-prerequisites', 'spec wait'), true)
  assert.is(at(all, 'Kustomization', 'small-000-namespace', 'spec dependsOn'), undefined)
  assert.equal(at(all, 'Kustomization', 'small-005-certs', 'spec dependsOn'), [
    { name: 'small-prerequisites' },
    { name: 'small-000-namespace' },
  ])
  const charts = objects(files['small'], 'sync/prerequisites/cert-manager.yaml')
  assert.equal(at(charts, 'HelmRelease', 'small-cert-manager', 'spec chart spec'), {
    chart: 'cert-manager',
    version: 'v1.20.2',
    sourceRef: { kind: 'HelmRepository', name: 'small-cert-manager' },
  })
  // The root applies flux.yaml alone: the charts are the step's.
  assert.equal(parse(files['small']?.find(({ path }) => path === 'sync/kustomization.yaml')?.text ?? '').resources, [
    'flux.yaml',
  ])
})

test('a chart that needs another comes after it', async () => {
  const both = (engine: 'argocd' | 'flux'): string =>
    installing(engine).replace('trust-manager: {mode: external', 'trust-manager: {mode: install')
  const { problems, files } = await rendered({
    one: both('argocd'),
    two: both('flux').replace('name: test', 'name: two'),
  })
  assert.equal(lines(problems), [])
  const wave = (name: string) =>
    Number(
      at(
        objects(files['one'], 'sync/argocd.yaml'),
        'Application',
        name,
        'metadata annotations argocd.argoproj.io/sync-wave',
      ),
    )
  assert.ok(wave('one-cert-manager') < wave('one-trust-manager'))
  const charts = objects(files['two'], 'sync/prerequisites/trust-manager.yaml')
  assert.equal(at(charts, 'HelmRelease', 'two-trust-manager', 'spec dependsOn'), [{ name: 'two-cert-manager' }])
})

test('the kind and the namespace of what goes stay permitted, or Argo CD would never prune it', async () => {
  const permitted = async (text: string): Promise<Record<string, unknown>> => {
    const { problems, files } = await rendered({ small: text })
    assert.equal(lines(problems), [])
    const { clusterResourceWhitelist: _, ...spec } = objects(files['small'], 'sync/argocd.yaml')[0]?.spec ?? {}
    return spec
  }
  const more = 'values: {zookeeper: {security: {clients: []}}}\n'
  const without = await permitted(overlay(small))
  const withServers = await permitted(overlay(`components: {namespace: true, certs: true, zookeeper: true}\n${more}`))
  assert.equal(withServers, without)
})

/** A root on disk with one overlay. */
function rootOf(text: string): { root: string; put: (text: string) => void } {
  const root = temporaryFolder()
  const file = join(root, 'overlays/small/overlay.yaml')
  mkdirSync(dirname(file), { recursive: true })
  const put = (next: string): void => writeFileSync(file, next)
  put(text)
  return { root, put }
}

const servers = (retire = ''): string =>
  overlay(`components: {namespace: true, certs: true, zookeeper: ${retire || 'true'}}\n`)

test('a component leaves in two steps, and the first says what will be lost', () => {
  const { root, put } = rootOf(servers())
  assert.is(sluice(root, ['render']).code, 0)
  const file = join(root, 'overlays/small/rendered/010-zookeeper/40-statefulset-zookeeper.yaml')
  assert.match(readFileSync(file, 'utf8'), 'prune: disabled')

  put(overlay(small))
  const refused = sluice(root, ['render'])
  assert.is(refused.code, 1)
  assert.match(
    refused.stderr,
    /components\.zookeeper: expected .* of zookeeper to be retired before they go, found them protected/,
  )
  assert.match(
    refused.stderr,
    'write "zookeeper: {retire: true}" under components, render, and take it out once that is synced',
  )
  assert.match(refused.stderr, 'nothing was written')

  put(servers('{retire: true}'))
  const retired = sluice(root, ['render'])
  assert.is(retired.code, 0)
  assert.match(
    retired.stderr,
    /components\.zookeeper: zookeeper is being retired: once this is synced .* its \d+ objects are deleted/,
  )
  assert.match(retired.stderr, 'the volume claims of StatefulSet/zookeeper stay')
  assert.not.match(readFileSync(file, 'utf8'), 'prune: disabled')

  put(overlay(small))
  const gone = sluice(root, ['render'])
  assert.equal([gone.code, gone.stderr], [0, ''])
})

test('a namespace that is renamed takes nothing protected along unsaid, though no file changes its name', () => {
  const { root, put } = rootOf(servers())
  assert.is(sluice(root, ['render']).code, 0)
  put(
    servers().replace('namespace: data', 'namespace: other') +
      'values: {namespace: {namespaces: {data: {}, other: {}}}}\n',
  )
  const { code, stderr } = sluice(root, ['render'])
  assert.is(code, 1)
  assert.match(
    stderr,
    /values\.zookeeper: expected .*StatefulSet\/zookeeper\.data.* to be retired before they go|of zookeeper to be retired before they go/,
  )
})

test('a single object leaves in two steps too, and moving to another file is no leaving', () => {
  const client = (name: string): string => overlay(`${small}values: {certs: {clients: {${name}: {}}}}\n`)
  const { root, put } = rootOf(client('shop'))
  assert.is(sluice(root, ['render']).code, 0)
  put(client('stall'))
  const { code, stderr } = sluice(root, ['render'])
  // A client's certificate is not kept from pruning: nobody but the client needs it.
  assert.equal([code, stderr], [0, ''])
})

const roots: readonly (readonly [engine: 'argocd' | 'flux', more: string, kinds: readonly string[], path: string])[] = [
  ['argocd', '', ['Application/small-root'], 'overlays/small/sync'],
  ['flux', '', ['Kustomization/small-root'], './overlays/small/sync'],
  ['flux', 'flux: {rootSource: null}', ['GitRepository/small', 'Kustomization/small-root'], './overlays/small/sync'],
]
for (const [engine, more, kinds, path] of roots)
  test(`sync-root prints ${kinds.join(' and ')} for ${engine}${more ? ` with ${more}` : ''}`, () => {
    const { root } = rootOf(synced(more, engine))
    const { code, stdout, stderr } = sluice(root, ['sync-root', 'small'])
    assert.equal([code, stderr], [0, ''])
    const printed = parseAllDocuments(stdout).map((document): Object => document.toJS())
    assert.equal(
      printed.map(({ kind, metadata }) => `${kind}/${metadata.name}`),
      kinds,
    )
    assert.ok(JSON.stringify(printed.at(-1)).includes(`"path":"${path}"`), stdout)
  })

test('sync-root prints nothing of an overlay that is broken or not there', () => {
  const { root } = rootOf(synced('').replace('argocd', 'argo'))
  const broken = sluice(root, ['sync-root', 'small'])
  assert.equal([broken.code, broken.stdout], [1, ''])
  assert.match(broken.stderr, 'sync.engine: expected one of argocd, flux')
  const absent = sluice(root, ['sync-root', 'large'])
  assert.equal([absent.code, absent.stdout], [2, ''])
  assert.match(absent.stderr, 'there is no overlay "large"')
})

test('render -v says which reference forces which order', () => {
  const { root } = rootOf(servers())
  const { code, stdout } = sluice(root, ['render', '-v'])
  assert.is(code, 0)
  assert.match(
    stdout,
    'small: 006-issuers after 005-certs: Issuer/peers needs Certificate/peers-ca (spec.ca.secretName) and 1 more\n',
  )
  assert.match(stdout, /small: 010-zookeeper after 006-issuers: Certificate\/zookeeper-[a-z-]+ needs Issuer\//)
})

test.run()

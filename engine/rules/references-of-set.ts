import type { ManifestSet, Path } from '../model.ts'
import { type Entry, indexOf, keyOf, once, type SetIndex, type Workload } from './index-of-set.ts'
import { asList, asMap, asMaps, asText, isMap, type JsonMap } from './read.ts'

/** What an object of the set needs of another object. */
export type Reference = {
  readonly from: Entry
  /** Leads to the name in `from`. */
  readonly path: Path
  readonly kind: string
  /** Empty for kinds without one. */
  readonly namespace: string
  readonly name: string
  /** The key that the other object must hold. */
  readonly key?: string
  /** Whether `from` runs without it. */
  readonly optional: boolean
  /** Undefined where nobody makes it. */
  readonly target: Target | undefined
}

/** A Secret that an object of the set makes, or is. */
export type MadeSecret = {
  readonly name: string
  readonly namespace: string
  readonly target: Target & { entry: Entry }
}

/** An object that there will be. `entry` renders it or makes it; without one it stands in the cluster already. */
export type Target = {
  readonly entry?: Entry
  /** What it holds; undefined where that is not known. */
  readonly keys?: ReadonlySet<string>
}

/** What stands in every cluster or namespace without anybody's doing. Source: the Kubernetes 1.36 documentation. */
const givenEverywhere: ReadonlySet<string> = new Set([
  'ConfigMap/kube-root-ca.crt',
  'ServiceAccount/default',
  'PriorityClass/system-cluster-critical',
  'PriorityClass/system-node-critical',
  'ClusterRole/admin',
  'ClusterRole/cluster-admin',
  'ClusterRole/edit',
  'ClusterRole/view',
])

/** cert-manager reads the Secrets of a ClusterIssuer from its own namespace (`--cluster-resource-namespace`). */
const certManagerNamespace = 'cert-manager'

/** Everything that the objects of a set need of each other, of the cluster, and of what others make. */
export const referencesOf: (set: ManifestSet) => readonly Reference[] = once((set) => {
  const index = indexOf(set)
  const made = madeOf(set)
  const find = (kind: string, namespace: string, name: string): Target | undefined => {
    const makes = made.get(keyOf(kind, namespace, name))
    if (makes) return makes
    const entry = index.find(kind, namespace, name)
    if (entry) return { entry }
    const external = index.external(kind, namespace, name)
    if (external) return external.keys ? { keys: new Set(external.keys) } : {}
    const given =
      kind === 'StorageClass' ? name === set.overlay.cluster.storageClass : givenEverywhere.has(`${kind}/${name}`)
    return given ? {} : undefined
  }
  const references: Reference[] = []
  const add: Add = (from, path, kind, namespace, name, { key, optional } = {}) => {
    const target = find(kind, namespace, name)
    references.push({
      from,
      path,
      kind,
      namespace,
      name,
      ...(key === undefined ? {} : { key }),
      optional: optional === true,
      target,
    })
  }
  for (const workload of index.workloads) addOfPods(workload, add)
  for (const entry of index.entries) addOf[entry.type]?.(entry, add)
  return references
})

type Add = (
  from: Entry,
  path: Path,
  kind: string,
  namespace: string,
  name: string,
  options?: { readonly key?: string | undefined; readonly optional?: boolean },
) => void

/** Every Secret that objects of a set make, keystores included. */
export function secretsMadeIn(set: ManifestSet): readonly MadeSecret[] {
  return [...madeOf(set)].flatMap(([key, { entry, ...target }]) => {
    const [kind, namespace = '', name = ''] = key.split('/') // no name has a slash
    return kind === 'Secret' && entry ? [{ name, namespace, target: { ...target, entry } }] : []
  })
}

/** The configuration and the Secrets that objects of the set hold or make, with their keys. */
const madeOf: (set: ManifestSet) => ReadonlyMap<string, Target> = once((set) => {
  const index = indexOf(set)
  const made = new Map<string, Target>()
  const put = (kind: string, entry: Entry, name: string, keys?: Iterable<string>): void => {
    const key = keyOf(kind, entry.namespace, name)
    if (!made.has(key)) made.set(key, { entry, ...(keys ? { keys: new Set(keys) } : {}) })
  }
  for (const entry of index.ofType('/ConfigMap'))
    put('ConfigMap', entry, entry.name, keysOf(entry.manifest.data, entry.manifest.binaryData))
  for (const entry of index.ofType('/Secret'))
    put('Secret', entry, entry.name, keysOf(entry.manifest.data, entry.manifest.stringData))
  for (const entry of index.ofType('cert-manager.io/Certificate'))
    put('Secret', entry, asText(entry.spec.secretName), certificateKeys(entry, index))
  for (const type of ['cert-manager.io/Issuer', 'cert-manager.io/ClusterIssuer'])
    for (const entry of index.ofType(type)) {
      const account = asText(asMap(asMap(entry.spec.acme).privateKeySecretRef).name)
      if (account !== '') put('Secret', entry, account, ['tls.key'])
    }
  for (const entry of index.ofType('networking.k8s.io/Ingress'))
    if (issuerAnnotations.some(([key]) => entry.annotations[key] !== undefined))
      for (const tls of asMaps(entry.spec.tls)) put('Secret', entry, asText(tls.secretName), ['tls.crt', 'tls.key'])
  for (const entry of index.ofType('external-secrets.io/ExternalSecret')) {
    const target = asMap(entry.spec.target)
    const template = asMap(target.template)
    const closed = entry.spec.dataFrom === undefined && template.templateFrom === undefined
    const own = asMaps(entry.spec.data).map(({ secretKey }) => asText(secretKey))
    const keys = template.data === undefined ? own : keysOf(template.data)
    put('Secret', entry, asText(target.name) || entry.name, closed ? keys : undefined)
  }
  for (const entry of index.ofType('bitnami.com/SealedSecret'))
    put('Secret', entry, entry.name, keysOf(entry.spec.encryptedData, asMap(entry.spec.template).data))
  return made
})

function keysOf(...maps: readonly unknown[]): string[] {
  return maps.flatMap((map) => Object.keys(asMap(map)))
}

/** The keys of the Secret that a Certificate makes. Source: cert-manager 1.21; an ACME authority gives no `ca.crt`. */
function certificateKeys({ spec, namespace }: Entry, index: SetIndex): string[] {
  const { name, kind } = asMap(spec.issuerRef)
  const issuer = index.find(asText(kind) || 'Issuer', kind === 'ClusterIssuer' ? '' : namespace, asText(name))
  const formats = asMaps(spec.additionalOutputFormats).map(({ type }) => type)
  const { jks, pkcs12 } = asMap(spec.keystores)
  return [
    'tls.crt',
    'tls.key',
    ...(isMap(issuer?.spec.acme) ? [] : ['ca.crt']),
    ...(formats.includes('CombinedPEM') ? ['tls-combined.pem'] : []),
    ...(formats.includes('DER') ? ['key.der'] : []),
    ...(asMap(jks).create === true ? ['keystore.jks', 'truststore.jks'] : []),
    ...(asMap(pkcs12).create === true ? ['keystore.p12', 'truststore.p12'] : []),
  ]
}

function addOfPods({ entry, pod, podPath, containers }: Workload, add: Add): void {
  const { namespace } = entry
  const put = (path: Path, kind: string, name: unknown, options?: { key?: string; optional?: boolean }): void => {
    if (asText(name) !== '')
      add(entry, [...podPath, ...path], kind, clusterWide.has(kind) ? '' : namespace, asText(name), options)
  }
  put(['serviceAccountName'], 'ServiceAccount', pod.serviceAccountName)
  put(['priorityClassName'], 'PriorityClass', pod.priorityClassName)
  put(['runtimeClassName'], 'RuntimeClass', pod.runtimeClassName)
  for (const [at, secret] of asMaps(pod.imagePullSecrets).entries())
    put(['imagePullSecrets', `${at}`, 'name'], 'Secret', secret.name)
  const configured = new Map<string, { kind: string; name: string; optional: boolean }>()
  const putKeyed = (path: Path, field: string, kind: string, source: JsonMap): void => {
    const optional = source.optional === true
    put([...path, field], kind, source[field], { optional })
    for (const [at, { key }] of asMaps(source.items).entries())
      put([...path, 'items', `${at}`, 'key'], kind, source[field], { key: asText(key), optional })
  }
  for (const [at, volume] of asMaps(pod.volumes).entries()) {
    const path = ['volumes', `${at}`]
    const { configMap, secret, projected, persistentVolumeClaim } = volume
    if (isMap(configMap)) putKeyed([...path, 'configMap'], 'name', 'ConfigMap', configMap)
    if (isMap(secret)) putKeyed([...path, 'secret'], 'secretName', 'Secret', secret)
    if (isMap(persistentVolumeClaim))
      put([...path, 'persistentVolumeClaim', 'claimName'], 'PersistentVolumeClaim', persistentVolumeClaim.claimName)
    if (isMap(projected))
      for (const [nth, source] of asMaps(projected.sources).entries()) {
        const below = [...path, 'projected', 'sources', `${nth}`]
        if (isMap(source.configMap)) putKeyed([...below, 'configMap'], 'name', 'ConfigMap', source.configMap)
        if (isMap(source.secret)) putKeyed([...below, 'secret'], 'name', 'Secret', source.secret)
      }
    const whole = isMap(configMap)
      ? ['ConfigMap', configMap.name, configMap]
      : isMap(secret)
        ? ['Secret', secret.secretName, secret]
        : undefined
    if (whole) {
      const [kind, name, source] = whole as [string, unknown, JsonMap] // as built in the line above
      if (source.items === undefined)
        configured.set(asText(volume.name), { kind, name: asText(name), optional: source.optional === true })
    }
  }
  for (const { spec, path } of containers) {
    const below = path.slice(podPath.length)
    for (const [at, { name, subPath }] of asMaps(spec.volumeMounts).entries()) {
      const source = configured.get(asText(name))
      const key = asText(subPath)
      if (source && key !== '')
        put([...below, 'volumeMounts', `${at}`, 'subPath'], source.kind, source.name, {
          key,
          optional: source.optional,
        })
    }
    for (const [at, { valueFrom }] of asMaps(spec.env).entries())
      for (const [field, kind] of keySelectors) {
        const source = asMap(valueFrom)[field]
        if (!isMap(source)) continue
        const optional = source.optional === true
        put([...below, 'env', `${at}`, 'valueFrom', field, 'name'], kind, source.name, { optional })
        put([...below, 'env', `${at}`, 'valueFrom', field, 'key'], kind, source.name, {
          key: asText(source.key),
          optional,
        })
      }
    for (const [at, source] of asMaps(spec.envFrom).entries())
      for (const [field, kind] of wholeSelectors) {
        const from = source[field]
        if (isMap(from))
          put([...below, 'envFrom', `${at}`, field, 'name'], kind, from.name, { optional: from.optional === true })
      }
  }
}

const keySelectors = [
  ['configMapKeyRef', 'ConfigMap'],
  ['secretKeyRef', 'Secret'],
] as const
const wholeSelectors = [
  ['configMapRef', 'ConfigMap'],
  ['secretRef', 'Secret'],
] as const

/** Kinds without a namespace that others name. */
const clusterWide: ReadonlySet<string> = new Set([
  'ClusterIssuer',
  'ClusterRole',
  'ClusterSecretStore',
  'IngressClass',
  'PriorityClass',
  'RuntimeClass',
  'StorageClass',
])

const issuerAnnotations = [
  ['cert-manager.io/issuer', 'Issuer'],
  ['cert-manager.io/cluster-issuer', 'ClusterIssuer'],
] as const

/** What each kind names beside what its pods name. */
const addOf: Readonly<Record<string, (entry: Entry, add: Add) => void>> = {
  '/PersistentVolumeClaim': (entry, add) => addStorageClass(entry, entry.spec, ['spec'], add),
  '/ServiceAccount': (entry, add) => {
    for (const [at, { name }] of asMaps(entry.manifest.imagePullSecrets).entries())
      add(entry, ['imagePullSecrets', `${at}`, 'name'], 'Secret', entry.namespace, asText(name))
  },
  'apps/StatefulSet': (entry, add) => {
    const { serviceName, volumeClaimTemplates } = entry.spec
    if (asText(serviceName) !== '') add(entry, ['spec', 'serviceName'], 'Service', entry.namespace, asText(serviceName))
    for (const [at, { spec }] of asMaps(volumeClaimTemplates).entries())
      addStorageClass(entry, asMap(spec), ['spec', 'volumeClaimTemplates', `${at}`, 'spec'], add)
  },
  'autoscaling/HorizontalPodAutoscaler': (entry, add) => {
    const { kind, name } = asMap(entry.spec.scaleTargetRef)
    add(entry, ['spec', 'scaleTargetRef', 'name'], asText(kind), entry.namespace, asText(name))
  },
  'cert-manager.io/Certificate': (entry, add) => {
    const { kind, name } = asMap(entry.spec.issuerRef)
    const issuer = asText(kind) || 'Issuer'
    add(entry, ['spec', 'issuerRef', 'name'], issuer, clusterWide.has(issuer) ? '' : entry.namespace, asText(name))
    for (const store of ['jks', 'pkcs12']) {
      const reference = asMap(asMap(entry.spec.keystores)[store]).passwordSecretRef
      if (isMap(reference))
        addSecret(entry, ['spec', 'keystores', store, 'passwordSecretRef'], reference, entry.namespace, add)
    }
  },
  'cert-manager.io/ClusterIssuer': (entry, add) => addOfIssuer(entry, certManagerNamespace, add),
  'cert-manager.io/Issuer': (entry, add) => addOfIssuer(entry, entry.namespace, add),
  'external-secrets.io/ExternalSecret': (entry, add) => {
    const { kind, name } = asMap(entry.spec.secretStoreRef)
    const store = asText(kind) || 'SecretStore'
    if (asText(name) !== '')
      add(entry, ['spec', 'secretStoreRef', 'name'], store, clusterWide.has(store) ? '' : entry.namespace, asText(name))
  },
  'flink.apache.org/FlinkDeployment': (entry, add) => {
    const account = asText(entry.spec.serviceAccount)
    if (account !== '') add(entry, ['spec', 'serviceAccount'], 'ServiceAccount', entry.namespace, account)
  },
  'flink.apache.org/FlinkSessionJob': (entry, add) =>
    add(entry, ['spec', 'deploymentName'], 'FlinkDeployment', entry.namespace, asText(entry.spec.deploymentName)),
  'networking.k8s.io/Ingress': addOfIngress,
  'rbac.authorization.k8s.io/ClusterRoleBinding': addOfBinding,
  'rbac.authorization.k8s.io/RoleBinding': addOfBinding,
}

function addStorageClass(entry: Entry, claim: JsonMap, path: Path, add: Add): void {
  const name = asText(claim.storageClassName)
  if (name !== '') add(entry, [...path, 'storageClassName'], 'StorageClass', '', name)
}

function addSecret(entry: Entry, path: Path, reference: JsonMap, namespace: string, add: Add): void {
  const name = asText(reference.name)
  add(entry, [...path, 'name'], 'Secret', namespace, name)
  if (asText(reference.key) !== '')
    add(entry, [...path, 'key'], 'Secret', namespace, name, { key: asText(reference.key) })
}

function addOfIssuer(entry: Entry, namespace: string, add: Add): void {
  const { ca, acme } = entry.spec
  const secret = asText(asMap(ca).secretName)
  if (secret !== '') add(entry, ['spec', 'ca', 'secretName'], 'Secret', namespace, secret)
  for (const [at, solver] of asMaps(asMap(acme).solvers).entries()) {
    const path = ['spec', 'acme', 'solvers', `${at}`]
    const ingressClass = asText(asMap(asMap(solver.http01).ingress).ingressClassName)
    if (ingressClass !== '')
      add(entry, [...path, 'http01', 'ingress', 'ingressClassName'], 'IngressClass', '', ingressClass)
    for (const [provider, settings] of Object.entries(asMap(solver.dns01)))
      for (const [field, reference] of Object.entries(asMap(settings)))
        if (field.endsWith('SecretRef') && isMap(reference))
          addSecret(entry, [...path, 'dns01', provider, field], reference, namespace, add)
  }
}

function addOfIngress(entry: Entry, add: Add): void {
  const { ingressClassName, tls, rules, defaultBackend } = entry.spec
  if (asText(ingressClassName) !== '')
    add(entry, ['spec', 'ingressClassName'], 'IngressClass', '', asText(ingressClassName))
  for (const [key, kind] of issuerAnnotations) {
    const name = asText(entry.annotations[key])
    if (name !== '') add(entry, ['metadata', 'annotations', key], kind, kind === 'Issuer' ? entry.namespace : '', name)
  }
  const auth = asText(entry.annotations[authSecret]).split('/')
  if (auth.at(-1) !== '')
    add(
      entry,
      ['metadata', 'annotations', authSecret],
      'Secret',
      auth.length > 1 ? (auth[0] ?? '') : entry.namespace,
      auth.at(-1) ?? '',
    )
  for (const [at, { secretName }] of asMaps(tls).entries())
    if (asText(secretName) !== '')
      add(entry, ['spec', 'tls', `${at}`, 'secretName'], 'Secret', entry.namespace, asText(secretName))
  const backend = (value: unknown, path: Path): void => {
    const name = asText(asMap(asMap(value).service).name)
    if (name !== '') add(entry, [...path, 'service', 'name'], 'Service', entry.namespace, name)
  }
  backend(defaultBackend, ['spec', 'defaultBackend'])
  for (const [at, { http }] of asMaps(rules).entries())
    for (const [nth, path] of asMaps(asMap(http).paths).entries())
      backend(path.backend, ['spec', 'rules', `${at}`, 'http', 'paths', `${nth}`, 'backend'])
}

const authSecret = 'nginx.ingress.kubernetes.io/auth-secret'

function addOfBinding(entry: Entry, add: Add): void {
  const { kind, name } = asMap(entry.manifest.roleRef)
  add(entry, ['roleRef', 'name'], asText(kind), kind === 'ClusterRole' ? '' : entry.namespace, asText(name))
  for (const [at, subject] of asList(entry.manifest.subjects).entries()) {
    const { kind: who, name: account, namespace } = asMap(subject)
    if (who === 'ServiceAccount')
      add(entry, ['subjects', `${at}`, 'name'], 'ServiceAccount', asText(namespace) || entry.namespace, asText(account))
  }
}

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import type { ExternalObject, Manifest, ManifestSet, Overlay, Path, Placed } from '../../engine/model.ts'
import { seal } from '../../engine/seal.ts'

/** An object on its way into a set, under a name that changes refer to. */
type Made = { readonly directory: string; readonly component: string; readonly manifest: unknown }

/** What a set is made of. */
export type Parts = {
  readonly made: Readonly<Record<string, Made>>
  readonly external: readonly ExternalObject[]
  readonly overlay: Overlay
}

/** One thing that is different. */
export type Change = (parts: Parts) => Parts

/**
 * A small platform that every rule is content with: three servers that find each other, with a certificate of an
 * authority of their own, a Job that talks to them, and a way in from the world outside.
 */
const platform: Readonly<Record<string, Made>> = parse(`
namespace:
  directory: 000-namespace
  component: 000-namespace
  manifest:
    apiVersion: v1
    kind: Namespace
    metadata: {name: data, labels: {pod-security.kubernetes.io/enforce: restricted}}
deny:
  directory: 000-namespace
  component: 000-namespace
  manifest:
    apiVersion: networking.k8s.io/v1
    kind: NetworkPolicy
    metadata: {name: default-deny, namespace: data}
    spec:
      podSelector: {}
      policyTypes: [Ingress, Egress]
      egress:
      - to:
        - namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: kube-system}}
        ports: [{protocol: UDP, port: 53}, {protocol: TCP, port: 53}]
selfSigned:
  directory: 005-certs
  component: 005-certs
  manifest:
    apiVersion: cert-manager.io/v1
    kind: Issuer
    metadata: {name: self-signed, namespace: data}
    spec: {selfSigned: {}}
authority:
  directory: 005-certs
  component: 005-certs
  manifest:
    apiVersion: cert-manager.io/v1
    kind: Certificate
    metadata: {name: authority, namespace: data}
    spec:
      secretName: authority
      isCA: true
      commonName: authority
      duration: 87600h
      issuerRef: {name: self-signed, kind: Issuer, group: cert-manager.io}
issuer:
  directory: 006-issuers
  component: 005-certs
  manifest:
    apiVersion: cert-manager.io/v1
    kind: Issuer
    metadata: {name: internal, namespace: data}
    spec: {ca: {secretName: authority}}
account:
  directory: 020-server
  component: 020-server
  manifest:
    apiVersion: v1
    kind: ServiceAccount
    metadata: {name: server, namespace: data}
    automountServiceAccountToken: false
certificate:
  directory: 020-server
  component: 020-server
  manifest:
    apiVersion: cert-manager.io/v1
    kind: Certificate
    metadata: {name: server-tls, namespace: data}
    spec:
      secretName: server-tls
      commonName: server
      dnsNames: ["*.server-headless.data.svc.cluster.local", server.data.svc.cluster.local]
      duration: 2160h
      renewBefore: 720h
      privateKey: {algorithm: RSA, size: 2048, encoding: PKCS8}
      usages: [digital signature, server auth, client auth]
      additionalOutputFormats: [{type: CombinedPEM}]
      issuerRef: {name: internal, kind: Issuer, group: cert-manager.io}
policy:
  directory: 020-server
  component: 020-server
  manifest:
    apiVersion: networking.k8s.io/v1
    kind: NetworkPolicy
    metadata: {name: server, namespace: data}
    spec:
      podSelector: {matchLabels: &server {app.kubernetes.io/name: server, app.kubernetes.io/instance: test}}
      policyTypes: [Ingress, Egress]
      ingress:
      - from: [{podSelector: {matchLabels: *server}}]
        ports: [{protocol: TCP, port: 9001}]
      - from:
        - podSelector: {matchLabels: &job {app.kubernetes.io/name: job, app.kubernetes.io/instance: test}}
        - namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: apps}}
          podSelector: {matchLabels: {app: orders}}
        ports: [{protocol: TCP, port: clients}]
      egress:
      - to: [{podSelector: {matchLabels: *server}}]
        ports: [{protocol: TCP, port: 9001}]
headless:
  directory: 020-server
  component: 020-server
  manifest:
    apiVersion: v1
    kind: Service
    metadata: {name: server-headless, namespace: data}
    spec:
      clusterIP: None
      publishNotReadyAddresses: true
      selector: *server
      ports:
      - {name: peers, protocol: TCP, port: 9001, targetPort: peers}
      - {name: clients, protocol: TCP, port: 9000, targetPort: clients}
service:
  directory: 020-server
  component: 020-server
  manifest:
    apiVersion: v1
    kind: Service
    metadata: {name: server, namespace: data}
    spec:
      selector: *server
      ports: [{name: clients, protocol: TCP, port: 9000, targetPort: 9000}]
config:
  directory: 020-server
  component: 020-server
  manifest:
    apiVersion: v1
    kind: ConfigMap
    metadata: {name: server-config, namespace: data}
    data:
      server.conf: |
        peers=server-0.server-headless.data.svc.cluster.local:9001,server-2.server-headless.data.svc.cluster.local:9001
        tls.file=/tls/tls-combined.pem
        password=\${env:PASSWORD}
server:
  directory: 020-server
  component: 020-server
  manifest:
    apiVersion: apps/v1
    kind: StatefulSet
    metadata: {name: server, namespace: data}
    spec:
      serviceName: server-headless
      replicas: 3
      podManagementPolicy: Parallel
      selector: {matchLabels: *server}
      template:
        metadata:
          labels: *server
          annotations: {checksum/config: "\\0checksum:data/server-config"}
        spec:
          serviceAccountName: server
          automountServiceAccountToken: false
          securityContext: &pod {runAsNonRoot: true, runAsUser: 1000, seccompProfile: {type: RuntimeDefault}}
          affinity:
            podAntiAffinity:
              requiredDuringSchedulingIgnoredDuringExecution:
              - {topologyKey: kubernetes.io/hostname, labelSelector: {matchLabels: *server}}
          topologySpreadConstraints:
          - maxSkew: 1
            topologyKey: topology.kubernetes.io/zone
            whenUnsatisfiable: ScheduleAnyway
            labelSelector: {matchLabels: *server}
          initContainers:
          - name: prepare
            image: registry.example.com/server:1.2.3
            resources: &resources {requests: {cpu: 100m, memory: 64Mi}, limits: {memory: 64Mi}}
            securityContext: &container {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}
            volumeMounts: [{name: data, mountPath: /data}]
          containers:
          - name: server
            image: registry.example.com/server:1.2.3
            args: ["--name=$(POD_NAME)"]
            env: [{name: POD_NAME, valueFrom: {fieldRef: {fieldPath: metadata.name}}}]
            ports:
            - {name: clients, containerPort: 9000}
            - {name: peers, containerPort: 9001}
            readinessProbe: {tcpSocket: {port: clients}}
            resources: *resources
            securityContext: *container
            volumeMounts:
            - {name: data, mountPath: /data}
            - {name: config, mountPath: /config/server.conf, subPath: server.conf}
            - {name: tls, mountPath: /tls}
          volumes:
          - {name: config, configMap: {name: server-config}}
          - {name: tls, secret: {secretName: server-tls, items: [{key: tls-combined.pem, path: tls-combined.pem}]}}
      volumeClaimTemplates:
      - metadata: {name: data}
        spec: {accessModes: [ReadWriteOnce], storageClassName: ssd, resources: {requests: {storage: 1Gi}}}
budget:
  directory: 020-server
  component: 020-server
  manifest:
    apiVersion: policy/v1
    kind: PodDisruptionBudget
    metadata: {name: server, namespace: data}
    spec: {maxUnavailable: 1, selector: {matchLabels: *server}}
job:
  directory: 030-job
  component: 030-job
  manifest:
    apiVersion: batch/v1
    kind: Job
    metadata: {name: "\\0hash:job", namespace: data}
    spec:
      backoffLimit: 10
      activeDeadlineSeconds: 86400
      template:
        metadata: {labels: *job}
        spec:
          restartPolicy: OnFailure
          automountServiceAccountToken: false
          securityContext: *pod
          containers:
          - name: job
            image: registry.example.com/server@sha256:${'0'.repeat(64)}
            args: ["--server=server.data.svc.cluster.local:9000"]
            resources: *resources
            securityContext: *container
jobPolicy:
  directory: 030-job
  component: 030-job
  manifest:
    apiVersion: networking.k8s.io/v1
    kind: NetworkPolicy
    metadata: {name: job, namespace: data}
    spec:
      podSelector: {matchLabels: *job}
      policyTypes: [Egress]
      egress:
      - to: [{podSelector: {matchLabels: *server}}]
        ports: [{protocol: TCP, port: 9000}]
outside:
  directory: 095-edge
  component: 020-server
  manifest:
    apiVersion: v1
    kind: Service
    metadata: {name: server-0-outside, namespace: data}
    spec:
      type: LoadBalancer
      selector: {app.kubernetes.io/name: server, app.kubernetes.io/instance: test, statefulset.kubernetes.io/pod-name: server-0}
      ports: [{name: clients, protocol: TCP, port: 9000, targetPort: clients}]
`)

const base: Pick<Overlay, 'prerequisites' | 'secrets' | 'sync'> = parse(
  readFileSync(join(process.env['SLUICE_ROOT'] ?? process.cwd(), 'base', 'overlay.yaml'), 'utf8'),
)

const overlay: Overlay = {
  name: 'test',
  purpose: 'production',
  namespace: 'data',
  cluster: {
    name: 'test',
    kubernetes: '1.36',
    domain: 'cluster.local',
    registry: null,
    storageClass: 'ssd',
    zones: ['a'],
    network: { dns: [{ namespace: 'kube-system' }] },
  },
  prerequisites: base.prerequisites,
  secrets: base.secrets,
  sync: { ...base.sync, engine: 'argocd', repository: 'https://git.example.com/a.git', revision: 'main' },
  retiring: { components: [], objects: [] },
  accept: [],
}

/** Adds an object, given as YAML, to a directory; it is of the component of the same name. */
export function add(name: string, directory: string, yaml: string, component = directory): Change {
  const manifest = parse(yaml)
  manifest.metadata.annotations = {
    'argocd.argoproj.io/sync-wave': String(Number(directory.slice(0, 3))),
    ...manifest.metadata.annotations,
  }
  return ({ made, ...rest }) => ({ ...rest, made: { ...made, [name]: { directory, component, manifest } } })
}

/** Puts a value, given as YAML, into an object; `path` leads there, numbers are the members of lists. */
export function put(name: string, path: string, yaml: string): Change {
  return edit(name, path, () => parse(yaml))
}

/** Takes something out of an object. */
export function drop(name: string, path: string): Change {
  return edit(name, path, () => undefined)
}

/** Takes an object out. */
export function without(name: string): Change {
  return ({ made, ...rest }) => {
    const { [name]: _, ...others } = made
    return { ...rest, made: others }
  }
}

/** Puts an object into another directory, as if its component had placed it there. */
export function move(name: string, directory: string): Change {
  const wave = put(name, 'metadata annotations argocd.argoproj.io/sync-wave', `"${Number(directory.slice(0, 3))}"`)
  return (parts) => {
    const moved = wave(parts)
    return { ...moved, made: { ...moved.made, [name]: { ...found(moved, name), directory } } }
  }
}

/** Declares what others make. */
export function given(...external: readonly ExternalObject[]): Change {
  return (parts) => ({ ...parts, external: [...parts.external, ...external] })
}

function edit(name: string, path: string, change: (value: unknown) => unknown): Change {
  return (parts) => {
    const made = found(parts, name)
    return {
      ...parts,
      made: { ...parts.made, [name]: { ...made, manifest: edited(made.manifest, path.split(' '), change) } },
    }
  }
}

function found({ made }: Parts, name: string): Made {
  const one = made[name]
  if (!one) throw new Error(`there is no ${name} in the set`)
  return one
}

function edited(value: unknown, [key, ...rest]: Path, change: (value: unknown) => unknown): unknown {
  if (key === undefined) return change(value)
  if (Array.isArray(value)) {
    const list = [...value]
    list[Number(key)] = edited(list[Number(key)], rest, change)
    return list.filter((member) => member !== undefined)
  }
  const map = (value ?? {}) as Readonly<Record<string, unknown>> // what a path leads through is a map or a list
  return Object.fromEntries(
    Object.entries({ ...map, [key]: edited(map[key], rest, change) }).filter(([, child]) => child !== undefined),
  )
}

/** The platform with `changes`, sealed. */
export function sealed(changes: readonly Change[]): Parts {
  const start = changes.reduce((parts, change) => change(parts), { made: platform, external: [], overlay } as Parts)
  const names = Object.keys(start.made)
  const { made: _, ...facts } = start
  const objects = seal({ ...facts, scopeOf, placed: names.map((name) => placedOf(found(start, name))) })
  return {
    ...start,
    made: Object.fromEntries(objects.map(({ nameWithoutHash: _, ...one }, at) => [names[at] ?? '', one])),
  }
}

/** Sealed objects as a set that rules judge; `changes` are made behind the seal step's back. */
export function setOf(parts: Parts, changes: readonly Change[] = []): ManifestSet {
  const { made, ...rest } = changes.reduce((changed, change) => change(changed), parts)
  return { ...rest, placed: Object.values(made).map(placedOf), scopeOf }
}

function placedOf({ manifest, ...place }: Made): Placed {
  return { ...place, manifest: manifest as Manifest } // what the YAML of a manifest is
}

const clusterWide = [
  'Namespace',
  'ClusterRole',
  'ClusterRoleBinding',
  'StorageClass',
  'CustomResourceDefinition',
  'ClusterIssuer',
]

function scopeOf(apiVersion: string, kind: string): 'Namespaced' | 'Cluster' | undefined {
  if (apiVersion.startsWith('unknown.example.com/')) return undefined
  return clusterWide.includes(kind) || kind.endsWith('WebhookConfiguration') ? 'Cluster' : 'Namespaced'
}

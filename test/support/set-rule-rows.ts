// biome-ignore-all lint/suspicious/noTemplateCurlyInString: scripts and configuration hold ${...} of their own
import { add, type Change, drop, given, move, put, without } from './rendered-set.ts'

/**
 * One way to break a rule. `before` makes the set hold what the rule is about and must still pass every rule; `breaks` is
 * then the one difference, and no other rule may fire. `behindTheSeal`: the difference is made in the sealed
 * objects.
 */
export type Row = {
  readonly rule: string
  readonly that: string
  readonly before?: readonly Change[]
  readonly breaks: readonly Change[]
  readonly behindTheSeal?: true
}

/** The way to the first container of what runs pods. */
export const container = 'spec template spec containers 0'
/** The way to the pods of what runs them. */
export const pod = 'spec template spec'

const deployment = (directory = '040-web'): Change =>
  add(
    'web',
    directory,
    `
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: data}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      automountServiceAccountToken: false
      securityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}
      containers:
      - name: web
        image: registry.example.com/web:2.0.1
        ports: [{name: http, containerPort: 8080, protocol: TCP}]
        readinessProbe: {httpGet: {path: /, port: http}}
        resources: {requests: {cpu: 100m, memory: 64Mi}, limits: {memory: 64Mi}}
        securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}
`,
  )

const webService = add(
  'webService',
  '040-web',
  `
apiVersion: v1
kind: Service
metadata: {name: web, namespace: data, labels: {app: web}}
spec:
  selector: {app: web}
  ports: [{name: http, protocol: TCP, port: 80, targetPort: http}]
`,
)

const autoscaler = add(
  'autoscaler',
  '095-edge',
  `
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: web, namespace: data}
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
  minReplicas: 2
  maxReplicas: 4
  metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 80}}}]
`,
)

const ingress = add(
  'ingress',
  '095-edge',
  `
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web, namespace: data}
spec:
  ingressClassName: nginx
  tls: [{hosts: [server.data.svc.cluster.local], secretName: server-tls}]
  rules:
  - host: server.data.svc.cluster.local
    http:
      paths:
      - {path: /, pathType: Prefix, backend: {service: {name: web, port: {name: http}}}}
`,
)

const claim = (directory = '040-web'): Change =>
  add(
    'claim',
    directory,
    `
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: web, namespace: data}
spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
`,
  )

const mountedClaim = [
  put('web', `${pod} volumes`, '[{name: files, persistentVolumeClaim: {claimName: web}}]'),
  put('web', `${container} volumeMounts`, '[{name: files, mountPath: /files}]'),
  put('web', 'spec replicas', '1'),
]

const acme = (directory = '095-edge'): Change =>
  add(
    'acme',
    directory,
    `
apiVersion: cert-manager.io/v1
kind: Issuer
metadata: {name: public, namespace: data}
spec:
  acme:
    server: https://acme.example.com/directory
    privateKeySecretRef: {name: acme-account}
    solvers: [{http01: {ingress: {ingressClassName: nginx}}}]
`,
  )

const nginx = given({ kind: 'IngressClass', name: 'nginx' })

const publicCertificate = (directory = '095-edge'): Change =>
  add(
    'public',
    directory,
    `
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: public, namespace: data}
spec:
  secretName: public
  dnsNames: [www.example.com]
  issuerRef: {name: public, kind: Issuer, group: cert-manager.io}
`,
  )

const definition = (directory = '000-namespace'): Change =>
  add(
    'definition',
    directory,
    `
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: things.unknown.example.com}
spec:
  group: unknown.example.com
  scope: Namespaced
  names: {kind: Thing, plural: things}
  versions:
  - {name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}
`,
  )

const thing = add(
  'thing',
  '020-server',
  'apiVersion: unknown.example.com/v1\nkind: Thing\nmetadata: {name: a, namespace: data}\nspec: {size: 1}',
)

const webhook = add(
  'webhook',
  '020-server',
  `
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata: {name: checks}
webhooks:
- name: checks.example.com
  failurePolicy: Ignore
  timeoutSeconds: 5
  clientConfig: {service: {name: server, namespace: data, port: 443}}
`,
)

const externalSecret = add(
  'externalSecret',
  '020-server',
  `
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: {name: users, namespace: data}
spec:
  secretStoreRef: {name: vault, kind: ClusterSecretStore}
  data:
  - secretKey: users
    remoteRef: {key: a, conversionStrategy: Default, decodingStrategy: None, metadataPolicy: None}
`,
)

const vault = given({ kind: 'ClusterSecretStore', name: 'vault' })

const role = add(
  'role',
  '020-server',
  'apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: {name: reader, namespace: data}\nrules: [{apiGroups: [""], resources: [configmaps], verbs: [get]}]',
)

const binding = add(
  'binding',
  '020-server',
  `
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: server-reader, namespace: data}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader}
subjects: [{kind: ServiceAccount, name: server, namespace: data}]
`,
)

const quota = add(
  'quota',
  '000-namespace',
  `
apiVersion: v1
kind: ResourceQuota
metadata: {name: platform, namespace: data}
spec: {hard: {requests.cpu: 400m, limits.memory: 256Mi, requests.storage: 3Gi, pods: "4"}}
`,
)

const limitRange = add(
  'limitRange',
  '000-namespace',
  `
apiVersion: v1
kind: LimitRange
metadata: {name: platform, namespace: data}
spec: {limits: [{type: Container, max: {cpu: "1", memory: 1Gi}, default: {cpu: "1", memory: 1Gi}}]}
`,
)

const podMonitor = add(
  'monitor',
  '020-server',
  `
apiVersion: monitoring.coreos.com/v1
kind: PodMonitor
metadata: {name: server, namespace: data}
spec:
  selector: {matchLabels: {app.kubernetes.io/name: server}}
  podMetricsEndpoints: [{port: peers}]
`,
)

// biome-ignore format: a table is read by its rows
export const rows: readonly Row[] = [
  { rule: 'identity/object-says-what-it-is', that: 'a list is no object', breaks: [put('budget', 'kind', 'List')] },
  { rule: 'identity/object-says-what-it-is', that: 'no name', behindTheSeal: true, breaks: [drop('budget', 'metadata name')] },
  { rule: 'identity/object-is-rendered-once', that: 'another version of the same object', breaks: [add('twin', '030-job', 'apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {name: server, namespace: data}\nspec: {maxUnavailable: 1, selector: {matchLabels: {app.kubernetes.io/name: job}}}', '020-server')] },
  { rule: 'identity/namespace-follows-scope', that: 'a namespaced object without one', breaks: [add('none', '020-server', 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {a: b}')] },
  { rule: 'identity/namespace-follows-scope', that: 'a cluster-wide object with one', before: [definition()], breaks: [put('definition', 'metadata namespace', 'data')] },
  { rule: 'identity/name-fits-its-kind', that: 'a Service like an address', before: [deployment(), webService], breaks: [put('webService', 'metadata name', '0web')] },
  { rule: 'identity/name-fits-its-kind', that: 'a Namespace with a dot', before: [add('more', '000-namespace', 'apiVersion: v1\nkind: Namespace\nmetadata: {name: more, labels: {pod-security.kubernetes.io/enforce: baseline}}')], breaks: [put('more', 'metadata name', 'a.b')] },
  { rule: 'identity/derived-name-fits', that: 'a claim of 64 characters', breaks: [put('server', 'spec volumeClaimTemplates 0 metadata name', 'x'.repeat(55)), put('server', `${container} volumeMounts 0 name`, 'x'.repeat(55)), put('server', `${pod} initContainers 0 volumeMounts 0 name`, 'x'.repeat(55))] },
  { rule: 'identity/labels-are-legal', that: 'a value with a space', breaks: [put('account', 'metadata labels', '{a: "b c"}')] },
  { rule: 'identity/labels-are-legal', that: 'a key with two slashes in a template', breaks: [put('server', `spec template metadata labels`, '{app.kubernetes.io/name: server, app.kubernetes.io/instance: test, a/b/c: d}')] },
  { rule: 'identity/labels-are-legal', that: 'annotations of more than 256 KiB', breaks: [put('account', 'metadata annotations note', 'x'.repeat(262_200))] },
  { rule: 'identity/no-tracking-marks', that: 'what Argo CD writes itself', breaks: [put('account', 'metadata annotations argocd.argoproj.io/tracking-id', 'a:/ServiceAccount:data/server')] },
  { rule: 'identity/no-server-fields', that: 'an exported object', breaks: [put('account', 'metadata uid', '0b1c')] },
  { rule: 'identity/no-server-fields', that: 'a status', breaks: [put('service', 'status', '{loadBalancer: {ingress: [{ip: 10.0.0.1}]}}')] },
  { rule: 'identity/no-server-fields', that: 'a time of creation in a template', breaks: [put('server', 'spec template metadata creationTimestamp', '"2026-01-01T00:00:00Z"')] },
  { rule: 'identity/namespace-exists', that: 'a namespace that nothing renders', breaks: [add('away', '020-server', 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: away}\ndata: {a: b}')] },
  { rule: 'identity/namespace-exists', that: 'a namespace that comes later', before: [add('late', '000-namespace', 'apiVersion: v1\nkind: Namespace\nmetadata: {name: late, labels: {pod-security.kubernetes.io/enforce: baseline}}'), add('away', '020-server', 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: late}\ndata: {a: b}')], breaks: [move('late', '030-job')] },

  { rule: 'shape/configuration-keys-are-legal', that: 'a key with a slash', breaks: [put('config', 'data etc/server.conf', 'a=b')] },
  { rule: 'shape/configuration-keys-are-legal', that: 'a key in data and in binaryData', breaks: [put('config', 'binaryData', '{server.conf: YQ==}')] },
  { rule: 'shape/no-nulls', that: 'a null', breaks: [put('service', 'spec sessionAffinity', 'null')] },
  { rule: 'shape/no-nulls', that: 'a null in a custom resource', breaks: [put('certificate', 'spec subject', 'null')] },
  { rule: 'shape/no-empty-noise', that: 'an empty map without meaning', behindTheSeal: true, breaks: [put('server', `${container} lifecycle`, '{}')] },
  { rule: 'shape/quantities-are-canonical', that: 'an amount that is written otherwise', behindTheSeal: true, breaks: [put('server', `${container} resources requests cpu`, '"0.1"')] },
  { rule: 'shape/quantities-are-canonical', that: 'a part of a byte', breaks: [put('server', 'spec volumeClaimTemplates 0 spec resources requests storage', '0.1Gi')] },
  { rule: 'shape/quantities-are-canonical', that: 'a number', behindTheSeal: true, breaks: [put('server', `${container} resources limits cpu`, '1')] },
  { rule: 'shape/names-inside-are-unique', that: 'an init container called like a container', breaks: [put('server', `${pod} initContainers 0 name`, 'server')] },
  { rule: 'shape/names-inside-are-unique', that: 'two ports of a Service with one name', breaks: [put('headless', 'spec ports 1 name', 'peers')] },
  { rule: 'shape/names-inside-are-unique', that: 'a claim template called like a volume', breaks: [put('server', `${pod} volumes 2`, '{name: data, emptyDir: {}}')] },
  { rule: 'shape/names-inside-are-legal', that: 'a port with a long name', before: [deployment(), put('web', `${container} readinessProbe httpGet port`, '8080')], breaks: [put('web', `${container} ports 0 name`, 'hypertext-transfer')] },
  { rule: 'shape/names-inside-are-legal', that: 'a variable with a space', breaks: [put('server', `${container} env 0 name`, '"A B"')] },
  { rule: 'shape/ports-are-explicit', that: 'a port without protocol', behindTheSeal: true, breaks: [drop('server', `${container} ports 0 protocol`)] },
  { rule: 'shape/ports-are-explicit', that: 'a port of a policy without protocol', behindTheSeal: true, breaks: [drop('policy', 'spec egress 0 ports 0 protocol')] },
  { rule: 'shape/ports-are-explicit', that: 'a Service without targetPort', breaks: [drop('service', 'spec ports 0 targetPort')] },
  { rule: 'shape/ports-are-explicit', that: 'two ports, one without a name', breaks: [drop('headless', 'spec ports 0 name')] },
  { rule: 'shape/claim-templates-are-typed', that: 'a template without kind', behindTheSeal: true, breaks: [drop('server', 'spec volumeClaimTemplates 0 kind')] },
  { rule: 'shape/claim-templates-are-typed', that: 'a template with status', breaks: [put('server', 'spec volumeClaimTemplates 0 status', '{phase: Pending}')] },
  { rule: 'shape/service-addresses-are-the-clusters', that: 'an empty address', breaks: [put('service', 'spec clusterIP', '""')] },
  { rule: 'shape/service-addresses-are-the-clusters', that: 'a nodePort of a ClusterIP Service', breaks: [put('service', 'spec ports 0 nodePort', '30000')] },
  { rule: 'shape/webhooks-are-explicit', that: 'a bundle', before: [webhook], breaks: [put('webhook', 'webhooks 0 clientConfig caBundle', 'YQ==')] },
  { rule: 'shape/webhooks-are-explicit', that: 'a webhook that stops its own pod', before: [webhook], breaks: [put('webhook', 'webhooks 0 failurePolicy', 'Fail')] },
  { rule: 'shape/webhooks-are-explicit', that: 'a webhook that stops the pods of the cluster', before: [webhook, put('webhook', 'webhooks 0 namespaceSelector', '{matchExpressions: [{key: kubernetes.io/metadata.name, operator: NotIn, values: [kube-system, data]}]}'), put('webhook', 'webhooks 0 failurePolicy', 'Fail')], breaks: [put('webhook', 'webhooks 0 namespaceSelector matchExpressions 0 values', '[data]')] },
  { rule: 'shape/definitions-are-lean', that: 'a priority of 0', before: [definition()], breaks: [put('definition', 'spec versions 0 additionalPrinterColumns', '[{name: a, type: string, jsonPath: .a, priority: 0}]')] },
  { rule: 'shape/definitions-are-lean', that: 'a schema that is not structural', before: [definition()], breaks: [put('definition', 'spec versions 0 schema openAPIV3Schema properties', '{spec: {description: anything}}')] },
  { rule: 'shape/definitions-are-lean', that: 'a large one that is applied by the client', before: [definition(), put('definition', 'spec versions 0 schema openAPIV3Schema description', 'x'.repeat(200_001)), put('definition', 'metadata annotations argocd.argoproj.io/sync-options', 'ServerSideApply=true')], breaks: [drop('definition', 'metadata annotations argocd.argoproj.io/sync-options')] },
  { rule: 'shape/list-members-state-defaults', that: 'a reference without its defaults', before: [externalSecret, vault], breaks: [drop('externalSecret', 'spec data 0 remoteRef decodingStrategy')] },
  { rule: 'shape/list-members-state-defaults', that: 'a whole secret without its defaults', before: [externalSecret, vault, put('externalSecret', 'spec dataFrom', '[{extract: {key: a, conversionStrategy: Default, decodingStrategy: None, metadataPolicy: None}}]')], breaks: [drop('externalSecret', 'spec dataFrom 0 extract metadataPolicy')] },
  { rule: 'shape/versions-are-current', that: 'a beta version', breaks: [put('budget', 'apiVersion', 'policy/v1beta1')] },
  { rule: 'shape/versions-are-current', that: 'a version with a successor', before: [deployment(), drop('web', 'spec replicas'), autoscaler], breaks: [put('autoscaler', 'apiVersion', 'autoscaling/v1')] },
  { rule: 'shape/service-accounts-list-no-secrets', that: 'a list of secrets', breaks: [put('account', 'secrets', '[{name: server-token}]')] },
  { rule: 'shape/bindings-are-named-for-their-role', that: 'a binding that could be of any role', before: [role, binding], breaks: [put('binding', 'metadata name', 'server')] },

  { rule: 'references/configmap-exists', that: 'a ConfigMap that nothing renders', before: [deployment(), put('web', `${pod} volumes`, '[{name: a, configMap: {name: web, optional: true}}]'), put('web', `${container} volumeMounts`, '[{name: a, mountPath: /a}]')], breaks: [drop('web', `${pod} volumes 0 configMap optional`)] },
  { rule: 'references/secret-exists', that: 'a Secret that nothing makes', breaks: [put('server', `${pod} volumes 1 secret`, '{secretName: server-tsl}')] },
  { rule: 'references/secret-exists', that: 'a variable of a Secret that nobody declares', before: [given({ kind: 'Secret', name: 'users', namespace: 'data', keys: ['users'] }), put('server', `${container} envFrom`, '[{secretRef: {name: users}}]')], breaks: [put('server', `${container} envFrom 0 secretRef name`, 'user')] },
  { rule: 'references/service-account-exists', that: 'no such account', before: [without('account'), given({ kind: 'ServiceAccount', name: 'server', namespace: 'data' })], breaks: [put('server', `${pod} serviceAccountName`, 'servers')] },
  { rule: 'references/claim-exists', that: 'no such claim', before: [deployment(), claim(), ...mountedClaim], breaks: [put('web', `${pod} volumes 1`, '{name: more, persistentVolumeClaim: {claimName: more}}'), put('web', `${container} volumeMounts 1`, '{name: more, mountPath: /more}')] },
  { rule: 'references/class-exists', that: 'a storage class that is not the cluster\'s', breaks: [put('server', 'spec volumeClaimTemplates 0 spec storageClassName', 'fast')] },
  { rule: 'references/class-exists', that: 'an unknown priority', before: [put('server', `${pod} priorityClassName`, 'system-cluster-critical')], breaks: [put('server', `${pod} priorityClassName`, 'high')] },
  { rule: 'references/role-exists', that: 'no such role', before: [role, binding], breaks: [put('binding', 'roleRef name', 'read')] },
  { rule: 'references/secret-store-exists', that: 'a store that nobody declares', before: [externalSecret, vault], breaks: [put('externalSecret', 'spec secretStoreRef name', 'safe')] },
  { rule: 'references/service-exists', that: 'a StatefulSet of a Service that nothing renders', breaks: [put('server', 'spec serviceName', 'servers')] },
  { rule: 'references/issuer-exists', that: 'an Issuer of another namespace', before: [deployment()], breaks: [add('other', '040-web', 'apiVersion: cert-manager.io/v1\nkind: Certificate\nmetadata: {name: a, namespace: data}\nspec: {secretName: a, commonName: a, issuerRef: {name: elsewhere, kind: Issuer}}')] },
  { rule: 'references/key-exists', that: 'a key that the Certificate makes only when asked', breaks: [drop('certificate', 'spec additionalOutputFormats')] },
  { rule: 'references/key-exists', that: 'a file of a ConfigMap that it does not hold', breaks: [put('server', `${container} volumeMounts 1 subPath`, 'servers.conf')] },
  { rule: 'references/key-exists', that: 'a key that an external Secret does not promise', before: [given({ kind: 'Secret', name: 'users', namespace: 'data', keys: ['users'] }), put('server', `${container} env 1`, '{name: USERS, valueFrom: {secretKeyRef: {name: users, key: users}}}')], breaks: [put('server', `${container} env 1 valueFrom secretKeyRef key`, 'user')] },
  { rule: 'references/keys-are-variable-names', that: 'a key that begins with a digit', before: [put('server', `${container} envFrom`, '[{configMapRef: {name: server-config}}]')], breaks: [put('config', 'data 1st', 'a')] },
  { rule: 'references/mount-has-a-volume', that: 'a mount of nothing', breaks: [put('server', `${container} volumeMounts 3`, '{name: logs, mountPath: /logs}')] },
  { rule: 'references/volume-is-mounted', that: 'a volume that nobody mounts', breaks: [put('server', `${pod} volumes 2`, '{name: logs, emptyDir: {}}')] },
  { rule: 'references/claim-is-of-one-pod', that: 'two pods of one ReadWriteOnce claim', before: [deployment(), claim(), ...mountedClaim], breaks: [put('web', 'spec replicas', '2')] },
  { rule: 'references/autoscaler-has-a-target', that: 'no such target', before: [deployment(), drop('web', 'spec replicas'), autoscaler], breaks: [put('autoscaler', 'spec scaleTargetRef name', 'wep')] },
  { rule: 'references/autoscaler-has-a-target', that: 'no metrics', before: [deployment(), drop('web', 'spec replicas'), autoscaler], breaks: [drop('autoscaler', 'spec metrics')] },
  { rule: 'references/scaled-workload-leaves-replicas', that: 'replicas beside an autoscaler', before: [deployment(), drop('web', 'spec replicas'), autoscaler], breaks: [put('web', 'spec replicas', '2')] },
  { rule: 'references/kind-is-served', that: 'a kind whose definition comes later', before: [definition(), thing], breaks: [move('definition', '030-job')] },
  { rule: 'references/kind-is-served', that: 'a kind that nobody defines', before: [thing, given({ kind: 'CustomResourceDefinition', name: 'things.unknown.example.com' })], breaks: [put('thing', 'kind', 'Other')] },
  { rule: 'references/kind-is-served', that: 'a version that is not served', before: [definition(), thing], breaks: [put('thing', 'apiVersion', 'unknown.example.com/v2')] },
  { rule: 'references/ingress-leads-to-a-port', that: 'no such port', before: [deployment(), webService, ingress, nginx], breaks: [put('ingress', 'spec rules 0 http paths 0 backend service port name', 'https')] },
  { rule: 'references/ingress-leads-to-a-port', that: 'one path twice', before: [deployment(), webService, ingress, nginx], breaks: [put('ingress', 'spec rules 0 http paths 1', '{path: /, pathType: Prefix, backend: {service: {name: web, port: {name: http}}}}')] },

  { rule: 'references/service-selects-a-pod', that: 'labels of nobody', before: [deployment(), webService], breaks: [put('webService', 'spec selector', '{app: wep}')] },
  { rule: 'references/service-selects-a-pod', that: 'a pod beyond the last', breaks: [put('outside', 'spec selector statefulset.kubernetes.io/pod-name', 'server-3')] },
  { rule: 'references/target-port-exists', that: 'a port that the pods do not have', breaks: [put('service', 'spec ports 0 targetPort', '9005')] },
  { rule: 'references/target-port-exists', that: 'the port by another protocol', breaks: [put('service', 'spec ports 0 protocol', 'UDP')] },
  { rule: 'references/governing-service-is-headless', that: 'a Service with an address', before: [put('server', 'spec podManagementPolicy', 'OrderedReady')], breaks: [put('server', 'spec serviceName', 'server')] },
  { rule: 'references/peers-find-each-other', that: 'peers that are found only when ready', breaks: [drop('headless', 'spec publishNotReadyAddresses')] },
  { rule: 'references/selector-matches-its-template', that: 'a selector of other pods', before: [deployment()], breaks: [put('web', 'spec selector matchLabels', '{app: web, tier: front}')] },
  { rule: 'references/selector-is-stable', that: 'a version in the selector', before: [deployment()], breaks: [put('web', 'spec selector matchLabels', '{app: web, app.kubernetes.io/version: "2"}'), put('web', 'spec template metadata labels', '{app: web, app.kubernetes.io/version: "2"}')] },
  { rule: 'references/pods-are-of-one-workload', that: 'a selector that takes the Job\'s pods too', before: [deployment(), put('web', 'spec selector matchLabels', '{app: web, tier: front}'), put('web', 'spec template metadata labels', '{app: web, tier: front}'), put('job', 'spec template metadata labels', '{app.kubernetes.io/name: job, app.kubernetes.io/instance: test, app: web}')], breaks: [put('web', 'spec selector matchLabels', '{app: web}')] },
  { rule: 'references/budget-selects-a-pod', that: 'labels of nobody', breaks: [put('budget', 'spec selector matchLabels', '{app: nobody}')] },
  { rule: 'references/probe-port-exists', that: 'a port that the container does not have', breaks: [put('server', `${container} readinessProbe tcpSocket port`, 'client')] },
  { rule: 'references/placement-selects-a-pod', that: 'a spread over other pods', breaks: [put('server', `${pod} topologySpreadConstraints 0 labelSelector matchLabels`, '{app: server}')] },
  { rule: 'references/placement-selects-a-pod', that: 'a distance to nobody', breaks: [put('server', `${pod} affinity podAntiAffinity requiredDuringSchedulingIgnoredDuringExecution 0 labelSelector matchLabels`, '{app: server}')] },
  { rule: 'references/monitor-finds-a-port', that: 'a port without that name', before: [podMonitor], breaks: [put('monitor', 'spec podMetricsEndpoints 0 port', 'metrics')] },
  { rule: 'references/monitor-finds-a-port', that: 'labels of nobody', before: [podMonitor], breaks: [put('monitor', 'spec selector matchLabels', '{app: nobody}')] },
  { rule: 'references/address-leads-to-a-pod', that: 'a Service that is not rendered', breaks: [put('job', `${container} args 0`, '--server=servers.data.svc.cluster.local:9000')] },
  { rule: 'references/address-leads-to-a-pod', that: 'a pod beyond the last', breaks: [put('config', 'data server.conf', 'peers=server-3.server-headless.data.svc.cluster.local:9001')] },
  { rule: 'references/address-leads-to-a-pod', that: 'the domain of another cluster', before: [put('certificate', 'spec dnsNames', '["*.server-headless.data.svc.cluster.local", server.data.svc.cluster.local, server.data.svc.other.local]')], breaks: [put('job', `${container} args 0`, '--server=server.data.svc.other.local:9000')] },
  { rule: 'references/address-names-a-served-port', that: 'a port that the Service does not serve', breaks: [put('job', `${container} args 0`, '--server=server.data.svc.cluster.local:9001')] },

  { rule: 'order/wave-is-the-directory', that: 'no wave', behindTheSeal: true, breaks: [drop('account', 'metadata annotations argocd.argoproj.io/sync-wave')] },
  { rule: 'order/wave-is-the-directory', that: 'a wave that is no number', behindTheSeal: true, breaks: [put('account', 'metadata annotations argocd.argoproj.io/sync-wave', '"020"')] },
  { rule: 'order/references-point-backwards', that: 'a Certificate that comes after its server', breaks: [move('certificate', '030-job')] },
  { rule: 'order/references-point-backwards', that: 'an address of what comes later', before: [move('job', '020-server'), move('jobPolicy', '020-server')], breaks: [move('service', '030-job')] },
  { rule: 'order/what-waits-for-the-world-is-last', that: 'a load balancer among the servers', breaks: [move('outside', '020-server')] },
  { rule: 'order/what-waits-for-the-world-is-last', that: 'an Ingress', before: [deployment(), webService, ingress, nginx], breaks: [move('ingress', '040-web')] },
  { rule: 'order/what-waits-for-the-world-is-last', that: 'an authority outside of the cluster', before: [acme(), nginx], breaks: [move('acme', '020-server')] },
  { rule: 'order/what-waits-for-the-world-is-last', that: 'a Job that somebody must resume', breaks: [put('job', 'spec suspend', 'true')] },
  { rule: 'order/claim-comes-with-its-consumer', that: 'a claim before its consumer', before: [deployment(), claim(), ...mountedClaim], breaks: [move('claim', '030-job')] },
  { rule: 'order/authority-comes-before-its-issuer', that: 'an issuer in the directory of its authority', breaks: [move('issuer', '005-certs')] },
  { rule: 'order/webhook-comes-before-what-it-judges', that: 'an object beside the server of its webhook', before: [definition(), thing, move('thing', '030-job'), webhook, put('webhook', 'webhooks 0', '{name: checks.example.com, failurePolicy: Fail, timeoutSeconds: 5, namespaceSelector: {matchLabels: {checks: "on"}}, rules: [{apiGroups: [unknown.example.com], apiVersions: [v1], operations: [CREATE], resources: [things]}], clientConfig: {service: {name: server, namespace: data, port: 443}}}')], breaks: [move('thing', '020-server')] },
  { rule: 'order/step-is-one-directory', that: 'two directories of one number', before: [deployment()], breaks: [move('web', '030-web')] },

  { rule: 'jobs/name-carries-its-hash', that: 'a name that stays', breaks: [put('job', 'metadata name', 'job')] },
  { rule: 'jobs/name-carries-its-hash', that: 'the hash of another content', behindTheSeal: true, breaks: [put('job', 'spec backoffLimit', '11')] },
  { rule: 'jobs/job-is-patient', that: 'no deadline', breaks: [drop('job', 'spec activeDeadlineSeconds')] },
  { rule: 'jobs/job-is-patient', that: 'a pod that is never done', breaks: [put('job', `${pod} restartPolicy`, 'Always')] },
  { rule: 'jobs/job-stays', that: 'a Job that removes itself', breaks: [put('job', 'spec ttlSecondsAfterFinished', '600')] },
  { rule: 'jobs/no-generated-names', that: 'a name that the server makes', breaks: [put('job', 'metadata generateName', 'job-')] },
  { rule: 'jobs/no-hooks', that: 'a hook', breaks: [put('job', 'metadata annotations', '{argocd.argoproj.io/hook: PreSync}')] },

  { rule: 'network/peer-is-pods-or-addresses', that: 'a peer that is nobody', breaks: [put('policy', 'spec ingress 1 from 2', '{}')] },
  { rule: 'network/peer-is-pods-or-addresses', that: 'pods and addresses at once', before: [put('policy', 'spec ingress 1 from 2', '{ipBlock: {cidr: 10.0.0.0/24}}')], breaks: [put('policy', 'spec ingress 1 from 2', '{ipBlock: {cidr: 10.0.0.0/24}, namespaceSelector: {}}')] },
  { rule: 'network/peers-are-named', that: 'nobody, which is everybody', before: [put('policy', 'spec egress 1', '{to: [{ipBlock: {cidr: 10.0.0.0/24}}], ports: [{protocol: TCP, port: 443}]}')], breaks: [put('policy', 'spec egress 1 to', '[]')] },
  { rule: 'network/policy-port-is-one', that: 'a port of seventeen bits', before: [put('policy', 'spec egress 1', '{to: [{ipBlock: {cidr: 10.0.0.0/24}}], ports: [{protocol: TCP, port: 65535}]}')], breaks: [put('policy', 'spec egress 1 ports 0 port', '99999')] },
  { rule: 'network/policy-port-is-one', that: 'a range that ends before it begins', before: [put('policy', 'spec egress 1', '{to: [{ipBlock: {cidr: 10.0.0.0/24}}], ports: [{protocol: TCP, port: 443, endPort: 444}]}')], breaks: [put('policy', 'spec egress 1 ports 0 endPort', '442')] },
  { rule: 'network/policy-selects-a-pod', that: 'labels of nobody', before: [deployment(), add('webPolicy', '040-web', 'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: web, namespace: data}\nspec: {podSelector: {matchLabels: {app: web}}, policyTypes: [Ingress]}')], breaks: [put('webPolicy', 'spec podSelector matchLabels', '{app: wep}')] },
  { rule: 'network/policy-selects-a-pod', that: 'cert-manager\'s pods where nothing makes it start some', before: [acme(), nginx, add('solver', '095-edge', 'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: solver, namespace: data}\nspec: {podSelector: {matchLabels: {acme.cert-manager.io/http01-solver: "true"}}, policyTypes: [Ingress]}')], breaks: [put('acme', 'spec acme solvers', '[{dns01: {route53: {region: eu-central-1}}}]')] },
  { rule: 'network/peer-selects-a-pod', that: 'a part of the platform that there is not', breaks: [put('policy', 'spec ingress 1 from 2', '{podSelector: {matchLabels: {app.kubernetes.io/name: bridge, app.kubernetes.io/instance: test}}}')] },
  { rule: 'network/open-port-is-exposed', that: 'a way in to a port that nobody listens on', breaks: [put('policy', 'spec ingress 1 ports 1', '{protocol: TCP, port: 9005}')] },
  { rule: 'network/open-port-is-exposed', that: 'a way out to a port that nobody listens on', breaks: [put('policy', 'spec egress 0 ports 1', '{protocol: UDP, port: 9001}')] },
  { rule: 'network/edge-has-both-ends', that: 'a way out without a way in', breaks: [put('policy', 'spec egress 1', '{to: [{podSelector: {matchLabels: {app.kubernetes.io/name: server}}}], ports: [{protocol: TCP, port: 9000}]}')] },
  { rule: 'network/edge-has-both-ends', that: 'a way in without a way out', before: [put('job', `${container} args`, '[--wait]')], breaks: [without('jobPolicy')] },
  { rule: 'network/dns-is-open', that: 'a closed way out', breaks: [put('deny', 'spec egress 0 ports', '[{protocol: TCP, port: 53}]')] },
  { rule: 'network/address-is-reachable', that: 'a Job that may not reach what it is told to use', before: [put('policy', 'spec ingress 1 from', '[{podSelector: {matchLabels: {app.kubernetes.io/name: job}}}]')], breaks: [put('jobPolicy', 'spec egress 0 to 0 podSelector matchLabels', '{app.kubernetes.io/name: server, nothing: else}'), put('policy', 'spec ingress 1 from', '[{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: apps}}}]')] },
  { rule: 'network/node-ports-are-taken-once', that: 'a port of the nodes twice', before: [put('outside', 'spec ports 0 nodePort', '30900'), deployment(), webService, put('webService', 'spec type', 'NodePort'), put('webService', 'spec ports 0 nodePort', '30901')], breaks: [put('webService', 'spec ports 0 nodePort', '30900')] },
  { rule: 'network/ranges-begin-at-their-start', that: 'a range that begins in its middle', breaks: [put('outside', 'spec loadBalancerSourceRanges', '[10.0.0.1/8]')] },
  { rule: 'network/node-ports-are-taken-once', that: 'a port that the nodes do not give', before: [put('outside', 'spec ports 0 nodePort', '30900')], breaks: [put('outside', 'spec ports 0 nodePort', '9000')] },

  { rule: 'cert-manager/certificate-names-its-secret', that: 'no Secret', before: [deployment()], breaks: [add('other', '040-web', 'apiVersion: cert-manager.io/v1\nkind: Certificate\nmetadata: {name: a, namespace: data}\nspec: {secretName: A_B, commonName: a, issuerRef: {name: internal}}')] },
  { rule: 'cert-manager/certificate-names-somebody', that: 'nobody', breaks: [drop('authority', 'spec commonName')] },
  { rule: 'cert-manager/common-name-fits', that: '65 bytes', before: [put('authority', 'spec commonName', 'x'.repeat(64))], breaks: [put('authority', 'spec commonName', 'x'.repeat(65))] },
  { rule: 'cert-manager/literal-subject-stands-alone', that: 'a subject beside it', breaks: [put('certificate', 'spec literalSubject', 'CN=server')] },
  { rule: 'cert-manager/key-size-suits-algorithm', that: 'a small key', before: [put('certificate', 'spec privateKey size', '4096')], breaks: [put('certificate', 'spec privateKey size', '1024')] },
  { rule: 'cert-manager/key-size-suits-algorithm', that: 'no such curve', before: [put('certificate', 'spec privateKey', '{algorithm: ECDSA, size: 384}')], breaks: [put('certificate', 'spec privateKey', '{algorithm: ECDSA, size: 512}')] },
  { rule: 'cert-manager/signature-suits-key', that: 'a signature of another key', before: [put('certificate', 'spec signatureAlgorithm', 'SHA512WithRSA')], breaks: [put('certificate', 'spec signatureAlgorithm', 'ECDSAWithSHA256')] },
  { rule: 'cert-manager/keeps-a-revision', that: 'none', before: [put('certificate', 'spec revisionHistoryLimit', '1')], breaks: [put('certificate', 'spec revisionHistoryLimit', '0')] },
  { rule: 'cert-manager/lasts-an-hour', that: 'half an hour', before: [drop('certificate', 'spec renewBefore'), put('certificate', 'spec duration', '1h')], breaks: [put('certificate', 'spec duration', '30m')] },
  { rule: 'cert-manager/lasts-an-hour', that: 'days, which Go does not know', breaks: [put('certificate', 'spec duration', '90d')] },
  { rule: 'cert-manager/renewed-in-time', that: 'renewal as it begins', before: [put('certificate', 'spec renewBefore', '2159h59m')], breaks: [put('certificate', 'spec renewBefore', '2160h')] },
  { rule: 'cert-manager/renewed-in-time', that: 'renewal in the last minute', before: [put('certificate', 'spec renewBefore', '5m')], breaks: [put('certificate', 'spec renewBefore', '1m')] },
  { rule: 'cert-manager/renewal-is-said-once', that: 'a time and a share', breaks: [put('certificate', 'spec renewBeforePercentage', '30')] },
  { rule: 'cert-manager/issuer-reference-is-complete', that: 'another kind without its group', before: [given({ kind: 'VaultIssuer', name: 'internal', namespace: 'data' }), put('certificate', 'spec issuerRef', '{name: internal, kind: VaultIssuer, group: vault.example.com}')], breaks: [drop('certificate', 'spec issuerRef group')] },
  { rule: 'cert-manager/ip-addresses-are-addresses', that: 'five numbers', before: [put('certificate', 'spec ipAddresses', '[10.0.0.1, "::1"]')], breaks: [put('certificate', 'spec ipAddresses', '[10.0.0.0.1]')] },
  { rule: 'cert-manager/email-addresses-are-addresses', that: 'a name', before: [put('certificate', 'spec emailAddresses', '[a@example.com]')], breaks: [put('certificate', 'spec emailAddresses', '[a.example.com]')] },
  { rule: 'cert-manager/usages-are-known', that: 'a usage of another program', breaks: [put('certificate', 'spec usages 3', 'serverAuth')] },
  { rule: 'cert-manager/secret-template-annotations', that: 'an annotation of its own', before: [put('certificate', 'spec secretTemplate', '{annotations: {example.com/a: b}}')], breaks: [put('certificate', 'spec secretTemplate', '{annotations: {cert-manager.io/a: b}}')] },
  { rule: 'cert-manager/output-formats-once', that: 'one format twice', before: [put('certificate', 'spec additionalOutputFormats 1', '{type: DER}')], breaks: [put('certificate', 'spec additionalOutputFormats 1', '{type: CombinedPEM}')] },
  { rule: 'cert-manager/keystore-has-one-password', that: 'no password', before: [given({ kind: 'Secret', name: 'store', namespace: 'data', keys: ['word'] }), put('certificate', 'spec keystores', '{pkcs12: {create: true, passwordSecretRef: {name: store, key: word}}}')], breaks: [put('certificate', 'spec keystores', '{pkcs12: {create: true}}')] },
  { rule: 'cert-manager/name-constraints-need-an-authority', that: 'constraints of a leaf', before: [put('authority', 'spec nameConstraints', '{permitted: {dnsDomains: [example.com]}}')], breaks: [put('certificate', 'spec nameConstraints', '{permitted: {dnsDomains: [example.com]}}')] },
  { rule: 'cert-manager/issuer-is-of-one-type', that: 'two types', breaks: [put('issuer', 'spec selfSigned', '{}')] },
  { rule: 'cert-manager/acme-is-complete', that: 'no account', before: [acme(), nginx], breaks: [drop('acme', 'spec acme privateKeySecretRef name')] },
  { rule: 'cert-manager/acme-is-complete', that: 'two ways to prove it', before: [acme(), nginx], breaks: [put('acme', 'spec acme solvers 0 dns01', '{route53: {region: eu-central-1}}')] },
  { rule: 'cert-manager/acme-is-complete', that: 'two names of a class', before: [acme(), nginx], breaks: [put('acme', 'spec acme solvers 0 http01 ingress class', 'nginx')] },
  { rule: 'cert-manager/authority-issuer-names-its-secret', that: 'no URL', before: [put('issuer', 'spec ca ocspServers', '["http://ocsp.example.com"]')], breaks: [put('issuer', 'spec ca ocspServers', '[ocsp.example.com]')] },
  { rule: 'cert-manager/vault-has-one-way-in', that: 'a path that leads out', before: [add('vault', '005-certs', 'apiVersion: cert-manager.io/v1\nkind: Issuer\nmetadata: {name: vault, namespace: data}\nspec: {vault: {server: "https://vault.example.com", path: pki/sign/a, auth: {kubernetes: {role: a}}}}')], breaks: [put('vault', 'spec vault path', 'pki/../sign')] },
  { rule: 'cert-manager/secret-references-are-complete', that: 'no key', before: [acme(), given({ kind: 'Secret', name: 'dns', namespace: 'data', keys: ['token'] }), put('acme', 'spec acme solvers', '[{dns01: {digitalocean: {tokenSecretRef: {name: dns, key: token}}}}]')], breaks: [drop('acme', 'spec acme solvers 0 dns01 digitalocean tokenSecretRef key')] },

  { rule: 'cert-manager/identity-has-one-certificate', that: 'two of one name', before: [put('certificate', 'spec commonName', 'server')], breaks: [add('other', '030-job', 'apiVersion: cert-manager.io/v1\nkind: Certificate\nmetadata: {name: a, namespace: data}\nspec: {secretName: a, commonName: server, issuerRef: {name: internal}}', '020-server')] },
  { rule: 'cert-manager/leaf-ends-before-its-authority', that: 'an authority that ends first', before: [put('authority', 'spec renewBefore', '8760h')], breaks: [put('authority', 'spec renewBefore', '1000h')] },
  { rule: 'cert-manager/secret-has-one-certificate', that: 'two that write one Secret', breaks: [add('other', '030-job', 'apiVersion: cert-manager.io/v1\nkind: Certificate\nmetadata: {name: a, namespace: data}\nspec: {secretName: server-tls, commonName: a, issuerRef: {name: internal}}', '020-server')] },
  { rule: 'cert-manager/authority-issuer-has-an-authority', that: 'a leaf that signs', breaks: [drop('authority', 'spec isCA')] },
  { rule: 'cert-manager/wildcard-is-proved-by-dns', that: 'a wildcard by HTTP', before: [acme(), nginx, publicCertificate()], breaks: [put('public', 'spec dnsNames', '["*.example.com"]')] },
  { rule: 'cert-manager/names-cover-the-addresses', that: 'an address that the certificate does not name', breaks: [put('certificate', 'spec dnsNames', '["*.server-headless.data.svc.cluster.local"]')] },
  { rule: 'cert-manager/names-cover-the-ingress', that: 'a host that the certificate does not name', before: [deployment(), webService, ingress, nginx], breaks: [put('ingress', 'spec tls 0 hosts 0', 'www.example.com')] },

  { rule: 'pod-security/namespace-says-its-level', that: 'no level', breaks: [drop('namespace', 'metadata labels')] },
  { rule: 'pod-security/pod-keeps-the-level', that: 'a pod that may become root', breaks: [drop('server', `${container} securityContext allowPrivilegeEscalation`)] },
  { rule: 'pod-security/pod-keeps-the-level', that: 'an init container with capabilities', breaks: [put('server', `${pod} initContainers 0 securityContext capabilities`, '{drop: [ALL], add: [SYS_ADMIN]}')] },
  { rule: 'pod-security/pod-keeps-the-level', that: 'a directory of the node under baseline', before: [put('namespace', 'metadata labels pod-security.kubernetes.io/enforce', 'privileged'), put('server', `${pod} volumes 2`, '{name: logs, hostPath: {path: /var/log}}'), put('server', `${container} volumeMounts 3`, '{name: logs, mountPath: /logs}')], breaks: [put('namespace', 'metadata labels pod-security.kubernetes.io/enforce', 'baseline')] },
  { rule: 'pod-security/pod-keeps-the-level', that: 'a volume that restricted does not know', breaks: [put('server', `${pod} volumes 2`, '{name: logs, nfs: {server: a, path: /}}'), put('server', `${container} volumeMounts 3`, '{name: logs, mountPath: /logs}')] },
  { rule: 'pod-security/pod-keeps-the-level', that: 'no profile', breaks: [drop('server', `${pod} securityContext seccompProfile`)] },

  { rule: 'quotas/containers-say-what-they-use', that: 'no limit of memory', breaks: [drop('server', `${container} resources limits`)] },
  { rule: 'quotas/containers-say-what-they-use', that: 'an init container that says nothing', breaks: [drop('server', `${pod} initContainers 0 resources`)] },
  { rule: 'quotas/requests-are-within-limits', that: 'a request over its limit', breaks: [put('server', `${container} resources requests memory`, '65Mi')] },
  { rule: 'quotas/requests-are-within-limits', that: 'a request over the limit that a LimitRange gives', before: [add('range', '000-namespace', 'apiVersion: v1\nkind: LimitRange\nmetadata: {name: a, namespace: data}\nspec: {limits: [{type: Container, default: {cpu: "1"}}]}')], breaks: [put('server', `${container} resources requests cpu`, '"2"')] },
  { rule: 'quotas/containers-keep-the-limit-range', that: 'a limit over the most', before: [limitRange], breaks: [put('server', `${container} resources limits memory`, '2Gi')] },
  { rule: 'quotas/set-fits-its-quota', that: 'a fourth server', before: [quota], breaks: [put('server', 'spec replicas', '4')] },
  { rule: 'quotas/set-fits-its-quota', that: 'the pod that a rolling update adds', before: [deployment(), quota, put('quota', 'spec hard', '{pods: "7"}')], breaks: [put('quota', 'spec hard pods', '"6"')] },
  { rule: 'quotas/set-fits-its-quota', that: 'a container without what is counted', before: [put('server', `${container} resources limits cpu`, '"1"'), put('server', `${pod} initContainers 0 resources limits cpu`, '"1"'), put('job', `${container} resources limits cpu`, '"1"'), quota, put('quota', 'spec hard', '{limits.cpu: "9"}')], breaks: [drop('job', `${container} resources limits cpu`)] },

  { rule: 'budgets/budget-leaves-room', that: 'no pod may go', breaks: [put('budget', 'spec maxUnavailable', '0')] },
  { rule: 'budgets/budget-leaves-room', that: 'every pod must stay', before: [drop('budget', 'spec maxUnavailable'), put('budget', 'spec minAvailable', '2')], breaks: [put('budget', 'spec minAvailable', '3')] },
  { rule: 'budgets/budget-leaves-room', that: 'every pod may go', before: [put('budget', 'spec maxUnavailable', '50%')], breaks: [put('budget', 'spec maxUnavailable', '80%')] },
  { rule: 'budgets/budget-leaves-room', that: 'neither of the two', breaks: [drop('budget', 'spec maxUnavailable')] },
  { rule: 'budgets/pod-has-one-budget', that: 'two budgets', breaks: [add('other', '020-server', 'apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {name: other, namespace: data}\nspec: {maxUnavailable: 1, selector: {matchLabels: {app.kubernetes.io/name: server}}}')] },

  { rule: 'safety/nothing-is-forced', that: 'a server that is deleted and made anew', breaks: [put('budget', 'metadata annotations', '{argocd.argoproj.io/sync-options: "Force=true,Replace=true"}')] },
  { rule: 'safety/nothing-is-forced', that: 'the same for Flux', breaks: [put('service', 'metadata annotations', '{kustomize.toolkit.fluxcd.io/force: enabled}')] },
  { rule: 'safety/configuration-has-a-checksum', that: 'a server that does not see a change', breaks: [drop('server', 'spec template metadata annotations')] },
  { rule: 'safety/configuration-has-a-checksum', that: 'a Job whose name does not change with it', before: [add('settings', '030-job', 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: data, annotations: {sluice/reloaded-by: the job on every try}}\ndata: {a: b}'), put('job', `${container} envFrom`, '[{configMapRef: {name: a}}]')], breaks: [drop('settings', 'metadata annotations sluice/reloaded-by')] },
  { rule: 'safety/template-is-not-volatile', that: 'a time', breaks: [put('server', 'spec template metadata annotations kubectl.kubernetes.io/restartedAt', '"2026-01-01T00:00:00Z"')] },
  { rule: 'safety/precious-objects-are-protected', that: 'a Namespace that Flux would prune', behindTheSeal: true, breaks: [drop('namespace', 'metadata annotations kustomize.toolkit.fluxcd.io/prune')] },
  { rule: 'safety/needs-of-precious-objects-are-protected', that: 'a configuration that Argo CD would prune', behindTheSeal: true, breaks: [drop('config', 'metadata annotations argocd.argoproj.io/sync-options')] },
  { rule: 'safety/dollars-are-left-alone', that: 'a variable that Flux would replace', behindTheSeal: true, breaks: [drop('config', 'metadata annotations kustomize.toolkit.fluxcd.io/substitute')] },
  { rule: 'safety/images-are-pinned', that: 'the latest', breaks: [put('server', `${container} image`, 'registry.example.com:5000/server:latest')] },
  { rule: 'safety/images-are-pinned', that: 'no tag behind a registry with a port', breaks: [put('server', `${container} image`, 'registry.example.com:5000/server')] },
  { rule: 'safety/host-paths-are-written-by-one', that: 'two that write', before: [put('namespace', 'metadata labels pod-security.kubernetes.io/enforce', 'privileged'), deployment(), ...['web', 'server'].flatMap((name) => [put(name, `${pod} volumes`, `[{name: logs, hostPath: {path: /var/${name}}}]`), put(name, `${container} volumeMounts`, '[{name: logs, mountPath: /logs}]')]), drop('server', 'spec volumeClaimTemplates'), drop('server', `${pod} initContainers`)], breaks: [put('web', `${pod} volumes 0 hostPath path`, '/var/server')] },
  { rule: 'safety/servers-say-when-ready', that: 'no probe', breaks: [drop('server', `${container} readinessProbe`)] },
  { rule: 'safety/tokens-have-a-role', that: 'a token for nothing', breaks: [drop('server', `${pod} automountServiceAccountToken`), put('account', 'automountServiceAccountToken', 'true')] },

  { rule: 'secrets/no-secret-in-git', that: 'a Secret with content', breaks: [add('secret', '020-server', 'apiVersion: v1\nkind: Secret\nmetadata: {name: a, namespace: data}\nstringData: {a: b}')] },
  { rule: 'secrets/no-secret-in-text', that: 'a password in a configuration', breaks: [put('config', 'data server.conf', 'ssl.keystore.password=changeit')] },
  { rule: 'secrets/no-secret-in-text', that: 'a password of JAAS', breaks: [put('config', 'data server.conf', `'a required username="a" password="b";'`)] },
  { rule: 'secrets/no-secret-in-text', that: 'a private key', breaks: [put('config', 'data server.conf', '"-----BEGIN EC PRIVATE KEY-----"')] },
  { rule: 'secrets/no-secret-in-text', that: 'a password in an address', breaks: [put('server', `${container} args`, '["--db=postgres://a:b@db.example.com/a"]')] },
  { rule: 'secrets/no-secret-in-text', that: 'a variable that is a password', before: [put('server', `${container} env 1`, '{name: KEYSTORE_PASSWORD_FILE, value: /tls/word}')], breaks: [put('server', `${container} env 1`, '{name: KEYSTORE_PASSWORD, value: word}')] },
  { rule: 'secrets/no-secret-in-text', that: 'a token', breaks: [put('account', 'metadata annotations note', 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJlLW9m')] },
  { rule: 'secrets/no-secret-in-text', that: 'an access key', breaks: [put('account', 'metadata annotations note', `AKIA${'A'.repeat(16)}`)] },
  { rule: 'secrets/no-secret-in-text', that: 'a password of a keystore', before: [given({ kind: 'Secret', name: 'store', namespace: 'data', keys: ['word'] }), put('certificate', 'spec keystores', '{jks: {create: true, passwordSecretRef: {name: store, key: word}}}')], breaks: [put('certificate', 'spec keystores', '{jks: {create: true, password: word}}')] },
]

/** One object of each kind that rules look into, beside those of the platform. */
export const everyKind: readonly Change[] = [
  deployment(),
  webService,
  ingress,
  autoscaler,
  quota,
  limitRange,
  webhook,
  definition(),
  externalSecret,
  podMonitor,
  role,
  binding,
]

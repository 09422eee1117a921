import { expect, type Live } from './check.ts'
import { applied, ask, inPod, type Ran } from './kubectl.ts'

/** A pod with the tools of a client: kcat, mosquitto_pub and mosquitto_sub, openssl, nc. */
export type ToolPod = {
  /** Runs a line of shell in it. */
  readonly shell: (line: string, input?: string) => Promise<Ran>
}

/** What a pod of tools is to be. */
export type ToolPodPlan = {
  readonly name: string
  readonly namespace: string
  readonly labels?: Readonly<Record<string, string>>
  /** Another image than that of the tools, with a shell. */
  readonly image?: string
  readonly secrets?: readonly string[]
  /** On this node. */
  readonly node?: string
  /** On the own network of this node, where no NetworkPolicy keeps it from the node's pods. */
  readonly onNode?: string
  /** Names that it knows beside those of DNS, by address. */
  readonly hosts?: Readonly<Record<string, readonly string[]>>
  /** TCP ports on which it takes connections. */
  readonly listens?: readonly number[]
  /** It is never Ready, so that no Service sends to it, whatever its labels are. */
  readonly unserved?: boolean
}

/**
 * Starts a pod of tools, which Pod Security `restricted` admits, and waits until it runs. Each of `secrets` is mounted at
 * `/tls/NAME`.
 */
export async function toolPod(live: Live, pod: ToolPodPlan): Promise<ToolPod> {
  const { name, namespace } = pod
  // One of an earlier check may hold certificates that are not the present ones.
  await ask(live, [
    'delete',
    'pod',
    name,
    `--namespace=${namespace}`,
    '--ignore-not-found',
    '--force',
    '--grace-period=0',
  ])
  await applied(live, toolPodObject(pod))
  await ask(live, ['wait', 'pod', name, `--namespace=${namespace}`, '--for=condition=Ready', '--timeout=60s'])
  return { shell: (line, input) => inPod(live, { name, namespace }, ['sh', '-c', line], input) }
}

/** The object of a pod of tools. */
export function toolPodObject(pod: ToolPodPlan): object {
  const { name, namespace, labels = {}, secrets = [], node, onNode, hosts = {}, listens = [], unserved = false } = pod
  const { image = 'sluice.test/tools:1' } = pod
  const servers = listens.map((port) => `httpd -p ${port} -h /tmp`)
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace, labels: { ...labels, 'sluice.test/tools': 'true' } },
    spec: {
      ...(node ? { nodeName: node } : {}),
      ...(onNode ? { nodeName: onNode, hostNetwork: true, dnsPolicy: 'ClusterFirstWithHostNet' } : {}),
      ...(unserved ? { readinessGates: [{ conditionType: 'sluice.test/serves' }] } : {}),
      hostAliases: Object.entries(hosts).map(([ip, hostnames]) => ({ ip, hostnames })),
      terminationGracePeriodSeconds: 0,
      automountServiceAccountToken: false,
      securityContext: {
        runAsNonRoot: true,
        runAsUser: 1000,
        fsGroup: 1000,
        seccompProfile: { type: 'RuntimeDefault' },
        ...(listens.length > 0 ? { sysctls: [{ name: 'net.ipv4.ip_unprivileged_port_start', value: '0' }] } : {}),
      },
      containers: [
        {
          name: 'tools',
          image,
          command: ['sh', '-c', [...servers, 'exec sleep 100000'].join(' && ')],
          securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
          volumeMounts: [
            { name: 'tmp', mountPath: '/tmp' },
            ...secrets.map((secret) => ({ name: secret, mountPath: `/tls/${secret}`, readOnly: true })),
          ],
        },
      ],
      volumes: [
        { name: 'tmp', emptyDir: {} },
        ...secrets.map((secret) => ({ name: secret, secret: { secretName: secret } })),
      ],
    },
  }
}

/** Makes a namespace for clients where there is none. */
export async function clientNamespace(live: Live, name: string): Promise<void> {
  if (name === live.namespace) return // it has more than a name, which would be taken from it
  await applied(live, { apiVersion: 'v1', kind: 'Namespace', metadata: { name } })
}

/** Gives a client's namespace its certificate, as whoever runs a platform does, there under another name where one is given. */
export async function handOut(live: Live, secret: string, namespace: string, name = secret): Promise<void> {
  const text = await ask(live, ['get', 'secret', secret, `--namespace=${live.namespace}`, '--output=json'])
  const { data, type } = JSON.parse(text) as { data?: Record<string, string>; type: string }
  expect(data !== undefined, `Secret/${secret} is empty`)
  await applied(live, {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, namespace, labels: { 'sluice.test/tools': 'true' } },
    type,
    data,
  })
}

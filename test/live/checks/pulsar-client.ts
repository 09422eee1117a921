import { expect, type Live } from './check.ts'
import { jobLabels } from './job-labels.ts'
import type { Ran } from './kubectl.ts'
import { clientNamespace, handOut, type ToolPod, toolPod } from './tool-pod.ts'

/** Who produces and consumes in an overlay, from where, and on which topics. */
export type PulsarClients = {
  /** A topic that `owner` may use, and one that it may not. */
  readonly topic: string
  readonly otherTopic: string
  /** Secrets with the certificates of who may use the topic, and of who may not. */
  readonly owner: string
  readonly stranger: string
  /** Where clients run, as `security.clients` names it. */
  readonly place: { readonly namespace: string; readonly labels: Readonly<Record<string, string>> }
}

/** A pod of clients with all their certificates. */
export type PulsarPod = ToolPod & {
  /** The call of our program as the owner of a certificate, or of none, as a line of shell. */
  readonly line: (secret: string | undefined, what: string) => string
  /** Runs that. */
  readonly pulsar: (secret: string | undefined, what: string) => Promise<Ran>
}

/** Starts the pod that an overlay's clients are played in; they reach the proxies. */
export async function pulsarPod(
  live: Live,
  name: string,
  { place, owner, stranger }: PulsarClients,
): Promise<PulsarPod> {
  const { namespace, labels } = place
  const secrets = [owner, stranger]
  await clientNamespace(live, namespace)
  if (namespace !== live.namespace) for (const secret of secrets) await handOut(live, secret, namespace)
  const pod = await toolPod(live, { name, namespace, labels, secrets, image: 'sluice.test/pulsar-clients:1' })
  const service = `pulsar+ssl://pulsar-proxy.${live.namespace}.svc.cluster.local:6651`
  const program = 'java -Xmx96m -XX:+UseSerialGC -cp "/clients/*:/pulsar/lib/*" sluice.test.PulsarClients'
  const line: PulsarPod['line'] = (secret, what) =>
    `${program} ${service} /tls/${owner}/ca.crt ${secret === undefined ? '-' : `/tls/${secret}`} ${what}`
  return { ...pod, line, pulsar: (secret, what) => pod.shell(`${line(secret, what)} 2>&1`) }
}

/** The admin API, as the Jobs of Pulsar reach it. */
export type PulsarAdmin = {
  /** What it answers to a GET of a path behind `/admin/v2/`. */
  readonly get: (path: string) => Promise<unknown>
}

/** Starts a pod in the place of Pulsar's Jobs, which may do anything. */
export async function pulsarAdmin(live: Live): Promise<PulsarAdmin> {
  const [labels] = await jobLabels(live, 'app.kubernetes.io/name=pulsar,app.kubernetes.io/component=admin')
  expect(labels !== undefined, 'Pulsar has no Jobs')
  const secret = 'pulsar-admin-peer-tls'
  const { shell } = await toolPod(live, { name: 'pulsar-admin', namespace: live.namespace, labels, secrets: [secret] })
  const [tls, web] = [`/tls/${secret}`, `https://pulsar-broker.${live.namespace}.svc.cluster.local:8443/admin/v2`]
  const call = `curl -sS --fail-with-body --retry 10 --retry-all-errors --cacert ${tls}/ca.crt --cert ${tls}/tls.crt --key ${tls}/tls.key`
  return {
    get: async (path) => {
      const { code, stdout, stderr } = await shell(`${call} ${web}/${path}`)
      expect(code === 0, `GET ${path}: ${stdout}${stderr}`)
      return JSON.parse(stdout)
    },
  }
}

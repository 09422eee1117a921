import { expect, type Live } from './check.ts'
import { jobLabels } from './job-labels.ts'
import type { Ran } from './kubectl.ts'
import { clientNamespace, handOut, type ToolPod, toolPod } from './tool-pod.ts'

/** Who produces and consumes in an overlay, from where, and on which topic. */
export type KafkaClients = {
  readonly topic: string
  /** Whether the overlay says nothing of the topic until a check declares it. */
  readonly undeclared?: true
  /** Secrets with the certificates of who may write and who may read the topic. */
  readonly producer: string
  readonly consumer: string
  /** A Secret whose owner may neither. */
  readonly unauthorized?: string
  readonly port: number
  /** Where clients run, as `security.clients` names it. */
  readonly place: { readonly namespace: string; readonly labels: Readonly<Record<string, string>> }
}

/** A pod of clients with all their certificates. */
export type KafkaPod = ToolPod & {
  /** The call of kcat as the owner of a certificate, as a line of shell. */
  readonly line: (secret: string, options: string) => string
  /** Runs that; `feed` is a line of shell that prints what it reads. */
  readonly kcat: (secret: string, options: string, feed?: string) => Promise<Ran>
}

/** The Secret of the super user that Kafka's Jobs are. */
export const adminSecret = 'kafka-admin-peer-tls'

/** A client in the place of Kafka's Jobs, which may do anything. */
export async function kafkaAdmin(live: Live): Promise<KafkaClients> {
  const [labels] = await jobLabels(live, 'app.kubernetes.io/name=kafka,app.kubernetes.io/component=admin')
  expect(labels !== undefined, 'Kafka has no Jobs')
  return {
    topic: 'records',
    producer: adminSecret,
    consumer: adminSecret,
    port: 9091,
    place: { namespace: live.namespace, labels },
  }
}

/** Starts the pod that an overlay's clients are played in, on any node or on the one that is named. */
export async function kafkaPod(
  live: Live,
  name: string,
  { place, port, ...clients }: KafkaClients,
  node?: string,
): Promise<KafkaPod> {
  const secrets = [
    ...new Set([clients.producer, clients.consumer, ...(clients.unauthorized ? [clients.unauthorized] : [])]),
  ]
  const { namespace, labels } = place
  await clientNamespace(live, namespace)
  if (namespace !== live.namespace) for (const secret of secrets) await handOut(live, secret, namespace)
  const pod = await toolPod(live, {
    name,
    namespace,
    secrets,
    labels,
    ...(node === undefined ? {} : { node }),
  })
  const servers = `${port === 9091 ? 'kafka-headless' : 'kafka'}.${live.namespace}.svc.cluster.local:${port}`
  const line: KafkaPod['line'] = (secret, options) => kcatLine(servers, secret, options)
  const kcat: KafkaPod['kcat'] = (secret, options, feed) =>
    pod.shell(feed === undefined ? line(secret, options) : `${feed} | ${line(secret, options)}`)
  return { ...pod, line, kcat }
}

/** The call of kcat with the certificate in a mounted Secret, as a line of shell. */
export function kcatLine(servers: string, secret: string, options: string): string {
  const tls = { ca: 'ca.crt', certificate: 'tls.crt', key: 'tls.key' }
  const settings = Object.entries(tls).map(([what, file]) => `-X ssl.${what}.location=/tls/${secret}/${file}`)
  return `kcat -b ${servers} -X security.protocol=ssl ${settings.join(' ')} ${options}`
}

/** What kcat prints; throws with what it complains of. */
export async function told(ran: Promise<Ran>): Promise<string> {
  const { code, stdout, stderr } = await ran
  expect(code === 0, `kcat ended with ${code}: ${stderr.trim().slice(-600)}`)
  return stdout
}

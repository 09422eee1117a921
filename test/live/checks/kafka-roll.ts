import { X509Certificate } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { allReady, change } from './change.ts'
import { type Check, expect, type Live } from './check.ts'
import { timed } from './eventually.ts'
import { type KafkaClients, kcatLine, told } from './kafka-client.ts'
import { aLostControllerOnlyWatches } from './kafka-quorum.ts'
import { whileWriting } from './kafka-records.ts'
import { aBrokerMoreRestartsNone } from './kafka-scale.ts'
import { get } from './kubectl.ts'
import { members, uidOf } from './pods.ts'
import { renew, servedSerial } from './renewal.ts'
import { strangerBeside } from './strangers.ts'
import { handOut, toolPod } from './tool-pod.ts'

/**
 * What holds of a KRaft cluster with three brokers and three controllers while one edit rolls all of it, and afterwards.
 * The edit stays, as a roll takes minutes: what comes first makes what comes after it possible.
 */
export function kafkaRollChecks(clients: KafkaClients): readonly Check[] {
  return [
    {
      fact: 'Kafka: an edit that rolls every broker and controller loses no record; with a raised `certificates.generation` a renewed certificate is served after it, and not before',
      prove: (live) => rollLosesNothing(live, clients),
    },
    {
      fact: 'Kafka: with `external: NodePort`, clients outside reach every broker by its own name, over TLS',
      prove: (live) => outsideReachesEveryBroker(live, clients),
    },
    { fact: 'Kafka: a broker more restarts no other', prove: aBrokerMoreRestartsNone },
    {
      fact: 'Kafka: with `bootstrap: join`, a controller that lost its disk is no voter by itself',
      prove: (live) => aLostControllerOnlyWatches(live, 'kafka-controller'),
    },
  ]
}

const kafka = ['values', 'kafka']
const firstPort = 30940
const nameOf = (broker: number | '{broker}'): string => `kafka-${broker}.live.example.com`
const certificate = 'kafka-broker-tls'

async function rollLosesNothing(live: Live, clients: KafkaClients): Promise<string> {
  const brokers = await members(live, 'kafka-broker')
  const pods = [...brokers, ...(await members(live, 'kafka-controller'))]
  const uids = (): Promise<string[]> => Promise.all(pods.map((pod) => uidOf(live, pod)))
  const served = await servedBy(live, brokers, clients.producer)
  const old = await served()
  await renew(live, certificate)
  // Longer than kubelets take to look at Secrets.
  await pause(90_000)
  expect((await served()).join() === old.join(), 'the certificates were read anew without a restart')
  return whileWriting(live, clients, async () => {
    const before = await uids()
    const seconds = await timed(async () => {
      await change(live, (written) => {
        written.setIn([...kafka, 'brokers', 'config', 'num.io.threads'], 4)
        written.setIn([...kafka, 'certificates', 'generation'], 2)
        // For the check of a broker more: three nodes are to have room for a fourth.
        written.setIn([...kafka, 'brokers', 'placement', 'hosts'], 'preferred')
        const external = { type: 'NodePort', host: nameOf('{broker}'), nodePort: firstPort }
        written.setIn([...kafka, 'listeners', 'external'], external)
      })
      await allReady(live, 900)
    })
    const after = await uids()
    const stayed = pods.filter((_, index) => before[index] === after[index])
    expect(stayed.length === 0, `not rolled: ${stayed.join(', ')}`)
    const renewed = await serialOf(live, certificate)
    const now = await (await servedBy(live, brokers, clients.producer))()
    expect(
      !old.includes(renewed) && now.every((serial) => serial === renewed),
      `${now.join(', ')} are served, not ${renewed}`,
    )
    return `${pods.length} pods rolled in ${seconds.toFixed(0)} s`
  })
}

/** What asks for the serial numbers of the certificates that brokers show to clients. */
async function servedBy(live: Live, brokers: readonly string[], client: string): Promise<() => Promise<string[]>> {
  const besides = await Promise.all(
    brokers.map(async (pod) => ({ pod, stranger: await strangerBeside(live, pod, client) })),
  )
  return () => Promise.all(besides.map(({ pod, stranger }) => servedSerial(live, stranger, { pod, port: 9093 })))
}

type Secret = { readonly data: Readonly<Record<string, string>> }

/** The serial number of the certificate in a Secret. */
async function serialOf(live: Live, name: string): Promise<string> {
  const { data } = await get<Secret>(live, 'secret', name)
  return new X509Certificate(Buffer.from(data['tls.crt'] ?? '', 'base64')).serialNumber
}

type Pod = { readonly status: { readonly hostIP: string }; readonly spec: { readonly nodeName: string } }

async function outsideReachesEveryBroker(live: Live, { producer, topic }: KafkaClients): Promise<string> {
  const brokers = await members(live, 'kafka-broker')
  const pods = await Promise.all(brokers.map((name) => get<Pod>(live, 'pod', name)))
  const namespace = 'kube-system'
  await handOut(live, producer, namespace)
  const outside = await toolPod(live, {
    name: 'outside',
    namespace,
    secrets: [producer],
    onNode: pods[0]?.spec.nodeName ?? '',
    hosts: Object.fromEntries(pods.map(({ status }, broker) => [status.hostIP, [nameOf(broker)]])),
  })
  for (const [broker] of brokers.entries()) {
    const server = `${nameOf(broker)}:${firstPort + broker}`
    const seen = await told(outside.shell(kcatLine(server, producer, `-L -t ${topic}`)))
    for (const [other] of brokers.entries()) {
      const wanted = `${nameOf(other)}:${firstPort + other}`
      expect(seen.includes(wanted), `${server} does not name ${wanted}:\n${seen}`)
    }
  }
  const bootstrap = `${nameOf(0)}:${firstPort}`
  // A hundred records of a hundred keys meet every partition, and so every broker.
  const keyed = `seq 100 | sed 's/.*/&:&/'`
  await told(outside.shell(`${keyed} | ${kcatLine(bootstrap, producer, `-P -t ${topic} -K : -X acks=all`)}`))
  return `${brokers.length} brokers, 100 records`
}

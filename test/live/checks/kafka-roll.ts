import { allReady, change } from './change.ts'
import { type Check, expect, type Live } from './check.ts'
import { timed } from './eventually.ts'
import { type KafkaClients, kcatLine, told } from './kafka-client.ts'
import { aLostControllerOnlyWatches } from './kafka-quorum.ts'
import { whileWriting } from './kafka-records.ts'
import { aBrokerMoreRestartsNone } from './kafka-scale.ts'
import { ask, get } from './kubectl.ts'
import { members, uidOf } from './pods.ts'
import { renew, servedSerial } from './renewal.ts'
import { strangerBeside } from './strangers.ts'
import { handOut, toolPod } from './tool-pod.ts'

/**
 * What holds of a KRaft cluster with three brokers and three controllers while one edit rolls all of it, and afterwards.
 * The edit stays, as a roll takes minutes.
 */
export function kafkaRollChecks(clients: KafkaClients): readonly Check[] {
  return [
    {
      fact: 'Kafka: an edit that rolls every broker and controller loses no record',
      prove: (live) => rollLosesNothing(live, clients),
    },
    {
      fact: 'Kafka: with `external: NodePort`, clients outside reach every broker by its own name, over TLS',
      prove: (live) => outsideReachesEveryBroker(live, clients),
    },
    {
      fact: 'Kafka: a renewed certificate is served once `certificates.generation` was raised',
      prove: (live) => renewedIsServed(live, clients),
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
  const sets = ['kafka-broker', 'kafka-controller']
  const pods = (await Promise.all(sets.map((set) => members(live, set)))).flat()
  const uids = (): Promise<string[]> => Promise.all(pods.map((pod) => uidOf(live, pod)))
  await renew(live, certificate)
  return whileWriting(live, clients, async () => {
    const before = await uids()
    const seconds = await timed(async () => {
      await change(live, (written) => {
        written.setIn([...kafka, 'brokers', 'config', 'num.io.threads'], 4)
        written.setIn([...kafka, 'certificates', 'generation'], 2)
        // Three nodes are to have room for a fourth.
        written.setIn([...kafka, 'brokers', 'placement', 'hosts'], 'preferred')
        const external = { type: 'NodePort', host: nameOf('{broker}'), nodePort: firstPort }
        written.setIn([...kafka, 'listeners', 'external'], external)
      })
      await allReady(live, 900)
    })
    const after = await uids()
    const stayed = pods.filter((_, index) => before[index] === after[index])
    expect(stayed.length === 0, `not rolled: ${stayed.join(', ')}`)
    return `${pods.length} pods rolled in ${seconds.toFixed(0)} s`
  })
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

async function renewedIsServed(live: Live, { producer }: KafkaClients): Promise<string> {
  const secret = await ask(live, [
    'get',
    'secret',
    certificate,
    `--namespace=${live.namespace}`,
    '--output=jsonpath={.data.tls\\.crt}',
  ])
  const serials: string[] = []
  for (const pod of await members(live, 'kafka-broker')) {
    const stranger = await strangerBeside(live, pod, producer)
    const own = await stranger.shell('base64 -d | openssl x509 -noout -serial', secret)
    const served = await servedSerial(live, stranger, { pod, port: 9093 })
    expect(own.stdout.includes(served), `${pod} serves ${served}, and the Secret holds ${own.stdout.trim()}`)
    serials.push(served)
  }
  return `${serials.length} brokers`
}

import { allReady, change } from './change.ts'
import { type Check, expect, type Live } from './check.ts'
import { eventually, timed } from './eventually.ts'
import { type KafkaClients, kcatLine, told } from './kafka-client.ts'
import { whileWriting } from './kafka-records.ts'
import { ask, get, printed } from './kubectl.ts'
import { lose, members, uidOf } from './pods.ts'
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
    {
      fact: 'Kafka: with `bootstrap: join`, a controller that lost its disk is no voter by itself',
      prove: aLostControllerOnlyWatches,
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
        written.setIn([...kafka, 'controllers', 'bootstrap'], 'join')
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

async function aLostControllerOnlyWatches(live: Live): Promise<string> {
  const lost = 'kafka-controller-2'
  const before = await quorum(live)
  await ask(live, ['delete', 'pvc', `data-${lost}`, `--namespace=${live.namespace}`, '--wait=false'])
  await lose(live, lost)
  const after = await eventually(60, async () => {
    const found = await quorum(live)
    const watching = found.observers.some((one) => one.startsWith('102 '))
    expect(watching, `${lost} does not watch: ${found.observers.join(', ')}`)
    return found
  })
  expect(
    after.voters.join() === before.voters.join(),
    `the voters were ${before.voters.join(', ')} and are ${after.voters.join(', ')}`,
  )
  return `${after.voters.length} voters as before, observers ${before.observers.length} to ${after.observers.length}`
}

/** The members of the controllers' quorum, each as `node directory`. */
async function quorum(live: Live): Promise<{ voters: string[]; observers: string[] }> {
  const [pod = ''] = await members(live, 'kafka-controller')
  const server = `"$HOSTNAME.kafka-controller-headless.${live.namespace}.svc.cluster.local:9090"`
  const script = `umask 077
    grep -E '^ssl\\.' /etc/kafka/completed/server.properties > /tmp/quorum.properties
    echo security.protocol=SSL >> /tmp/quorum.properties
    export KAFKA_HEAP_OPTS=-Xmx96m KAFKA_OPTS=
    /opt/kafka/bin/kafka-metadata-quorum.sh --bootstrap-controller ${server} --command-config /tmp/quorum.properties \
      describe --replication`
  const text = await printed(live, { name: pod }, ['bash', '-c', script])
  const rows = [...text.matchAll(/^(\d+)\s+(\S+)\s.*\s(Leader|Follower|Observer)\s*$/gm)]
  const named = (of: (status: string) => boolean): string[] =>
    rows
      .filter(([, , , status = '']) => of(status))
      .map(([, node, directory]) => `${node} ${directory}`)
      .sort()
  return { voters: named((status) => status !== 'Observer'), observers: named((status) => status === 'Observer') }
}

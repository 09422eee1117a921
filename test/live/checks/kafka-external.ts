import { allReady, whileChanged } from './change.ts'
import { type Check, expect, type Live } from './check.ts'
import { type KafkaClients, kcatLine, told } from './kafka-client.ts'
import { get } from './kubectl.ts'
import { members } from './pods.ts'
import { handOut, toolPod } from './tool-pod.ts'

/** What holds of the listener for clients outside the cluster. */
export const kafkaExternalChecks = (clients: KafkaClients): readonly Check[] => [
  {
    fact: 'Kafka: clients outside reach every broker by its own name and node port, over TLS',
    prove: (live) => outsideReachesEveryBroker(live, clients),
  },
]

type Pod = { readonly status: { readonly hostIP: string }; readonly spec: { readonly nodeName: string } }

const firstPort = 30940
const nameOf = (broker: number | '{broker}'): string => `kafka-${broker}.live.example.com`

async function outsideReachesEveryBroker(live: Live, { producer, topic }: KafkaClients): Promise<string> {
  const path = ['values', 'kafka', 'listeners', 'external']
  return whileChanged(
    live,
    (written) => written.setIn(path, { type: 'NodePort', host: nameOf('{broker}'), nodePort: firstPort }),
    async () => {
      await allReady(live)
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
        for (const [other] of brokers.entries())
          expect(
            seen.includes(`${nameOf(other)}:${firstPort + other}`),
            `${server} does not name broker ${other}:\n${seen}`,
          )
      }
      const bootstrap = `${nameOf(0)}:${firstPort}`
      // A hundred records of a hundred keys meet every partition, and so every broker.
      const keyed = `seq 100 | sed 's/.*/&:&/'`
      await told(outside.shell(`${keyed} | ${kcatLine(bootstrap, producer, `-P -t ${topic} -K : -X acks=all`)}`))
      return `${brokers.length} brokers, 100 records`
    },
  )
}

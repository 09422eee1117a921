import { controlNode } from '../cluster/plan.ts'
import { allReady } from './change.ts'
import type { Check, Live } from './check.ts'
import { aNodeIsDrained, aNodeIsLost, packetsAreLost } from './faults-nodes.ts'
import { serversAreKilled, theApiServerIsKilled } from './faults-processes.ts'
import { kafkaVolumeIsFull, mqttVolumeIsFull, zooKeeperVolumeIsFull } from './faults-volumes.ts'
import type { KafkaClients } from './kafka-client.ts'
import { whileWriting } from './kafka-records.ts'
import type { MqttClient } from './mqtt.ts'
import { ownPlan } from './own-plan.ts'

/** What holds of three nodes while things break. Only on a cluster of our own: it kills processes and nodes. */
export function faultChecks(clients: KafkaClients, mqtt: MqttClient): readonly Check[] {
  const faults: Readonly<Record<string, (live: Live) => Promise<string>>> = {
    'every server, one after the other, comes back after kill -9': serversAreKilled,
    'a node is lost for a minute and comes back': aNodeIsLost,
    'a node is drained and comes back, and the budgets let no second one be drained meanwhile': aNodeIsDrained,
    'the API server is killed, and only its clients notice': theApiServerIsKilled,
    'a fifth of all packets between nodes is lost for a minute': packetsAreLost,
    'a broker whose volume is full says so and ends, and catches up when there is room again': kafkaVolumeIsFull,
    'a ZooKeeper member whose transaction log has no room says so, and has every znode when there is room again':
      zooKeeperVolumeIsFull,
    'an MQTT broker whose volume is full says so, and has every message that it had saved before, also after kill -9': (
      live,
    ) => mqttVolumeIsFull(live, mqtt),
  }
  return Object.entries(faults).map(([what, fault]) => ({
    fact: `Faults: ${what}; no record is lost`,
    onlyOurs: 'kills processes and nodes',
    // The clients are on the node that is neither lost nor drained.
    prove: async (live) =>
      whileWriting(
        live,
        clients,
        async () => {
          const figures = await fault(live)
          await allReady(live)
          return figures
        },
        { node: controlNode(ownPlan(live).nodes).name },
      ),
  }))
}

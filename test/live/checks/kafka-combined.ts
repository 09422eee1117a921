import { beginAnew } from './change.ts'
import type { Check, Live } from './check.ts'
import { recordsSurviveEachBroker } from './kafka.ts'
import type { KafkaClients } from './kafka-client.ts'
import { aLostDiskIsRefused } from './kafka-quorum.ts'

/** What holds where three brokers are the quorum as well. The platform begins anew for it. */
export function kafkaCombinedChecks(clients: KafkaClients): readonly Check[] {
  return [
    {
      fact: 'Kafka with combined roles: 100,000 records are there, once each, after the loss of each broker in turn',
      prove: async (live: Live) => {
        await beginAnew(live, (written) => written.setIn(['values', 'kafka', 'roles'], 'combined'))
        return recordsSurviveEachBroker(live, clients)
      },
    },
    {
      fact: 'Kafka with combined roles and `bootstrap: initial`: a broker that lost its disk does not vote by itself',
      prove: (live) => aLostDiskIsRefused(live, 'kafka-broker'),
    },
  ]
}

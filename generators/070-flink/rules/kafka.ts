import type { Rule } from '../../../engine/model.ts'
import type { FlinkValues } from '../../../schemas/values/070-flink.ts'
import { kafkaComponent, longestTransaction } from '../../020-kafka/address.ts'
import { decidedBy, foundIf } from '../../parts/rules.ts'
import { seconds } from '../../parts/units.ts'
import type { Cluster } from '../names.ts'
import { atCluster, ofEachCluster } from './of-cluster.ts'

/** Whether the job writes in transactions, which a checkpoint commits: exactly once. */
const writesInTransactions = ({ kafka, mode }: Cluster): boolean =>
  mode !== 'operator' &&
  Object.values(kafka.acls).some(({ permission, resource }) => permission === 'allow' && resource === 'transactionalId')

/** The sink of Flink's connector asks for an hour where the job says nothing else, which Kafka refuses by default. */
const transactionsOutlastCheckpoints: Rule<FlinkValues> = {
  id: 'flink/transactions-outlast-checkpoints',
  severity: 'warning',
  check: ofEachCluster((flink, cluster) => {
    const { checkpointEvery, checkpointWithin } = cluster.state
    if (checkpointEvery === null || !writesInTransactions(cluster) || !flink.uses[kafkaComponent]) return []
    const longest = longestTransaction(flink)
    return foundIf(
      seconds(checkpointEvery) + seconds(checkpointWithin) >= longest,
      decidedBy(
        atCluster(flink, cluster, 'state', 'checkpointWithin'),
        atCluster(flink, cluster, 'state', 'checkpointEvery'),
      ),
      `expected less than ${longest}s, the longest transaction that Kafka allows, with checkpointEvery (${checkpointEvery}), got ${checkpointWithin}: what a checkpoint was to commit would be lost`,
      `the transaction.timeout.ms of the job's sink must lie between that and ${longest}s`,
    )
  }),
}

export const kafkaRules: readonly Rule<FlinkValues>[] = [transactionsOutlastCheckpoints]

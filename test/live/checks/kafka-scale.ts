import { allReady, whileChanged } from './change.ts'
import { expect, type Live } from './check.ts'
import { adminSecret, kafkaAdmin, kafkaPod, told } from './kafka-client.ts'
import { list } from './kubectl.ts'
import { members } from './pods.ts'

const set = 'kafka-broker'

/** A broker more is one of the cluster's, and restarts no other server. */
export async function aBrokerMoreRestartsNone(live: Live): Promise<string> {
  const count = (await members(live, set)).length
  const before = await uids(live)
  const revision = await revisions(live)
  return whileChanged(
    live,
    (written) => written.setIn(['values', 'kafka', 'brokers', 'replicas'], count + 1),
    async () => {
      await allReady(live)
      const after = await uids(live)
      const changed = [...before].filter(([name, uid]) => after.get(name) !== uid).map(([name]) => name)
      expect(changed.length === 0, `restarted: ${changed.join(', ')}`)
      expect((await revisions(live)).join() === revision.join(), 'the StatefulSets would roll')
      expect((await brokers(live)).includes(count), `broker ${count} is not one of the cluster's`)
      return `${before.size} pods stayed, ${set}-${count} was added`
    },
  )
}

type Pod = { readonly metadata: { readonly name: string; readonly uid: string } }

/** The servers by name. */
async function uids(live: Live): Promise<ReadonlyMap<string, string>> {
  const pods = await list<Pod>(live, 'pods', 'app.kubernetes.io/name=kafka')
  return new Map(
    pods.filter(({ metadata }) => /-\d+$/.test(metadata.name)).map(({ metadata }) => [metadata.name, metadata.uid]),
  )
}

type StatefulSet = { readonly status: { readonly updateRevision: string } }

/** What the StatefulSets' pods are to be. */
async function revisions(live: Live): Promise<string[]> {
  const sets = await list<StatefulSet>(live, 'statefulsets', 'app.kubernetes.io/name=kafka')
  return sets.map(({ status }) => status.updateRevision)
}

/** The ids of the brokers that clients are told of. */
async function brokers(live: Live): Promise<number[]> {
  const { kcat } = await kafkaPod(live, 'kafka-admin', await kafkaAdmin(live))
  const { brokers } = JSON.parse(await told(kcat(adminSecret, '-L -J'))) as { brokers: { id: number }[] } // kcat's form
  return brokers.map(({ id }) => id)
}

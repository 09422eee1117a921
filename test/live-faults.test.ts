import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { refusedEvictions } from './live/checks/faults-nodes.ts'
import { complaintIn } from './live/checks/faults-volumes.ts'

test('the pods that a drain leaves for the sake of a budget are told apart from those that are slow to go', () => {
  const refused = (pod: string): string =>
    `error when evicting pods/"${pod}" -n "data" (will retry after 5s): Cannot evict pod as it would violate the pod's disruption budget.`
  const said = [
    'node/node2 cordoned',
    refused('zookeeper-0'),
    refused('kafka-broker-0'),
    refused('zookeeper-0'),
    'error when waiting for pod "mqtt-0" in namespace "data" to terminate: global timeout reached: 20s',
  ]
  assert.equal(refusedEvictions(said.join('\n')), ['kafka-broker-0', 'zookeeper-0'])
})

test('what a server says of a lack of room is the line of its log, with the exception under it', () => {
  const exception = 'java.io.IOException: No space left on device'
  for (const [log, complaint] of [
    ['started\n2026-11-21T16:47:46Z: Error saving, No space left on device', 'Error saving, No space left on device'],
    [
      `[2026-11-21 16:45:26,036] ERROR appending\n${exception}\n\tat write(IOUtil.java)`,
      `ERROR appending ${exception}`,
    ],
    [`2026-11-21T16:46:47.202Z ERROR [SyncThread:3]\n${exception}`, `ERROR [SyncThread:3] ${exception}`],
    ['started\nstopped', undefined],
  ] as const) {
    assert.is(complaintIn(log), complaint)
  }
})

test.run()

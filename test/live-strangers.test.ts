import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { plainClients } from './live/checks/strangers.ts'

const kcat = (what: string, state: string): string =>
  `%6|1.0|FAIL|rdkafka#producer-1| [thrd:10.0.0.1:9093/bootstrap]: 10.0.0.1:9093/bootstrap: ${what} (after 0ms in state ${state})`

test('who speaks plain text is turned away where the server breaks off, not where it answers, waits or is not reached', () => {
  for (const [server, said, refused] of [
    ['zookeeper', 'ended 0\n', true],
    ['zookeeper', 'ended 0\n 15\n', true],
    ['zookeeper', 'ended 0\n 5a\n', false],
    ['zookeeper', 'ended 124\n', false],
    ['zookeeper', 'ended 1\n', false],
    ['kafka-broker', kcat('Disconnected while requesting ApiVersion', 'APIVERSION_QUERY'), true],
    ['kafka-broker', kcat('Connect to ipv4#10.0.0.1:9093 failed: Connection refused', 'CONNECT'), false],
    ['kafka-broker', 'Metadata for all topics (from broker 0: 10.0.0.1:9093/0):\n 3 brokers:', false],
    ['mqtt', 'ended 0\n 15\n', true],
    ['mqtt', 'ended 0\n 20\n', false],
    ['mqtt', 'ended 124\n 20\n', false],
    ['mqtt', 'ended 1\n', false],
    ['flink', 'ended 0\nHTTP/1.1 301\n', true],
    ['flink', 'ended 0\n 15\n', true],
    ['flink', 'ended 0\nHTTP/1.1 200\n', false],
    ['flink', 'ended 124\n', false],
  ] as const) {
    assert.is(plainClients[server]?.refused(said), refused, `${server}: ${said}`)
  }
})

test.run()

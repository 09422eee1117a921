import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { expectedSecrets } from './live/cluster/expected-secrets.ts'
import { repository } from './support/world.ts'

const found = (overlay: string): string[] =>
  expectedSecrets(join(repository, 'overlays', overlay)).map(
    ({ namespace, name, keys }) => `${namespace}/${name}: ${keys.join(', ')}`,
  )

for (const [overlay, secrets] of [
  ['dev', ['data/flink-keystore: password']],
  ['staging', ['data/flink-keystore: password', 'data/flink-object-store: access-key, secret-key']],
  [
    'prod',
    [
      'data/flink-keystore: password',
      'data/flink-object-store: access-key, secret-key',
      'data/replication-prod-eu: ca.crt, tls.crt, tls.key',
    ],
  ],
  ['prod-eu', ['streaming/flink-keystore: password', 'streaming/replication-prod: ca.crt, tls.crt, tls.key']],
  ['apk8s-dev3', []],
] as const)
  test(`of the Secrets that ${overlay} needs, ${secrets.length} are expected of others, with the keys that are asked for`, () => {
    assert.equal(found(overlay), secrets)
  })

test.run()

import type { ConfigMap } from '../../kubernetes.ts'
import { labels } from '../../parts/labels.ts'
import { template } from '../../parts/template.ts'
import { configModel, sharedModel } from '../bookie/configuration.ts'
import { loggingFiles } from '../logging.ts'
import { nameOf, type Pulsar } from '../names.ts'
import { waitFiles } from '../wait.ts'

/** What autorecovery reads: how to reach the bookies, and nothing of disks. */
export const recoveryConfig = (pulsar: Pulsar) =>
  ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: nameOf('recovery'), namespace: pulsar.namespace, labels: labels(pulsar, 'recovery') },
    data: {
      'bookkeeper.conf': bookieClientConfiguration(pulsar, pulsar.values.recovery.config),
      ...loggingFiles(pulsar),
      ...waitFiles(pulsar, 'recovery'),
    },
  }) satisfies ConfigMap

/** bookkeeper.conf of what is no bookie itself. */
export function bookieClientConfiguration(
  pulsar: Pulsar,
  config: Readonly<Record<string, string | number | boolean>>,
): string {
  return template(
    pulsar,
    'bookkeeper.conf',
  )({ ...sharedModel(pulsar), journals: null, recovery: true, config: configModel(config) })
}

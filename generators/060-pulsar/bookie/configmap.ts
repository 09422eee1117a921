import type { ConfigMap } from '../../kubernetes.ts'
import { labels } from '../../parts/labels.ts'
import { loggingFiles } from '../logging.ts'
import { nameOf, type Pulsar } from '../names.ts'
import { waitFiles } from '../wait.ts'
import { bookieConfiguration } from './configuration.ts'

/** What the bookies read, and the script that they wait by. */
export const bookieConfig = (pulsar: Pulsar) =>
  ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: nameOf('bookie'), namespace: pulsar.namespace, labels: labels(pulsar, 'bookie') },
    data: {
      'bookkeeper.conf': bookieConfiguration(pulsar),
      ...loggingFiles(pulsar),
      ...waitFiles(pulsar, 'bookie'),
    },
  }) satisfies ConfigMap

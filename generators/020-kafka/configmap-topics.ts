import type { ConfigMap } from '../kubernetes.ts'
import { labels } from '../parts/labels.ts'
import { template } from '../parts/template.ts'
import { adminFiles } from './admin.ts'
import type { Kafka } from './names.ts'

/** The topics as they shall be, and the script that makes them so. */
export const topicsConfig = (kafka: Kafka) =>
  ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'kafka-topics', namespace: kafka.namespace, labels: labels(kafka, 'admin') },
    data: {
      ...adminFiles(kafka),
      'topics.sh': template(kafka, 'topics.sh')({}),
      'topics.txt': template(
        kafka,
        'topics.txt',
      )({
        topics: Object.entries(kafka.values.topics).map(([name, { partitions, replication, config }]) => ({
          name,
          partitions,
          replication,
          settings: Object.entries(config).map(([key, value]) => ({ key, value: String(value) })),
        })),
      }),
    },
  }) satisfies ConfigMap

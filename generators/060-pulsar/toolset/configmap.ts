import { tlsOf } from '../../005-certs/address.ts'
import type { ConfigMap } from '../../kubernetes.ts'
import { labels } from '../../parts/labels.ts'
import { template } from '../../parts/template.ts'
import { towardsBrokers } from '../access.ts'
import { brokerUrls } from '../broker/listeners.ts'
import { loggingFiles } from '../logging.ts'
import { nameOf, type Pulsar } from '../names.ts'
import { bookieClientConfiguration } from '../recovery/configmap.ts'

/** How the tools reach brokers and bookies. */
export const toolsetConfig = (pulsar: Pulsar) =>
  ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: nameOf('toolset'), namespace: pulsar.namespace, labels: labels(pulsar, 'toolset') },
    data: {
      'bookkeeper.conf': bookieClientConfiguration(pulsar, {}),
      'client.conf': template(
        pulsar,
        'client.conf',
      )({ urls: brokerUrls(pulsar), tls: tlsOf(pulsar) ? towardsBrokers(pulsar) : null }),
      ...loggingFiles(pulsar),
    },
  }) satisfies ConfigMap

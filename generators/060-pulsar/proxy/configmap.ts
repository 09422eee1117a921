import type { ConfigMap } from '../../kubernetes.ts'
import { labels } from '../../parts/labels.ts'
import { serviceHost } from '../../parts/names.ts'
import { template } from '../../parts/template.ts'
import { proxyTls } from '../access.ts'
import { configModel } from '../bookie/configuration.ts'
import { brokerUrls, clientListeners } from '../broker/listeners.ts'
import { workerUrl } from '../functions/listeners.ts'
import { loggingFiles } from '../logging.ts'
import { directories, nameOf, type Pulsar, ports, services } from '../names.ts'

/** What the proxies read. They ask brokers alone, and know nothing of ZooKeeper. */
export const proxyConfig = (pulsar: Pulsar) => {
  const host = (service: string) => serviceHost(pulsar.overlay, service, pulsar.namespace)
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: nameOf('proxy'), namespace: pulsar.namespace, labels: labels(pulsar, 'proxy') },
    data: {
      ...loggingFiles(pulsar),
      'proxy.conf': template(
        pulsar,
        'proxy.conf',
      )({
        clusterName: pulsar.values.clusterName,
        ports,
        brokers: brokerUrls(pulsar),
        workers: workerUrl(pulsar),
        allowed: {
          hosts: [host(services.brokers), `*.${host(services.brokersHeadless)}`].join(','),
          port: clientListeners(pulsar).pulsar.port,
        },
        statusFile: `${directories.config}/status`,
        tls: proxyTls(pulsar),
        config: configModel(pulsar.values.proxy.config),
      }),
      status: 'OK\n',
    },
  } satisfies ConfigMap
}

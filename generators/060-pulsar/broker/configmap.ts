import type { ConfigMap } from '../../kubernetes.ts'
import { labels } from '../../parts/labels.ts'
import { workerConfiguration } from '../functions/configuration.ts'
import { loggingFiles } from '../logging.ts'
import { nameOf, type Pulsar } from '../names.ts'
import { offloadFiles } from '../offload.ts'
import { waitFiles } from '../wait.ts'
import { brokerConfiguration } from './configuration.ts'

/** What the brokers read, and the script that they wait by. A broker says that it serves only where the file `status` is. */
export const brokerConfig = (pulsar: Pulsar) =>
  ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: nameOf('broker'), namespace: pulsar.namespace, labels: labels(pulsar, 'broker') },
    data: {
      'broker.conf': brokerConfiguration(pulsar),
      ...(pulsar.values.functions.place === 'brokers' ? { 'functions_worker.yml': workerConfiguration(pulsar) } : {}),
      ...offloadFiles(pulsar),
      ...loggingFiles(pulsar),
      status: 'OK\n',
      ...waitFiles(pulsar, 'broker'),
    },
  }) satisfies ConfigMap

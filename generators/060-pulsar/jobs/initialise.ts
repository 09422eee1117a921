import { tlsOf } from '../../005-certs/address.ts'
import type { ConfigMap } from '../../kubernetes.ts'
import { labels } from '../../parts/labels.ts'
import { template } from '../../parts/template.ts'
import { brokerUrls } from '../broker/listeners.ts'
import { toolEnvironment } from '../java.ts'
import { loggingFiles } from '../logging.ts'
import { directories, type Pulsar } from '../names.ts'
import {
  clusterNode,
  cookiesNode,
  initialiseJob,
  metadataUrl,
  zookeeperFiles,
  zookeeperMounts,
  zookeeperVolumes,
} from '../zookeeper.ts'
import { job } from './job.ts'

/** The script that makes the cluster's tree, and what it must know. */
export const initialiseConfig = (pulsar: Pulsar) =>
  ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: initialiseJob, namespace: pulsar.namespace, labels: labels(pulsar, 'admin') },
    data: {
      ...loggingFiles(pulsar),
      ...zookeeperFiles(pulsar),
      'initialise.sh': template(
        pulsar,
        'initialise.sh',
      )({
        cluster: clusterNode(pulsar),
        cookies: cookiesNode(pulsar),
        clusterName: pulsar.values.clusterName,
        metadata: metadataUrl(pulsar),
        urls: brokerUrls(pulsar),
        tls: tlsOf(pulsar) !== undefined,
      }),
    },
  }) satisfies ConfigMap

/** What is there is left as it is. */
export const initialise = (pulsar: Pulsar, config: ConfigMap) =>
  job(
    pulsar,
    config,
    {
      name: 'initialise',
      command: ['/bin/bash', `${directories.config}/initialise.sh`],
      env: toolEnvironment(pulsar),
      volumeMounts: zookeeperMounts(pulsar),
    },
    zookeeperVolumes(pulsar),
  )

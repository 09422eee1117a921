import type { Instance } from '../../engine/model.ts'
import type { ZookeeperValues } from '../../schemas/values/010-zookeeper.ts'
import type { Certificate } from '../kubernetes.ts'
import { leafCertificate, type Tls } from '../parts/certificate.ts'
import { labels } from '../parts/labels.ts'
import { podNames } from '../parts/names.ts'
import { headless, part, secrets } from './names.ts'

/**
 * What the servers show to each other. With `verifyHosts: both` the cluster's DNS may give a pod's name behind either
 * Service (https://github.com/strimzi/strimzi-kafka-operator/issues/3099), so both cover it.
 */
export const peerCertificate = (zookeeper: Instance<ZookeeperValues>, tls: Tls) =>
  ({
    apiVersion: 'cert-manager.io/v1',
    kind: 'Certificate',
    metadata: { name: secrets(zookeeper).peer, namespace: zookeeper.namespace, labels: labels(zookeeper, part) },
    spec: leafCertificate(tls, {
      authority: 'peers',
      usage: 'peer',
      secretName: secrets(zookeeper).peer,
      commonName: zookeeper.name,
      dnsNames: [
        ...podNames(zookeeper.overlay, headless(zookeeper), zookeeper.namespace),
        ...podNames(zookeeper.overlay, zookeeper.name, zookeeper.namespace),
      ],
    }),
  }) satisfies Certificate

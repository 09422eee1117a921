import type { Instance } from '../../engine/model.ts'
import type { ZookeeperValues } from '../../schemas/values/010-zookeeper.ts'
import type { Certificate } from '../kubernetes.ts'
import { leafCertificate, type Tls } from '../parts/certificate.ts'
import { labels } from '../parts/labels.ts'
import { podNames, serviceNames } from '../parts/names.ts'
import { headless, part, secrets } from './names.ts'

/** What the servers show to clients. */
export const serverCertificate = (zookeeper: Instance<ZookeeperValues>, tls: Tls) =>
  ({
    apiVersion: 'cert-manager.io/v1',
    kind: 'Certificate',
    metadata: { name: secrets(zookeeper).server, namespace: zookeeper.namespace, labels: labels(zookeeper, part) },
    spec: leafCertificate(tls, {
      authority: 'clients',
      usage: 'server',
      secretName: secrets(zookeeper).server,
      commonName: zookeeper.name,
      dnsNames: [
        ...serviceNames(zookeeper.overlay, zookeeper.name, zookeeper.namespace),
        ...podNames(zookeeper.overlay, headless(zookeeper), zookeeper.namespace),
      ],
    }),
  }) satisfies Certificate

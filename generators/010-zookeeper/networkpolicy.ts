import type { Instance } from '../../engine/model.ts'
import type { ZookeeperValues } from '../../schemas/values/010-zookeeper.ts'
import type { NetworkPolicy } from '../kubernetes.ts'
import { labels, selector } from '../parts/labels.ts'
import { dnsEgress, peers, pods, tcp } from '../parts/network.ts'
import { clientPort, isEnsemble, part, ports } from './names.ts'

export const networkPolicy = (zookeeper: Instance<ZookeeperValues>) => {
  const { name, overlay, namespace, values } = zookeeper
  const servers = [pods(namespace, selector(zookeeper, part))]
  const quorum = tcp(ports.quorum, ports.election)
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name, namespace, labels: labels(zookeeper, part) },
    spec: {
      podSelector: { matchLabels: selector(zookeeper, part) },
      policyTypes: ['Ingress', 'Egress'],
      ingress: [
        ...(isEnsemble(zookeeper) ? [{ from: servers, ports: quorum }] : []),
        ...(values.security.clients.length === 0
          ? []
          : [{ from: peers(values.security.clients), ports: tcp(clientPort(zookeeper).number) }]),
        ...(values.metrics.enabled
          ? [{ from: peers(overlay.cluster.network.monitoring ?? []), ports: tcp(ports.metrics) }]
          : []),
      ],
      egress: [dnsEgress(overlay), ...(isEnsemble(zookeeper) ? [{ to: servers, ports: quorum }] : [])],
    },
  } satisfies NetworkPolicy
}

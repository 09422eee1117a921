import type { Instance, Manifest } from '../../engine/model.ts'
import type { ZookeeperValues } from '../../schemas/values/010-zookeeper.ts'
import { tlsOf } from '../005-certs/address.ts'
import { peerCertificate } from './certificate-peer.ts'
import { serverCertificate } from './certificate-server.ts'
import { configMap } from './configmap.ts'
import { isEnsemble } from './names.ts'
import { networkPolicy } from './networkpolicy.ts'
import { podDisruptionBudget } from './poddisruptionbudget.ts'
import { clientService } from './service-client.ts'
import { headlessService } from './service-headless.ts'
import { serviceAccount } from './serviceaccount.ts'
import { statefulSet } from './statefulset.ts'

/** All that an ensemble is made of, in the namespace and under the name of its instance. */
export function ensemble(zookeeper: Instance<ZookeeperValues>): Manifest[] {
  const tls = tlsOf(zookeeper)
  const config = configMap(zookeeper)
  return [
    serviceAccount(zookeeper),
    ...(tls ? [serverCertificate(zookeeper, tls)] : []),
    ...(tls && isEnsemble(zookeeper) ? [peerCertificate(zookeeper, tls)] : []),
    networkPolicy(zookeeper),
    headlessService(zookeeper),
    clientService(zookeeper),
    config,
    statefulSet(zookeeper, config),
    ...(isEnsemble(zookeeper) ? [podDisruptionBudget(zookeeper)] : []),
  ]
}

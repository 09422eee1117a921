import { tlsOf } from '../005-certs/address.ts'
import { connectString, zookeeperPods } from '../010-zookeeper/address.ts'
import { propertyValue } from '../parts/properties.ts'
import { template } from '../parts/template.ts'
import { bytes, seconds } from '../parts/units.ts'
import { listeners, protocolOf } from './listeners.ts'
import { directories, type Kafka, superUsers } from './names.ts'
import type { Pool } from './pools.ts'
import { quorumAddresses } from './quorum.ts'

/** The configuration of a pool's servers: one text for all of them, which never says how many brokers there are. */
export function serverProperties(kafka: Kafka, pool: Pool): string {
  const { mode, defaults } = kafka.values
  const own = listeners(kafka, pool)
  const model = {
    quorum: quorumAddresses(kafka, ','),
    listeners: own.map(({ name, port }) => `${name}://:${port}`).join(','),
    advertised: own.map(({ name, advertised }) => `${name}://${advertised}`).join(','),
    protocols: [
      ...(mode === 'kraft' && !pool.isController ? [{ name: 'CONTROLLER', proof: 'peers' } as const] : []),
      ...own,
    ]
      .map((listener) => `${listener.name}:${protocolOf(kafka, listener)}`)
      .join(','),
    disk: directories.disk,
    tls: tlsOf(kafka) ? { peers: directories.peers, clients: directories.clients } : null,
    authorizer:
      mode === 'kraft'
        ? 'org.apache.kafka.metadata.authorizer.StandardAuthorizer'
        : 'kafka.security.authorizer.AclAuthorizer',
    superUsers: superUsers.join(';'),
    defaults: {
      ...defaults,
      retention: defaults.retention === null ? -1 : seconds(defaults.retention) * 1000,
      retentionBytes: defaults.retentionBytes === null ? -1 : bytes(defaults.retentionBytes),
    },
    config: Object.entries(pool.values.config).map(([key, value]) => ({ key, value: propertyValue(String(value)) })),
  }
  return pool.isBroker
    ? template(kafka, 'broker.properties')({ ...model, ...brokerModel(kafka, pool) })
    : template(kafka, 'controller.properties')(model)
}

function brokerModel(kafka: Kafka, pool: Pool) {
  const { mode, zookeeper, brokers } = kafka.values
  return {
    kraft:
      mode === 'kraft'
        ? { roles: pool.isController ? 'broker,controller' : 'broker', quorum: quorumAddresses(kafka, ',') }
        : null,
    zookeeper:
      mode === 'zookeeper'
        ? {
            connect: connectString(kafka, zookeeper.chroot ?? ''),
            sessionTimeout: seconds(zookeeper.sessionTimeout) * 1000,
            tls: zookeeperPods(kafka).tls ? directories.zookeeper : null,
          }
        : null,
    rack: brokers.rack === 'zone',
    clientListeners: listeners(kafka, pool)
      .filter(({ proof }) => proof !== 'peers')
      .map(({ name, proof }) => ({ name: name.toLowerCase(), scram: proof === 'scram' })),
  }
}

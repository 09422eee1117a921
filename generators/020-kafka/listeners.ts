import { tlsOf } from '../005-certs/address.ts'
import { podHost } from '../parts/names.ts'
import { type Kafka, ports } from './names.ts'
import type { Pool } from './pools.ts'

/** A port of a server, and who is let in there. */
export type Listener = {
  readonly name: 'CONTROLLER' | 'REPLICATION' | 'CLIENTS' | 'SCRAM' | 'EXTERNAL'
  readonly port: number
  /** What proves who connects: a certificate of the peers' or of the clients' authority, or a password. */
  readonly proof: 'peers' | 'clients' | 'scram'
  /** Where others find it; what stands between @ is the pod's own. */
  readonly advertised: string
}

/** The listeners of a pool's servers, in the order of the configuration. */
export function listeners(kafka: Kafka, pool: Pool): Listener[] {
  const { scram, external } = kafka.values.listeners
  const host = podHost(kafka.overlay, '@POD@', pool.headless, kafka.namespace)
  const internal = (name: Listener['name'], port: number, proof: Listener['proof']): Listener => ({
    name,
    port,
    proof,
    advertised: `${host}:${port}`,
  })
  return [
    ...(pool.isController ? [internal('CONTROLLER', ports.controller, 'peers')] : []),
    ...(pool.isBroker
      ? [internal('REPLICATION', ports.replication, 'peers'), internal('CLIENTS', ports.clients, 'clients')]
      : []),
    ...(pool.isBroker && scram.enabled ? [internal('SCRAM', ports.scram, 'scram')] : []),
    ...(pool.isBroker && external.type !== 'none'
      ? [
          {
            name: 'EXTERNAL',
            port: ports.external,
            proof: external.authentication === 'scram' ? 'scram' : 'clients',
            advertised: `${(external.host ?? '').replace('{broker}', '@NODE@')}:${
              external.type === 'NodePort' ? '@EXTERNAL_PORT@' : ports.external
            }`,
          } as const,
        ]
      : []),
  ]
}

/** Kafka's name for what a listener speaks. */
export function protocolOf(kafka: Kafka, { proof }: Pick<Listener, 'proof'>): string {
  return `${proof === 'scram' ? 'SASL_' : ''}${tlsOf(kafka) ? 'SSL' : 'PLAINTEXT'}`
}

/** The name of a listener's port in containers and Services, of at most 15 characters. */
export function portName(kafka: Kafka, { name }: Pick<Listener, 'name'>): string {
  return `${tlsOf(kafka) ? 'tls' : 'tcp'}-${name.toLowerCase()}`
}

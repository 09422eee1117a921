import type { Instance } from '../../engine/model.ts'
import { tlsOf } from '../005-certs/address.ts'
import { selector } from '../parts/labels.ts'
import { urlsOf } from './broker/listeners.ts'
import { type Pulsar, services } from './names.ts'
import { portsForClients } from './networkpolicy.ts'

/** What a component that uses Pulsar lists in its `requires`. */
export const pulsarComponent = 'pulsar'

/** Throws where the consumer has Pulsar's address asked for without requiring it: a fault of the consumer. */
function required({ name, uses }: Instance): Pulsar {
  const pulsar = uses[pulsarComponent] as Pulsar | undefined // the name stands for the type
  if (!pulsar) throw new Error(`${name} uses pulsar without requiring it`)
  return pulsar
}

/** Where a client connects, in Pulsar's own protocol: the proxies, or where there are none the brokers. */
export function pulsarUrl(consumer: Instance): string {
  const pulsar = required(consumer)
  return urlsOf(pulsar, pulsar.values.proxy.enabled ? services.proxies : services.brokers).pulsar
}

/** How to reach Pulsar: what selects its pods, the ports for clients, and whether they speak TLS. */
export type PulsarPods = {
  readonly namespace: string
  readonly podLabels: Readonly<Record<string, string>>
  readonly ports: readonly number[]
  /** With TLS a client shows a certificate of the clients' authority, and verifies that of the server by its host name. */
  readonly tls: boolean
}

/** The other end of a consumer's connections: for its own egress and for its ingress policy on them. */
export function pulsarPods(consumer: Instance): PulsarPods {
  const pulsar = required(consumer)
  return {
    namespace: pulsar.namespace,
    podLabels: selector(pulsar, pulsar.values.proxy.enabled ? 'proxy' : 'broker'),
    ports: portsForClients(pulsar),
    tls: tlsOf(pulsar) !== undefined,
  }
}

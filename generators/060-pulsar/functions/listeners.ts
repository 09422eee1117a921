import { tlsOf } from '../../005-certs/address.ts'
import { serviceHost } from '../../parts/names.ts'
import type { Listener } from '../broker/listeners.ts'
import { type Pulsar, ports, services } from '../names.ts'

/** The port of the workers' API. Only over TLS where there are certificates. */
export function workerListener(pulsar: Pulsar): Listener {
  return tlsOf(pulsar) ? { name: 'https', port: ports.workerTls } : { name: 'http', port: ports.worker }
}

/** Every port of a worker: that of its API, and that for probes and metrics. */
export function workerListeners(pulsar: Pulsar): Listener[] {
  const own = workerListener(pulsar)
  return [...(own.port === ports.worker ? [] : [own]), { name: 'http', port: ports.worker }]
}

/**
 * Whether proxies pass requests on to workers in pods of their own. With certificates they pass no admin API on: what a client
 * says of itself would be believed.
 */
export function proxiesLeadToWorkers(pulsar: Pulsar): boolean {
  const { functions, proxy } = pulsar.values
  return functions.place === 'pods' && proxy.enabled && tlsOf(pulsar) === undefined
}

/** Where proxies find the workers; null where they lead to none. */
export function workerUrl(pulsar: Pulsar): string | null {
  return proxiesLeadToWorkers(pulsar)
    ? `http://${serviceHost(pulsar.overlay, services.functions, pulsar.namespace)}:${ports.worker}`
    : null
}

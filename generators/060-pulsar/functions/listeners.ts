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

/** Where the workers in pods of their own answer; null where there are none. */
export function workerUrl(pulsar: Pulsar): string | null {
  if (pulsar.values.functions.place !== 'pods') return null
  const { name, port } = workerListener(pulsar)
  return `${name}://${serviceHost(pulsar.overlay, services.functions, pulsar.namespace)}:${port}`
}

import { tlsOf } from '../../005-certs/address.ts'
import { serviceHost } from '../../parts/names.ts'
import { type Pulsar, ports, services } from '../names.ts'

/** A port that clients use, by its name in containers and Services. */
export type Listener = { readonly name: string; readonly port: number }

/** The ports for clients of a broker: Pulsar's own protocol, and the admin API. Only over TLS where there are certificates. */
export function clientListeners(pulsar: Pulsar): { readonly pulsar: Listener; readonly web: Listener } {
  return tlsOf(pulsar)
    ? { pulsar: { name: 'tls-pulsar', port: ports.pulsarTls }, web: { name: 'https', port: ports.httpTls } }
    : { pulsar: { name: 'tcp-pulsar', port: ports.pulsar }, web: { name: 'http', port: ports.http } }
}

/**
 * The ports for clients of a proxy. With certificates none for the admin API: a proxy of 4.0 passes on a header of its client's
 * that says who it is, before its own, and brokers believe the first one.
 */
export function proxyListeners(pulsar: Pulsar): Listener[] {
  const { pulsar: own, web } = clientListeners(pulsar)
  return tlsOf(pulsar) ? [own] : [own, web]
}

/** Those for clients, and that for probes and metrics. */
export function withHttp(listeners: readonly Listener[]): Listener[] {
  return [...listeners.filter(({ port }) => port !== ports.http), { name: 'http', port: ports.http }]
}

/** Where a server of a Service answers. */
export function urlsOf(pulsar: Pulsar, service: string): { readonly pulsar: string; readonly web: string } {
  const host = serviceHost(pulsar.overlay, service, pulsar.namespace)
  const { pulsar: own, web } = clientListeners(pulsar)
  return tlsOf(pulsar)
    ? { pulsar: `pulsar+ssl://${host}:${own.port}`, web: `https://${host}:${web.port}` }
    : { pulsar: `pulsar://${host}:${own.port}`, web: `http://${host}:${web.port}` }
}

/** Where clients inside of the cluster begin. */
export const brokerUrls = (pulsar: Pulsar) => urlsOf(pulsar, services.brokers)

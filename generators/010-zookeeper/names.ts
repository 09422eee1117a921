import type { Instance } from '../../engine/model.ts'
import type { ZookeeperValues } from '../../schemas/values/010-zookeeper.ts'
import { tlsOf } from '../005-certs/address.ts'
import { podHost } from '../parts/names.ts'

/** The component. Its StatefulSet, its Service for clients, and everything else that there is one of have its instance's name. */
export const name = 'zookeeper'

/** The Service that gives every server a name of its own, ready or not. */
export const headless = ({ name }: Instance): string => `${name}-headless`

/** What all objects here are of, and what selects the servers. */
export const part = 'server'

/** With certificates the plaintext port answers only inside the pod. */
export const ports = { plaintext: 2181, tls: 2281, quorum: 2888, election: 3888, metrics: 7000 } as const

/** The Secrets that cert-manager fills: what a server shows to clients, and what it shows to the other servers. */
export const secrets = ({ name }: Instance) => ({ server: `${name}-tls`, peer: `${name}-peer-tls` })

/** Where the files are in the server's container. */
export const directories = {
  configuration: '/conf',
  data: '/data',
  log: '/datalog',
  server: '/tls/server',
  peer: '/tls/peer',
  /** Holds a link to the peer's key store, made anew whenever the certificate changed: see container-certificates.ts. */
  watched: '/tls/watched',
} as const

/** The port that clients connect to, as Services and containers name it. */
export function clientPort(zookeeper: Instance): { name: string; number: number } {
  return tlsOf(zookeeper) === undefined
    ? { name: 'tcp-client', number: ports.plaintext }
    : { name: 'tls-client', number: ports.tls }
}

/** The full DNS names of all servers, the first server's first. */
export function serverHosts(zookeeper: Instance<ZookeeperValues>): string[] {
  const { overlay, name, namespace, values } = zookeeper
  return Array.from({ length: values.ensemble.size }, (_, ordinal) =>
    podHost(overlay, `${name}-${ordinal}`, headless(zookeeper), namespace),
  )
}

/** Whether there are servers to agree with: one alone is no quorum and opens no port for it. */
export function isEnsemble({ values }: Instance<ZookeeperValues>): boolean {
  return values.ensemble.size > 1
}

/** The directory of the transaction log. */
export function logDirectory({ values }: Instance<ZookeeperValues>): string {
  return values.storage.log.separate ? directories.log : directories.data
}

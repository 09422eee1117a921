import { directoryId } from './identity.ts'
import { type Kafka, ports } from './names.ts'
import { quorumPool, serversOf } from './pools.ts'

/** Where every server finds the quorum: the addresses of all controllers, separated by `separator`. */
export function quorumAddresses(kafka: Kafka, separator: ',' | ' '): string {
  return controllers(kafka)
    .map(({ host }) => `${host}:${ports.controller}`)
    .join(separator)
}

/**
 * The first voters, as `kafka-storage.sh format` wants them: node, address and directory id of each. The address is the
 * name without the cluster's domain: a controller that comes up puts the one that it advertises in place of it, in the
 * quorum's own log, and by that prepare.sh tells who has voted before.
 */
export function initialControllers(kafka: Kafka): string {
  const { domain } = kafka.overlay.cluster
  return controllers(kafka)
    .map(({ node, host }) => {
      const address = `${host.slice(0, -`.${domain}`.length)}:${ports.controller}`
      return `${node}@${address}:${directoryId(kafka.values.clusterId ?? '', node)}`
    })
    .join(',')
}

function controllers(kafka: Kafka): { readonly node: number; readonly host: string }[] {
  const pool = quorumPool(kafka)
  return pool ? serversOf(kafka, pool) : []
}

import { directoryId } from './identity.ts'
import { type Kafka, ports } from './names.ts'
import { quorumPool, serversOf } from './pools.ts'

function controllers(kafka: Kafka): { readonly node: number; readonly address: string }[] {
  const pool = quorumPool(kafka)
  return pool ? serversOf(kafka, pool).map(({ node, host }) => ({ node, address: `${host}:${ports.controller}` })) : []
}

/** Where every server finds the quorum: the addresses of all controllers, separated by `separator`. */
export function quorumAddresses(kafka: Kafka, separator: ',' | ' '): string {
  return controllers(kafka)
    .map(({ address }) => address)
    .join(separator)
}

/** The first voters, as `kafka-storage.sh format` wants them: node, address and directory id of each. */
export function initialControllers(kafka: Kafka): string {
  return controllers(kafka)
    .map(({ node, address }) => `${node}@${address}:${directoryId(kafka.values.clusterId ?? '', node)}`)
    .join(',')
}

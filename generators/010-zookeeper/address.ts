import type { Finding, Instance, Manifest } from '../../engine/model.ts'
import type { ZookeeperValues } from '../../schemas/values/010-zookeeper.ts'
import { tlsOf } from '../005-certs/address.ts'
import { selector } from '../parts/labels.ts'
import { isWithin } from '../parts/paths.ts'
import { at, foundIf } from '../parts/rules.ts'
import { ensemble } from './ensemble.ts'
import { clientPort, name, part, serverHosts } from './names.ts'

/** What a component that uses ZooKeeper lists in its `requires`. */
export const zookeeperComponent = name

/** The ZooKeeper of the consumer's overlay; undefined where none is in. */
export function zookeeperOf({ uses }: Instance): Instance<ZookeeperValues> | undefined {
  return uses[zookeeperComponent] as Instance<ZookeeperValues> | undefined // the name stands for the type
}

/** An ensemble that is the consumer's alone: what it is reached by, and what it is made of. */
export type OwnEnsemble = { readonly zookeeper: Instance<ZookeeperValues>; readonly manifests: readonly Manifest[] }

/**
 * An ensemble like the shared one, for the consumer alone, in the consumer's namespace and named for it. With it in place of
 * the shared one in the consumer's `uses`, all of this file leads to it.
 */
export function ownEnsemble(consumer: Instance, bootstrap: ZookeeperValues['ensemble']['bootstrap']): OwnEnsemble {
  const shared = required(consumer)
  const { ensemble: like, security } = shared.values
  const zookeeper: Instance<ZookeeperValues> = {
    ...shared,
    name: `${shared.name}-${consumer.name}`,
    namespace: consumer.namespace,
    values: { ...shared.values, ensemble: { ...like, bootstrap }, security: { ...security, clients: [] } },
  }
  return { zookeeper, manifests: ensemble(zookeeper) }
}

/** Throws where the consumer has ZooKeeper's address asked for without requiring it: a fault of the consumer. */
function required(consumer: Instance): Instance<ZookeeperValues> {
  const zookeeper = zookeeperOf(consumer)
  if (!zookeeper) throw new Error(`${consumer.name} uses zookeeper without requiring it`)
  return zookeeper
}

/**
 * Every server with the port for clients, and the consumer's own root of the tree, once, at the end: `/kafka`. Every
 * server, because a client that knows only the Service's address stays with a server that has gone.
 */
export function connectString(consumer: Instance, chroot: string): string {
  const zookeeper = required(consumer)
  const { number } = clientPort(zookeeper)
  const servers = serverHosts(zookeeper).map((host) => `${host}:${number}`)
  return `${servers.join(',')}${chroot}`
}

/**
 * A finding where the consumer's `zookeeper.chroot` holds the path of somebody else, or lies in it: of a component before it that
 * says one, or of ZooKeeper itself. Who reaches a node changes it: nothing is kept from one component by another's ACL.
 */
export function takenChroot(consumer: Instance, chroot: string | null): Finding[] {
  if (chroot === null) return []
  const others = Object.values(consumer.uses).flatMap(({ name: of, values }) => {
    const { zookeeper } = values as { zookeeper?: { chroot?: string | null } } // of whichever component: a path or nothing
    return zookeeper?.chroot ? [{ of, taken: zookeeper.chroot }] : []
  })
  const other = [{ of: name, taken: '/zookeeper' }, ...others].find(
    ({ taken }) => isWithin(chroot, taken) || isWithin(taken, chroot),
  )
  return foundIf(
    other !== undefined,
    at(consumer, 'zookeeper', 'chroot'),
    `expected a path of its own in ZooKeeper, got ${chroot}, while ${other?.of} has ${other?.taken}`,
  )
}

/** How to reach the servers: what selects their pods, the port for clients, and whether it speaks TLS. */
export type ZookeeperPods = {
  readonly namespace: string
  readonly podLabels: Readonly<Record<string, string>>
  readonly port: number
  /** With TLS a client shows a certificate of the clients' authority, and verifies that of the server by its host name. */
  readonly tls: boolean
}

/** The servers as the other end of a consumer's connections: for its own egress and for its ingress policy on them. */
export function zookeeperPods(consumer: Instance): ZookeeperPods {
  const zookeeper = required(consumer)
  return {
    namespace: zookeeper.namespace,
    podLabels: selector(zookeeper, part),
    port: clientPort(zookeeper).number,
    tls: tlsOf(zookeeper) !== undefined,
  }
}

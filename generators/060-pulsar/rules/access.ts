import type { Rule } from '../../../engine/model.ts'
import type { PulsarValues } from '../../../schemas/values/060-pulsar.ts'
import { clientNames, tlsOf } from '../../005-certs/address.ts'
import { zookeeperComponent } from '../../010-zookeeper/address.ts'
import { at, decidedBy, foundIf } from '../../parts/rules.ts'
import { certificates } from '../names.ts'

const tokensAreEncrypted: Rule<PulsarValues> = {
  id: 'pulsar/tokens-are-encrypted',
  severity: 'error',
  check: (pulsar) =>
    foundIf(
      pulsar.values.security.tokens.secret !== null && !tlsOf(pulsar),
      decidedBy(at(pulsar, 'security', 'tokens', 'secret'), ['values', 'certs', 'internal']),
      'expected no tokens while values.certs.internal is none: whoever sees one could use it',
    ),
}

/** In ZooKeeper's eyes a client is its name. */
const clientsAreNotParts: Rule<PulsarValues> = {
  id: 'pulsar/clients-are-not-parts',
  severity: 'error',
  check: (pulsar) =>
    tlsOf(pulsar)
      ? [certificates.zookeeperClient.commonName, zookeeperComponent].flatMap((name) =>
          foundIf(
            clientNames(pulsar).includes(name),
            ['values', 'certs', 'clients', name],
            `expected the name of an application, got ${name}, which is that of a part of the platform: logs could not tell the two apart`,
          ),
        )
      : [],
}

/** A certificate may also be made elsewhere, by the same issuer. */
const superUsersHaveCertificates: Rule<PulsarValues> = {
  id: 'pulsar/super-users-have-certificates',
  severity: 'warning',
  check: (pulsar) =>
    tlsOf(pulsar) && pulsar.values.security.tokens.secret === null
      ? pulsar.values.security.superUsers.flatMap((name) =>
          foundIf(
            !clientNames(pulsar).includes(name),
            at(pulsar, 'security', 'superUsers'),
            `expected names in values.certs.clients (${clientNames(pulsar).join(', ') || 'there is none'}), got ${name}`,
            'add it there; or accept this where another namespace makes it',
          ),
        )
      : [],
}

const outsideIsAuthenticated: Rule<PulsarValues> = {
  id: 'pulsar/outside-is-authenticated',
  severity: 'error',
  check: (pulsar) => {
    const { enabled, external } = pulsar.values.proxy
    return foundIf(
      enabled && external.type !== 'none' && !tlsOf(pulsar),
      decidedBy(at(pulsar, 'proxy', 'external', 'type'), ['values', 'certs', 'internal']),
      `expected none while values.certs.internal is none, got ${external.type}: everyone could read and write everything`,
    )
  },
}

const outsideGoesThroughProxies: Rule<PulsarValues> = {
  id: 'pulsar/outside-goes-through-proxies',
  severity: 'error',
  check: (pulsar) => {
    const { enabled, external } = pulsar.values.proxy
    return foundIf(
      !enabled && external.type !== 'none',
      decidedBy(at(pulsar, 'proxy', 'external', 'type'), at(pulsar, 'proxy', 'enabled')),
      `expected none without proxies, got ${external.type}: a client must reach each broker by itself`,
      'set values.pulsar.proxy.enabled',
    )
  },
}

const outsideHasAName: Rule<PulsarValues> = {
  id: 'pulsar/outside-has-a-name',
  severity: 'error',
  check: (pulsar) => {
    const { external } = pulsar.values.proxy
    return foundIf(
      external.type !== 'none' && external.hosts.length === 0,
      at(pulsar, 'proxy', 'external', 'hosts'),
      'expected the DNS names that lead to the load balancer, got none: they must be in the certificate',
      `for instance pulsar.${pulsar.overlay.name}.example.com`,
    )
  },
}

export const accessRules: readonly Rule<PulsarValues>[] = [
  clientsAreNotParts,
  tokensAreEncrypted,
  superUsersHaveCertificates,
  outsideIsAuthenticated,
  outsideGoesThroughProxies,
  outsideHasAName,
]

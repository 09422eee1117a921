import type { Finding, FleetRule, Rule } from '../../../engine/model.ts'
import type { KafkaValues } from '../../../schemas/values/020-kafka.ts'
import { clientNames, tlsOf } from '../../005-certs/address.ts'
import { at, decidedBy, foundIf } from '../../parts/rules.ts'
import type { Acl } from '../acls.ts'
import type { Kafka } from '../names.ts'

const passwordsAreEncrypted: Rule<KafkaValues> = {
  id: 'kafka/passwords-are-encrypted',
  severity: 'error',
  check: (kafka) =>
    foundIf(
      kafka.values.listeners.scram.enabled && !tlsOf(kafka),
      decidedBy(at(kafka, 'listeners', 'scram', 'enabled'), ['values', 'certs', 'internal']),
      'expected false while values.certs.internal is none, got true: passwords would go in plaintext',
    ),
}

const outsideIsAuthenticated: Rule<KafkaValues> = {
  id: 'kafka/outside-is-authenticated',
  severity: 'error',
  check: (kafka) =>
    foundIf(
      kafka.values.listeners.external.type !== 'none' && !tlsOf(kafka),
      decidedBy(at(kafka, 'listeners', 'external', 'type'), ['values', 'certs', 'internal']),
      `expected none while values.certs.internal is none, got ${kafka.values.listeners.external.type}: everyone could read and write everything`,
    ),
}

const externalBrokersHaveNames: Rule<KafkaValues> = {
  id: 'kafka/external-brokers-have-names',
  severity: 'error',
  check: (kafka) => {
    const { host, trafficPolicy, type } = kafka.values.listeners.external
    if (type === 'none') return []
    const path = at(kafka, 'listeners', 'external', 'host')
    if (host === null)
      return [
        {
          at: path,
          message: "expected the DNS name of each broker, got none: it is the overlay's own",
          hint: `for instance kafka-{broker}.${kafka.overlay.name}.example.com`,
        },
      ]
    const shared = !host.includes('{broker}')
    return [
      ...foundIf(
        shared && type === 'LoadBalancer',
        decidedBy(path, at(kafka, 'listeners', 'external', 'type')),
        `expected a name for each broker, with {broker} for its number, got ${host}`,
        'each broker has a load balancer of its own, and a client must reach each by itself',
      ),
      ...foundIf(
        shared && type === 'NodePort' && trafficPolicy === 'Local',
        decidedBy(
          at(kafka, 'listeners', 'external', 'trafficPolicy'),
          path,
          at(kafka, 'listeners', 'external', 'type'),
        ),
        `expected Cluster while all brokers share the name ${host}, got Local: only the node of a broker answers for it`,
        'write Cluster, or a name for each broker, with {broker} for its number',
      ),
    ]
  },
}

const nodePortsFit: Rule<KafkaValues> = {
  id: 'kafka/node-ports-fit',
  severity: 'error',
  check: (kafka) => {
    const { brokers, listeners } = kafka.values
    const last = listeners.external.nodePort + brokers.replicas - 1
    return foundIf(
      listeners.external.type === 'NodePort' && last > 32767,
      decidedBy(at(kafka, 'listeners', 'external', 'nodePort'), at(kafka, 'brokers', 'replicas')),
      `expected at most ${32768 - brokers.replicas}, so that the last of ${brokers.replicas} brokers has 32767, got ${listeners.external.nodePort}`,
    )
  },
}

const nodesAreKnown: Rule<KafkaValues> = {
  id: 'kafka/nodes-are-known',
  severity: 'error',
  check: (kafka) => {
    const { trafficPolicy, type } = kafka.values.listeners.external
    return foundIf(
      type !== 'none' && trafficPolicy === 'Cluster' && (kafka.overlay.cluster.network.nodes ?? []).length === 0,
      ['cluster', 'network', 'nodes'],
      'expected the address ranges of the nodes, got none: with trafficPolicy: Cluster connections come from them',
      'for instance [10.0.0.0/16]',
    )
  },
}

/** Where a network tells pods by their addresses, a range that holds them lets all of them in. */
const podsAreKnown: Rule<KafkaValues> = {
  id: 'kafka/pods-are-known',
  severity: 'error',
  check: (kafka) => {
    const { sources, type } = kafka.values.listeners.external
    return foundIf(
      type !== 'none' &&
        sources.some((range) => range.endsWith('/0')) &&
        (kafka.overlay.cluster.network.pods ?? []).length === 0,
      ['cluster', 'network', 'pods'],
      'expected the address ranges of the pods, got none: sources would let in every pod of the cluster',
      'for instance [10.244.0.0/16]',
    )
  },
}

const passwordsComeFromSecrets: Rule<KafkaValues> = {
  id: 'kafka/passwords-come-from-secrets',
  severity: 'error',
  check: (kafka) =>
    Object.entries(kafka.values.users).flatMap(([name, { authentication, password }]) =>
      foundIf(
        authentication === 'scram' && password.secret === null,
        at(kafka, 'users', name, 'password', 'secret'),
        `expected the existing Secret with the password of ${name}, got none`,
      ),
    ),
}

const passwordsHaveAListener: Rule<KafkaValues> = {
  id: 'kafka/passwords-have-a-listener',
  severity: 'warning',
  check: (kafka) => {
    const { scram, external } = kafka.values.listeners
    if (scram.enabled || (external.type !== 'none' && external.authentication === 'scram')) return []
    return Object.entries(kafka.values.users).flatMap(([name, { authentication }]) =>
      foundIf(
        authentication === 'scram',
        decidedBy(at(kafka, 'users', name, 'authentication'), at(kafka, 'listeners', 'scram', 'enabled')),
        `expected tls, got scram, while no listener takes passwords: ${name} reaches no broker`,
        'set values.kafka.listeners.scram.enabled',
      ),
    )
  },
}

/** A certificate may also be made elsewhere, by the same issuer. */
const usersHaveCertificates: Rule<KafkaValues> = {
  id: 'kafka/users-have-certificates',
  severity: 'warning',
  check: (kafka) =>
    tlsOf(kafka)
      ? Object.entries(kafka.values.users).flatMap(([name, { authentication }]) =>
          foundIf(
            authentication === 'tls' && !clientNames(kafka).includes(name),
            at(kafka, 'users', name),
            `expected a certificate of this name in values.certs.clients (${clientNames(kafka).join(', ') || 'there is none'}), got none`,
            'add it there; or accept this where another namespace makes it',
          ),
        )
      : [],
}

const usersNeedAnAuthorizer: Rule<KafkaValues> = {
  id: 'kafka/users-need-an-authorizer',
  severity: 'warning',
  check: (kafka) =>
    foundIf(
      !tlsOf(kafka) && Object.keys(kafka.values.users).length > 0,
      decidedBy(at(kafka, 'users'), ['values', 'certs', 'internal']),
      'expected no users while values.certs.internal is none: everyone may do everything',
    ),
}

const aclsNameTheirResource: Rule<KafkaValues> = {
  id: 'kafka/acls-name-their-resource',
  severity: 'error',
  check: (kafka) =>
    acls(kafka).flatMap(({ user, key, acl }): Finding[] => {
      const path = at(kafka, 'users', user, 'acls', key, 'name')
      return [
        ...foundIf(
          acl.resource !== 'cluster' && acl.name === null,
          path,
          `expected the name of the ${acl.resource}, or how names begin, got none`,
        ),
        ...foundIf(
          acl.resource === 'cluster' && acl.name !== null,
          path,
          `expected none, as there is one cluster, got ${acl.name}`,
        ),
        ...foundIf(
          acl.match === 'prefixed' && (acl.resource === 'cluster' || acl.name === '*'),
          at(kafka, 'users', user, 'acls', key, 'match'),
          `expected literal for ${acl.resource === 'cluster' ? 'the cluster' : '"*", which is all names'}, got prefixed`,
        ),
      ]
    }),
}

/** What Kafka's authorizer asks for on each kind of resource; anything else is kept, and never asked for. */
const operationsOf: Readonly<Record<Acl['resource'], readonly string[]>> = {
  topic: ['All', 'Read', 'Write', 'Create', 'Delete', 'Alter', 'Describe', 'DescribeConfigs', 'AlterConfigs'],
  group: ['All', 'Read', 'Delete', 'Describe', 'DescribeConfigs', 'AlterConfigs'],
  transactionalId: ['All', 'Describe', 'Write'],
  cluster: [
    'All',
    'Create',
    'Alter',
    'Describe',
    'ClusterAction',
    'DescribeConfigs',
    'AlterConfigs',
    'IdempotentWrite',
  ],
  delegationToken: ['All', 'Describe'],
}

const operationsSuitTheirResource: Rule<KafkaValues> = {
  id: 'kafka/operations-suit-their-resource',
  severity: 'error',
  check: (kafka) =>
    acls(kafka).flatMap(({ user, key, acl }) =>
      acl.operations
        .filter((operation) => !operationsOf[acl.resource].includes(operation))
        .flatMap((operation) =>
          foundIf(
            true,
            at(kafka, 'users', user, 'acls', key, 'operations'),
            `expected what can be done with a ${acl.resource} (${operationsOf[acl.resource].join(', ')}), got ${operation}`,
          ),
        ),
    ),
}

function acls(kafka: Kafka): { readonly user: string; readonly key: string; readonly acl: Acl }[] {
  return Object.entries(kafka.values.users).flatMap(([user, entry]) =>
    Object.entries(entry.acls).map(([key, acl]) => ({ user, key, acl })),
  )
}

/** A node has each port once. */
const nodePortsDiffer: FleetRule<KafkaValues> = {
  id: 'kafka/node-ports-differ',
  severity: 'error',
  check: (instances) => {
    const exposed = instances
      .filter(({ values }) => values.listeners.external.type === 'NodePort')
      .map((kafka) => {
        const { nodePort } = kafka.values.listeners.external
        return { kafka, first: nodePort, last: nodePort + kafka.values.brokers.replicas - 1 }
      })
    return exposed.flatMap(({ kafka, first, last }, index) => {
      const other = exposed
        .slice(0, index)
        .find(
          (before) =>
            before.kafka.overlay.cluster.name === kafka.overlay.cluster.name &&
            before.first <= last &&
            first <= before.last,
        )
      return other
        ? [
            {
              overlay: kafka.overlay.name,
              ...decidedBy(at(kafka, 'listeners', 'external', 'nodePort'), at(kafka, 'brokers', 'replicas')),
              message: `expected ports that no other overlay of the cluster ${kafka.overlay.cluster.name} takes, got ${first} to ${last}, of which ${other.kafka.overlay.name} takes ${other.first} to ${other.last}`,
            },
          ]
        : []
    })
  },
}

export const accessRules: readonly Rule<KafkaValues>[] = [
  passwordsAreEncrypted,
  outsideIsAuthenticated,
  externalBrokersHaveNames,
  nodePortsFit,
  nodesAreKnown,
  podsAreKnown,
  passwordsComeFromSecrets,
  passwordsHaveAListener,
  usersHaveCertificates,
  usersNeedAnAuthorizer,
  aclsNameTheirResource,
  operationsSuitTheirResource,
]

export const fleetRules: readonly FleetRule<KafkaValues>[] = [nodePortsDiffer]

import type { KafkaValues } from '../../schemas/values/020-kafka.ts'

/** What somebody may do, as values and components declare it. */
export type Acl = KafkaValues['users'][string]['acls'][string]

/** The names that `kafka-acls.sh --list` gives to kinds of resources. */
const resourceTypes = {
  topic: 'TOPIC',
  group: 'GROUP',
  transactionalId: 'TRANSACTIONAL_ID',
  cluster: 'CLUSTER',
  delegationToken: 'DELEGATION_TOKEN',
} as const satisfies Record<Acl['resource'], string>

/** One ACL a line of users.txt, in the words of `kafka-acls.sh --list`. */
export function aclLines(principal: string, { resource, name, match, operations, permission, host }: Acl) {
  return operations.map((operation) => ({
    resource: resourceTypes[resource],
    name: name ?? 'kafka-cluster',
    match: match.toUpperCase(),
    principal,
    host,
    operation: operation.replace(/(?<=[a-z])[A-Z]/g, '_$&').toUpperCase(),
    permission: permission.toUpperCase(),
  }))
}

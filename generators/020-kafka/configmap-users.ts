import type { ConfigMap } from '../kubernetes.ts'
import { labels } from '../parts/labels.ts'
import { template } from '../parts/template.ts'
import { aclLines } from './acls.ts'
import { adminFiles } from './admin.ts'
import { componentPrefix, type Kafka, superUsers } from './names.ts'
import { testClientAcls, testClientUser } from './test-client.ts'

/** The users as they shall be, and the script that makes them so. */
export const usersConfig = (kafka: Kafka) =>
  ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'kafka-users', namespace: kafka.namespace, labels: labels(kafka, 'admin') },
    data: {
      ...adminFiles(kafka),
      'users.sh': template(
        kafka,
        'users.sh',
      )({ principal: null, superUsers: superUsers.join(';'), components: `User:${componentPrefix}` }),
      'users.txt': template(
        kafka,
        'users.txt',
      )({
        passwords: Object.entries(kafka.values.users)
          .filter(([, { authentication }]) => authentication === 'scram')
          .map(([name, { password }]) => ({ name, iterations: iterationsOf(password.generation) })),
        acls: [
          ...Object.entries(kafka.values.users).flatMap(([name, { acls }]) =>
            Object.values(acls).flatMap((acl) => aclLines(`User:${name}`, acl)),
          ),
          ...(kafka.values.testClient.enabled
            ? testClientAcls.flatMap((acl) => aclLines(`User:${testClientUser}`, acl))
            : []),
        ],
      }),
    },
  }) satisfies ConfigMap

/**
 * How often a password is hashed: between 8192 and the 16384 that Kafka allows at most. It is all that the brokers tell of a
 * password, so it carries the generation: where it is the wanted one, the Job leaves the password alone.
 */
function iterationsOf(generation: number): number {
  return 8191 + generation
}

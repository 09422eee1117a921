import type { Instance, Manifest } from '../../engine/model.ts'
import { tlsOf } from '../005-certs/address.ts'
import { labels, selector } from '../parts/labels.ts'
import { template } from '../parts/template.ts'
import { type Acl, aclLines } from './acls.ts'
import { adminFiles } from './admin.ts'
import { bootstrap } from './bootstrap.ts'
import { adminJob } from './job.ts'
import { componentPrefix, type Kafka, ports, superUsers } from './names.ts'

export type { Acl } from './acls.ts'

/** What a component that uses Kafka lists in its `requires`. */
export const kafkaComponent = 'kafka'

/** Throws where the consumer has Kafka's address asked for without requiring it: a fault of the consumer. */
function required({ name, uses }: Instance): Kafka {
  const kafka = uses[kafkaComponent] as Kafka | undefined // the name stands for the type
  if (!kafka) throw new Error(`${name} uses kafka without requiring it`)
  return kafka
}

/** Where a client begins: host and port of the Service of the brokers that are ready. */
export function kafkaBootstrap(consumer: Instance): string {
  return bootstrap(required(consumer))
}

/** How to reach the brokers: what selects their pods, the port for clients, and whether it speaks TLS. */
export type KafkaPods = {
  readonly namespace: string
  readonly podLabels: Readonly<Record<string, string>>
  readonly port: number
  /** With TLS a client shows a certificate of the clients' authority, and verifies that of the broker by its host name. */
  readonly tls: boolean
}

/** The brokers as the other end of a consumer's connections: for its own egress and for its ingress policy on them. */
export function kafkaPods(consumer: Instance): KafkaPods {
  const kafka = required(consumer)
  return {
    namespace: kafka.namespace,
    podLabels: selector(kafka, 'broker'),
    port: ports.clients,
    tls: tlsOf(kafka) !== undefined,
  }
}

/** How long a producer's transaction may take before the brokers refuse it, in seconds. Kafka's own default is 15 minutes. */
export function longestTransaction(consumer: Instance): number {
  return Number(required(consumer).values.brokers.config['transaction.max.timeout.ms'] ?? 900_000) / 1000
}

/** The common name of the certificate that a component connects with, and so its user: no name of `users` is like it. */
export function kafkaUserName(component: string): string {
  return `${componentPrefix}${component}`
}

/**
 * What gives a component's user its ACLs, and takes those away that are no longer in the list: a ConfigMap and a Job, in
 * Kafka's namespace, for the component's own output directory. Nothing where there is no authorizer.
 */
export function kafkaUser(consumer: Instance, component: string, acls: readonly Acl[]): Manifest[] {
  const kafka = required(consumer)
  if (!tlsOf(kafka)) return []
  const principal = `User:${kafkaUserName(component)}`
  const config = {
    apiVersion: 'v1' as const,
    kind: 'ConfigMap' as const,
    metadata: { name: `kafka-user-${component}`, namespace: kafka.namespace, labels: labels(kafka, 'admin') },
    data: {
      ...adminFiles(kafka),
      'users.sh': template(kafka, 'users.sh')({ principal, superUsers: superUsers.join(';'), components: '' }),
      'users.txt': template(
        kafka,
        'users.txt',
      )({ passwords: [], acls: acls.flatMap((acl) => aclLines(principal, acl)) }),
    },
  }
  return [config, adminJob(kafka, config, 'users.sh', undefined)]
}

import { tlsOf } from '../005-certs/address.ts'
import { serviceHost } from '../parts/names.ts'
import { template } from '../parts/template.ts'
import { directories, type Kafka, ports, services } from './names.ts'

/**
 * How a super user connects: with the certificate of the peers' authority that its pod mounts. `patience` in seconds: how long
 * a tool waits for an answer.
 */
export function adminProperties(kafka: Kafka, patience: number): string {
  return template(
    kafka,
    'admin.properties',
  )({
    tls: tlsOf(kafka) ? directories.peers : null,
    patience: patience * 1000,
    patienceOfTry: Math.round(patience / 3) * 1000,
  })
}

/** What every Job's script needs: how to connect, and what the scripts have in common. */
export function adminFiles(kafka: Kafka): Record<string, string> {
  // The listener of the brokers among themselves, on whichever brokers there are, ready or not.
  const bootstrap = `${serviceHost(kafka.overlay, services.brokers, kafka.namespace)}:${ports.replication}`
  return {
    // Where much starts at once, an answer takes longer than Kafka's usual minute.
    'admin.properties': adminProperties(kafka, 180),
    'admin.sh': template(kafka, 'admin.sh')({ bootstrap }),
  }
}

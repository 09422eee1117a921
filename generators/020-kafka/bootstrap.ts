import { serviceHost } from '../parts/names.ts'
import { type Kafka, ports, services } from './names.ts'

/** Where a client with a certificate begins: the Service of the brokers that are ready, and the listener's port. */
export function bootstrap(kafka: Kafka): string {
  return `${serviceHost(kafka.overlay, services.clients, kafka.namespace)}:${ports.clients}`
}

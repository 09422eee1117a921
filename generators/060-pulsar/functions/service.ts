import { plaintextWarning, tlsOf } from '../../005-certs/address.ts'
import type { Service } from '../../kubernetes.ts'
import { labels, selector } from '../../parts/labels.ts'
import { type Pulsar, services } from '../names.ts'
import { workerListener } from './listeners.ts'

/** The workers that are ready, under one name. */
export const functionsService = (pulsar: Pulsar) => {
  const { name, port } = workerListener(pulsar)
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      name: services.functions,
      namespace: pulsar.namespace,
      labels: labels(pulsar, 'functions'),
      ...(tlsOf(pulsar) ? {} : { annotations: plaintextWarning }),
    },
    spec: {
      type: 'ClusterIP',
      selector: selector(pulsar, 'functions'),
      ports: [{ name, port, targetPort: name }],
    },
  } satisfies Service
}

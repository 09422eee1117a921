import { plaintextWarning, tlsOf } from '../../005-certs/address.ts'
import type { Service } from '../../kubernetes.ts'
import { labels, selector } from '../../parts/labels.ts'
import { type Pulsar, services } from '../names.ts'
import { workerListeners } from './listeners.ts'

/** A name of its own for each worker, by which the others and those whom it redirects reach it. */
export const functionsHeadlessService = (pulsar: Pulsar) =>
  ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      name: services.functionsHeadless,
      namespace: pulsar.namespace,
      labels: labels(pulsar, 'functions'),
      ...(tlsOf(pulsar) ? {} : { annotations: plaintextWarning }),
    },
    spec: {
      clusterIP: 'None',
      publishNotReadyAddresses: true,
      selector: selector(pulsar, 'functions'),
      ports: workerListeners(pulsar).map(({ name, port }) => ({ name, port, targetPort: name })),
    },
  }) satisfies Service

import type { ConfigMap } from '../../kubernetes.ts'
import { labels } from '../../parts/labels.ts'
import { loggingFiles } from '../logging.ts'
import { nameOf, type Pulsar } from '../names.ts'
import { waitFiles } from '../wait.ts'
import { workerConfiguration } from './configuration.ts'

/** What the workers in pods of their own read, and the script that they wait by. */
export const functionsConfig = (pulsar: Pulsar) =>
  ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: nameOf('functions'), namespace: pulsar.namespace, labels: labels(pulsar, 'functions') },
    data: {
      'functions_worker.yml': workerConfiguration(pulsar),
      ...loggingFiles(pulsar),
      ...waitFiles(pulsar, 'functions'),
    },
  }) satisfies ConfigMap

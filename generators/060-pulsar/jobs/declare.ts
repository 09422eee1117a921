import { tlsOf } from '../../005-certs/address.ts'
import type { ConfigMap } from '../../kubernetes.ts'
import { labels } from '../../parts/labels.ts'
import { template } from '../../parts/template.ts'
import { bytes, mebibytes, seconds } from '../../parts/units.ts'
import { partTls, towardsBrokers } from '../access.ts'
import { brokerUrls } from '../broker/listeners.ts'
import { certificates, directories, type Pulsar } from '../names.ts'
import { otherClusters } from '../replication.ts'
import { job } from './job.ts'

type Namespace = Pulsar['values']['tenants'][string]['namespaces'][string]

/** Tenants and all that is in them as they shall be, and the script that makes them so. */
export const declareConfig = (pulsar: Pulsar) =>
  ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'pulsar-tenants', namespace: pulsar.namespace, labels: labels(pulsar, 'admin') },
    data: {
      'apply.py': template(pulsar, 'apply.py')({ tls: tlsOf(pulsar) ? towardsBrokers(pulsar) : null }),
      'declared.json': `${JSON.stringify(declared(pulsar), null, 2)}\n`,
    },
  }) satisfies ConfigMap

export const declare = (pulsar: Pulsar, config: ConfigMap) => {
  const tls = partTls(pulsar, certificates.adminPeer, certificates.admin)
  return job(
    pulsar,
    config,
    {
      name: 'declare',
      command: ['python3', `${directories.config}/apply.py`],
      // Seconds to wait for an answer, before the next attempt of the Job.
      env: [{ name: 'PATIENCE', value: '3600' }],
      resources: { requests: { cpu: '50m', memory: '64Mi' }, limits: { memory: '64Mi' } },
      volumeMounts: tls.mounts,
    },
    tls.volumes,
  )
}

/** All that the script makes so, in the words of the admin API. */
function declared(pulsar: Pulsar) {
  const { clusterName, replication, tenants } = pulsar.values
  const own = clusterName ?? ''
  const { pulsar: pulsarUrl, web } = brokerUrls(pulsar)
  return {
    web,
    clusters: {
      // Without a word on TLS: how brokers call one another is said in broker.conf.
      [own]: tlsOf(pulsar)
        ? { serviceUrlTls: web, brokerServiceUrlTls: pulsarUrl, brokerClientTlsEnabled: false }
        : { serviceUrl: web, brokerServiceUrl: pulsarUrl, brokerClientTlsEnabled: false },
      ...otherClusters(pulsar),
    },
    tenants: Object.fromEntries(
      Object.entries(tenants).map(([name, { admins }]) => [
        name,
        { adminRoles: admins, allowedClusters: [own, ...Object.keys(replication.clusters)] },
      ]),
    ),
    namespaces: Object.fromEntries(
      Object.entries(tenants).flatMap(([tenant, { namespaces }]) =>
        Object.entries(namespaces).map(([name, namespace]) => [`${tenant}/${name}`, declaredNamespace(own, namespace)]),
      ),
    ),
  }
}

function declaredNamespace(own: string, namespace: Namespace) {
  const { backlog, bundles, deduplication, grants, replicateTo, retention, retentionSize } = namespace
  const { schemaCompatibility, timeToLive, topics } = namespace
  return {
    clusters: [own, ...replicateTo],
    bundles,
    policies: {
      retention_policies:
        retention === null
          ? null
          : {
              retentionTimeInMinutes: Math.floor(seconds(retention) / 60),
              retentionSizeInMB: retentionSize === null ? -1 : mebibytes(retentionSize),
            },
      message_ttl_in_seconds: timeToLive === null ? null : seconds(timeToLive),
      deduplicationEnabled: deduplication,
      schema_compatibility_strategy: schemaCompatibility,
    },
    backlog: backlog === null ? null : { limitSize: bytes(backlog), policy: 'producer_request_hold' },
    grants,
    topics: Object.fromEntries(Object.entries(topics).map(([name, { partitions }]) => [name, partitions])),
  }
}

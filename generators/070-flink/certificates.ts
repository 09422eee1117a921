import { kafkaUserName } from '../020-kafka/address.ts'
import type { Certificate } from '../kubernetes.ts'
import { type Leaf, leafCertificate, type Tls } from '../parts/certificate.ts'
import { labels } from '../parts/labels.ts'
import { serviceNames } from '../parts/names.ts'
import { type Cluster, certificatesOf, type Flink, nameOf, nameOfRole, partOf, restService } from './names.ts'

/** What all pods of a cluster show to each other. Flink does not compare names there. */
export const internalCertificate = (flink: Flink, cluster: Cluster, tls: Tls) =>
  certificate(
    flink,
    cluster,
    tls,
    {
      ...certificatesOf(cluster).internal,
      authority: 'peers',
      usage: 'peer',
      // Where no high availability tells addresses, TaskManagers ask for the Service.
      dnsNames:
        cluster.highAvailability === 'none'
          ? serviceNames(flink.overlay, nameOfRole(cluster, 'jobmanager'), flink.namespace)
          : [],
    },
    keystores(flink),
  )

/** What the REST API shows to clients, and what the probes, which are clients, show to it. */
export const restCertificate = (flink: Flink, cluster: Cluster, tls: Tls) =>
  certificate(
    flink,
    cluster,
    tls,
    {
      ...certificatesOf(cluster).rest,
      authority: 'clients',
      usage: 'peer',
      dnsNames: [...serviceNames(flink.overlay, restService(cluster), flink.namespace), 'localhost'],
    },
    keystores(flink),
  )

/** What a cluster shows to ZooKeeper. */
export const zookeeperCertificate = (flink: Flink, cluster: Cluster, tls: Tls) =>
  certificate(
    flink,
    cluster,
    tls,
    { ...certificatesOf(cluster).zookeeper, authority: 'clients', usage: 'client', dnsNames: [] },
    {},
  )

/** Who the job is to Kafka. */
export const kafkaCertificate = (flink: Flink, cluster: Cluster, tls: Tls) =>
  certificate(
    flink,
    cluster,
    tls,
    {
      ...certificatesOf(cluster).kafka,
      commonName: kafkaUserName(nameOf(cluster)),
      authority: 'clients',
      usage: 'client',
      dnsNames: [],
    },
    {},
  )

/** Flink reads no PEM; cert-manager's default for the stores' encryption is RC2. */
function keystores({ values }: Flink): Pick<Certificate['spec'], 'keystores'> {
  const { secret, key } = values.security.keystorePassword
  return {
    keystores: { pkcs12: { create: true, profile: 'Modern2023', passwordSecretRef: { name: secret ?? '', key } } },
  }
}

/** Flink and the clients in it read certificates at their start only, so these are valid for longer than others. */
const certificate = (
  flink: Flink,
  cluster: Cluster,
  tls: Tls,
  leaf: Leaf,
  more: Pick<Certificate['spec'], 'keystores'>,
) => {
  const { duration, renewBefore } = flink.values.certificates
  return {
    apiVersion: 'cert-manager.io/v1',
    kind: 'Certificate',
    metadata: {
      name: leaf.secretName,
      namespace: flink.namespace,
      labels: labels(flink, partOf(cluster, undefined)),
    },
    spec: { ...leafCertificate({ ...tls, leaves: { ...tls.leaves, duration, renewBefore } }, leaf), ...more },
  } satisfies Certificate
}

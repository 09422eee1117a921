import type { Rule } from '../../../engine/model.ts'
import type { FlinkValues } from '../../../schemas/values/070-flink.ts'
import { tlsOf } from '../../005-certs/address.ts'
import { at, decidedBy, foundIf } from '../../parts/rules.ts'
import { usesKafka } from '../configmap.ts'
import { type Cluster, clustersOf, type Flink } from '../names.ts'
import { protectionOf } from '../security.ts'
import { atCluster, ofEachCluster } from './of-cluster.ts'

const keystoresHaveAPassword: Rule<FlinkValues> = {
  id: 'flink/keystores-have-a-password',
  severity: 'error',
  check: (flink) =>
    foundIf(
      flink.values.security.keystorePassword.secret === null &&
        clustersOf(flink).some((cluster) => protectionOf(flink, cluster) !== undefined),
      at(flink, 'security', 'keystorePassword', 'secret'),
      'expected the existing Secret with the password of the key stores, got none',
      'make one of any password: kubectl create secret generic flink-keystore --from-literal=password=…',
    ),
}

/** Who may submit a job, or look for the address of a state, runs code. */
const restKnowsItsClients: Rule<FlinkValues> = {
  id: 'flink/rest-knows-its-clients',
  severity: 'production',
  check: ofEachCluster((flink, cluster) => {
    const { rest } = flink.values.security
    return foundIf(
      cluster.mode !== 'operator' && cluster.clients.length > 0 && (rest !== 'mutual' || !tlsOf(flink)),
      decidedBy(atCluster(flink, cluster, 'clients'), at(flink, 'security', 'rest'), ['values', 'certs', 'internal']),
      'expected none while the REST API asks nobody for a certificate, got some: who reaches it runs code in the cluster',
      'write values.flink.security.rest: mutual',
    )
  }),
}

const nothingIsPlain: Rule<FlinkValues> = {
  id: 'flink/nothing-is-plain',
  severity: 'production',
  check: (flink) => {
    const { internal, rest } = flink.values.security
    const isOurs = tlsOf(flink) !== undefined && clustersOf(flink).some(({ mode }) => mode !== 'operator')
    return [
      ...foundIf(
        isOurs && !internal,
        at(flink, 'security', 'internal'),
        'expected true where 005-certs makes certificates, got false: whoever reaches a TaskManager runs code in it',
      ),
      ...foundIf(
        isOurs && rest === 'none',
        at(flink, 'security', 'rest'),
        'expected mutual or server where 005-certs makes certificates, got none: jobs and their configuration go in plain text',
      ),
    ]
  },
}

const monitoringIsKnown: Rule<FlinkValues> = {
  id: 'flink/monitoring-is-known',
  severity: 'error',
  check: (flink) =>
    foundIf(
      flink.values.metrics.enabled &&
        clustersOf(flink).length > 0 &&
        (flink.overlay.cluster.network.monitoring ?? []).length === 0,
      ['cluster', 'network', 'monitoring'],
      'expected the pods that scrape metrics, got none, while values.flink.metrics.enabled is true',
    ),
}

/** Whether a cluster holds a certificate of any kind. */
const holdsCertificates = (flink: Flink, cluster: Cluster): boolean =>
  protectionOf(flink, cluster) !== undefined || cluster.highAvailability === 'zookeeper' || usesKafka(cluster)

/** An Issuer signs for its own namespace only. */
const issuersAreInReach: Rule<FlinkValues> = {
  id: 'flink/issuers-are-in-reach',
  severity: 'error',
  check: (flink) => {
    const tls = tlsOf(flink)
    return foundIf(
      tls !== undefined &&
        flink.namespace !== flink.overlay.namespace &&
        clustersOf(flink).some((cluster) => holdsCertificates(flink, cluster)) &&
        [tls.peers, tls.clients].some(({ kind }) => kind === 'Issuer'),
      at(flink, 'namespace'),
      `expected the overlay's namespace (${flink.overlay.namespace}), where the issuers of its certificates are, got ${flink.namespace}`,
      'take it out, or use ClusterIssuers with values.certs.internal: existing',
    )
  },
}

/** Who makes a pod mounts in it whatever Secret is beside it. */
const nativeModeIsApart: Rule<FlinkValues> = {
  id: 'flink/native-mode-is-apart',
  severity: 'warning',
  check: ofEachCluster((flink, cluster) =>
    foundIf(
      flink.overlay.purpose === 'production' &&
        cluster.mode === 'operator' &&
        cluster.operator.mode === 'native' &&
        tlsOf(flink) !== undefined &&
        flink.namespace === flink.overlay.namespace,
      decidedBy(atCluster(flink, cluster, 'operator', 'mode'), atCluster(flink, cluster, 'mode')),
      `expected native only in a namespace without the platform's Secrets, got it in ${flink.namespace}: its pods may make pods, and these may read the keys of the authorities`,
      'write values.flink.namespace where all clusters are of the operator, or trust the job as the platform itself',
    ),
  ),
}

const imageSuitsVersion: Rule<FlinkValues> = {
  id: 'flink/image-suits-version',
  severity: 'error',
  check: ofEachCluster((flink, cluster) => {
    const { repository, tag } = cluster.image
    const official = repository === 'flink' || repository.endsWith('apache/flink')
    return foundIf(
      official && tag !== cluster.version && !tag.startsWith(`${cluster.version}-`),
      decidedBy(atCluster(flink, cluster, 'image', 'tag'), atCluster(flink, cluster, 'version')),
      `expected a tag of Flink ${cluster.version}, as the value version says, got ${tag}`,
    )
  }),
}

const imageNamesItsJava: Rule<FlinkValues> = {
  id: 'flink/image-names-its-java',
  severity: 'warning',
  check: ofEachCluster((flink, cluster) => {
    const { repository, tag } = cluster.image
    const official = repository === 'flink' || repository.endsWith('apache/flink')
    return foundIf(
      official && !/-java(17|21)$/.test(tag),
      atCluster(flink, cluster, 'image', 'tag'),
      `expected a tag that ends in -java17 or -java21, got ${tag}: another Java reads serialised state differently`,
    )
  }),
}

/** Kubernetes takes an empty list for everybody. */
const egressIsNamed: Rule<FlinkValues> = {
  id: 'flink/egress-is-named',
  severity: 'error',
  check: ofEachCluster((flink, cluster) =>
    Object.entries(cluster.egress).flatMap(([name, { to }]) =>
      foundIf(
        to.length === 0,
        atCluster(flink, cluster, 'egress', name, 'to'),
        'expected the addresses or pods that are connected to, got none, which would open the way to everybody',
        'for instance [{cidr: 10.20.0.0/16}]',
      ),
    ),
  ),
}

export const securityRules: readonly Rule<FlinkValues>[] = [
  keystoresHaveAPassword,
  restKnowsItsClients,
  nothingIsPlain,
  egressIsNamed,
  monitoringIsKnown,
  issuersAreInReach,
  nativeModeIsApart,
  imageSuitsVersion,
  imageNamesItsJava,
]

import type { Rule } from '../../../engine/model.ts'
import type { FlinkValues } from '../../../schemas/values/070-flink.ts'
import { decidedBy, foundIf } from '../../parts/rules.ts'
import { type Cluster, clustersOf, type Flink, hasJob } from '../names.ts'
import { sessionJobName, snapshotName } from '../operator.ts'
import { atCluster, ofEachCluster } from './of-cluster.ts'

/** A check of every cluster of the operator. What it refuses itself, it would refuse after the commit. */
const ofEachOperated = (check: (flink: Flink, cluster: Cluster) => ReturnType<typeof foundIf>) =>
  ofEachCluster((flink, cluster) => (cluster.mode === 'operator' ? check(flink, cluster) : []))

/** The minor version of the operator, of which 1 is the major one. */
const operatorMinor = ({ values }: Flink): number => Number(values.operator.version.split('.')[1])

const operatorKnowsVersion: Rule<FlinkValues> = {
  id: 'flink/operator-knows-version',
  severity: 'error',
  check: ofEachOperated((flink, cluster) =>
    foundIf(
      cluster.version.startsWith('2.3.'),
      decidedBy(atCluster(flink, cluster, 'version'), atCluster(flink, cluster, 'mode')),
      `expected at most 2.2, the newest that the operator's kinds name, got ${cluster.version}`,
    ),
  ),
}

/** FLINK-38795: it starts the JobManager with an option that Flink 2 has no more. */
const standaloneStarts: Rule<FlinkValues> = {
  id: 'flink/standalone-starts',
  severity: 'error',
  check: ofEachOperated((flink, cluster) =>
    foundIf(
      operatorMinor(flink) <= 15 &&
        cluster.operator.mode === 'standalone' &&
        cluster.highAvailability !== 'none' &&
        cluster.version.startsWith('2.'),
      decidedBy(
        atCluster(flink, cluster, 'operator', 'mode'),
        atCluster(flink, cluster, 'highAvailability'),
        atCluster(flink, cluster, 'version'),
        ['values', flink.name, 'operator', 'version'],
      ),
      `expected native, got standalone: operator ${flink.values.operator.version} cannot start Flink ${cluster.version} with high availability`,
    ),
  ),
}

const operatorUsesKubernetes: Rule<FlinkValues> = {
  id: 'flink/operator-uses-kubernetes',
  severity: 'error',
  check: ofEachOperated((flink, cluster) =>
    foundIf(
      cluster.highAvailability === 'zookeeper',
      decidedBy(atCluster(flink, cluster, 'highAvailability'), atCluster(flink, cluster, 'mode')),
      'expected kubernetes or none with mode: operator, got zookeeper: its pods hold no certificate for it',
    ),
  ),
}

const operatorHoldsNoSecrets: Rule<FlinkValues> = {
  id: 'flink/operator-holds-no-secrets',
  severity: 'error',
  check: (flink) => {
    const operated = clustersOf(flink).find(({ mode }) => mode === 'operator')
    const { credentials, type } = flink.values.storage
    const options = Object.keys(credentials.options)
    return foundIf(
      operated !== undefined &&
        type !== 'claim' &&
        type !== 'none' &&
        credentials.secret !== null &&
        options.length > 0,
      ['values', flink.name, 'storage', 'credentials', 'secret'],
      `expected none while the operator runs ${operated?.name}, got ${credentials.secret}: its configuration would have to say ${options.join(', ')} in plain text`,
      'write null, and annotations by which the cloud knows the pods',
    )
  },
}

const operatorConnectsNoKafka: Rule<FlinkValues> = {
  id: 'flink/operator-connects-no-kafka',
  severity: 'error',
  check: ofEachOperated((flink, cluster) =>
    foundIf(
      Object.keys(cluster.kafka.acls).length > 0,
      decidedBy(atCluster(flink, cluster, 'kafka', 'acls'), atCluster(flink, cluster, 'mode')),
      'expected none with mode: operator, got some: certificates and users are rendered for applications and sessions',
    ),
  ),
}

const operatorFindsTheJar: Rule<FlinkValues> = {
  id: 'flink/operator-finds-the-jar',
  severity: 'error',
  check: ofEachOperated((flink, cluster) => [
    ...foundIf(
      cluster.job.jar.from !== 'image',
      decidedBy(atCluster(flink, cluster, 'job', 'jar', 'from'), atCluster(flink, cluster, 'mode')),
      `expected image with mode: operator, which fetches jars without asking for their SHA-256, got ${cluster.job.jar.from}`,
    ),
    ...Object.entries(cluster.operator.jobs).flatMap(([name, { url }]) =>
      foundIf(
        url === null || !isPublic(url),
        atCluster(flink, cluster, 'operator', 'jobs', name, 'url'),
        `expected an address of a public host that begins with https://, got ${url ?? 'none'}: the operator takes no other`,
        'config: {kubernetes.operator.user.artifacts.allowed-schemes: …} of the operator itself allows more',
      ),
    ),
  ]),
}

/** Whether the operator takes an address: https, and no host of a private network by its number or name. */
function isPublic(address: string): boolean {
  const host = /^https:\/\/([^/:]+)/.exec(address)?.[1] ?? ''
  return host !== '' && !/^(localhost|127\.|10\.|192\.168\.|169\.254\.|172\.(1[6-9]|2\d|3[01])\.)/.test(host)
}

const sessionJobsHaveASession: Rule<FlinkValues> = {
  id: 'flink/session-jobs-have-a-session',
  severity: 'error',
  check: ofEachOperated((flink, cluster) =>
    foundIf(
      hasJob(cluster) && Object.keys(cluster.operator.jobs).length > 0,
      atCluster(flink, cluster, 'operator', 'jobs'),
      'expected none beside the job of an application, got some: they are of a session',
      'take job.jar away, or make them clusters of their own',
    ),
  ),
}

const snapshotsHaveAJob: Rule<FlinkValues> = {
  id: 'flink/snapshots-have-a-job',
  severity: 'error',
  check: ofEachOperated((flink, cluster) => {
    const jobs = Object.keys(cluster.operator.jobs)
    return Object.entries(cluster.operator.snapshots).flatMap(([name, { job }]) =>
      foundIf(
        hasJob(cluster) ? job !== null : job === null || !jobs.includes(job),
        atCluster(flink, cluster, 'operator', 'snapshots', name, 'job'),
        hasJob(cluster)
          ? `expected null for the only job of an application, got ${job}`
          : `expected a job of the session (${jobs.join(', ') || 'there is none'}), got ${job ?? 'none'}`,
      ),
    )
  }),
}

/** A job of one cluster and one of another may end up with one name: `a` of `b-c`, and `a-b` of `c`. */
const operatorNamesDiffer: Rule<FlinkValues> = {
  id: 'flink/operator-names-differ',
  severity: 'error',
  check: (flink) =>
    (['jobs', 'snapshots'] as const).flatMap((key) => {
      const nameIn = key === 'jobs' ? sessionJobName : snapshotName
      const all = clustersOf(flink)
        .filter(({ mode }) => mode === 'operator')
        .flatMap((cluster) =>
          Object.keys(cluster.operator[key]).map((own) => ({ cluster, own, name: nameIn(cluster, own) })),
        )
      return all.flatMap(({ cluster, own, name }, index) => {
        const twin = all.slice(0, index).find((other) => other.name === name)
        return foundIf(
          twin !== undefined,
          atCluster(flink, cluster, 'operator', key, own),
          `expected a name that makes one of its own with the cluster's, got ${name}, as ${twin?.own} of cluster ${twin?.cluster.name} has`,
          'give one of the two another name',
        )
      })
    }),
}

/** What an upgrade needs: [its mode, where it is said]. */
const upgradesOf = (cluster: Cluster): { mode: string; path: readonly string[] }[] => [
  ...(hasJob(cluster)
    ? [{ mode: cluster.operator.upgradeMode, path: ['operator', 'upgradeMode'] }]
    : Object.entries(cluster.operator.jobs).map(([job, { upgradeMode }]) => ({
        mode: upgradeMode,
        path: ['operator', 'jobs', job, 'upgradeMode'],
      }))),
]

const upgradesFindState: Rule<FlinkValues> = {
  id: 'flink/upgrades-find-state',
  severity: 'error',
  check: ofEachOperated((flink, cluster) =>
    upgradesOf(cluster).flatMap(({ mode, path }) => [
      ...foundIf(
        mode !== 'stateless' && flink.values.storage.type === 'none',
        decidedBy(atCluster(flink, cluster, ...path), ['values', flink.name, 'storage', 'type']),
        `expected stateless while values.flink.storage.type is none, got ${mode}`,
      ),
      ...foundIf(
        mode === 'last-state' && (cluster.highAvailability === 'none' || cluster.state.checkpointEvery === null),
        decidedBy(
          atCluster(flink, cluster, ...path),
          atCluster(flink, cluster, 'highAvailability'),
          atCluster(flink, cluster, 'state', 'checkpointEvery'),
        ),
        'expected last-state only with high availability and checkpoints, got it without',
        'write savepoint',
      ),
    ]),
  ),
}

const upgradesKeepState: Rule<FlinkValues> = {
  id: 'flink/upgrades-keep-state',
  severity: 'warning',
  check: ofEachOperated((flink, cluster) =>
    upgradesOf(cluster).flatMap(({ mode, path }) =>
      foundIf(
        flink.overlay.purpose === 'production' && mode === 'stateless' && cluster.state.checkpointEvery !== null,
        decidedBy(atCluster(flink, cluster, ...path), atCluster(flink, cluster, 'state', 'checkpointEvery')),
        'expected savepoint or last-state in production, got stateless: every change of the cluster empties its state',
      ),
    ),
  ),
}

/** Options of the operator, what they need, and how it is said. */
const needs: readonly {
  readonly option: string
  readonly missing: (flink: Flink, cluster: Cluster) => boolean
  readonly words: string
}[] = [
  {
    option: 'kubernetes.operator.deployment.rollback.enabled',
    missing: (_, { highAvailability }) => highAvailability === 'none',
    words: 'high availability',
  },
  {
    option: 'kubernetes.operator.cluster.health-check.enabled',
    missing: (_, { config }) => String(config['kubernetes.operator.jm-deployment-recovery.enabled']) === 'false',
    words: 'kubernetes.operator.jm-deployment-recovery.enabled',
  },
  ...['periodic.savepoint.interval', 'job.upgrade.last-state.max.allowed.checkpoint.age'].map((name) => ({
    option: `kubernetes.operator.${name}`,
    missing: ({ values }: Flink) => values.storage.type === 'none',
    words: 'a storage for savepoints',
  })),
]

const operatorOptionsHaveTheirNeeds: Rule<FlinkValues> = {
  id: 'flink/operator-options-have-their-needs',
  severity: 'error',
  check: ofEachOperated((flink, cluster) =>
    needs.flatMap(({ missing, option, words }) =>
      foundIf(
        cluster.config[option] !== undefined && String(cluster.config[option]) !== 'false' && missing(flink, cluster),
        atCluster(flink, cluster, 'config', option),
        `expected ${words} with ${option}, got none`,
      ),
    ),
  ),
}

/** What the operator reads from its own configuration alone, as its manual lists it under system configuration. */
const ofTheOperatorItself =
  /^kubernetes\.operator\.(leader-election|dynamic|config\.cache|health|reconcile|retry|startup|rate-limiter)\.|^kubernetes\.operator\.(watched\.namespaces|label\.selector|termination\.timeout)$/

const operatorOptionsAreTheClusters: Rule<FlinkValues> = {
  id: 'flink/operator-options-are-the-clusters',
  severity: 'production',
  check: ofEachOperated((flink, cluster) =>
    Object.keys(cluster.config).flatMap((option) =>
      foundIf(
        ofTheOperatorItself.test(option),
        atCluster(flink, cluster, 'config', option),
        `expected an option that the operator reads from its clusters, got ${option}, which it reads from its own configuration alone`,
      ),
    ),
  ),
}

export const operatorRules: readonly Rule<FlinkValues>[] = [
  operatorKnowsVersion,
  standaloneStarts,
  operatorUsesKubernetes,
  operatorHoldsNoSecrets,
  operatorConnectsNoKafka,
  operatorFindsTheJar,
  sessionJobsHaveASession,
  snapshotsHaveAJob,
  operatorNamesDiffer,
  upgradesFindState,
  upgradesKeepState,
  operatorOptionsHaveTheirNeeds,
  operatorOptionsAreTheClusters,
]

import type { Rule } from '../../../engine/model.ts'
import type { FlinkValues } from '../../../schemas/values/070-flink.ts'
import { decidedBy, foundIf } from '../../parts/rules.ts'
import { seconds } from '../../parts/units.ts'
import { type Cluster, hasJob } from '../names.ts'
import { cores } from '../operator.ts'
import { atCluster, ofEachCluster } from './of-cluster.ts'

/** Where a jar comes from and what must be said for it. */
const partsOfJar = { image: ['path'], url: ['url', 'sha256'], container: ['image', 'path'] } as const

const applicationHasAJar: Rule<FlinkValues> = {
  id: 'flink/application-has-a-jar',
  severity: 'error',
  check: ofEachCluster((flink, cluster) => {
    const { jar } = cluster.job
    return cluster.mode === 'application' || (saysWhatItRuns(cluster) && jar.from === 'image')
      ? partsOfJar[jar.from].flatMap((part) =>
          foundIf(
            jar[part] === null,
            atCluster(flink, cluster, 'job', 'jar', part),
            `expected ${wordsOfJar[part]}, got none, while job.jar.from is ${jar.from}`,
          ),
        )
      : []
  }),
}

/** Whether a cluster of the operator states any part of a job: without a jar it would be a session, and run nothing. */
function saysWhatItRuns({ mode, job }: Cluster): boolean {
  const { jar, savepoint } = job
  const said = [jar.path, jar.url, jar.sha256, jar.image, job.class, savepoint.path].some((part) => part !== null)
  return mode === 'operator' && (said || job.arguments.length > 0)
}

const wordsOfJar = {
  path: 'the path of the jar in the image',
  url: 'the address of the jar',
  sha256: 'the SHA-256 of the jar',
  image: 'the image that holds the jar',
} as const

const applicationHasAClass: Rule<FlinkValues> = {
  id: 'flink/application-has-a-class',
  severity: 'error',
  check: ofEachCluster((flink, cluster) =>
    foundIf(
      cluster.mode === 'application' && cluster.job.class === null,
      atCluster(flink, cluster, 'job', 'class'),
      'expected the class with the method main, got none',
    ),
  ),
}

const jarCanBeFetched: Rule<FlinkValues> = {
  id: 'flink/jar-can-be-fetched',
  severity: 'error',
  check: ofEachCluster((flink, cluster) =>
    foundIf(
      cluster.mode === 'application' && cluster.job.jar.from === 'url' && Object.keys(cluster.egress).length === 0,
      atCluster(flink, cluster, 'egress'),
      'expected what the jar is fetched from, got nothing: all traffic that no policy names is denied',
      'for instance {repository: {to: [{cidr: 10.20.0.0/16}]}}',
    ),
  ),
}

const parallelismFitsSlots: Rule<FlinkValues> = {
  id: 'flink/parallelism-fits-slots',
  severity: 'error',
  check: ofEachCluster((flink, cluster) => {
    const { replicas, slots } = cluster.taskManagers
    const asksForThem = cluster.mode === 'operator' && cluster.operator.mode === 'native'
    return foundIf(
      hasJob(cluster) && !asksForThem && cluster.job.parallelism > replicas * slots,
      decidedBy(
        atCluster(flink, cluster, 'job', 'parallelism'),
        atCluster(flink, cluster, 'taskManagers', 'replicas'),
        atCluster(flink, cluster, 'taskManagers', 'slots'),
      ),
      `expected at most ${replicas * slots}, which is ${replicas} TaskManagers with ${slots} slots, got ${cluster.job.parallelism}`,
      'raise taskManagers.replicas or taskManagers.slots: the job would wait for slots for ever',
    )
  }),
}

const parallelismCanGrow: Rule<FlinkValues> = {
  id: 'flink/parallelism-is-below-its-maximum',
  severity: 'error',
  check: ofEachCluster((flink, cluster) => {
    const { maxParallelism, parallelism } = cluster.job
    return foundIf(
      hasJob(cluster) && parallelism > maxParallelism,
      decidedBy(atCluster(flink, cluster, 'job', 'parallelism'), atCluster(flink, cluster, 'job', 'maxParallelism')),
      `expected at most job.maxParallelism (${maxParallelism}), got ${parallelism}`,
    )
  }),
}

const slotsHaveCores: Rule<FlinkValues> = {
  id: 'flink/slots-have-cores',
  severity: 'warning',
  check: ofEachCluster((flink, cluster) => {
    const { cpu, slots } = cluster.taskManagers
    return foundIf(
      flink.overlay.purpose === 'production' && cores(cpu) < slots,
      decidedBy(atCluster(flink, cluster, 'taskManagers', 'cpu'), atCluster(flink, cluster, 'taskManagers', 'slots')),
      `expected a core for each of ${slots} slots, got ${cpu}`,
    )
  }),
}

const isStream = (cluster: Cluster): boolean => hasJob(cluster) && !cluster.job.bounded

const streamsHaveCheckpoints: Rule<FlinkValues> = {
  id: 'flink/streams-have-checkpoints',
  severity: 'warning',
  check: ofEachCluster((flink, cluster) =>
    foundIf(
      isStream(cluster) && cluster.state.checkpointEvery === null,
      atCluster(flink, cluster, 'state', 'checkpointEvery'),
      'expected a length of time, got none: a job that restarts has forgotten everything',
    ),
  ),
}

const checkpointsAreKept: Rule<FlinkValues> = {
  id: 'flink/checkpoints-are-kept',
  severity: 'warning',
  check: ofEachCluster((flink, cluster) =>
    foundIf(
      flink.overlay.purpose === 'production' && cluster.state.checkpointEvery !== null && cluster.state.retained < 2,
      atCluster(flink, cluster, 'state', 'retained'),
      `expected at least 2 in production, got ${cluster.state.retained}: one that cannot be read is all there is`,
    ),
  ),
}

const checkpointsAreIncremental: Rule<FlinkValues> = {
  id: 'flink/checkpoints-are-incremental',
  severity: 'warning',
  check: ofEachCluster((flink, cluster) =>
    foundIf(
      flink.overlay.purpose === 'production' && cluster.state.backend === 'rocksdb' && !cluster.state.incremental,
      decidedBy(atCluster(flink, cluster, 'state', 'incremental'), atCluster(flink, cluster, 'state', 'backend')),
      'expected true with rocksdb in production, got false: each checkpoint writes all of the state',
    ),
  ),
}

const jobsRestart: Rule<FlinkValues> = {
  id: 'flink/jobs-restart',
  severity: 'warning',
  check: ofEachCluster((flink, cluster) => {
    const { attempts, strategy } = cluster.restarts
    const few = strategy === 'none' || (strategy === 'fixed' && attempts < 10)
    return foundIf(
      flink.overlay.purpose === 'production' && isStream(cluster) && few,
      decidedBy(atCluster(flink, cluster, 'restarts', 'strategy'), atCluster(flink, cluster, 'restarts', 'attempts')),
      `expected a stream in production to restart again and again, got ${strategy}${strategy === 'fixed' ? ` with ${attempts} attempts` : ''}: a job that failed for good takes its pointers along`,
      'write exponential',
    )
  }),
}

const waitsGrow: Rule<FlinkValues> = {
  id: 'flink/waits-grow',
  severity: 'error',
  check: ofEachCluster((flink, cluster) => {
    const { delay, longestDelay, strategy } = cluster.restarts
    return foundIf(
      strategy === 'exponential' && seconds(longestDelay) <= seconds(delay),
      decidedBy(atCluster(flink, cluster, 'restarts', 'longestDelay'), atCluster(flink, cluster, 'restarts', 'delay')),
      `expected more than restarts.delay (${delay}), got ${longestDelay}`,
    )
  }),
}

const sessionsHaveClients: Rule<FlinkValues> = {
  id: 'flink/sessions-have-clients',
  severity: 'warning',
  check: ofEachCluster((flink, cluster) =>
    foundIf(
      cluster.mode === 'session' && cluster.clients.length === 0,
      atCluster(flink, cluster, 'clients'),
      'expected the pods that submit jobs, got none: nobody reaches the session',
    ),
  ),
}

const namesAreApart: Rule<FlinkValues> = {
  id: 'flink/names-are-apart',
  severity: 'error',
  check: ofEachCluster((flink, cluster) => {
    const owner = /^(.+)-(jobmanager|taskmanager|rest)$/.exec(cluster.name)?.[1]
    return foundIf(
      owner !== undefined && flink.values.clusters[owner] !== undefined,
      atCluster(flink, cluster),
      `expected a name that is no part of another cluster, got ${cluster.name}, as ${owner} has objects of that name`,
    )
  }),
}

export const jobRules: readonly Rule<FlinkValues>[] = [
  applicationHasAJar,
  applicationHasAClass,
  jarCanBeFetched,
  parallelismFitsSlots,
  parallelismCanGrow,
  slotsHaveCores,
  streamsHaveCheckpoints,
  checkpointsAreKept,
  checkpointsAreIncremental,
  jobsRestart,
  waitsGrow,
  sessionsHaveClients,
  namesAreApart,
]

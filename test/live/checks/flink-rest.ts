import { expect, type Live } from './check.ts'
import { inPod, list } from './kubectl.ts'

type Pod = { readonly metadata: { readonly name: string; readonly deletionTimestamp?: string } }

/** The name of one of the pods that are a cluster's JobManager or TaskManagers; throws while there is none. */
export async function flinkPod(live: Live, cluster: string, role: 'jobmanager' | 'taskmanager'): Promise<string> {
  const [pod] = await flinkPods(live, cluster, role)
  expect(pod !== undefined, `${cluster} has no ${role}`)
  return pod
}

/** The names of all of them. */
export async function flinkPods(live: Live, cluster: string, role: 'jobmanager' | 'taskmanager'): Promise<string[]> {
  const selector = `app.kubernetes.io/name=flink,app.kubernetes.io/component=${cluster}-${role}`
  const pods = await list<Pod>(live, 'pods', selector)
  return pods.filter(({ metadata }) => metadata.deletionTimestamp === undefined).map(({ metadata }) => metadata.name)
}

/**
 * What a JobManager's REST API answers to whoever shows the certificate that its probes show; throws where it does not. With
 * `body`, JSON without an apostrophe, to a POST of that.
 */
export async function rest(live: Live, cluster: string, path: string, body?: string): Promise<unknown> {
  const tls = '/flink/tls/rest'
  const shown = `--ca-certificate=${tls}/ca.crt --certificate=${tls}/tls.crt --private-key=${tls}/tls.key`
  const posted = body === undefined ? '' : `--header='Content-Type: application/json' --post-data='${body}'`
  const { code, stdout, stderr } = await inPod(
    live,
    { name: await flinkPod(live, cluster, 'jobmanager'), container: 'jobmanager' },
    ['sh', '-c', `wget -q -T 8 -t 1 -O- ${shown} ${posted} https://localhost:8081${path}`],
  )
  expect(code === 0, `GET ${path} of ${cluster}: ${stderr.trim().slice(-300)}`)
  return JSON.parse(stdout)
}

/** A job as a cluster tells of it. */
export type Job = { readonly jid: string; readonly state: string }

/** The one job of a cluster; throws where there is none that runs with all its tasks. */
export async function runningJob(live: Live, cluster: string): Promise<Job> {
  const { jobs } = (await rest(live, cluster, '/jobs/overview')) as {
    jobs: readonly (Job & { readonly tasks: { readonly total: number; readonly running: number } })[]
  }
  const [job] = jobs.filter(({ state }) => state === 'RUNNING')
  const told = jobs.map(({ state, tasks }) => `${state} with ${tasks.running} of ${tasks.total} tasks`).join(', ')
  expect(job !== undefined && job.tasks.running === job.tasks.total, `the jobs of ${cluster}: ${told || 'none'}`)
  return job
}

/** What a cluster tells of a job's checkpoints. */
export type Checkpoints = {
  readonly counts: { readonly completed: number; readonly restored: number }
  readonly latest: {
    readonly completed: { readonly id: number } | null
    readonly restored: { readonly id: number; readonly is_savepoint: boolean } | null
  }
}

export async function checkpointsOf(live: Live, cluster: string, { jid }: Job): Promise<Checkpoints> {
  return (await rest(live, cluster, `/jobs/${jid}/checkpoints`)) as Checkpoints
}

import { type Check, expect, type Live } from './check.ts'
import { eventually, timed } from './eventually.ts'
import { type Checkpoints, checkpointsOf, flinkPod, flinkPods, type Job, rest, runningJob } from './flink-rest.ts'
import { ask, inPod } from './kubectl.ts'
import { isReady } from './pods.ts'
import { strangersAreRefused } from './strangers.ts'
import { clientNamespace, handOut, toolPod } from './tool-pod.ts'

/** What holds of an application, whose jobs keep checkpoints. */
export const flinkApplicationChecks = (cluster: string): readonly Check[] => [
  { fact: `Flink: ${cluster} runs, and its checkpoints complete`, prove: (live) => checkpointsComplete(live, cluster) },
  {
    fact: `Flink: ${cluster} goes on from its last checkpoint after the JobManager was killed`,
    prove: (live) => restoredAfterLoss(live, cluster, 'jobmanager'),
  },
  {
    fact: `Flink: ${cluster} goes on from its last checkpoint after a TaskManager was killed`,
    prove: (live) => restoredAfterLoss(live, cluster, 'taskmanager'),
  },
  {
    fact: `Flink: the probes of ${cluster} tell that its job does not run, and that it runs again`,
    prove: (live) => probesTell(live, cluster),
  },
  {
    fact: `Flink: the REST API and the internal ports of ${cluster} refuse strangers`,
    prove: (live) => closedToStrangers(live, cluster),
  },
]

async function checkpointsComplete(live: Live, cluster: string): Promise<string> {
  const job = await runningJob(live, cluster)
  const before = await checkpointsOf(live, cluster, job)
  const after = await eventually(150, async () => {
    const now = await checkpointsOf(live, cluster, job)
    expect(now.counts.completed >= before.counts.completed + 2, 'no two checkpoints have completed meanwhile')
    return now
  })
  return `${after.counts.completed} completed`
}

/** Kills a pod without a chance to say goodbye. */
async function restoredAfterLoss(live: Live, cluster: string, role: 'jobmanager' | 'taskmanager'): Promise<string> {
  const job = await runningJob(live, cluster)
  const before = await eventually(150, async () => newestOf(await checkpointsOf(live, cluster, job)))
  const pod = await flinkPod(live, cluster, role)
  const seconds = await timed(async () => {
    await ask(live, ['delete', 'pod', pod, `--namespace=${live.namespace}`, '--force', '--grace-period=0'])
    await eventually(240, async () => {
      expect(!(await flinkPods(live, cluster, role)).includes(pod), `${pod} is still there`)
      const now = await runningJob(live, cluster)
      expect(now.jid === job.jid, `another job runs: ${now.jid}, not ${job.jid}`)
      const { latest } = await checkpointsOf(live, cluster, now)
      expect(latest.restored !== null, 'nothing was restored')
      expect(latest.restored.id >= before, `checkpoint ${latest.restored.id} was restored, and ${before} was there`)
    })
  })
  const then = await checkpointsOf(live, cluster, job)
  await eventually(150, async () => {
    const { latest } = await checkpointsOf(live, cluster, job)
    expect((latest.completed?.id ?? 0) > (then.latest.completed?.id ?? before), 'no checkpoint has completed since')
  })
  return `checkpoint ${then.latest.restored?.id} restored, runs again after ${seconds.toFixed(0)} s`
}

function newestOf({ latest }: Checkpoints): number {
  expect(latest.completed !== null, 'no checkpoint has completed')
  return latest.completed.id
}

/** Takes all TaskManagers away for a time. */
async function probesTell(live: Live, cluster: string): Promise<string> {
  const name = `flink-${cluster}-taskmanager`
  const scaled = (replicas: number): Promise<string> =>
    ask(live, ['scale', 'deployment', name, `--namespace=${live.namespace}`, `--replicas=${replicas}`])
  const pod = await flinkPod(live, cluster, 'jobmanager')
  const { spec } = JSON.parse(
    await ask(live, ['get', 'deployment', name, `--namespace=${live.namespace}`, '--output=json']),
  ) as { spec: { replicas: number } }
  const untilReady = (ready: boolean): Promise<void> =>
    eventually(240, async () =>
      expect((await isReady(live, pod)) === ready, `${pod} is ${ready ? 'not Ready' : 'Ready'}`),
    )
  await untilReady(true)
  let told = 0
  try {
    await scaled(0)
    told = await timed(() => untilReady(false))
  } finally {
    await scaled(spec.replicas)
  }
  const back = await timed(() => untilReady(true))
  await eventually(60, () => runningJob(live, cluster))
  return `not Ready ${told.toFixed(0)} s after the TaskManagers went, Ready ${back.toFixed(0)} s after they were wanted again`
}

/** Flink speaks TLS 1.2 alone. */
async function closedToStrangers(live: Live, cluster: string): Promise<string> {
  const [jobManager, taskManager] = [
    await flinkPod(live, cluster, 'jobmanager'),
    await flinkPod(live, cluster, 'taskmanager'),
  ]
  const [api, internal] = [`flink-${cluster}-rest-tls`, `flink-${cluster}-internal-tls`]
  const refused: string[] = []
  for (const [pod, port, secret] of [
    [jobManager, 8081, api],
    [jobManager, 6123, internal],
    [jobManager, 6124, internal],
    [taskManager, 6121, internal],
    [taskManager, 6122, internal],
  ] as const) {
    await strangersAreRefused(live, pod, port, secret, ['1_2'])
    refused.push(String(port))
  }
  return `${refused.join(', ')}: in plain text, without a certificate, with a foreign certificate`
}

/** Who submits jobs to a session, and from where. */
export type FlinkClient = {
  readonly cluster: string
  readonly secret: string
  readonly place: { readonly namespace: string; readonly labels: Readonly<Record<string, string>> }
}

export const flinkSessionChecks = (client: FlinkClient): readonly Check[] => [
  {
    fact: 'Flink: a job that a client submits to the session runs until the client cancels it',
    prove: (live) => sessionTakesJobs(live, client),
  },
]

const example = {
  jar: '/opt/flink/examples/streaming/StateMachineExample.jar',
  entryClass: 'org.apache.flink.streaming.examples.statemachine.StateMachineExample',
}

async function sessionTakesJobs(live: Live, { cluster, secret, place }: FlinkClient): Promise<string> {
  const { namespace, labels } = place
  await clientNamespace(live, namespace)
  if (namespace !== live.namespace) await handOut(live, secret, namespace)
  const { shell } = await toolPod(live, { name: 'flink-client', namespace, labels, secrets: [secret] })
  const jobManager = { name: await flinkPod(live, cluster, 'jobmanager'), container: 'jobmanager' }
  // A stream of `kubectl exec` may end early and say nothing of it.
  await eventually(60, async () => {
    const { stdout: jar } = await inPod(live, jobManager, ['base64', example.jar])
    const { stdout: copied } = await shell('base64 -d > /tmp/job.jar; sha256sum < /tmp/job.jar', jar)
    const { stdout: original } = await inPod(live, jobManager, ['sh', '-c', `sha256sum < ${example.jar}`])
    expect(original !== '' && copied === original, 'the jar did not reach the client whole')
  })
  const api = `https://flink-${cluster}-rest.${live.namespace}.svc.cluster.local:8081`
  const tls = `--cacert /tls/${secret}/ca.crt --cert /tls/${secret}/tls.crt --key /tls/${secret}/tls.key`
  const call = async (options: string, path: string): Promise<unknown> => {
    const { code, stdout, stderr } = await shell(
      `curl -sS --fail-with-body --retry 5 --retry-all-errors ${tls} ${options} '${api}${path}'`,
    )
    expect(code === 0, `${options} ${path}: ${stdout}${stderr}`)
    return stdout === '' ? undefined : JSON.parse(stdout)
  }
  const { filename } = (await call('-F jarfile=@/tmp/job.jar', '/jars/upload')) as { filename: string }
  const run = `-X POST -H 'Content-Type: application/json' -d '{"entryClass":"${example.entryClass}"}'`
  const { jobid } = (await call(run, `/jars/${filename.split('/').at(-1)}/run`)) as { jobid: string }
  const job = await eventually(120, async () => {
    const found = await runningJob(live, cluster)
    expect(found.jid === jobid, `another job runs: ${found.jid}`)
    return found
  })
  const completed = await checkpointsComplete(live, cluster)
  await call('-X PATCH', `/jobs/${job.jid}`)
  await eventually(60, async () => expect((await stateOf(live, cluster, job)) === 'CANCELED', 'it is not cancelled'))
  return `checkpoints: ${completed}`
}

async function stateOf(live: Live, cluster: string, { jid }: Job): Promise<string> {
  const { state } = (await rest(live, cluster, `/jobs/${jid}`)) as Job
  return state
}

import { setTimeout as pause } from 'node:timers/promises'
import { change } from './change.ts'
import { type Check, expect, type Live } from './check.ts'
import { eventually, timed } from './eventually.ts'
import { checkpointsOf, flinkPod, flinkPods, rest, runningJob } from './flink-rest.ts'
import { ask } from './kubectl.ts'

/** What holds of an application with high availability whose job is to be another one. The overlay stays changed. */
export const flinkStopChecks = (cluster: string): readonly Check[] => [
  {
    fact: `Flink: ${cluster} stays stopped, also without its JobManager, until its next generation starts from the savepoint`,
    prove: (live) => nextGenerationStarts(live, cluster),
  },
]

/** As `base/070-flink/values.yaml` says it at `job.generation`. */
async function nextGenerationStarts(live: Live, cluster: string): Promise<string> {
  const job = await runningJob(live, cluster)
  // What `flink stop` asks for.
  const { 'request-id': request } = (await rest(live, cluster, `/jobs/${job.jid}/stop`, '{"drain":false}')) as {
    'request-id': string
  }
  const savepoint = await eventually(120, async () => {
    const told = (await rest(live, cluster, `/jobs/${job.jid}/savepoints/${request}`)) as {
      operation?: { location?: string }
    }
    expect(told.operation?.location !== undefined, `no savepoint: ${JSON.stringify(told).slice(0, 300)}`)
    return told.operation.location
  })
  const pod = await flinkPod(live, cluster, 'jobmanager')
  await ask(live, ['delete', 'pod', pod, `--namespace=${live.namespace}`, '--force', '--grace-period=0'])
  await eventually(120, async () => {
    expect(!(await flinkPods(live, cluster, 'jobmanager')).includes(pod), `${pod} is still there`)
    await rest(live, cluster, '/overview')
  })
  await pause(30_000)
  const { jobs } = (await rest(live, cluster, '/jobs')) as { jobs: readonly { readonly status: string }[] }
  const started = jobs.filter(({ status }) => status !== 'FINISHED')
  expect(started.length === 0, `a job is there again: ${started.map(({ status }) => status).join(', ')}`)
  const seconds = await timed(async () => {
    await change(live, (written) => {
      const path = ['values', 'flink', 'clusters', cluster, 'job']
      written.setIn([...path, 'generation'], 2)
      written.setIn([...path, 'savepoint'], { path: savepoint })
    })
    await eventually(300, async () => {
      const next = await runningJob(live, cluster)
      const { latest } = await checkpointsOf(live, cluster, next)
      expect(next.jid !== job.jid, 'the job is the one before')
      expect(latest.restored?.is_savepoint === true, 'it did not start from a savepoint')
      expect(latest.completed !== null, 'no checkpoint has completed')
    })
  })
  return `the second generation runs ${seconds.toFixed(0)} s after the sync`
}

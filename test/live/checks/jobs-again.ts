import { apply } from '../cluster/apply.ts'
import { allReady } from './change.ts'
import { expect, type Live } from './check.ts'
import { ask } from './kubectl.ts'

/** How a Job tells, on a line each, that it changes something, and last of all, that it is done. */
type Words = { readonly change: RegExp; readonly end: RegExp }

/** Has the Jobs of a component run a second time. Throws where one changes something; gives their names. */
export async function jobsChangeNothing(live: Live, name: string, { change, end }: Words): Promise<string> {
  const where = `--namespace=${live.namespace}`
  const selector = `app.kubernetes.io/name=${name},app.kubernetes.io/component=admin`
  const jobs = (await ask(live, ['get', 'jobs', where, `--selector=${selector}`, '--output=name'])).trim().split('\n')
  expect(jobs.length > 0 && jobs[0] !== '', 'there are no Jobs')
  await ask(live, ['delete', ...jobs, where])
  await apply(live.overlayFolder, live.context, () => {})
  await allReady(live, 300)
  for (const job of jobs) {
    const lines = (await ask(live, ['logs', job, where])).trim().split('\n')
    const changes = lines.filter((line) => change.test(line))
    expect(changes.length === 0, `${job} changed something: ${changes.join('; ')}`)
    expect(end.test(lines.at(-1) ?? ''), `${job} ended with: ${lines.at(-1)}`)
  }
  return jobs.map((job) => job.replace('job.batch/', '')).join(', ')
}

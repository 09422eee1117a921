import type { Live } from './check.ts'
import { list } from './kubectl.ts'

type Labels = Readonly<Record<string, string>>
type Job = { readonly spec: { readonly template: { readonly metadata: { readonly labels: Labels } } } }

/** The labels of the pods of each Job, without those that a controller adds, by which it would take a pod for its own. */
export async function jobLabels(live: Live, selector = ''): Promise<Labels[]> {
  const jobs = await list<Job>(live, 'jobs', selector)
  return jobs.map(({ spec }) =>
    Object.fromEntries(
      Object.entries(spec.template.metadata.labels).filter(([key]) => key.startsWith('app.kubernetes.io/')),
    ),
  )
}

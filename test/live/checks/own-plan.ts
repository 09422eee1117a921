import { type ClusterPlan, readPlan } from '../cluster/plan.ts'
import { expect, type Live } from './check.ts'

/** The plan of the cluster of our own that runs; throws where none does. */
export function ownPlan({ context }: Live): ClusterPlan {
  const plan = readPlan(context.stateFolder)
  expect(plan !== undefined, 'no cluster of our own runs')
  return plan
}

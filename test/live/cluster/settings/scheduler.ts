import { controllerIdentity } from './controller-identity.ts'

/** Arguments of kube-scheduler. */
export function schedulerArguments(keys: string): string[] {
  return [...controllerIdentity(keys, 'scheduler'), '--profiling=false']
}

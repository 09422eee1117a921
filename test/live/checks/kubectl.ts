import { asked, kubectl } from '../cluster/kubectl.ts'
import type { Live } from './check.ts'

/** What kubectl prints; throws with its complaint where it fails. */
export function ask({ context }: Live, args: readonly string[], input = ''): Promise<string> {
  return asked(context, args, input)
}

/** An object as the API has it. */
export async function get<T>(live: Live, kind: string, name: string, namespace = live.namespace): Promise<T> {
  return JSON.parse(await ask(live, ['get', kind, name, `--namespace=${namespace}`, '--output=json'])) as T // of that kind
}

/** The objects of a kind in a namespace. */
export async function list<T>(live: Live, kind: string, selector = '', namespace = live.namespace): Promise<T[]> {
  const chosen = selector === '' ? [] : [`--selector=${selector}`]
  const text = await ask(live, ['get', kind, `--namespace=${namespace}`, ...chosen, '--output=json'])
  return (JSON.parse(text) as { items: T[] }).items // a List, by kubectl's contract
}

/** Makes objects what they are given as. */
export async function applied(live: Live, ...objects: readonly object[]): Promise<void> {
  const list = { apiVersion: 'v1', kind: 'List', items: objects }
  await ask(live, ['apply', '--server-side', '--force-conflicts', '--filename=-'], JSON.stringify(list))
}

/** What a command in a pod's container came to; a command that fails is told by its code. */
export type Ran = { readonly code: number; readonly stdout: string; readonly stderr: string }

/** Runs a command in a pod; `input` is what it reads. */
export function inPod(
  { context, namespace }: Live,
  pod: { readonly name: string; readonly namespace?: string; readonly container?: string },
  command: readonly string[],
  input = '',
): Promise<Ran> {
  const where = [
    `--namespace=${pod.namespace ?? namespace}`,
    ...(pod.container ? [`--container=${pod.container}`] : []),
  ]
  return kubectl(context, ['exec', ...(input === '' ? [] : ['--stdin']), pod.name, ...where, '--', ...command], input)
}

/** What a command in a pod prints; throws with what it complains of where it fails. */
export async function printed(...args: Parameters<typeof inPod>): Promise<string> {
  const { code, stdout, stderr } = await inPod(...args)
  const [, { name }, command] = args
  if (code !== 0) throw new Error(`${command.join(' ')} in ${name} ended with ${code}: ${(stderr || stdout).trim()}`)
  return stdout
}

import type { NeededSecret } from './needs.ts'

/** What a Secret is made from: its names, its keys and its type. */
export type Blank = Pick<NeededSecret, 'name' | 'namespace' | 'keys' | 'type'>

const tlsKeys = 'tls.crt,tls.key'

/** Where the person's own file with a value would be. No value ever stands in a command: shells keep what was typed. */
const fileOf = (key: string): string => `path/to/${key}`

/** The command by which a person makes a Secret, as words of a shell. A key that is not known is called KEY. */
export function createCommand({ name, namespace, keys, type }: Blank): readonly string[] {
  const isPair = keys.join() === tlsKeys
  const known = keys.length > 0 ? keys : ['KEY']
  return [
    `kubectl create secret ${isPair ? 'tls' : 'generic'} ${name}`,
    `--namespace ${namespace}`,
    ...(type === 'Opaque' || isPair ? [] : [`--type=${type}`]),
    ...(isPair
      ? [`--cert=${fileOf('tls.crt')}`, `--key=${fileOf('tls.key')}`]
      : known.map((key) => `--from-file=${key}=${fileOf(key)}`)),
  ]
}

/** The command that seals a Secret into a file, without its ever being in the cluster or on the disk in plain. */
export function sealCommand(secret: Blank, file: string): readonly string[] {
  const folder = file.slice(0, file.lastIndexOf('/'))
  return [
    `mkdir -p ${folder} &&`,
    ...createCommand(secret),
    '--dry-run=client',
    '--output=yaml',
    '|',
    'kubeseal --format=yaml',
    `> ${file}`,
  ]
}

/** The command that adds keys to what a file has sealed already. */
export function mergeCommand(secret: Blank, file: string): readonly string[] {
  return [
    ...createCommand(secret),
    '--dry-run=client',
    '--output=yaml',
    '|',
    `kubeseal --format=yaml --merge-into=${file}`,
  ]
}

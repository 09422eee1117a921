/** What kubeconform is told on its command line; its flags are those of Go's package `flag`. */
export type Flags = {
  readonly cache: string
  readonly debug: boolean
  readonly exitOnError: boolean
  readonly extended: boolean
  readonly help: boolean
  readonly ignoreFilenamePatterns: readonly string[]
  readonly ignoreMissingSchemas: boolean
  readonly insecureSkipTlsVerify: boolean
  readonly kubernetesVersion: string
  readonly workers: number
  readonly output: string
  readonly reject: readonly string[]
  readonly schemaLocations: readonly string[]
  readonly skip: readonly string[]
  readonly strict: boolean
  readonly summary: boolean
  readonly version: boolean
  readonly verbose: boolean
  readonly files: readonly string[]
}

type Flag = {
  readonly takes: 'nothing' | 'text' | 'number' | 'texts'
  readonly says: string
  readonly default?: string
}

/** Every flag, in the words of the help. */
const flags: Readonly<Record<string, Flag>> = {
  cache: { takes: 'text', says: 'folder in which schemas that were downloaded are kept' },
  debug: { takes: 'nothing', says: 'tell where schemas are looked for' },
  'exit-on-error': { takes: 'nothing', says: 'end with the first error' },
  extended: {
    takes: 'nothing',
    says: 'also refuse what an API server refuses of a single object beyond its schema (not of the original)',
  },
  h: { takes: 'nothing', says: 'show this help' },
  'ignore-filename-pattern': { takes: 'texts', says: 'regular expression of paths that are left out; may be repeated' },
  'ignore-missing-schemas': { takes: 'nothing', says: 'skip kinds without a schema, rather than fail' },
  'insecure-skip-tls-verify': {
    takes: 'nothing',
    says: 'accept any certificate of a server that schemas are downloaded from',
  },
  'kubernetes-version': {
    takes: 'text',
    says: 'version of Kubernetes, such as 1.35.4; master is the newest known',
    default: 'master',
  },
  n: { takes: 'number', says: 'how many files are looked at at a time', default: '4' },
  output: { takes: 'text', says: 'json, junit, pretty, tap or text', default: 'text' },
  reject: { takes: 'text', says: 'kinds, or group/version/Kind, that may not be there, with commas between' },
  'schema-location': {
    takes: 'texts',
    says: 'where schemas are: default, a folder, or a template that ends with .json; may be repeated',
  },
  skip: { takes: 'text', says: 'kinds, or group/version/Kind, that are not looked at, with commas between' },
  strict: { takes: 'nothing', says: 'refuse fields that no schema names, and keys that stand twice' },
  summary: { takes: 'nothing', says: 'end with a summary (not with junit and tap)' },
  v: { takes: 'nothing', says: 'show the version' },
  verbose: { takes: 'nothing', says: 'tell of every object (with junit and tap they are told of anyway)' },
}

/** Reads a command line; a sentence where it cannot. As with every tool of Go, what follows the first file are files. */
export function readFlags(args: readonly string[]): Flags | string {
  const given = new Map<string, string[]>()
  let at = 0
  for (; at < args.length; at++) {
    const arg = args[at] ?? ''
    if (arg === '--') {
      at++
      break
    }
    const [, name, equals, written] = /^--?([^-=][^=]*)(=)?([\s\S]*)$/.exec(arg) ?? []
    if (name === undefined) break
    const flag = Object.hasOwn(flags, name) ? flags[name] : name === 'help' ? flags['h'] : undefined
    if (!flag) return `flag provided but not defined: -${name}`
    let value = equals === undefined ? undefined : written
    if (flag.takes === 'nothing') value ??= 'true'
    else if (value === undefined) {
      at++
      value = args[at]
      if (value === undefined) return `flag needs an argument: -${name}`
    }
    if (flag.takes === 'nothing' && !/^(?:true|false|1|0|t|f|T|F|TRUE|FALSE|True|False)$/.test(value ?? ''))
      return `invalid boolean value "${value}" for -${name}`
    if (flag.takes === 'number' && !/^\d+$/.test(value ?? '')) return `invalid value "${value}" for flag -${name}`
    const key = name === 'help' ? 'h' : name
    given.set(key, [...(given.get(key) ?? []), value ?? ''])
  }
  const last = (name: string): string => given.get(name)?.at(-1) ?? flags[name]?.default ?? ''
  const isSet = (name: string): boolean => /^[1tT]/.test(last(name))
  const listed = (name: string): string[] =>
    last(name)
      .split(',')
      .map((one) => one.trim())
      .filter((one) => one !== '')
  return {
    cache: last('cache'),
    debug: isSet('debug'),
    exitOnError: isSet('exit-on-error'),
    extended: isSet('extended'),
    help: isSet('h'),
    ignoreFilenamePatterns: given.get('ignore-filename-pattern') ?? [],
    ignoreMissingSchemas: isSet('ignore-missing-schemas'),
    insecureSkipTlsVerify: isSet('insecure-skip-tls-verify'),
    kubernetesVersion: last('kubernetes-version'),
    workers: Number(last('n')),
    output: last('output'),
    reject: listed('reject'),
    schemaLocations: given.get('schema-location') ?? ['default'],
    skip: listed('skip'),
    strict: isSet('strict'),
    summary: isSet('summary'),
    version: isSet('v'),
    verbose: isSet('verbose'),
    files: args.slice(at),
  }
}

/** The text of `-h`. */
export const help = `Usage: kubeconform [OPTION]... [FILE OR FOLDER]...
${Object.entries(flags)
  .map(([name, { takes, says, default: otherwise }]) => {
    const argument = takes === 'nothing' ? '' : takes === 'number' ? ' int' : takes === 'texts' ? ' value' : ' string'
    return `  -${name}${argument}\n        ${says}${otherwise === undefined ? '' : ` (default ${otherwise})`}\n`
  })
  .join('')}`

import type { Result, Status } from './validator.ts'

/** Turns results into text, one after the other. Each part that it gives is to be printed at once. */
export type Output = {
  readonly write: (result: Result) => string
  readonly end: () => string
}

export type OutputOptions = {
  readonly verbose: boolean
  readonly summary: boolean
  /** Whether the objects come from standard input. */
  readonly isStdin: boolean
  /** Whether the reader sees colours. */
  readonly colours: boolean
}

/** The outputs of kubeconform, by name. */
export const outputs = { json, junit, pretty, tap, text } satisfies Record<string, (options: OutputOptions) => Output>

type Counts = { readonly [status in Status]: number }

/** Counts results and the files that they are of. */
function counter() {
  const counts = { valid: 0, invalid: 0, error: 0, skipped: 0, empty: 0 }
  const files = new Set<string>()
  return {
    add: ({ path, status }: Result): void => {
      counts[status]++
      files.add(path)
    },
    counts: counts as Counts,
    summary: (isStdin: boolean): string => {
      const { valid, invalid, error, skipped } = counts
      const all = valid + invalid + error + skipped
      const where = isStdin ? 'parsing stdin' : `in ${files.size} file${files.size === 1 ? '' : 's'}`
      return `Summary: ${all} resource${all === 1 ? '' : 's'} found ${where} - Valid: ${valid}, Invalid: ${invalid}, Errors: ${error}, Skipped: ${skipped}\n`
    },
  }
}

/** `3:7` before what is wrong there: one line may hold many. */
const said = ({ errors, path }: Result): string =>
  errors
    .map(
      (error) =>
        `${error.path === '' ? '' : `at '${error.path}' (${path}:${error.line}:${error.column}): `}${error.message}`,
    )
    .join('; ')

const called = ({ kind, name }: Result): string => [kind, name].filter((word) => word !== '').join(' ')

/** The line about a result; undefined where there is none to print. */
function sentence(result: Result, verbose: boolean): string | undefined {
  switch (result.status) {
    case 'valid':
      return verbose ? `${called(result)} is valid` : undefined
    case 'skipped':
      return verbose ? `${called(result)} skipped` : undefined
    case 'invalid':
      return `${called(result)} is invalid: ${said(result)}`
    case 'error':
      return `${result.kind === '' ? '' : `${called(result)} `}failed validation: ${said(result)}`
    case 'empty':
      return undefined
  }
}

function text({ verbose, summary, isStdin }: OutputOptions): Output {
  const counted = counter()
  return {
    write: (result) => {
      counted.add(result)
      const line = sentence(result, verbose)
      return line === undefined ? '' : `${result.path} - ${line}\n`
    },
    end: () => (summary ? counted.summary(isStdin) : ''),
  }
}

function pretty({ verbose, summary, isStdin, colours }: OutputOptions): Output {
  const counted = counter()
  const marks: Readonly<Record<string, readonly [mark: string, colour: number]>> = {
    valid: ['✔', 32],
    invalid: ['✖', 31],
    error: ['✖', 31],
    skipped: ['-', 33],
  }
  return {
    write: (result) => {
      counted.add(result)
      const line = sentence(result, verbose)
      const [mark, colour] = marks[result.status] ?? ['', 0]
      if (line === undefined) return ''
      return `${colours ? `\u001b[${colour}m${mark}\u001b[0m` : mark} ${result.path}: ${line}\n`
    },
    end: () => (summary ? counted.summary(isStdin) : ''),
  }
}

const names = {
  valid: 'statusValid',
  invalid: 'statusInvalid',
  error: 'statusError',
  skipped: 'statusSkipped',
} as const

function json({ verbose, summary }: OutputOptions): Output {
  const counted = counter()
  let begun = false
  return {
    write: (result) => {
      counted.add(result)
      const { path, kind, name, version, status, errors, line, column } = result
      if (status === 'empty' || (!verbose && (status === 'valid' || status === 'skipped'))) return ''
      const validationErrors =
        status === 'invalid' ? errors.map(({ path, message, ...at }) => ({ path, msg: message, ...at })) : []
      const resource = {
        filename: path,
        kind,
        name,
        version,
        status: names[status],
        msg: said(result),
        ...(validationErrors.length > 0 ? { validationErrors } : {}),
        line,
        column,
      }
      const head = begun ? ',\n' : '{\n  "resources": [\n'
      begun = true
      return `${head}    ${JSON.stringify(resource, null, 2).replaceAll('\n', '\n    ')}`
    },
    end: () => {
      const { valid, invalid, error, skipped } = counted.counts
      const totals = JSON.stringify({ valid, invalid, errors: error, skipped }, null, 2).replaceAll('\n', '\n  ')
      return `${begun ? '\n  ]' : '{\n  "resources": []'}${summary ? `,\n  "summary": ${totals}` : ''}\n}\n`
    },
  }
}

function tap(): Output {
  let index = 0
  return {
    write: (result) => {
      const { kind, path, status } = result
      if (status === 'empty') return ''
      const head = index === 0 ? 'TAP version 13\n' : ''
      index++
      const of = kind === '' ? '' : ` (${kind})`
      if (status === 'valid') return `${head}ok ${index} - ${path}${of}\n`
      if (status === 'skipped') return `${head}ok ${index} - ${path}${of} # skip\n`
      return `${head}not ok ${index} - ${path}${of}: ${said(result).replaceAll('\n', ' ')}\n`
    },
    end: () => `${index === 0 ? 'TAP version 13\n' : ''}1..${index}\n`,
  }
}

function junit(): Output {
  const began = performance.now()
  const suites = new Map<string, Result[]>()
  return {
    write: (result) => {
      if (result.status === 'empty') return ''
      const suite = suites.get(result.path) ?? []
      suite.push(result)
      suites.set(result.path, suite)
      return ''
    },
    end: () => {
      const all = [...suites.values()].flat()
      const time = ((performance.now() - began) / 1000).toFixed(3)
      const head = `<testsuites name="kubeconform" time="${time}" tests="${all.length}" failures="${count(all, 'invalid')}" disabled="0" errors="${count(all, 'error')}">`
      const inside = [...suites].map(([path, results], index) => suite(path, index + 1, results))
      return `${head}${inside.length === 0 ? '' : `\n${inside.join('')}`}</testsuites>\n`
    },
  }
}

const count = (results: readonly Result[], status: Status): number =>
  results.filter((result) => result.status === status).length

function suite(path: string, id: number, results: readonly Result[]): string {
  const head = `  <testsuite name="${escaped(path)}" id="${id}" tests="${results.length}" failures="${count(results, 'invalid')}" errors="${count(results, 'error')}" disabled="0" skipped="${count(results, 'skipped')}">`
  return `${head}\n${results.map(testCase).join('')}  </testsuite>\n`
}

function testCase(result: Result): string {
  const { kind, name, status, version } = result
  const inside = {
    valid: '',
    empty: '',
    skipped: '<skipped></skipped>',
    invalid: `<failure message="${escaped(said(result))}"></failure>`,
    error: `<error message="${escaped(said(result))}"></error>`,
  }[status]
  return `    <testcase name="${escaped(name)}" classname="${escaped(`${kind}@${version}`)}">${inside}</testcase>\n`
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&#34;',
  '\n': '&#xA;',
}

/** As an attribute of XML has it; what XML cannot say at all is left out. */
const escaped = (value: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what XML 1.0 has no way to say
  value.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, '').replace(/[&<>"\n]/g, (one) => entities[one] ?? one)

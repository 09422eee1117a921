import { isPassedThrough } from '../file-text.ts'
import type { File } from '../model.ts'

/** What is wrong with a rendered file. */
type TextFinding = { readonly path: string; readonly message: string }

/** A rule over the printed text of an overlay's files, the last look before they are written. */
export type TextRule = {
  readonly id: string
  readonly check: (files: readonly File[]) => readonly TextFinding[]
}

function inEachFile(check: (file: File) => string | undefined): TextRule['check'] {
  return (files) =>
    files.flatMap((file) => {
      const message = check(file)
      return message === undefined ? [] : [{ path: file.path, message }]
    })
}

const rendered = 'rendered/'

/** gitops.md H1: Argo CD reads .json and .jsonnet files too, and evaluates them. */
const everyFileIsYaml: TextRule = {
  id: 'text/file-is-yaml',
  check: inEachFile(({ path }) => (path.endsWith('.yaml') ? undefined : 'expected a name that ends with .yaml')),
}

/** Names that an engine takes for something else. Sources: gitops.md A4, B2. */
const reserved = /(?:chart\.yaml|(?:^|\/)(?:kustomization\.ya?ml|kustomization|cloudbuild\.yaml|\.[^/]*))$|(?:^|\/)\./i

/** gitops.md H2. */
const everyFileNameIsFree: TextRule = {
  id: 'text/file-name-is-free',
  check: inEachFile(({ path }) =>
    path.startsWith(rendered) && reserved.test(path)
      ? 'expected a name that means nothing to Argo CD and Flux, found one that does'
      : undefined,
  ),
}

/** gitops.md H1. What is passed through was looked at where a person can edit it. */
const everyLineIsPlain: TextRule = {
  id: 'text/lines-are-plain',
  check: inEachFile(({ text }) => {
    if (isPassedThrough(text)) return undefined
    if (text.charCodeAt(0) === 0xfeff) return 'expected no byte order mark'
    if (text.includes('\r')) return 'expected line feeds only, found a carriage return'
    if (text.includes('\t')) return 'expected no tab'
    if (text.includes('\0')) return 'expected no NUL: a mark that the seal step did not replace'
    if (!text.endsWith('\n') || text.endsWith('\n\n')) return 'expected one line feed at the end'
    return undefined
  }),
}

/** gitops.md H6: what a template or a program leaves where a value was meant. */
const residues: readonly (readonly [sign: string, residue: RegExp])[] = [
  // Prometheus and Grafana have templates of their own: {{ $value }}, {{ $labels.pod }}.
  ['{{', /\{\{(?![^}]*\$)/],
  ['<no value>', /<no value>/],
  ['[object Object]', /\[object Object\]/],
  ['undefined', /(?<!\w)undefined(?!\w)/],
  ['NaN', /(?<!\w)NaN(?!\w)/],
  ['{TODO}', /\$\{TODO\}/],
]

/** gitops.md A4: Argo CD leaves a file out that says so anywhere. */
const skipped = ['+argocd:skip-file-rendering', /\+argocd:skip-file-rendering/] as const

const nothingIsLeftOfATemplate: TextRule = {
  id: 'text/no-residue',
  check: inEachFile(({ path, text }) => {
    // No template makes a file of sync/, and the values of a chart may hold templates of Helm's.
    const possible = path.startsWith('sync/') || isPassedThrough(text) ? [skipped] : [...residues, skipped]
    const found = possible.find(([sign, residue]) => text.includes(sign) && residue.test(text))
    return found && `expected a value, found ${found[0]} in line ${lineOf(text, found[1])}`
  }),
}

function lineOf(text: string, pattern: RegExp): number {
  return text.slice(0, text.search(pattern)).split('\n').length
}

const mebibyte = 2 ** 20
const mostOfAnOverlay = 10 * mebibyte

/** gitops.md H7: what Argo CD reads of one application, and what etcd takes as one object. */
const everySizeIsBearable: TextRule = {
  id: 'text/size-is-bearable',
  check: (files) => {
    const ours = files.filter(({ path }) => path.startsWith(rendered))
    // No string has fewer bytes than units; only what could be too large is measured.
    const large = ours.filter(({ text }) => text.length * 3 > mebibyte && Buffer.byteLength(text) > mebibyte)
    const length = ours.reduce((sum, { text }) => sum + text.length, 0)
    const total =
      length * 3 > mostOfAnOverlay ? ours.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0) : length
    return [
      ...large.map(({ path, text }) => ({
        path,
        message: `expected at most 1 MiB in one object, found ${Buffer.byteLength(text)} bytes`,
      })),
      ...(total > mostOfAnOverlay
        ? [{ path: rendered, message: `expected at most 10 MiB in one overlay, found ${total} bytes` }]
        : []),
    ]
  },
}

/** Every rule over the printed files of one overlay. */
export const textRules: readonly TextRule[] = [
  everyFileIsYaml,
  everyFileNameIsFree,
  everyLineIsPlain,
  nothingIsLeftOfATemplate,
  everySizeIsBearable,
]

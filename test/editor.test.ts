import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { startLanguageServer } from './support/language-server.ts'
import { repository } from './support/world.ts'

type Position = { readonly line: number; readonly character: number }
type Diagnostics = { readonly uri: string; readonly diagnostics: readonly Diagnostic[] }
type Diagnostic = { readonly message: string; readonly range: { readonly start: Position } }
type Completions = { readonly items: readonly { readonly label: string; readonly insertText: string }[] }
type Hover = { readonly contents: { readonly value: string } }

const head = '# yaml-language-server: $schema=../../schemas/overlay.schema.json\n'
const committed = ['apk8s-dev3', 'dev', 'prod', 'prod-eu', 'staging']
const uriOf = (overlay: string): string => pathToFileURL(join(repository, 'overlays', overlay, 'overlay.yaml')).href

const server = startLanguageServer(repository)
await server.request('initialize', {
  processId: process.pid,
  rootUri: pathToFileURL(repository).href,
  capabilities: { textDocument: { completion: { completionItem: { snippetSupport: true } } } },
})
server.notify('initialized', {})
server.notify('workspace/didChangeConfiguration', { settings: { yaml: { schemaStore: { enable: false } } } })
test.after(() => server.stop())

let opened = 0

/** Opens a text as an overlay of this name; gives how the editor calls it, and what the server complains of. */
async function open(text: string, overlay?: string): Promise<Diagnostics> {
  opened += 1
  const uri = uriOf(overlay ?? `edited-${opened}`)
  const told = server.notified('textDocument/publishDiagnostics', (params) => (params as Diagnostics).uri === uri) // of the protocol
  server.notify('textDocument/didOpen', { textDocument: { uri, languageId: 'yaml', version: 1, text } })
  return (await told) as Diagnostics // of the protocol
}

/** Asks about the place in a text that ‸ marks. */
async function ask(method: 'completion' | 'hover', marked: string): Promise<unknown> {
  const [before = ''] = `${head}${marked}`.split('‸')
  const lines = before.split('\n')
  const position = { line: lines.length - 1, character: lines.at(-1)?.length }
  const { uri } = await open(`${head}${marked.replace('‸', '')}`)
  return server.request(`textDocument/${method}`, { textDocument: { uri }, position })
}

/** What completion would insert at ‸, by what it shows. */
async function completions(marked: string): Promise<Record<string, string>> {
  const { items } = (await ask('completion', marked)) as Completions // of the protocol
  return Object.fromEntries(items.map(({ label, insertText }) => [label, insertText]))
}

test('an editor completes the keys of an overlay', async () => {
  assert.equal(Object.keys(await completions('‸\n')).sort(), [
    'abstract',
    'accept',
    'cluster',
    'components',
    'extends',
    'namespace',
    'prerequisites',
    'purpose',
    'retire',
    'secrets',
    'sync',
    'values',
  ])
})

test('an editor completes the keys of a value that are not written yet', async () => {
  const offered = Object.keys(await completions('values:\n  certs:\n    internal: ca\n    ‸\n'))
  assert.ok(offered.includes('leaves') && offered.includes('clients') && !offered.includes('internal'), `${offered}`)
})

const words: readonly [marked: string, offered: Record<string, string>][] = [
  ['purpose: ‸\n', { production: 'production', development: 'development' }],
  ['components:\n  certs: ‸\n', { true: 'true', false: 'false' }],
  ['values:\n  certs:\n    internal: ‸\n', { ca: 'ca', existing: 'existing', none: 'none' }],
]
for (const [marked, offered] of words) {
  test(`an editor completes ${marked.trim().replaceAll(/\s+/g, ' ')} by what is legal there`, async () => {
    assert.equal(await completions(marked), offered)
  })
}

test('an editor completes the Kubernetes minor in quotes, as it would be a number without', async () => {
  assert.equal(await completions('cluster:\n  kubernetes: ‸\n'), {
    '"1.34"': '"1.34"',
    '"1.35"': '"1.35"',
    '"1.36"': '"1.36"',
  })
})

const explained: readonly [marked: string, text: RegExp][] = [
  ['clus‸ter: {}\n', /Facts of the cluster\./],
  ['values:\n  ce‸rts: {}\n', /certificates/],
  ['values:\n  certs:\n    leaves: {dura‸tion: 90d}\n', /How long a certificate is valid\./],
  ['values:\n  certs:\n    internal: c‸a\n', /Allowed Values:\s+\* `ca`\s+\* `existing`\s+\* `none`/],
]
for (const [marked, text] of explained) {
  test(`an editor explains ${marked.replace('‸', '').trim().replaceAll(/\s+/g, ' ')}`, async () => {
    const { contents } = (await ask('hover', marked)) as Hover // of the protocol
    assert.match(contents.value, text)
  })
}

const mistakes: readonly [text: string, complaint: string][] = [
  ['purpose: prod\n', '2:10: Value is not accepted. Valid values: "production", "development".'],
  ['cluster: {kubernetes: 1.35}\n', '2:23: Incorrect type. Expected "string".'],
  ['cluster: {kubernetes: "1.20"}\n', '2:23: expected one of 1.34, 1.35, 1.36'],
  ['storageclass: ssd\n', '2:1: Property storageclass is not allowed.'],
  ['components: {certificates: true}\n', '2:14: Property certificates is not allowed.'],
  ['values: {certs: {leafs: {}}}\n', '2:18: Property leafs is not allowed.'],
  ['values: {certs: {leaves: {duration: 3 days}}}\n', '2:37: expected a length of time such as 30s, 5m, 24h or 14d'],
  ['purpose: production\npurpose: production\n', '3:1: Map keys must be unique'],
]
for (const [text, complaint] of mistakes) {
  test(`an editor marks one mistake once: ${text.trim().replaceAll('\n', ', ')}`, async () => {
    const { diagnostics } = await open(`${head}${text}`)
    assert.equal(
      diagnostics.map(({ range: { start }, message }) => `${start.line + 1}:${start.character + 1}: ${message}`),
      [complaint],
    )
  })
}

for (const overlay of committed) {
  test(`an editor finds nothing wrong in overlays/${overlay}`, async () => {
    const text = readFileSync(join(repository, 'overlays', overlay, 'overlay.yaml'), 'utf8')
    assert.ok(text.startsWith(head))
    assert.equal((await open(text, overlay)).diagnostics, [])
  })
}

test.run()

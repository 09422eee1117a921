import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { kubeconform } from '../packages/kubeconform-wasm/src/command.ts'
import { documentsOf } from '../packages/kubeconform-wasm/src/documents.ts'
import { createValidator, type ShippedSchemas, shippedSource } from '../packages/kubeconform-wasm/src/index.ts'
import { toJson } from '../packages/kubeconform-wasm/src/json.ts'
import { coreForTests } from './support/kubeconform-core.ts'
import { repository } from './support/world.ts'
import { temporaryFolder } from './temporary-folder.ts'

const core = coreForTests()

type Ran = { readonly code: number; readonly stdout: string; readonly stderr: string }

/** Runs the command in a folder with these files; their paths are told without it. */
async function run(args: readonly string[], files: Readonly<Record<string, string>>, stdin = ''): Promise<Ran> {
  if (!core) throw new Error('there is no core')
  const folder = temporaryFolder()
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(folder, name, '..'), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  let [stdout, stderr] = ['', '']
  const code = await kubeconform(
    args.map((arg) => (arg in files || /^(folder|missing|schemas)/.test(arg) ? join(folder, arg) : arg)),
    {
      version: '0.1.0',
      core: async () => core,
      minors: ['1.34', '1.35'],
      shipped: async (minor) =>
        JSON.parse(
          readFileSync(join(repository, 'schemas', 'kubernetes', minor, 'definitions.json'), 'utf8'),
        ) as ShippedSchemas, // as `npm run schemas` writes them
      threads: async () => {
        throw new Error('no test of the command is large enough for threads')
      },
      stdin: Readable.from([stdin]) as unknown as NodeJS.ReadStream, // it is only read
      print: (text) => {
        stdout += text
      },
      complain: (text) => {
        stderr += text
      },
      colours: false,
    },
  )
  return { code, stdout: stdout.replaceAll(`${folder}/`, ''), stderr: stderr.replaceAll(`${folder}/`, '') }
}

const valid = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: one}\ndata: {a: b}\n'
const invalid = `apiVersion: apps/v1
kind: Deployment
metadata: {name: two}
spec:
  replicas: "3"
  selector: {matchLabels: {a: b}}
  template:
    spec:
      containers:
        - image: 1
          name: x
`

type Row = {
  readonly says: string
  readonly args: readonly string[]
  readonly files: Readonly<Record<string, string>>
  readonly stdin?: string
  readonly code: number
  readonly stdout: string | RegExp
  readonly stderr?: RegExp
}

const replicas = "at '/spec/replicas' (a.yaml:5:13): got string, want integer"
const image = "at '/spec/template/spec/containers/0/image' (a.yaml:10:18): got number, want string"
const template = '{{ .ResourceKind }}{{ .KindSuffix }}.json'

const rows: readonly Row[] = [
  { says: 'nothing to say of what is valid', args: ['a.yaml'], files: { 'a.yaml': valid }, code: 0, stdout: '' },
  {
    says: 'a summary',
    args: ['-summary', 'a.yaml'],
    files: { 'a.yaml': valid },
    code: 0,
    stdout: 'Summary: 1 resource found in 1 file - Valid: 1, Invalid: 0, Errors: 0, Skipped: 0\n',
  },
  {
    says: 'everything that is wrong, where it stands',
    args: ['a.yaml'],
    files: { 'a.yaml': invalid },
    code: 1,
    stdout: `a.yaml - Deployment two is invalid: ${replicas}; ${image}\n`,
  },
  {
    says: 'standard input',
    args: ['-summary', '-verbose'],
    files: {},
    stdin: `${valid}---\n# nothing\n---\n${valid}`,
    code: 0,
    stdout: `stdin - ConfigMap one is valid\nstdin - ConfigMap one is valid
Summary: 2 resources found parsing stdin - Valid: 2, Invalid: 0, Errors: 0, Skipped: 0\n`,
  },
  {
    says: 'a folder, without what is ignored and what is no manifest',
    args: ['-verbose', '-ignore-filename-pattern', 'x/', 'folder'],
    files: {
      'folder/b.yml': valid,
      'folder/a/c.json': '{"kind": "Pod"}',
      'folder/x/d.yaml': invalid,
      'folder/e.txt': 'a',
    },
    code: 1,
    stdout: "folder/a/c.json - failed validation: missing 'apiVersion' key\nfolder/b.yml - ConfigMap one is valid\n",
  },
  {
    says: 'a field too many, where it is strict',
    args: ['-strict', 'a.yaml'],
    files: { 'a.yaml': `${valid}dat: {}\nmetadata: {}\n` },
    code: 1,
    stdout:
      /^a\.yaml - ConfigMap failed validation: at '\/metadata' \(a\.yaml:6:1\): the key "metadata" is set twice\n$/,
  },
  {
    says: 'no field too many otherwise, nor a key that stands twice',
    args: ['-verbose', 'a.yaml'],
    files: { 'a.yaml': `${valid}dat: {}\nmetadata: {name: last}\n` },
    code: 0,
    stdout: 'a.yaml - ConfigMap last is valid\n',
  },
  {
    says: 'the name of a field that should not be there',
    args: ['-strict', 'a.yaml'],
    files: { 'a.yaml': `${valid}dat: {}\n` },
    code: 1,
    stdout: "a.yaml - ConfigMap one is invalid: at '/dat' (a.yaml:5:1): additional property 'dat' not allowed\n",
  },
  {
    says: 'what a server refuses beyond its schemas, only if extended',
    args: ['-extended', 'a.yaml'],
    files: {
      'a.yaml':
        'apiVersion: v1\nkind: Service\nmetadata: {name: s}\nspec: {ports: [{name: a, port: 80}, {name: b, port: 80}, {name: C, port: 3000000000}]}\n',
    },
    code: 1,
    stdout: `a.yaml - Service s is invalid: at '/spec/ports' (a.yaml:4:8): items at 0 and 1 have the same keys; at '/spec/ports/2/name' (a.yaml:4:65): got "C", want a DNS label (a-z, 0-9 and '-', which neither begins nor ends it), at most 63 characters (service-ports); at '/spec/ports/2/port' (a.yaml:4:74): got 3000000000, want at most 2147483647\n`,
  },
  {
    says: 'no such thing without it',
    args: ['-verbose', 'a.yaml'],
    files: {
      'a.yaml':
        'apiVersion: v1\nkind: Service\nmetadata: {name: s, labels: null}\nspec: {ports: [{port: 80}, {port: 80}]}\n',
    },
    code: 0,
    stdout: 'a.yaml - Service s is valid\n',
  },
  {
    says: 'the members of lists in lists',
    args: ['-verbose', 'a.yaml'],
    files: {
      'a.yaml':
        'apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: ConfigMapList\n  items: [{metadata: {name: in}}]\n',
    },
    code: 0,
    stdout: 'a.yaml - ConfigMap in is valid\n',
  },
  {
    says: 'kinds without a schema',
    args: ['a.yaml'],
    files: { 'a.yaml': 'apiVersion: x.example.com/v1\nkind: Thing\nmetadata: {name: t}\n' },
    code: 1,
    stdout: 'a.yaml - Thing t failed validation: could not find schema for Thing\n',
  },
  {
    says: 'that they are skipped where that is wanted',
    args: ['-ignore-missing-schemas', '-verbose', '-summary', 'a.yaml'],
    files: { 'a.yaml': 'apiVersion: x.example.com/v1\nkind: Thing\nmetadata: {name: t}\n' },
    code: 0,
    stdout:
      'a.yaml - Thing t skipped\nSummary: 1 resource found in 1 file - Valid: 0, Invalid: 0, Errors: 0, Skipped: 1\n',
  },
  {
    says: 'kinds that are skipped, and kinds that may not be there',
    args: ['-verbose', '-skip', 'apps/v1/Deployment', '-reject=ConfigMap', 'a.yaml'],
    files: { 'a.yaml': `${invalid}---\n${valid}` },
    code: 1,
    stdout:
      'a.yaml - Deployment two skipped\na.yaml - ConfigMap one failed validation: prohibited resource kind ConfigMap\n',
  },
  {
    says: 'the first error alone, where that is wanted',
    args: ['-exit-on-error', '-reject', 'ConfigMap', 'a.yaml'],
    files: { 'a.yaml': `${valid}---\n${invalid}` },
    code: 1,
    stdout: 'a.yaml - ConfigMap one failed validation: prohibited resource kind ConfigMap\n',
  },
  {
    says: 'a schema of one’s own, with what it refers to',
    args: ['-schema-location', 'default', '-schema-location', `schemas/${template}`, 'a.yaml'],
    files: {
      'a.yaml': 'apiVersion: x.example.com/v1\nkind: Thing\nmetadata: {name: t}\nspec: {size: big}\n',
      'schemas/thing-x-v1.json': '{"properties": {"spec": {"$ref": "parts.json#/definitions/spec"}}}',
      'schemas/parts.json': '{"definitions": {"spec": {"properties": {"size": {"type": "integer"}}}}}',
    },
    code: 1,
    stdout: "a.yaml - Thing t is invalid: at '/spec/size' (a.yaml:4:14): got string, want integer\n",
  },
  {
    says: 'which minors it knows',
    args: ['-kubernetes-version', '1.20.0', 'a.yaml'],
    files: { 'a.yaml': valid },
    code: 1,
    stdout: '',
    stderr: /^there are no schemas of Kubernetes 1\.20 here, but of 1\.34, 1\.35: name others with -schema-location\n$/,
  },
  {
    says: 'that a file is not there',
    args: ['missing.yaml'],
    files: {},
    code: 1,
    stdout: /^missing\.yaml - failed validation: ENOENT: no such file or directory/,
  },
  {
    says: 'what is no YAML, and goes on behind it',
    args: ['-verbose', 'a.yaml'],
    files: { 'a.yaml': `a: [\n---\n${valid}` },
    code: 1,
    stdout: /^a\.yaml - failed validation: .*\na\.yaml - ConfigMap one is valid\n$/,
  },
  {
    says: 'that an object holds itself',
    args: ['a.yaml'],
    files: { 'a.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: m}\ndata: &d {a: *d}\n' },
    code: 1,
    stdout: 'a.yaml - ConfigMap m failed validation: it is nested too deeply, or holds itself\n',
  },
  {
    says: 'JSON',
    args: ['-output', 'json', '-summary', 'a.yaml'],
    files: { 'a.yaml': `${valid}---\n${invalid.replace('image: 1', 'image: a')}` },
    code: 1,
    stdout: `${JSON.stringify(
      {
        resources: [
          {
            filename: 'a.yaml',
            kind: 'Deployment',
            name: 'two',
            version: 'apps/v1',
            status: 'statusInvalid',
            msg: "at '/spec/replicas' (a.yaml:10:13): got string, want integer",
            validationErrors: [{ path: '/spec/replicas', msg: 'got string, want integer', line: 10, column: 13 }],
            line: 6,
            column: 1,
          },
        ],
        summary: { valid: 1, invalid: 1, errors: 0, skipped: 0 },
      },
      null,
      2,
    )}\n`,
  },
  {
    says: 'TAP',
    args: ['-output', 'tap', 'a.yaml'],
    files: { 'a.yaml': `${valid}---\nkind: Pod\n` },
    code: 1,
    stdout: "TAP version 13\nok 1 - a.yaml (ConfigMap)\nnot ok 2 - a.yaml: missing 'apiVersion' key\n1..2\n",
  },
  {
    says: 'JUnit',
    args: ['-output', 'junit', 'a.yaml'],
    files: { 'a.yaml': `${valid}---\nkind: "<&>"\napiVersion: v1\n` },
    code: 1,
    stdout:
      /^<testsuites name="kubeconform" time="[0-9.]+" tests="2" failures="0" disabled="0" errors="1">\n {2}<testsuite name="a.yaml" id="1" tests="2" failures="0" errors="1" disabled="0" skipped="0">\n {4}<testcase name="one" classname="ConfigMap@v1"><\/testcase>\n {4}<testcase name="" classname="&lt;&amp;&gt;@v1"><error message="could not find schema for &lt;&amp;&gt;"><\/error><\/testcase>\n {2}<\/testsuite>\n<\/testsuites>\n$/,
  },
  {
    says: 'marks',
    args: ['-output', 'pretty', '-verbose', 'a.yaml'],
    files: { 'a.yaml': `${valid}---\nkind: Pod\n` },
    code: 1,
    stdout: "✔ a.yaml: ConfigMap one is valid\n✖ a.yaml: failed validation: missing 'apiVersion' key\n",
  },
  { says: 'its version', args: ['-v'], files: {}, code: 0, stdout: '0.1.0\n' },
  {
    says: 'its flags',
    args: ['--help'],
    files: {},
    code: 0,
    stdout: /^Usage: kubeconform .*-kubernetes-version string/s,
  },
  {
    says: 'a flag that there is none of',
    args: ['-sumary', 'a.yaml'],
    files: { 'a.yaml': valid },
    code: 1,
    stdout: '',
    stderr: /^flag provided but not defined: -sumary\nUsage:/,
  },
]

if (core)
  for (const { says, args, files, stdin, code, stdout, stderr } of rows)
    test(`kubeconform tells ${says}`, async () => {
      const ran = await run(args, files, stdin)
      if (typeof stdout === 'string') assert.is(ran.stdout, stdout)
      else assert.match(ran.stdout, stdout)
      if (stderr) assert.match(ran.stderr, stderr)
      else assert.is(ran.stderr, '')
      assert.is(ran.code, code)
    })

if (core)
  test('one validator looks at many inputs at a time', async () => {
    const { definitions } = JSON.parse(
      readFileSync(join(repository, 'schemas', 'kubernetes', '1.35', 'definitions.json'), 'utf8'),
    ) as ShippedSchemas // as `npm run schemas` writes them
    const { validate } = createValidator({ core, schemas: (how) => [shippedSource({ definitions }, how)] })
    const statuses = await Promise.all(
      ['Pod', 'Deployment', 'StatefulSet', 'DaemonSet', 'Job', 'Pod'].map(async (kind) => {
        const apiVersion = { Pod: 'v1', Job: 'batch/v1' }[kind] ?? 'apps/v1'
        const found: string[] = []
        for await (const { status } of validate({ path: kind, object: { apiVersion, kind, metadata: { name: 'x' } } }))
          found.push(status)
        return found.join()
      }),
    )
    assert.equal(statuses, ['valid', 'valid', 'valid', 'valid', 'valid', 'valid'])
  })

test('a stream is cut where its documents end, and each is found at its line', () => {
  const values = (text: string): string[] =>
    [...documentsOf(text)].map(({ error, positionOf, value }) => {
      const { line, column } = positionOf([])
      return `${line}:${column} ${error ? error.message : toJson(value)}`
    })
  assert.equal(values('# c\n%YAML 1.1\n# d\n---\na: 1\n---\nb: 2\n'), ['5:1 {"a":1}', '7:1 {"b":2}'])
  assert.equal(values('a: |\n  ---\n  x\n---\nb: 1'), ['1:1 {"a":"---\\nx\\n"}', '5:1 {"b":1}'])
  assert.equal(values('a: 1\r\n...\r\n--- {b: 2}\r\n'), ['1:1 {"a":1}', '3:5 {"b":2}'])
  // How deep is too deep depends on the stack.
  assert.match(values('['.repeat(50_000)).join(), /^1:\d+ it is nested too deeply, or holds itself$/)
})

test('YAML is read as sigs.k8s.io/yaml 1.6.0 reads it', () => {
  const text = `y: on
n: off
oct: 010
oct2: 0o10
hex: 0x10
time: 1:30
date: 2001-01-01
exp: 1e3
huge: 1e400
plain: 1_000
none: ~
float: 1.0
big: 9007199254740993
bytes: !!binary aGk=
x: &x {b: 1}
merged: {<<: *x, d: 2}
1: one
`
  const [document] = [...documentsOf(text)]
  // Recorded from that library, in the order of the text.
  assert.is(
    toJson(document?.value)
      .replace(/^\{("\d+":"one"),/, '{')
      .replace(/\}$/, ',"1":"one"}'),
    '{"true":true,"false":false,"oct":8,"oct2":8,"hex":16,"time":"1:30","date":"2001-01-01","exp":1000,"huge":"1e400","plain":1000,"none":null,"float":1,"big":9007199254740993,"bytes":"hi","x":{"b":1},"merged":{"b":1,"d":2},"1":"one"}',
  )
})

test.run()

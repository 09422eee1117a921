import { spawnSync } from 'node:child_process'
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join, win32 } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { describeDrift, hasDrift, showDrift } from '../engine/check.ts'
import { type Comparison, compareFiles } from '../engine/files.ts'
import type { File } from '../engine/model.ts'
import { refusal } from '../engine/ours.ts'
import { temporaryFolder } from './temporary-folder.ts'

const head = '# Rendered from overlays/prod by generators/020-kafka: edit there, then npm run render.\n'
const label = 'overlays/prod'
const broker: File = { path: 'rendered/020-kafka/40-statefulset-broker.yaml', text: `${head}kind: StatefulSet\n` }
const service: File = { path: 'rendered/020-kafka/10-service-broker.yaml', text: `${head}kind: Service\n` }
const kustomization: File = { path: 'kustomization.yaml', text: `${head}kind: Kustomization\n` }
const files = [kustomization, service, broker]

/** A root whose overlay `prod` holds these texts by path. */
function rootWith(texts: Record<string, string>): string {
  const root = temporaryFolder()
  mkdirSync(join(root, label), { recursive: true })
  for (const [path, text] of Object.entries(texts)) {
    mkdirSync(dirname(join(root, label, path)), { recursive: true })
    writeFileSync(join(root, label, path), text)
  }
  return root
}

const rendered = (): Record<string, string> => Object.fromEntries(files.map(({ path, text }) => [path, text]))

const nothing: Comparison = { unchanged: 0, changed: [], missing: [], leftOver: [], abandoned: [], problems: [] }

test('an overlay that was never rendered misses every file, in the order given', () => {
  assert.equal(compareFiles(join(rootWith({}), label), files, label), { ...nothing, missing: files })
})

test('an overlay whose folder does not exist yet misses every file', () => {
  assert.equal(compareFiles(join(temporaryFolder(), 'overlays', 'new'), files, label), { ...nothing, missing: files })
})

test('what is as it should be is only counted', () => {
  assert.equal(compareFiles(join(rootWith(rendered()), label), files, label), { ...nothing, unchanged: 3 })
})

test('changed, missing and left over files are told apart, and what a person keeps in the overlay is not looked at', () => {
  const { [service.path]: _, ...others } = rendered()
  const root = rootWith({
    ...others,
    [broker.path]: `${head}kind: Deployment\n`,
    'rendered/030-fluent-bit/35-daemonset-fluent-bit.yaml': `${head}kind: DaemonSet\n`,
    'rendered/010-zookeeper/old.yaml': '# Rendered from overlays/staging by generators/010-zookeeper: ...\r\n',
    'overlay.yaml': 'purpose: production\n',
    'patches/.hidden': '',
  })
  assert.equal(compareFiles(join(root, label), files, label), {
    ...nothing,
    unchanged: 1,
    changed: [broker],
    missing: [service],
    leftOver: ['rendered/010-zookeeper/old.yaml', 'rendered/030-fluent-bit/35-daemonset-fluent-bit.yaml'],
  })
})

test('an overlay that is no longer rendered has only left over files, and a kustomization.yaml of its own is no problem', () => {
  assert.equal(compareFiles(join(rootWith(rendered()), label), [], label), {
    ...nothing,
    leftOver: ['kustomization.yaml', service.path, broker.path].sort(),
  })
  assert.equal(compareFiles(join(rootWith({ 'kustomization.yaml': 'resources: []\n' }), label), [], label), nothing)
})

test('a byte order mark, CRLF or a missing final newline is a change, not another file', () => {
  const spoilt = {
    ...rendered(),
    [broker.path]: `\uFEFF${broker.text}`,
    [service.path]: service.text.replaceAll('\n', '\r\n'),
    [kustomization.path]: kustomization.text.trimEnd(),
  }
  assert.equal(compareFiles(join(rootWith(spoilt), label), files, label), { ...nothing, changed: files })
})

test('what a killed render left is abandoned, not drift', () => {
  const root = rootWith({
    ...rendered(),
    '.sluice-0a1b2c-1.tmp': 'half',
    'rendered/020-kafka/.sluice-0a1b2c-2.tmp': 'half',
    'rendered/030-fluent-bit/.sluice-0a1b2c-3.tmp': 'half',
  })
  mkdirSync(join(root, label, 'rendered/070-flink/deep'), { recursive: true })
  const comparison = compareFiles(join(root, label), files, label)
  assert.equal([...comparison.abandoned].sort(), [
    '.sluice-0a1b2c-1.tmp',
    'rendered/020-kafka/.sluice-0a1b2c-2.tmp',
    'rendered/030-fluent-bit/',
    'rendered/030-fluent-bit/.sluice-0a1b2c-3.tmp',
    'rendered/070-flink/',
    'rendered/070-flink/deep/',
  ])
  assert.equal({ ...comparison, abandoned: [] }, { ...nothing, unchanged: 3 })
  assert.not.ok(hasDrift(comparison))
})

const foreignHint = 'a render replaces all of rendered/: move this elsewhere, or delete it'
const kustomizationHint = `move it into a folder of its own and let it have "resources: [<the way to>/${label}]", or delete it`
const linkHint = 'put what it points to in its place: nothing is rendered through a link, which may lead anywhere'
const expectedOurs = 'expected a file that begins with "# Rendered from overlays/", found'

type Obstacle = {
  what: string
  make: (overlay: string) => void
  file: string
  rule: string
  message: string
  hint: string
}

const obstacles: Obstacle[] = [
  {
    what: 'a file of a person under the name of a rendered one',
    make: (overlay) => writeFileSync(join(overlay, broker.path), 'kind: StatefulSet\n'),
    file: `${label}/${broker.path}`,
    rule: 'files/not-ours',
    message: `${expectedOurs} one that does not`,
    hint: foreignHint,
  },
  {
    what: 'an empty file under the name of a rendered one',
    make: (overlay) => writeFileSync(join(overlay, broker.path), ''),
    file: `${label}/${broker.path}`,
    rule: 'files/not-ours',
    message: `${expectedOurs} one that does not`,
    hint: foreignHint,
  },
  {
    what: 'another file of a person under rendered/',
    make: (overlay) => writeFileSync(join(overlay, 'rendered/020-kafka/mine.yaml'), 'kind: Secret\n'),
    file: `${label}/rendered/020-kafka/mine.yaml`,
    rule: 'files/not-ours',
    message: `${expectedOurs} one that does not`,
    hint: foreignHint,
  },
  {
    what: 'a file with our first line and another extension',
    make: (overlay) => writeFileSync(join(overlay, 'rendered/notes.json'), head),
    file: `${label}/rendered/notes.json`,
    rule: 'files/not-ours',
    message: `${expectedOurs} a file that is not .yaml`,
    hint: foreignHint,
  },
  {
    what: 'a hidden file',
    make: (overlay) => writeFileSync(join(overlay, 'rendered/.notes.yaml'), head),
    file: `${label}/rendered/.notes.yaml`,
    rule: 'files/not-ours',
    message: `${expectedOurs} a hidden file`,
    hint: foreignHint,
  },
  {
    what: 'a hidden folder',
    make: (overlay) => mkdirSync(join(overlay, 'rendered/.git/objects'), { recursive: true }),
    file: `${label}/rendered/.git`,
    rule: 'files/not-ours',
    message: `${expectedOurs} a hidden folder`,
    hint: foreignHint,
  },
  {
    what: 'a kustomization.yaml of a person',
    make: (overlay) => writeFileSync(join(overlay, 'kustomization.yaml'), 'resources: []\n'),
    file: `${label}/kustomization.yaml`,
    rule: 'files/not-ours',
    message: `${expectedOurs} one that does not`,
    hint: kustomizationHint,
  },
  {
    what: 'a second kustomization file',
    make: (overlay) => writeFileSync(join(overlay, 'kustomization.yml'), 'resources: []\n'),
    file: `${label}/kustomization.yml`,
    rule: 'files/not-ours',
    message: `${expectedOurs} kustomization.yml, which Kustomize refuses beside kustomization.yaml`,
    hint: kustomizationHint,
  },
  {
    what: 'a folder where a file must be',
    make: (overlay) => {
      rmSync(join(overlay, broker.path))
      mkdirSync(join(overlay, broker.path))
      writeFileSync(join(overlay, broker.path, 'old.yaml'), head)
    },
    file: `${label}/${broker.path}`,
    rule: 'files/in-the-way',
    message: 'expected a file, found a folder',
    hint: 'move it elsewhere, or delete it',
  },
  {
    what: 'a folder where kustomization.yaml must be',
    make: (overlay) => {
      rmSync(join(overlay, 'kustomization.yaml'))
      mkdirSync(join(overlay, 'kustomization.yaml'))
    },
    file: `${label}/kustomization.yaml`,
    rule: 'files/in-the-way',
    message: 'expected a file, found a folder',
    hint: 'move it elsewhere, or delete it',
  },
  {
    what: 'a file where rendered/ must be',
    make: (overlay) => {
      rmSync(join(overlay, 'rendered'), { recursive: true })
      writeFileSync(join(overlay, 'rendered'), head)
    },
    file: `${label}/rendered`,
    rule: 'files/in-the-way',
    message: 'expected a folder, found a file',
    hint: 'move it elsewhere, or delete it',
  },
  ...['rendered', 'rendered/020-kafka', broker.path, 'kustomization.yaml', 'rendered/elsewhere'].map(
    (path): Obstacle => ({
      what: `a symbolic link at ${path}`,
      make: (overlay) => {
        const elsewhere = temporaryFolder()
        rmSync(join(overlay, path), { recursive: true, force: true })
        symlinkSync(elsewhere, join(overlay, path))
      },
      file: `${label}/${path}`,
      rule: 'files/symlink',
      message: 'expected a file or folder of its own, found a symbolic link',
      hint: linkHint,
    }),
  ),
]

for (const { what, make, file, rule, message, hint } of obstacles) {
  test(`${what} is a problem that says the way out`, () => {
    const root = rootWith(rendered())
    make(join(root, label))
    const at = { file, line: 1, column: 1, path: '' }
    const [first, ...more] = compareFiles(join(root, label), files, label).problems
    assert.equal(first, { rule, severity: 'error', at, message, hint, overlay: 'prod' })
    assert.equal(
      more.map((problem) => problem.at.file),
      [],
    )
  })
}

test("an overlay's folder that is a symbolic link is refused, and not looked into", () => {
  const root = rootWith(rendered())
  symlinkSync(join(root, label), join(root, 'overlays', 'copy'))
  const { problems, ...rest } = compareFiles(join(root, 'overlays/copy'), files, 'overlays/copy')
  assert.equal(
    problems.map(({ rule, at, overlay }) => ({ rule, file: at.file, overlay })),
    [{ rule: 'files/symlink', file: 'overlays/copy', overlay: 'copy' }],
  )
  assert.equal({ ...rest, problems: [] }, { ...nothing, missing: files })
})

if (process.platform !== 'win32') {
  test('a pipe under rendered/ is refused and not waited for', () => {
    const root = rootWith(rendered())
    assert.is(spawnSync('mkfifo', [join(root, label, 'rendered/pipe.yaml')]).status, 0)
    assert.equal(
      compareFiles(join(root, label), files, label).problems.map(({ message }) => message),
      [`${expectedOurs} what is neither file nor folder`],
    )
  })
}

const refused: Record<string, string> = {
  '': 'an empty name',
  '/etc/passwd': 'an empty name',
  'rendered//a.yaml': 'an empty name',
  '../staging/rendered/a.yaml': 'a name that begins with a dot ("..")',
  'rendered/../overlay.yaml': 'a name that begins with a dot ("..")',
  'rendered/./a.yaml': 'a name that begins with a dot (".")',
  'rendered/.a.yaml': 'a name that begins with a dot (".a.yaml")',
  'rendered/010-a./a.yaml': 'a name that ends with a dot or a space ("010-a.")',
  'rendered/010-a /a.yaml': 'a name that ends with a dot or a space ("010-a ")',
  'rendered\\..\\..\\a.yaml': 'a character that no file name may have ("rendered\\\\..\\\\..\\\\a.yaml")',
  'C:/a.yaml': 'a character that no file name may have ("C:")',
  'rendered/a.yaml:stream.yaml': 'a character that no file name may have ("a.yaml:stream.yaml")',
  'rendered/a\n.yaml': 'a character that no file name may have ("a\\n.yaml")',
  'rendered/con.yaml': 'a name that Windows reserves ("con.yaml")',
  'rendered/Com1/a.yaml': 'a name that Windows reserves ("Com1")',
  'rendered/nul': 'a name that Windows reserves ("nul")',
  [`rendered/${'a'.repeat(251)}.yaml`]: `a name of more than 255 bytes ("${'a'.repeat(40)}...")`,
  'rendered/a.json': 'a file that is not .yaml',
  'overlay.yaml': 'a file that is not among the generated',
  'patches/a.yaml': 'a folder that is not among the generated ("patches")',
}

test('a path that leaves what is generated, or that some file system cannot hold, is refused with the reason', () => {
  assert.equal(Object.fromEntries(Object.keys(refused).map((path) => [path, refusal(path)])), refused)
})

test("a path that is not refused stays in the overlay's folder, on Windows too", () => {
  const accepted = ['kustomization.yaml', broker.path, 'rendered/010-a/10-service-console.yaml']
  const folder = 'C:\\git\\overlays\\prod'
  assert.equal(
    accepted.map((path) => [refusal(path), win32.relative(folder, win32.join(folder, path)).replaceAll('\\', '/')]),
    accepted.map((path) => [undefined, path]),
  )
})

test('a file that we could not recognise again, or that comes twice, is our own fault', () => {
  const folder = join(rootWith({}), label)
  assert.throws(() => compareFiles(folder, [{ ...broker, text: 'kind: A\n' }], label), /does not begin with/)
  assert.throws(() => compareFiles(folder, [{ ...broker, path: '../a.yaml' }], label), /begins with a dot/)
  assert.throws(() => compareFiles(folder, [broker, broker], label), /two files have the same path/)
})

const numbered = (count: number, changed: number): string =>
  head + Array.from({ length: count }, (_, line) => `line ${line}${line < changed ? ' changed' : ''}\n`).join('')

test('drift is told with the beginning of each diff, and what is missing and left over', async () => {
  const root = rootWith({
    [broker.path]: numbered(40, 0),
    [kustomization.path]: kustomization.text.replace('Kustomization', 'Component'),
    'rendered/old.yaml': head,
  })
  const wanted = [kustomization, service, { path: broker.path, text: numbered(40, 10) }]
  const comparison = compareFiles(join(root, label), wanted, label)
  const drift = await describeDrift(comparison, { root, folder: label, lines: 6, files: 2 })
  assert.ok(hasDrift(comparison))
  assert.is(
    showDrift(drift, false),
    `overlays/prod: 2 changed, 1 missing, 1 left over
  changed    overlays/prod/kustomization.yaml
    @@ -1,2 +1,2 @@
     ${head.trimEnd()}
    -kind: Component
    +kind: Kustomization
  changed    overlays/prod/rendered/020-kafka/40-statefulset-broker.yaml
    @@ -1,14 +1,14 @@
     ${head.trimEnd()}
    -line 0
    -line 1
    -line 2
    -line 3
    ... and 19 more lines
  missing    overlays/prod/rendered/020-kafka/10-service-broker.yaml
  left over  overlays/prod/rendered/old.yaml`,
  )
  assert.equal((await describeDrift(comparison, { root, folder: label, lines: 6, files: 0 })).changed, [
    { path: 'overlays/prod/kustomization.yaml', diff: [], more: 0 },
    { path: `overlays/prod/${broker.path}`, diff: [], more: 0 },
  ])
})

const spoilt: [what: string, before: string, after: string, diff: string[]][] = [
  ['line ends', `${head}a\r\nb\r\n`, `${head}a\nb\n`, ['\\ Only the line ends differ: CRLF here, LF where rendered']],
  ['a long rewrite', numbered(3000, 3000), numbered(3000, 0), ['\\ More than 2000 lines differ']],
  [
    'what a terminal would obey',
    `${head}\u001b[2Ja\u202e\n`,
    `${head}${'a'.repeat(300)}\n`,
    ['@@ -1,2 +1,2 @@', ` ${head.trimEnd()}`, '-<U+001B>[2Ja<U+202E>', `+${'a'.repeat(199)}...`],
  ],
  [
    'a missing newline at the end',
    `${head}a`,
    `${head}a\n`,
    ['@@ -1,2 +1,2 @@', ` ${head.trimEnd()}`, '-a', '\\ No newline at end of file', '+a'],
  ],
]

for (const [what, before, after, diff] of spoilt) {
  test(`${what} is shown so that a person sees it, and nothing else happens`, async () => {
    const root = rootWith({ [broker.path]: before })
    const comparison = compareFiles(join(root, label), [{ path: broker.path, text: after }], label)
    const shown = showDrift(await describeDrift(comparison, { root, folder: label, lines: 20, files: 20 }), false)
    assert.equal(
      shown.split('\n').slice(2),
      diff.map((line) => `    ${line}`),
    )
  })
}

test.run()

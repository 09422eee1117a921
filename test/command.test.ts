import { readFileSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { write } from './support/clone.ts'
import { noTerminal, npm, onTerminal, sluice } from './support/command.ts'
import { ownComponents } from './support/own-component.ts'
import { overlay, repository } from './support/world.ts'
import { temporaryFolder } from './temporary-folder.ts'
import { tree } from './tree.ts'

const root = write(temporaryFolder(), ownComponents)
const facts = overlay('components: {namespace: true, notes: true}\n')
const warned = `${overlay('components: {namespace: true, certs: true}\n', { purpose: 'development' })}values: {certs: {internal: none}}\n`

/** Lets the team have these overlays, given as the texts of their files, and none of what was rendered before. */
function overlays(texts: Readonly<Record<string, string>>): void {
  rmSync(join(root, 'overlays'), { recursive: true, force: true })
  write(root, Object.fromEntries(Object.entries(texts).map(([name, text]) => [`overlays/${name}/overlay.yaml`, text])))
}

const broken = facts.replace('storageClass: ssd', 'storageClas: ssd').replace('argocd', 'argo')
const complaints = `overlays/small/overlay.yaml:8:3: cluster.storageClas: unknown key "storageClas"  error [schema/unknown-key]
  hint: did you mean "storageClass"?
overlays/small/overlay.yaml:15:16: sync.engine: expected one of argocd, flux, got "argo"  error [schema/enum]
2 errors; nothing was written
`

test('a problem is told with its place, what was expected, what was found and the way out', () => {
  overlays({ small: broken })
  const before = tree(join(root, 'overlays'))
  assert.equal(sluice(root, ['render']), { code: 1, stdout: '', stderr: complaints })
  assert.equal(tree(join(root, 'overlays')), before)
})

test('the same is told in a pipe, to a quiet command and through npm', () => {
  overlays({ small: broken })
  assert.equal(sluice(root, ['render', '-q']), { code: 1, stdout: '', stderr: complaints })
  assert.equal(npm('render', ['--root', root]), { code: 1, stdout: '', stderr: complaints })
})

test('--json gives a line for each problem, with every field', () => {
  overlays({ small: `${facts}values: {notes: {text: 7}}\n` })
  const { code, stdout, stderr } = sluice(root, ['render', '--json'])
  assert.equal([code, stderr], [1, ''])
  assert.is(
    stdout,
    '{"rule":"manifest/schema","severity":"error",' +
      '"at":{"file":"overlays/small/overlay.yaml","line":17,"column":18,"path":"values.notes.text"},' +
      '"message":"expected a string, got 7 (in ConfigMap/notes data.text)","hint":"make it a string: \\"7\\"",' +
      '"overlay":"small","object":"ConfigMap/notes"}\n',
  )
})

test('--json says nothing of what is well, also through npm', () => {
  overlays({ small: facts })
  assert.equal(npm('render', ['--root', root, '--json']), { code: 0, stdout: '', stderr: '' })
})

test('--format github gives annotations, which name files as the working directory sees them', () => {
  overlays({ small: broken.replace('namespace: data', 'namespace: "100%,\\n"') })
  const annotations = (folder: string): string[] => [
    `::error file=${folder}overlays/small/overlay.yaml,line=2,col=12,title=schema/pattern::namespace: expected a DNS label (lower-case letters, digits and -, at most 63 characters), got "100%25,\\n"`,
    `::error file=${folder}overlays/small/overlay.yaml,line=8,col=3,title=schema/unknown-key::cluster.storageClas: unknown key "storageClas"%0Ahint: did you mean "storageClass"?`,
    `::error file=${folder}overlays/small/overlay.yaml,line=15,col=16,title=schema/enum::sync.engine: expected one of argocd, flux, got "argo"`,
  ]
  assert.equal(sluice(root, ['render', '--format', 'github']), {
    code: 1,
    stdout: `${annotations('').join('\n')}\n`,
    stderr: '',
  })
  assert.equal(sluice(dirname(root), ['render', '--format=github', '--root', root]), {
    code: 1,
    stdout: `${annotations(`${basename(root)}/`).join('\n')}\n`,
    stderr: '',
  })
})

const unreachable = noTerminal()
if (unreachable) console.log(`# skipped: what a terminal shows: ${unreachable}`)
else {
  test('a terminal shows the line with a caret, in colour', () => {
    overlays({ small: broken })
    const { code, text } = onTerminal(root, ['render'])
    assert.is(code, 1)
    assert.is(
      text.replaceAll('\u001b', '^'),
      `^[1moverlays/small/overlay.yaml:8:3:^[0m cluster.storageClas: unknown key "storageClas"  ^[31merror^[0m ^[2m[schema/unknown-key]^[0m
  ^[2m|^[0m   storageClas: ssd
  ^[2m|^[0m   ^[31m^^[0m
  hint: did you mean "storageClass"?
^[1moverlays/small/overlay.yaml:15:16:^[0m sync.engine: expected one of argocd, flux, got "argo"  ^[31merror^[0m ^[2m[schema/enum]^[0m
  ^[2m|^[0m sync: {engine: argo, repository: "https://git.example.com/streaming.git", revision: main}
  ^[2m|^[0m                ^[31m^^[0m
2 errors; nothing was written
`,
    )
  })

  test('NO_COLOR leaves the caret and takes the colours', () => {
    overlays({ small: facts.replace('argocd', 'argo') })
    assert.equal(onTerminal(root, ['render'], { NO_COLOR: '1' }), {
      code: 1,
      text: `overlays/small/overlay.yaml:15:16: sync.engine: expected one of argocd, flux, got "argo"  error [schema/enum]
  | sync: {engine: argo, repository: "https://git.example.com/streaming.git", revision: main}
  |                ^
1 error; nothing was written
`,
    })
  })

  test('of a long line a terminal shows what is around the caret, and nothing that it would obey', () => {
    const long = `values: {notes: {line: "${'x'.repeat(300)}", \u009b31m: 7, text: "${'x'.repeat(300)}"}}\n`
    overlays({ small: `${facts}${long}` })
    const { text } = onTerminal(root, ['render'], { NO_COLOR: '1' })
    assert.is(
      text,
      `overlays/small/overlay.yaml:17:328: values.notes["<U+009B>31m"]: unknown key "<U+009B>31m"  error [schema/unknown-key]
  | …${'x'.repeat(52)}", <U+009B>31m: 7, text: "${'x'.repeat(39)}…
  |  ${' '.repeat(55)}^
  hint: allowed here: text, line, lines, template, throws, pause, entries
1 error; nothing was written
`,
    )
  })

  test('work of more than a second counts overlays on a terminal, and only there', () => {
    const slow = `${facts}values: {notes: {pause: 600}}\n`
    overlays({ a: slow, b: slow.replace('name: test', 'name: b'), c: slow.replace('name: test', 'name: c') })
    assert.match(
      onTerminal(root, ['render']).text.replaceAll('\u001b', '^'),
      /^(\r\^\[K1 of 3 overlays)?\r\^\[K2 of 3 overlays\r\^\[Ka: 3 objects, 6 added\nb: .*\nc: .*\n$/,
    )
    assert.equal(sluice(root, ['render', 'a', 'b']), {
      code: 0,
      stdout: 'a: 3 objects, nothing changed\nb: 3 objects, nothing changed\n',
      stderr: '',
    })
    overlays({ small: facts })
    assert.is(onTerminal(root, ['render']).text, 'small: 3 objects, 6 added\n')
  })
}

test('success is a line for each overlay', () => {
  overlays({ b: facts, a: facts.replace('name: test', 'name: other') })
  assert.equal(sluice(root, ['render']), {
    code: 0,
    stdout: 'a: 3 objects, 6 added\nb: 3 objects, 6 added\n',
    stderr: '',
  })
  write(root, { 'overlays/a/overlay.yaml': facts.replace('name: test', 'name: other').replace('ssd', 'hdd') })
  rmSync(join(root, 'overlays/b/overlay.yaml'))
  write(root, { 'overlays/b/overlay.yaml': facts.replace('notes: true', 'notes: false') })
  assert.equal(sluice(root, ['render']), {
    code: 0,
    stdout: 'a: 3 objects, nothing changed\nb: 2 objects, 1 changed, 1 removed\n',
    stderr: '',
  })
})

test('a quiet command says nothing of overlays that are well', () => {
  overlays({ small: facts })
  assert.equal(sluice(root, ['render', '--quiet']), { code: 0, stdout: '', stderr: '' })
  assert.equal(sluice(root, ['render', '--quiet', '--check']), { code: 0, stdout: '', stderr: '' })
})

test('only the overlays that are named are rendered', () => {
  overlays({ a: facts, b: facts.replace('name: test', 'name: b'), c: facts.replace('name: test', 'name: c') })
  assert.is(sluice(root, ['render', 'c', 'a', 'c']).stdout, 'a: 3 objects, 6 added\nc: 3 objects, 6 added\n')
  assert.equal(
    Object.keys(tree(join(root, 'overlays'))).filter((path) => path.startsWith('b/')),
    ['b/overlay.yaml'],
  )
})

test('a name that no overlay has is a wrong argument, told with the list of those that are', () => {
  overlays({ prod: facts, staging: facts.replace('name: test', 'name: staging') })
  const before = tree(join(root, 'overlays'))
  assert.equal(sluice(root, ['render', 'prd', 'staging', '../prod']), {
    code: 2,
    stdout: '',
    stderr: `overlays:1:1: there is no overlay "prd"  error [overlay/unknown]
  hint: did you mean "prod"? there are prod, staging
overlays:1:1: there is no overlay "../prod"  error [overlay/unknown]
  hint: there are prod, staging
`,
  })
  assert.equal(tree(join(root, 'overlays')), before)
})

test('another folder of overlays is named by --root, before or after the command', () => {
  overlays({ small: facts })
  for (const args of [
    ['render', '--root', root],
    ['render', `--root=${root}`, 'small'],
    ['--root', root, 'render', '--check'],
  ])
    assert.is(sluice(dirname(root), args).code, 0, args.join(' '))
})

test('a warning is told and does not stop the write, unless --strict', () => {
  overlays({ small: warned })
  const said = (severity: string): string =>
    `overlays/small/overlay.yaml:17:28: values.certs.internal: expected ca or existing, got none: everything is plaintext and nobody is authenticated  ${severity} [certs/internal-is-on]
  hint: use ca, which needs nothing but cert-manager
`
  assert.equal(sluice(root, ['render', '--strict']), {
    code: 1,
    stdout: '',
    stderr: `${said('error')}1 error; nothing was written\n`,
  })
  assert.equal(Object.keys(tree(join(root, 'overlays'))), ['small/overlay.yaml'])
  const { code, stdout, stderr } = sluice(root, ['render'])
  assert.equal([code, stderr], [0, said('warning')])
  assert.match(stdout, /^small: \d+ objects, \d+ added\n$/)
})

const wrong: readonly [args: readonly string[], stderr: RegExp][] = [
  [['render', '--chek'], /^Unknown option '--chek'\.\nnpm run render -- --help says what it takes\.\n$/],
  [['render', '--format'], /^Option '--format <value>' argument missing\.\n.*--help says/],
  [['render', '--format', 'xml'], /^--format takes text, json or github, not "xml"\.\n.*--help says/],
  [['render', '--check=yes'], /^Option '--check' does not take an argument\.\n.*--help says/],
  [['types', 'all'], /^Unexpected argument 'all'\.\n.*--help says/],
  [['hook', '--force'], /^Unknown option '--force'\.\n.*--help says/],
  [['test', '--fast'], /^Unknown option '--fast'\.\n.*--help says/],
  [['bench', '--fast'], /^Unknown option '--fast'\.\n.*--help says/],
  [['new', 'component', 'nifi'], /^Usage: npm run new .*Example: npm run new -- component 083-nifi\n$/s],
  [['schemas', '1.36'], /1\.36/],
  [['rendr'], /^There is no command "rendr"; did you mean "render"\?\nUsage: /],
]
for (const [args, stderr] of wrong) {
  test(`sluice ${args.join(' ')} is refused, and nothing is done`, () => {
    overlays({ small: facts })
    const before = tree(root)
    const outcome = sluice(root, args)
    assert.equal([outcome.code, outcome.stdout], [2, ''])
    assert.match(outcome.stderr, stderr)
    assert.equal(tree(root), before)
  })
}

test('every command explains itself with an example, and does nothing else', () => {
  overlays({ small: facts })
  const overview = sluice(root, ['--help'])
  assert.is(overview.code, 0)
  const commands = [...overview.stdout.matchAll(/^ {2}([a-z-]+) {2,}\S/gm)].map(([, name = '']) => name)
  const { scripts } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8'))
  const names = Object.values<string>(scripts).map((script) =>
    script.replace(/^node scripts\/sluice\.mjs (\S+).*/, '$1'),
  )
  assert.equal([...commands].sort(), [...new Set(names)].sort())
  const before = tree(root)
  for (const name of commands) {
    const { code, stdout, stderr } = sluice(root, [name, '--help'])
    assert.equal([code, stderr], [0, ''], name)
    assert.match(
      stdout,
      new RegExp(`^Usage: npm (run )?(-s )?${name}\\b.*\\n\\nExamples?: npm (run )?(-s )?${name}\\b`, 's'),
    )
  }
  assert.equal(tree(root), before)
})

test('a generator that throws is our own fault: the component, the overlay and the line are told, nothing is written', () => {
  overlays({ a: facts, small: `${facts.replace('name: test', 'name: small')}values: {notes: {throws: true}}\n` })
  const before = tree(root)
  const { code, stdout, stderr } = sluice(root, ['render'])
  assert.equal([code, stdout], [2, ''])
  assert.match(stderr, /^Error: generators\/083-notes could not render overlay small\n/)
  assert.match(
    stderr,
    /\[cause\]: Error: no notes today\n +at notes \(.*generators[/\\]083-notes[/\\]component\.ts:17:21\)/,
  )
  assert.match(
    stderr,
    /This is a defect of Sluice or of a component, not of an overlay; the lines above name the place\.\n$/,
  )
  assert.equal(tree(root), before)
})

/** One overlay, rendered, then one file of it changed, one removed and one that was never rendered. */
function drifted(): void {
  overlays({ calm: facts.replace('name: test', 'name: calm'), small: facts })
  assert.is(sluice(root, ['render']).code, 0)
  const rendered = join(root, 'overlays/small/rendered')
  const [note, gone] = ['083-notes/20-configmap-notes.yaml', '000-namespace/08-networkpolicy-default-deny.yaml']
  const text = readFileSync(join(rendered, note), 'utf8')
  write(rendered, {
    [note]: text.replace('text: fine', 'text: "by hand"'),
    '095-edge/10-service-old.yaml': text.split('\n')[0] ?? '',
  })
  rmSync(join(rendered, gone))
}

const diff = [
  '@@ -13,6 +13,6 @@',
  '   annotations:',
  '     argocd.argoproj.io/sync-wave: "83"',
  ' data:',
  '-  text: "by hand"',
  '+  text: fine',
  '   note.conf: |',
  '     line = one line',
]

test('--check lists what is changed, with a short diff, missing and left over, and changes nothing', () => {
  drifted()
  const before = tree(root)
  assert.equal(sluice(root, ['render', '--check']), {
    code: 1,
    stdout: `overlays/small: 1 changed, 1 missing, 1 left over
  changed    overlays/small/rendered/083-notes/20-configmap-notes.yaml
${diff.map((line) => `    ${line}`).join('\n')}
  missing    overlays/small/rendered/000-namespace/08-networkpolicy-default-deny.yaml
  left over  overlays/small/rendered/095-edge/10-service-old.yaml
calm: 3 objects, as committed
`,
    stderr: '1 of 2 overlays differ from what would be rendered: npm run render\n',
  })
  assert.equal(tree(root), before)
})

test('--check --json gives a line for each overlay that differs', () => {
  drifted()
  const { code, stdout } = sluice(root, ['render', '--check', '--json'])
  assert.is(code, 1)
  assert.equal(JSON.parse(stdout), {
    folder: 'overlays/small',
    changed: [{ path: 'overlays/small/rendered/083-notes/20-configmap-notes.yaml', diff, more: 0 }],
    missing: ['overlays/small/rendered/000-namespace/08-networkpolicy-default-deny.yaml'],
    leftOver: ['overlays/small/rendered/095-edge/10-service-old.yaml'],
  })
})

test('--check --format github annotates every file that differs', () => {
  drifted()
  const { code, stdout } = sluice(root, ['render', '--check', '--format', 'github'])
  assert.is(code, 1)
  assert.equal(stdout.replaceAll('overlays/small/rendered/', '').split('\n'), [
    '::error file=083-notes/20-configmap-notes.yaml,line=1,col=1,title=render/drift::this is not what would be rendered%0Ahint: npm run render, and commit',
    '::error file=000-namespace/08-networkpolicy-default-deny.yaml,line=1,col=1,title=render/drift::this file would be rendered, and is not there%0Ahint: npm run render, and commit',
    '::error file=095-edge/10-service-old.yaml,line=1,col=1,title=render/drift::this file would not be rendered any more%0Ahint: npm run render, and commit',
    '',
  ])
})

test('--check finds nothing where the tree is what was rendered, and compares nothing while anything is wrong', () => {
  drifted()
  assert.is(sluice(root, ['render', 'small']).code, 0)
  assert.equal(sluice(root, ['render', '--check']), {
    code: 0,
    stdout: 'calm: 3 objects, as committed\nsmall: 3 objects, as committed\n',
    stderr: '',
  })
  write(root, { 'overlays/calm/overlay.yaml': broken.replace('name: test', 'name: calm') })
  const { code, stdout, stderr } = sluice(root, ['render', '--check'])
  assert.equal([code, stdout], [1, ''])
  assert.match(stderr, /\n2 errors; nothing was compared\n$/)
})

test.run()

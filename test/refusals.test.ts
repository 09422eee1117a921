import { chmodSync, mkdirSync, readdirSync, renameSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { write } from './support/clone.ts'
import { mounting, noMounting, noOrdinaryUser, ordinaryUser, sluice } from './support/command.ts'
import { ownComponents } from './support/own-component.ts'
import { overlay } from './support/world.ts'
import { temporaryFolder } from './temporary-folder.ts'
import { tree } from './tree.ts'

const root = write(temporaryFolder(), ownComponents)
const overlays = join(root, 'overlays')
const small = join(overlays, 'small')
const facts = overlay('components: {namespace: true, notes: true}\n')
const valued = (values: string): string => `${facts}values:\n  notes: {${values}}\n`

const changed = facts.replace('name: test', 'name: other')
write(root, { 'overlays/small/overlay.yaml': facts, 'overlays/other/overlay.yaml': changed })
assert.equal(sluice(root, ['render']).stderr, '')
const rendered = tree(overlays)

/** Two overlays as they were rendered, then one of them changed, so that there is something to write. */
function twoOverlays(): void {
  rmSync(overlays, { recursive: true, force: true })
  write(overlays, { ...rendered, 'other/overlay.yaml': `${changed}values: {notes: {line: changed}}\n` })
}

type Refused = { readonly says: string; readonly make: () => void; readonly told: string }

const linked = `expected a file or folder of its own, found a symbolic link  error [files/symlink]
  hint: put what it points to in its place: nothing is rendered through a link, which may lead anywhere`

const refused: readonly Refused[] = [
  {
    says: 'a folder named overlay.yaml',
    make: () => {
      unlinkSync(join(small, 'overlay.yaml'))
      mkdirSync(join(small, 'overlay.yaml'))
    },
    told: 'overlays/small/overlay.yaml:1:1: expected a file, found a folder  error [overlay/file]\n  hint: put a file in its place',
  },
  {
    says: 'a folder without overlay.yaml',
    make: () => mkdirSync(join(overlays, 'new')),
    told: 'overlays/new/overlay.yaml:1:1: expected a file, found none  error [overlay/file]\n  hint: write it, or remove overlays/new',
  },
  {
    says: 'an overlay.yaml that is a link',
    make: () => {
      renameSync(join(small, 'overlay.yaml'), join(root, 'elsewhere.yaml'))
      symlinkSync(join(root, 'elsewhere.yaml'), join(small, 'overlay.yaml'))
    },
    told: `overlays/small/overlay.yaml:1:1: ${linked}`,
  },
  {
    says: 'an overlay that is a link',
    make: () => symlinkSync(small, join(overlays, 'twin'), 'junction'),
    told: `overlays/twin:1:1: ${linked}`,
  },
  {
    says: 'a rendered/ that is a link',
    make: () => {
      renameSync(join(small, 'rendered'), join(small, 'elsewhere'))
      symlinkSync(join(small, 'elsewhere'), join(small, 'rendered'), 'junction')
    },
    told: `overlays/small/rendered:1:1: ${linked}`,
  },
  {
    says: 'a rendered file that is a link',
    make: () => {
      unlinkSync(join(small, 'rendered/083-notes/20-configmap-notes.yaml'))
      symlinkSync(join(small, 'overlay.yaml'), join(small, 'rendered/083-notes/20-configmap-notes.yaml'))
    },
    told: `overlays/small/rendered/083-notes/20-configmap-notes.yaml:1:1: ${linked}`,
  },
  {
    says: 'a link under rendered/ that leads out of it',
    make: () => symlinkSync(root, join(small, 'rendered/095-edge'), 'junction'),
    told: `overlays/small/rendered/095-edge:1:1: ${linked}`,
  },
  {
    says: "a person's file under rendered/",
    make: () => writeFileSync(join(small, 'rendered/083-notes/own.yaml'), 'kind: ConfigMap\n'),
    told: `overlays/small/rendered/083-notes/own.yaml:1:1: expected a file that begins with "# Rendered from overlays/", found one that does not  error [files/not-ours]
  hint: a render replaces all of rendered/: move this elsewhere, or delete it`,
  },
  {
    says: "a person's kustomization.yaml",
    make: () => writeFileSync(join(small, 'kustomization.yaml'), 'resources: []\n'),
    told: `overlays/small/kustomization.yaml:1:1: expected a file that begins with "# Rendered from overlays/", found one that does not  error [files/not-ours]
  hint: move it into a folder of its own and let it have "resources: [<the way to>/overlays/small]", or delete it`,
  },
  ...(
    [
      ['upper case', 'Small', 'Small'],
      ['two dots', 'a..b', 'a..b'],
      ['a space', 'a b', 'a b'],
      ['control characters', 'a\nb\u001b[31m', 'a<U+000A>b<U+001B>[31m'],
      ['64 characters', 'a'.repeat(64), 'a'.repeat(64)],
    ] as const
  ).map(([what, name, shown]) => ({
    says: `an overlay's name with ${what}`,
    make: () => void write(overlays, { [`${name}/overlay.yaml`]: facts }),
    told: `overlays/${shown}:1:1: expected a name of at most 63 lower-case letters, digits and -, found "${shown}"  error [overlay/name]
  hint: rename the folder`,
  })),
  {
    says: 'a parent outside of overlays/',
    make: () => writeFileSync(join(small, 'overlay.yaml'), 'extends: ../other\n'),
    told: 'overlays/small/overlay.yaml:1:10: extends: expected the name of an overlay, got "../other"  error [schema/pattern]',
  },
  {
    says: 'a template that names a value which does not exist',
    make: () => writeFileSync(join(small, 'overlay.yaml'), valued('template: absent.conf')),
    told: `base/083-notes/absent.conf.hbs:2:10: expected a value "lime", found none of that name  error [template/broken]
  hint: this is a defect of generators/083-notes, seen in overlay small`,
  },
  {
    says: 'a value whose line break would add a line to a config file',
    make: () => writeFileSync(join(small, 'overlay.yaml'), valued('line: "one\\ntwo: 2"')),
    told: `overlays/small/overlay.yaml:18:17: values.notes.line: expected one line, as a line break would add a line to note.conf, got "one\\ntwo: 2"  error [template/line-break]
  hint: write it on one line`,
  },
  {
    says: 'a line break in a list',
    make: () => writeFileSync(join(small, 'overlay.yaml'), valued('lines: [fine, "one\\rtwo"]')),
    told: `overlays/small/overlay.yaml:18:25: values.notes.lines[1]: expected one line, as a line break would add a line to note.conf, got "one\\rtwo"  error [template/line-break]
  hint: write it on one line`,
  },
]

for (const { says, make, told } of refused) {
  test(`${says} is refused, and nothing is written in any overlay`, () => {
    twoOverlays()
    make()
    const before = tree(overlays)
    assert.equal(sluice(root, ['render']), {
      code: 1,
      stdout: '',
      stderr: `${told}\n1 error; nothing was written\n`,
    })
    assert.equal(tree(overlays), before)
  })
}

for (const [says, make] of [
  ['no folder overlays/', () => rmSync(overlays, { recursive: true, force: true })],
  ['an empty folder overlays/', () => [rmSync(overlays, { recursive: true, force: true }), mkdirSync(overlays)]],
] as const) {
  test(`${says} is no success`, () => {
    make()
    assert.equal(sluice(root, ['render']), {
      code: 1,
      stdout: '',
      stderr: `overlays:1:1: expected a folder for each overlay, found none  error [overlay/none]
  hint: write overlays/NAME/overlay.yaml, or say with --root DIR where overlays/ is
1 error; nothing was written
`,
    })
  })
}

const unreachable = noOrdinaryUser()
if (unreachable) console.log(`# skipped: what permissions refuse: ${unreachable}`)
else {
  const owner = 'make the file and its folder yours: look at owner and mode with ls -la'
  const denied: readonly (Refused & { readonly path: string; readonly mode: number })[] = [
    {
      says: 'an overlay.yaml that cannot be read',
      path: 'small/overlay.yaml',
      mode: 0,
      told: 'overlays/small/overlay.yaml:1:1: expected to read it, found no permission (EACCES)  error [overlay/file]',
    },
    {
      says: 'an overlay that cannot be entered',
      path: 'small',
      mode: 0,
      told: 'overlays/small/overlay.yaml:1:1: expected to read it, found no permission (EACCES)  error [overlay/file]',
    },
    {
      says: 'a rendered file that cannot be read',
      path: 'small/kustomization.yaml',
      mode: 0,
      told: 'overlays/small/kustomization.yaml:1:1: expected to read it, found no permission (EACCES)  error [files/unreadable]',
    },
    {
      says: 'a rendered/ that cannot be listed',
      path: 'small/rendered',
      mode: 0,
      told: 'overlays/small/rendered:1:1: expected to read it, found no permission (EACCES)  error [files/unreadable]',
    },
    {
      says: 'overlays/ that cannot be written',
      path: '.',
      mode: 0o555,
      told: 'overlays/.sluice.lock:1:1: expected to make this file, found no permission (EACCES)  error [lock/cannot-lock]',
    },
  ].map((row) => ({ ...row, make: () => chmodSync(join(overlays, row.path), row.mode) }))
  for (const { says, make, path, told } of denied) {
    test(`${says} is refused, and nothing is written in any overlay`, () => {
      twoOverlays()
      everybody(root)
      const before = tree(overlays)
      make()
      const outcome = sluice(root, ['render'], ordinaryUser())
      chmodSync(join(overlays, path), 0o777)
      const stderr = `${told}\n  hint: ${owner}\n1 error; nothing was written\n`
      assert.equal(outcome, { code: 1, stdout: '', stderr })
      assert.equal(tree(overlays), before)
    })
  }

  test('a rendered/ that cannot be written is found before any file is changed', () => {
    twoOverlays()
    write(root, { 'overlays/small/overlay.yaml': `${facts}values: {notes: {line: changed}}\n` })
    everybody(root)
    const before = tree(overlays)
    chmodSync(join(small, 'rendered/083-notes'), 0o555)
    const outcome = sluice(root, ['render'], ordinaryUser())
    chmodSync(join(small, 'rendered/083-notes'), 0o777)
    assert.equal(outcome, {
      code: 1,
      stdout: '',
      stderr: `overlays/small/rendered/083-notes/20-configmap-notes.yaml:1:1: expected to write it, found no permission (EACCES); nothing was changed  error [files/cannot-write]
  hint: ${owner}
1 error
`,
    })
    assert.equal(tree(overlays), before)
  })

  test('a tree that cannot be written is compared all the same', () => {
    twoOverlays()
    everybody(root)
    chmodSync(overlays, 0o555)
    const { code, stderr } = sluice(root, ['render', '--check'], ordinaryUser())
    chmodSync(overlays, 0o777)
    assert.equal([code, stderr], [1, '1 of 2 overlays differ from what would be rendered: npm run render\n'])
  })
}

const fixed = noMounting()
if (fixed) console.log(`# skipped: what a full disk does: ${fixed}`)
else {
  test('a full disk is found before any file is changed, and with more space the next render writes all', () => {
    twoOverlays()
    const disk = temporaryFolder()
    write(root, { 'large.yaml': valued(`text: ${'x'.repeat(600_000)}`) })
    const { code, stdout, stderr } = mounting(
      disk,
      `
      mount -t tmpfs -o size=1m tmpfs '${disk}'
      cd '${disk}'
      cp -R '${root}/.' .
      mv large.yaml overlays/small/overlay.yaml
      sums() { find overlays -type f | sort | xargs cksum; }
      before=$(sums)
      sluice render || echo "exit $?"
      test "$before" = "$(sums)" && echo untouched
      mount -o remount,size=4m '${disk}'
      sluice render
      sluice render --check -q && echo whole
    `,
    )
    assert.equal(
      stderr,
      `overlays/small/rendered/083-notes/20-configmap-notes.yaml:1:1: expected to write it, found no space left on the disk (ENOSPC); nothing was changed  error [files/cannot-write]
  hint: free some space, or inodes (df -h, df -i), and render again
1 error
`,
    )
    assert.equal(
      [code, stdout],
      [0, 'exit 1\nuntouched\nother: 3 objects, 1 changed\nsmall: 3 objects, 1 changed\nwhole\n'],
    )
    rmSync(join(root, 'large.yaml'))
  })
}

/** Lets everybody read and write all files below a folder. */
function everybody(folder: string): void {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true }))
    if (!entry.isSymbolicLink()) chmodSync(join(entry.parentPath, entry.name), entry.isDirectory() ? 0o777 : 0o666)
  chmodSync(folder, 0o777)
}

test.run()

import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { compareFiles } from '../engine/files.ts'
import type { Problem } from '../engine/model.ts'
import { patienceOn, patiently } from '../engine/patiently.ts'
import { sweepTemporaryFiles, writeFiles } from '../engine/write.ts'
import { bundle } from './bundle.ts'
import { generation, renderGeneration } from './generations.ts'
import { temporaryFolder } from './temporary-folder.ts'
import { tree } from './tree.ts'

const folder = 'overlays/prod'
const head = '# Rendered from overlays/prod by generators/020-kafka: edit there, then npm run render.\n'
const patience = patienceOn(process.platform)

/** A root with these texts by path. */
function rootWith(texts: Record<string, string>): string {
  const root = temporaryFolder()
  for (const [path, text] of Object.entries(texts)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  return root
}

const before = {
  'overlays/prod/kustomization.yaml': `${head}old\n`,
  'overlays/prod/overlay.yaml': 'purpose: production\n',
  'overlays/prod/rendered/010-zookeeper/deep/only.yaml': `${head}old\n`,
  'overlays/prod/rendered/020-kafka/a.yaml': `${head}old\n`,
  'overlays/prod/rendered/020-kafka/b.yaml': `${head}old\n`,
  'overlays/prod/rendered/020-kafka/c.yaml': `${head}old\n`,
}

test('only the files of the plan change, and folders that become empty go', () => {
  const root = rootWith(before)
  const untouched = statSync(join(root, folder, 'rendered/020-kafka/c.yaml'))
  const plan = {
    folder,
    write: [
      { path: 'rendered/020-kafka/a.yaml', text: `${head}new: "é"\n` },
      { path: 'rendered/095-edge/x.yaml', text: `${head}new\n` },
    ],
    remove: ['rendered/020-kafka/b.yaml', 'rendered/010-zookeeper/deep/only.yaml', 'rendered/gone/already.yaml'],
  }
  assert.equal(writeFiles(root, [plan], patience), { written: 2, removed: 3, problems: [] })
  assert.equal(tree(root), {
    'overlays/prod/kustomization.yaml': `${head}old\n`,
    'overlays/prod/overlay.yaml': 'purpose: production\n',
    'overlays/prod/rendered/020-kafka/a.yaml': `${head}new: "é"\n`,
    'overlays/prod/rendered/020-kafka/c.yaml': `${head}old\n`,
    'overlays/prod/rendered/095-edge/x.yaml': `${head}new\n`,
  })
  const after = statSync(join(root, folder, 'rendered/020-kafka/c.yaml'))
  assert.equal([after.ino, after.mtimeMs], [untouched.ino, untouched.mtimeMs])
})

test('an overlay that renders nothing any more keeps nothing generated', () => {
  const root = rootWith(before)
  const { leftOver } = compareFiles(join(root, folder), [], folder)
  assert.equal(writeFiles(root, [{ folder, write: [], remove: leftOver }], patience).problems, [])
  assert.equal(tree(root), { 'overlays/prod/overlay.yaml': 'purpose: production\n' })
})

test('a strict umask changes who may read a file, not its bytes', () => {
  const root = rootWith(before)
  const umask = process.umask(0o077)
  const text = `${head}new\n`
  writeFiles(root, [{ folder, write: [{ path: 'rendered/020-kafka/a.yaml', text }], remove: [] }], patience)
  process.umask(umask)
  assert.is(readFileSync(join(root, folder, 'rendered/020-kafka/a.yaml'), 'utf8'), text)
  if (process.platform !== 'win32')
    assert.is(statSync(join(root, folder, 'rendered/020-kafka/a.yaml')).mode & 0o777, 0o600)
})

test('a path out of the overlay is our own fault, and nothing is written', () => {
  const root = rootWith(before)
  const fine = { path: 'rendered/020-kafka/a.yaml', text: `${head}new\n` }
  const wrong = [
    { folder, write: [fine, { path: '../staging/kustomization.yaml', text: head }], remove: [] },
    { folder, write: [fine], remove: ['overlay.yaml'] },
    { folder, write: [fine], remove: ['rendered/../overlay.yaml'] },
    { folder: 'overlays/..', write: [fine], remove: [] },
    { folder: 'overlays/prod/rendered', write: [fine], remove: [] },
    { folder: '/etc', write: [fine], remove: [] },
  ]
  for (const plan of wrong) assert.throws(() => writeFiles(root, [plan], patience), /cannot write|is not the folder/)
  assert.equal(tree(root), before)
})

test('nothing is written or removed through a symbolic link', () => {
  const root = rootWith(before)
  const elsewhere = rootWith({ 'a.yaml': head, 'b.yaml': head })
  symlinkSync(elsewhere, join(root, folder, 'rendered/030-link'))
  for (const plan of [
    { folder, write: [{ path: 'rendered/030-link/a.yaml', text: `${head}new\n` }], remove: [] },
    { folder, write: [], remove: ['rendered/030-link/b.yaml'] },
  ]) {
    const { written, removed, problems } = writeFiles(root, [plan], patience)
    assert.equal([written, removed], [0, 0])
    assert.equal(
      problems.map(({ rule, at }) => [rule, at.file]),
      [['files/symlink', 'overlays/prod/rendered/030-link']],
    )
  }
  assert.equal(tree(elsewhere), { 'a.yaml': head, 'b.yaml': head })
})

test('a refusal half way says how far it came, leaves every file whole and no temporary file', () => {
  const root = rootWith({ ...before, 'overlays/prod/rendered/020-kafka/folder.yaml/inside.yaml': head })
  const write = ['rendered/020-kafka/a.yaml', 'rendered/020-kafka/folder.yaml', 'rendered/040-new/x.yaml'].map(
    (path) => ({
      path,
      text: `${head}new\n`,
    }),
  )
  const result = writeFiles(root, [{ folder, write, remove: ['rendered/020-kafka/b.yaml'] }], patience)
  assert.equal(
    { ...result, problems: result.problems.map(({ at, message }) => `${at.file}: ${message}`) },
    {
      written: 1,
      removed: 0,
      problems: [
        'overlays/prod/rendered/020-kafka/folder.yaml: expected to replace it, found a folder in its place (EISDIR); ' +
          '1 of 4 changes were made, the next render makes the rest',
      ],
    },
  )
  assert.equal(tree(root), {
    ...before,
    'overlays/prod/rendered/020-kafka/a.yaml': `${head}new\n`,
    'overlays/prod/rendered/020-kafka/folder.yaml/inside.yaml': head,
  })
})

test('the sweep removes temporary files and empty folders, and refuses anything else', () => {
  const root = rootWith({
    ...before,
    'overlays/prod/.sluice-a-1.tmp': '',
    'overlays/prod/rendered/030-x/.sluice-a-2.tmp': '',
  })
  mkdirSync(join(root, folder, 'rendered/040-y/deep'), { recursive: true })
  const { abandoned } = compareFiles(join(root, folder), [], folder)
  assert.equal(sweepTemporaryFiles(root, [{ folder, abandoned: [...abandoned, 'rendered/020-kafka/', 'gone/'] }]), [])
  assert.equal(tree(root), before)
  assert.throws(() => sweepTemporaryFiles(root, [{ folder, abandoned: ['overlay.yaml'] }]), /not a temporary file/)
})

test('what the system refuses for a moment is tried again, what it refuses for good is not', () => {
  const root = rootWith({ 'a.tmp': 'new' })
  let tries = 0
  patiently({ codes: ['ENOENT'], milliseconds: 5000 }, () => {
    tries += 1
    if (tries === 3) mkdirSync(join(root, 'late'))
    renameSync(join(root, 'a.tmp'), join(root, 'late', 'a'))
  })
  assert.equal([tries, tree(root)], [3, { 'late/a': 'new' }])

  let refused = 0
  const act = (): void => {
    refused += 1
    renameSync(join(root, 'absent'), join(root, 'b'))
  }
  assert.throws(() => patiently({ codes: ['EBUSY'], milliseconds: 5000 }, act), /ENOENT/)
  assert.is(refused, 1)
  const start = performance.now()
  assert.throws(() => patiently({ codes: ['ENOENT'], milliseconds: 60 }, act), /ENOENT/)
  assert.ok(refused > 3 && performance.now() - start >= 60)
})

/** A root with generation a, and with what each test makes of it. */
async function renderedRoot(): Promise<string> {
  const root = temporaryFolder()
  mkdirSync(join(root, folder), { recursive: true })
  assert.equal(await renderGeneration(root, 'a'), [])
  return root
}

const told = (problems: readonly Problem[]): string[] => problems.map(({ at, message }) => `${at.file}: ${message}`)

if (process.platform !== 'win32') {
  const program = await bundle('test/writer.process.ts')
  /** Renders generation b as a user whom permissions stop: this one, or nobody where this is root. */
  const renderAsUser = (root: string): Problem[] => {
    const nobody = process.getuid?.() === 0 ? { SLUICE_TEST_USER: '65534' } : {}
    const { stdout, stderr } = spawnSync(process.execPath, [program, 'once', root, 'b'], {
      encoding: 'utf8',
      env: { ...process.env, ...nobody },
    })
    assert.is(stderr, '')
    return JSON.parse(stdout)
  }
  const everybody = (root: string): void => {
    for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
      chmodSync(join(entry.parentPath, entry.name), entry.isDirectory() ? 0o777 : 0o666)
    }
    chmodSync(root, 0o777)
  }

  test('a read-only folder is found before any file is replaced', async () => {
    const root = await renderedRoot()
    everybody(root)
    const old = tree(root)
    chmodSync(join(root, folder, 'rendered/050-folder'), 0o555)
    assert.equal(told(renderAsUser(root)), [
      'overlays/prod/rendered/050-folder/5.yaml: expected to write it, found no permission (EACCES); nothing was changed',
    ])
    chmodSync(join(root, folder, 'rendered/050-folder'), 0o777)
    assert.equal(tree(root), old)
  })

  test('a folder that only a removal is refused in is found before any file is replaced', async () => {
    const root = await renderedRoot()
    everybody(root)
    const old = tree(root)
    chmodSync(join(root, folder, 'rendered/900-only-a'), 0o555)
    assert.equal(told(renderAsUser(root)), [
      'overlays/prod/rendered/900-only-a/a-0.yaml: expected to remove it, found no permission (EACCES); nothing was changed',
    ])
    chmodSync(join(root, folder, 'rendered/900-only-a'), 0o777)
    assert.equal(tree(root), old)
  })

  test('files and folders that cannot be read are problems', async () => {
    const root = await renderedRoot()
    everybody(root)
    chmodSync(join(root, folder, 'rendered/050-folder/5.yaml'), 0)
    chmodSync(join(root, folder, 'rendered/040-folder'), 0)
    assert.equal(told(renderAsUser(root)).sort(), [
      'overlays/prod/rendered/040-folder: expected to read it, found no permission (EACCES)',
      'overlays/prod/rendered/050-folder/5.yaml: expected to read it, found no permission (EACCES)',
    ])
    everybody(root)
  })

  test('a read-only checkout is refused at the lock', async () => {
    const root = await renderedRoot()
    chmodSync(join(root, 'overlays'), 0o555)
    chmodSync(root, 0o755)
    assert.equal(told(renderAsUser(root)), [
      'overlays/.sluice.lock: expected to make this file, found no permission (EACCES)',
    ])
    chmodSync(join(root, 'overlays'), 0o755)
  })

  test('a limit on the size of files leaves the tree as it was', async () => {
    const root = await renderedRoot()
    const old = tree(root)
    const limited = 'ulimit -f 8; exec "$@"'
    const { stdout } = spawnSync('sh', ['-c', limited, 'sh', process.execPath, program, 'once', root, 'b'], {
      encoding: 'utf8',
    })
    assert.match(
      told(JSON.parse(stdout)).join(),
      /\.yaml: expected to write it, found a limit .* \(EFBIG\); nothing was/,
    )
    assert.equal(tree(root), old)
  })

  test('two renders at the same time never mix', async () => {
    const root = await renderedRoot()
    const writers = ['a', 'b', 'a', 'b'].map((letter) =>
      spawn(process.execPath, [program, 'contend', root, letter, '15'], { stdio: 'inherit' }),
    )
    assert.equal(
      (await Promise.all(writers.map((writer) => once(writer, 'exit')))).map(([code]) => code),
      [0, 0, 0, 0],
    )
    const [a, b] = (['a', 'b'] as const).map((letter) => compareFiles(join(root, folder), generation(letter), folder))
    assert.ok(
      [a, b].some((comparison) => comparison?.unchanged === generation('a').length && comparison.leftOver.length === 0),
    )
    assert.equal([...(a?.abandoned ?? []), ...readdirSync(join(root, 'overlays'))], ['prod'])
  })

  const attribute = (change: '+i' | '-i', path: string): boolean => spawnSync('chattr', [change, path]).status === 0
  const probe = join(rootWith({ probe: '' }), 'probe')
  if (attribute('+i', probe) && attribute('-i', probe)) {
    test('a file that nobody may change is found before any other is replaced', async () => {
      const root = await renderedRoot()
      const old = tree(root)
      const path = 'rendered/050-folder/5.yaml'
      attribute('+i', join(root, folder, path))
      const problems = await renderGeneration(root, 'b')
      attribute('-i', join(root, folder, path))
      assert.equal(told(problems), [
        `overlays/prod/${path}: expected to write it, found no permission (EPERM); nothing was changed`,
      ])
      assert.equal(tree(root), old)
    })
  } else {
    console.log('not tested here, as chattr +i is not possible: a file that nobody may change')
  }

  const mounting = spawnSync('unshare', ['--map-root-user', '--mount', 'true'], { encoding: 'utf8' })
  if (mounting.status === 0) {
    const commands = `
      root=$1 node=$2 program=$3 prod=$1/overlays/prod
      render() { "$node" "$program" once "$root" "$1"; }
      compare() { "$node" "$program" compare "$root" "$1"; }
    `
    /** Runs a shell script that may mount; gives what each `render` and `compare` in it prints. */
    const withMounts = (root: string, script: string): unknown[] => {
      const run = ['sh', '-euc', commands + script, 'sh', root, process.execPath, program]
      const { stdout, stderr, status } = spawnSync('unshare', ['--map-root-user', '--mount', ...run], {
        encoding: 'utf8',
      })
      assert.equal([stderr, status], ['', 0])
      const lines = stdout.trim().split('\n')
      return lines.map((line) => JSON.parse(line))
    }
    const clean = { unchanged: 73, changed: [], missing: [], leftOver: [], abandoned: [], problems: [] }

    test('a full disk leaves the tree as it was, and the next render after it has space repairs all', () => {
      const [first, full, unchanged, freed, repaired] = withMounts(
        temporaryFolder(),
        `mount -t tmpfs -o size=700k tmpfs "$root"
         mkdir -p "$prod"
         render a; render b; compare a
         mount -o remount,size=4m "$root"
         render b; compare b`,
      )
      assert.equal([first, unchanged, freed, repaired], [[], clean, [], clean])
      assert.match(
        told(full as Problem[]).join('|'), // printed by the program that the test starts
        /^overlays\/prod\/[^|]*\.yaml: expected to write it, found no space left on the disk \(ENOSPC\); nothing was changed$/,
      )
    })

    test('a mount that is read-only is found before any file is replaced', async () => {
      const [problems, unchanged] = withMounts(
        await renderedRoot(),
        `mount --bind "$prod/rendered/050-folder" "$prod/rendered/050-folder"
         mount -o remount,ro,bind "$prod/rendered/050-folder"
         render b; compare a`,
      )
      assert.equal(told(problems as Problem[]), [
        // printed by the program that the test starts
        'overlays/prod/rendered/050-folder/5.yaml: expected to write it, found a file system that is read-only (EROFS); ' +
          'nothing was changed',
      ])
      assert.equal(unchanged, clean)
    })

    test('a file that is busy for a moment is waited for', async () => {
      const rendered = withMounts(
        await renderedRoot(),
        `mount --bind "$prod/rendered/050-folder/5.yaml" "$prod/rendered/050-folder/5.yaml"
         (sleep 0.5; umount "$prod/rendered/050-folder/5.yaml") &
         render b; wait; compare b`,
      )
      assert.equal(rendered, [[], clean])
    })
  } else {
    console.log(
      `not tested here, as nothing can be mounted (${mounting.stderr}): full disk, read-only mount, busy file`,
    )
  }
}

test.run()

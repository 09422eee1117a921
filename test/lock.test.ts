import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdirSync, readdirSync, readFileSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type LockOptions, withLock } from '../engine/lock.ts'
import type { Problem } from '../engine/model.ts'
import { elapsedSeconds, lives, type Owner, readOwner, thisProcess } from '../engine/owner.ts'
import { bundle } from './bundle.ts'
import { temporaryFolder } from './temporary-folder.ts'

const label = 'overlays/.sluice.lock'

/** Takes the lock for a moment; gives what came of it and what was said. */
async function tryLock(file: string, patience: number): Promise<{ outcome: 'done' | Problem; said: string[] }> {
  const said: string[] = []
  const options: LockOptions<'done' | Problem> = {
    label,
    patience,
    say: (line) => said.push(line),
    refused: (problem) => problem,
  }
  return { outcome: await withLock(file, async () => 'done' as const, options), said }
}

const newLock = (): string => join(temporaryFolder(), '.sluice.lock')
const done = { outcome: 'done', said: [] }
const namesBeside = (file: string): string[] => readdirSync(join(file, '..'))

/** A process that has ended, and whose end was noticed. */
const deadPid = spawnSync(process.execPath, ['-e', '']).pid

function lockOf(owner: Partial<Owner>, ageInMinutes = 0): string {
  const file = newLock()
  writeFileSync(file, JSON.stringify({ ...thisProcess(), ...owner }))
  const made = Date.now() / 1000 - ageInMinutes * 60
  utimesSync(file, made, made)
  return file
}

test('while the work is done the lock says who does it, and then it is gone', async () => {
  const file = newLock()
  const options: LockOptions<unknown> = { label, patience: 0, say: () => {}, refused: (problem) => problem }
  const seen = await withLock(file, async () => JSON.parse(readFileSync(file, 'utf8')), options)
  assert.equal(
    { ...seen, since: '', token: '' },
    { ...thisProcess(), host: hostname(), pid: process.pid, since: '', token: '' },
  )
  assert.equal(namesBeside(file), [])
})

test('work that fails takes its lock with it', async () => {
  const file = newLock()
  const options: LockOptions<void> = { label, patience: 0, say: () => {}, refused: () => {} }
  const failing = withLock(file, async () => Promise.reject(new Error('of the work')), options)
  assert.match(String(await failing.catch((error: unknown) => error)), 'of the work')
  assert.equal(namesBeside(file), [])
})

test('a living owner is waited for, which is said once', async () => {
  const file = newLock()
  const options: LockOptions<void> = { label, patience: 0, say: () => {}, refused: () => {} }
  const first = withLock(file, () => wait(300), options)
  const { outcome, said } = await tryLock(file, 10_000)
  await first
  assert.is(outcome, 'done')
  assert.is(said.length, 1)
  assert.match(said[0] ?? '', `waiting for another render: process ${process.pid} on ${hostname()}, since 2`)
})

test('a living owner beyond the patience is a problem that says who it is, and the work is not done', async () => {
  const file = lockOf({ since: '2026-01-02T03:04:05.678Z' })
  const content = readFileSync(file, 'utf8')
  const { outcome } = await tryLock(file, 120)
  assert.equal(outcome, {
    rule: 'lock/held',
    severity: 'error',
    at: { file: label, line: 1, column: 1, path: '' },
    message: `expected no other render at the same time, found process ${process.pid} on ${hostname()}, since 2026-01-02T03:04:05.678Z`,
    hint: 'wait until it has ended; if that is no render any more, delete overlays/.sluice.lock',
  })
  assert.is(readFileSync(file, 'utf8'), content)
})

const elsewhere = { host: 'elsewhere', boot: 'another', namespace: 'another', pid: deadPid }

const taken: [what: string, file: () => string][] = [
  ['of a process that died', () => lockOf({ pid: deadPid })],
  ['of another machine, an hour old', () => lockOf(elsewhere, 61)],
  ['that is empty, as a power cut may leave it', () => oldText('')],
  ['that is garbage', () => oldText('{"pid": -1}\n')],
]

function oldText(text: string): string {
  const file = lockOf({}, 1)
  const made = Date.now() / 1000 - 60
  writeFileSync(file, text)
  utimesSync(file, made, made)
  return file
}

for (const [what, file] of taken) {
  test(`a lock ${what} is taken over at once, and nothing of it is left`, async () => {
    const lock = file()
    assert.equal(await tryLock(lock, 0), done)
    assert.equal(namesBeside(lock), [])
  })
}

test('a young lock that cannot be read is waited for, as it may be being made', async () => {
  const file = newLock()
  writeFileSync(file, '')
  const { outcome, said } = await tryLock(file, 10_000)
  assert.equal([outcome, said], ['done', ['waiting for another render: its lock cannot be read yet']])
})

test("a lock without content is nobody else's while one who lives may be making it, however old it is", async () => {
  const file = oldText('')
  const folder = join(file, '..')
  const maker = join(folder, '.sluice-0123456789ab-1.tmp')
  writeFileSync(maker, JSON.stringify({ ...thisProcess(), token: 'maker' }))
  const { outcome } = await tryLock(file, 120)
  assert.match(JSON.stringify(outcome), /lock\/held.*its lock cannot be read yet/)
  assert.equal([readFileSync(file, 'utf8'), readdirSync(folder).length], ['', 2])
  writeFileSync(maker, JSON.stringify({ ...thisProcess(), token: 'maker', pid: deadPid, start: '' }))
  assert.equal(await tryLock(file, 0), done)
  assert.equal(namesBeside(file), [])
})

test('a young lock of another machine is not touched, as nobody can see from here whether its owner lives', async () => {
  const file = lockOf(elsewhere, 59)
  const { outcome } = await tryLock(file, 0)
  assert.match(JSON.stringify(outcome), `process ${deadPid} on elsewhere`)
  assert.equal(namesBeside(file), ['.sluice.lock'])
})

const me = thisProcess()
const young = { age: 0, patience: 1000 }
const old = { age: 1000, patience: 1000 }
const linux = { ...me, boot: 'this', namespace: 'pid:[1]' }
const unknown = { ...me, boot: '', namespace: '' }

const owners: [what: string, owner: Owner, me: Owner, whenYoung: boolean, whenOld: boolean][] = [
  ['this process', me, me, true, true],
  ['a process that died', { ...me, pid: deadPid }, me, false, false],
  ['one of another machine', { ...linux, host: 'elsewhere', boot: 'other' }, linux, true, false],
  ['one of this machine before it was started again', { ...linux, boot: 'other' }, linux, false, false],
  ['one of a container on this machine', { ...linux, namespace: 'pid:[2]' }, linux, true, false],
  ['one of this machine under an older name', { ...linux, host: 'renamed', pid: deadPid }, linux, false, false],
  ['a living one where the system says little', unknown, unknown, true, true],
  ['a dead one where the system says little', { ...unknown, pid: deadPid }, unknown, false, false],
  ['one elsewhere where the system says little', { ...unknown, host: 'elsewhere', pid: deadPid }, unknown, true, false],
]

for (const [what, owner, seenBy, whenYoung, whenOld] of owners) {
  test(`${what} ${whenYoung ? 'lives' : 'is dead'}, and with an old lock ${whenOld ? 'lives' : 'is dead'}`, () => {
    assert.equal([lives(owner, seenBy, young), lives(owner, seenBy, old)], [whenYoung, whenOld])
  })
}

if (process.platform === 'linux') {
  test('another process that got the number of the owner is not taken for it', () => {
    assert.ok(me.start !== '' && !lives({ ...me, start: `${me.start}0` }, me, young))
  })

  test('a process that was killed and not yet asked for by its parent is dead', async () => {
    const parent = spawn('sh', ['-c', 'sleep 0.3 & echo $!; exec sleep 60'], { stdio: ['ignore', 'pipe', 'inherit'] })
    const [printed] = await once(parent.stdout, 'data')
    const zombie = { ...me, pid: Number(String(printed)), start: '' }
    while (!/\) Z/.test(readFileSync(`/proc/${zombie.pid}/stat`, 'utf8'))) await wait(5)
    assert.not.ok(lives(zombie, me, young))
    parent.kill('SIGKILL')
  })
}

test('what ps prints about the age of a process is read', () => {
  const texts = ['   00:07\n', '01:02:03', '2-03:04:05', '', 'ELAPSED', '7']
  assert.equal(texts.map(elapsedSeconds), [7, 3723, 183845, undefined, undefined, undefined])
})

test('only a whole owner is read as one', () => {
  assert.equal(readOwner(JSON.stringify(me)), me)
  for (const text of [
    '',
    '{',
    'null',
    '[]',
    '"a"',
    '{}',
    JSON.stringify({ ...me, pid: 0 }),
    JSON.stringify({ ...me, token: 1 }),
  ]) {
    assert.is(readOwner(text), undefined, text)
  }
})

test('what cannot be a lock is a problem', async () => {
  const folder = temporaryFolder()
  mkdirSync(join(folder, 'folder'))
  symlinkSync(join(folder, 'nowhere'), join(folder, 'link'))
  const told = async (name: string): Promise<string> => {
    const { outcome } = await tryLock(join(folder, name), 0)
    return outcome === 'done' ? outcome : `${outcome.rule}: ${outcome.message}`
  }
  assert.equal(await Promise.all(['folder', 'link', 'absent/lock'].map(told)), [
    'lock/cannot-lock: expected to make this file, found a folder in its place (EISDIR)',
    'lock/cannot-lock: expected to make this file, found a symbolic link (ELOOP)',
    'lock/cannot-lock: expected to make this file, found nothing there (ENOENT)',
  ])
})

test('what takers that died have left is taken over and swept', async () => {
  const file = lockOf({ pid: deadPid, token: 'dead' })
  const folder = join(file, '..')
  const claim = `.sluice-${createHash('sha256').update('dead').digest('hex').slice(0, 32)}.tmp`
  const dead = (name: string): void =>
    writeFileSync(join(folder, name), JSON.stringify({ ...me, pid: deadPid, token: name }))
  for (const name of [claim, '.sluice-aa-1.tmp']) dead(name)
  writeFileSync(join(folder, '.sluice-bb-1.tmp'), '')
  writeFileSync(join(folder, '.sluice-cc-1.tmp'), JSON.stringify({ ...me, token: 'living' }))
  assert.equal(await tryLock(file, 0), done)
  assert.equal(readdirSync(folder), ['.sluice-cc-1.tmp'])
})

test('of many takers that all find a dead owner only one gets the lock, each time', async () => {
  const program = await bundle('test/locker.process.ts')
  const file = lockOf({ pid: deadPid })
  const takers = Array.from({ length: 4 }, () =>
    spawn(process.execPath, [program, file, '100'], { stdio: ['ignore', 'ignore', 'inherit'] }),
  )
  const codes = (await Promise.all(takers.map((taker) => once(taker, 'exit')))).map(([code]) => code)
  assert.equal(codes, [0, 0, 0, 0])
  assert.equal(namesBeside(file), ['.sluice.lock'])
})

const withoutLinks = ['-f', '-qq', '-o', '/dev/null', '-e', 'trace=link,linkat', '-e', 'inject=link,linkat:error=EPERM']
const tracing = spawnSync('strace', [...withoutLinks, 'true'], { encoding: 'utf8' })
if (tracing.status === 0) {
  test('a file system without hard links is locked as well', async () => {
    const program = await bundle('test/locker.process.ts')
    const file = lockOf({ pid: deadPid })
    const run = ['strace', ...withoutLinks, process.execPath, program, file, '10'] as const
    const takers = [1, 2].map(() => spawn(run[0], run.slice(1), { stdio: ['ignore', 'ignore', 'inherit'] }))
    assert.equal(
      (await Promise.all(takers.map((taker) => once(taker, 'exit')))).map(([code]) => code),
      [0, 0],
    )
    assert.equal(namesBeside(file), ['.sluice.lock'])
  })
} else {
  console.log(`not tested here, as strace cannot run (${tracing.error?.message ?? tracing.stderr}): no hard links`)
}

test.run()

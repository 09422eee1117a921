import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { run } from './live/artefacts/run.ts'
import { finished } from './live/cluster/command-line.ts'
import { takeDown } from './live/cluster/down.ts'
import { clusterPaths } from './live/cluster/paths.ts'
import { mark } from './live/cluster/processes.ts'
import { recordProcess } from './live/cluster/record.ts'
import { complainer } from './live/doubles/complainer.ts'
import { Obstacle } from './live/obstacle.ts'
import { temporaryFolder } from './temporary-folder.ts'

test('a program that hangs is ended at its deadline, though what it started holds its output open', async () => {
  const outcome = await finished(['sh', '-c', 'echo begun; sleep 5 & sleep 5'], { deadline: 0.2 })
  assert.equal(outcome, { code: 124, stdout: 'begun\n', stderr: 'sh did not end within 0.2 s\n' })
})

test('a program that is ended by a signal says by which', async () => {
  const outcome = await finished(['sh', '-c', 'echo so far >&2; kill -9 $$'])
  assert.equal(outcome, { code: 137, stdout: '', stderr: 'so far\nsh was ended by SIGKILL\n' })
})

test('a program that fails, and one that is not there, are obstacles, told without a stack', async () => {
  const failed = await run(['sh', '-c', 'echo why; exit 3']).catch((error) => error)
  assert.instance(failed, Obstacle)
  assert.is(failed.message, 'sh -c echo why; exit 3 ended with code 3:\nwhy')
  const absent = await finished(['no-such-program']).catch((error) => error)
  assert.instance(absent, Obstacle)
  assert.is(absent.message, 'no-such-program cannot be run: spawn no-such-program ENOENT')
})

test('what a killed start left running is ended, and that who asks is its starter is no obstacle', async () => {
  const stateFolder = temporaryFolder()
  const context = { repository: '/', cacheFolder: '/', stateFolder, bundle: '' }
  const build = spawn('sh', ['-c', 'while :; do sleep 0.01; done'], { env: { ...process.env, [mark]: stateFolder } })
  const ended = once(build, 'exit')
  recordProcess(clusterPaths(stateFolder).starter, process.pid)
  assert.equal(await takeDown(context), [])
  assert.equal(await ended, [null, 'SIGKILL'])
  assert.equal(readdirSync(stateFolder), [])
})

test('a fault is said once while it lasts, and again when it comes back', () => {
  const lines: string[] = []
  const { complain, over } = complainer((line) => lines.push(line.replace(/^\S+Z /, '')))
  for (const fault of ['no answer', 'no answer', 'no address left']) complain(new Obstacle(fault))
  over()
  complain(new Obstacle('no address left'))
  assert.equal(lines, ['no answer', 'no address left', 'no address left'])
})

test.run()

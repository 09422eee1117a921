import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { bundle } from './bundle.ts'
import { clone, environment, throwingLine } from './support/clone.ts'

test("the committed debugger configuration stops at a breakpoint in a generator's .ts file", async () => {
  const debuggerProcess = await bundle('test/debugger.process.ts')
  const folder = clone()
  const configuration = configurationOf(folder)
  const command = ['--inspect-brk=127.0.0.1:0', configuration.program, 'generate', '020-kafka', 'orders']
  const program = spawn(process.execPath, command, {
    cwd: configuration.cwd,
    env: environment(folder, configuration.env),
  })
  const exited = once(program, 'exit')
  const address = await new Promise<string>((resolve) => {
    program.stderr.on('data', (chunk: Buffer) => {
      const [, found] = /Debugger listening on (ws:\S+)/.exec(chunk.toString()) ?? []
      if (found !== undefined) resolve(found)
    })
  })
  const breakpoint = [join(folder, 'generators', '020-kafka', 'component.ts'), String(throwingLine)] as const
  const attached = spawnSync(
    process.execPath,
    ['--experimental-websocket', '--no-warnings', debuggerProcess, address, ...breakpoint],
    { encoding: 'utf8', timeout: 20_000 },
  )
  program.kill()
  await exited
  assert.equal([attached.stderr, attached.stdout], ['', `${breakpoint.join(':')}\n`])
})

test('the editor is told where the modules lie that run', () => {
  const folder = clone()
  const { program, env, outFiles } = configurationOf(folder)
  spawnSync(process.execPath, [program, 'render'], { cwd: folder, env: environment(folder, env) })
  const bundles = join(folder, 'node_modules', '.cache', 'sluice', 'bundles')
  assert.equal(outFiles, [`${bundles}/*/*.cjs`])
  const [bundle = ''] = readdirSync(bundles)
  assert.ok(readdirSync(join(bundles, bundle)).includes('main.cjs.map'))
})

type Configuration = {
  readonly cwd: string
  readonly program: string
  readonly env: Readonly<Record<string, string>>
  readonly outFiles: readonly string[]
}

/** The configuration as the editor reads it: comments are legal in it, and the clone is the workspace. */
function configurationOf(folder: string): Configuration {
  const text = readFileSync(join(folder, '.vscode', 'launch.json'), 'utf8')
  const json = text.replace(/^\s*\/\/.*$/gm, '').replace(/\$\{workspaceFolder\}/g, () => folder)
  return JSON.parse(json).configurations[0]
}

test.run()

import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { build } from 'esbuild'
import fastGlob from 'fast-glob'
import { CoverageReport } from 'monocart-coverage-reports'
import { bundleOptions } from './bundle-options.ts'
import { type Command, type Context, exit, WrongArguments } from './command.ts'
import { generatedFiles } from './types.ts'
import { kubernetesTypes } from './types-kubernetes.ts'

const help = `Usage: npm test [-- NAME…]

Runs everything that must stay true: types, lint, unused code, generated files, every test, render --check.
With names, only the test files whose name holds one of them.

Example: npm test -- kafka printer
`

/** How one step went. `output` is shown where something failed. */
type Result = {
  readonly passed: number
  readonly failed: number
  readonly skipped: readonly string[]
  readonly output: string
}

type Step = { readonly name: string; readonly run: () => Promise<Result> }

type StepResult = Result & { readonly name: string }

/** How many steps run at once: the tests start processes of their own. */
const atOnce = 2

/** `test`: runs every check and test of Sluice itself, and prints one closing line. */
export const testCommand: Command = async (args, context) => {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { help: { type: 'boolean', short: 'h', default: false } },
  })
  if (values.help) {
    process.stdout.write(help)
    return exit.clean
  }
  const folder = mkdtempSync(join(tmpdir(), 'sluice-tests-'))
  try {
    const tests = await testSteps(context, folder, positionals)
    if (tests.length === 0)
      throw new WrongArguments(`no test file has one of these in its name: ${positionals.join(', ')}`)
    const steps = positionals.length > 0 ? tests : [...tests, ...checks(context)]
    const results = await runAll(steps)
    const sum = (count: (result: Result) => number): number => results.reduce((all, result) => all + count(result), 0)
    const passed = sum((result) => result.passed)
    const failed = sum((result) => result.failed)
    const skipped = results.flatMap((result) => result.skipped)
    for (const reason of skipped) process.stdout.write(`skipped: ${reason}\n`)
    for (const result of results)
      if (result.failed > 0) process.stdout.write(`failed: ${[result.name, ...failing(result)].join(': ')}\n`)
    const rest = skipped.length === 0 ? '' : `, ${skipped.length} skipped`
    process.stdout.write(`${passed} passed, ${failed} failed${rest}\n`)
    return failed > 0 || passed === 0 ? exit.problems : exit.clean
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Runs the steps, a few at once, and says of each how it went as soon as it has ended. */
async function runAll(steps: readonly Step[]): Promise<StepResult[]> {
  const waiting = [...steps]
  const results: StepResult[] = []
  const worker = async (): Promise<void> => {
    for (let step = waiting.shift(); step; step = waiting.shift()) {
      const start = performance.now()
      const result = { name: step.name, ...(await step.run()) }
      results.push(result)
      const seconds = ((performance.now() - start) / 1000).toFixed(1)
      const counts = `${result.passed} passed${result.failed > 0 ? `, ${result.failed} FAILED` : ''}`
      process.stdout.write(`${step.name}: ${counts} (${seconds} s)\n`)
      if (result.failed > 0) process.stdout.write(`${result.output.trimEnd()}\n`)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
  return results
}

/** The tests that uvu names as failed, in one text; nothing where the step is no test file. */
function failing({ output }: Result): string[] {
  const names = [...output.matchAll(/^\s+FAIL\s+(.+)$/gm)].map(([, name]) => name)
  return names.length > 0 ? [names.join(', ')] : []
}

/** The checks that are no test files: each counts as one. */
function checks(context: Context): Step[] {
  const { package: root } = context.roots
  const tool = (name: string, script: string, ...args: string[]): Step => ({
    name,
    run: async () => {
      const { code, output } = await run([join(root, 'node_modules', script), ...args], root, {})
      return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: [], output }
    },
  })
  return [
    tool('types', 'typescript/bin/tsc', '-p', '.'),
    tool('lint', '@biomejs/biome/bin/biome', 'ci', '--colors=off', '.'),
    tool('unused code', 'knip/bin/knip.js', '--no-progress'),
    {
      name: 'generated types',
      run: async () => {
        const generated = [...(await generatedFiles(context.roots)), ...(await kubernetesTypes(root))]
        const stale = generated.filter(({ path, text }) => {
          const file = join(root, path)
          return !existsSync(file) || readFileSync(file, 'utf8') !== text
        })
        const output = stale.map(({ path }) => `${path} is not what its schema says: npm run types`).join('\n')
        return { passed: generated.length - stale.length, failed: stale.length, skipped: [], output }
      },
    },
    {
      name: 'render --check',
      run: async () => {
        const { code, output } = await run([join(root, 'scripts', 'sluice.mjs'), 'render', '--check'], root, {})
        return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: [], output }
      },
    },
  ]
}

/** Every test file, bundled as the launcher bundles the commands, in a process of its own. */
async function testSteps(
  { roots, cacheFolder, inputsKey }: Context,
  folder: string,
  names: readonly string[],
): Promise<Step[]> {
  const root = roots.package
  const files = fastGlob
    .sync('*.test.ts', { cwd: join(root, 'test') })
    .filter((file) => names.length === 0 || names.some((name) => file.includes(name)))
    .sort()
  await build({
    ...bundleOptions({ package: root, root }),
    entryPoints: files.map((file) => join(root, 'test', file)),
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    splitting: true,
    sourcemap: 'linked',
  })
  const environment = {
    SLUICE_ROOT: root,
    SLUICE_TEST_INPUTS: inputsKey,
    ...(cacheFolder === undefined ? {} : { SLUICE_TEST_CACHE: cacheFolder }),
  }
  return files.map((file) => ({
    name: `test/${file}`,
    run: async () => {
      const bundle = join(folder, file.replace(/\.ts$/, '.mjs'))
      const measured = file === 'variants.test.ts'
      const coverage = join(folder, 'coverage')
      const { code, output } = await run(['--enable-source-maps', bundle], root, {
        ...environment,
        ...(measured ? { NODE_V8_COVERAGE: coverage } : {}),
      })
      if (measured && code === 0) process.stdout.write(`${await branchCoverage(coverage, bundle)}\n`)
      return tally(code, output)
    },
  }))
}

/** How many branches of the generators the variants take, and the files that leave most of theirs out. */
async function branchCoverage(folder: string, bundle: string): Promise<string> {
  const report = new CoverageReport({
    outputDir: join(folder, 'report'),
    reports: ['none'],
    logging: 'error',
    entryFilter: ({ url }) => url.startsWith(pathToFileURL(dirname(bundle)).href),
    sourceFilter: (source) => /(^|\/)generators\/\d{3}-/.test(source),
  })
  await report.addFromDir(folder)
  const results = await report.generate()
  if (!results) throw new Error('no coverage was measured')
  const files = results.files
    .filter(({ sourcePath }) => /generators\/\d{3}-/.test(sourcePath))
    .map(({ sourcePath, summary: { branches } }) => ({
      file: sourcePath.replace(/^.*generators\//, ''),
      all: branches.total ?? 0,
      left: branches.uncovered ?? 0,
    }))
  const all = files.reduce((sum, file) => sum + file.all, 0)
  const taken = all - files.reduce((sum, file) => sum + file.left, 0)
  const least = [...files]
    .filter(({ left }) => left > 0)
    .sort((a, b) => b.left - a.left)
    .slice(0, 5)
    .map(({ file, left }) => `${file} ${left}`)
  const rest = least.length > 0 ? `; not taken, most in: ${least.join(', ')}` : ''
  return `branches of the generators taken by variants: ${taken} of ${all} (${((100 * taken) / all).toFixed(0)} %)${rest}`
}

/** What a test file says of itself at its end; one that ends otherwise has failed. */
function tally(code: number | null, output: string): Result {
  const count = (word: string): number | undefined => {
    const found = new RegExp(`^ {2}${word}:\\s+(\\d+)`, 'm').exec(output)?.[1]
    return found === undefined ? undefined : Number(found)
  }
  const total = count('Total')
  const passed = count('Passed') ?? 0
  const skipped = [...output.matchAll(/^# skipped: (.+)$/gm)].map(([, reason]) => reason ?? '')
  const said = total === undefined ? 1 : total - passed - (count('Skipped') ?? 0)
  const failed = code !== 0 && said === 0 ? 1 : said
  return { passed, failed, skipped, output }
}

/** Runs a script with this Node; gives its exit code and all that it printed. */
function run(
  args: readonly string[],
  folder: string,
  environment: Readonly<Record<string, string>>,
): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...args], {
      cwd: folder,
      env: { ...process.env, NO_COLOR: '1', ...environment },
    })
    const chunks: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk))
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, output: Buffer.concat(chunks).toString() }))
  })
}

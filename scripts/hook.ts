import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import type { Roots } from '../engine/component-source.ts'
import { type Command, exit } from './command.ts'

const mark = '# Installed by npm run hook of Sluice.'

/** What git runs, from the top of its work tree: so every path is absolute. The hook is git's own and never committed. */
function script({ package: packageRoot, root }: Roots): string {
  const quoted = (path: string): string => `'${path.replaceAll("'", "'\\''")}'`
  return `#!/bin/sh
${mark}
# Renders, and stops a commit whose generated files are not what would be rendered.
cd ${quoted(root)} || exit 1
node ${quoted(join(packageRoot, 'scripts', 'sluice.mjs'))} render --quiet || exit 1
changed=$(git status --porcelain -- ':(glob)overlays/*/rendered/**' ':(glob)overlays/*/sync/**' ':(glob)overlays/*/kustomization.yaml' | grep '^.[^ ]')
if [ -n "$changed" ]; then
  echo "The render changed files that are not in this commit; look at them, then git add overlays:" >&2
  echo "$changed" >&2
  exit 1
fi
`
}

const help = `Usage: npm run hook

Installs the git hook pre-commit, which renders and stops a commit whose tree differs. A hook of somebody else stays.

Example: npm run hook
`

/** `hook`: installs the git hook that renders before a commit. Never replaces a hook of somebody else. */
export const hookCommand: Command = async (args, { roots }) => {
  const { values } = parseArgs({ args: [...args], options: { help: { type: 'boolean', short: 'h', default: false } } })
  if (values.help) {
    process.stdout.write(help)
    return exit.clean
  }
  const git = spawnSync('git', ['rev-parse', '--git-path', 'hooks'], { cwd: roots.root, encoding: 'utf8' })
  if (git.status !== 0) {
    process.stderr.write(`A hook needs a git repository: ${git.error?.message ?? git.stderr.trim()}\n`)
    return exit.problems
  }
  const folder = resolve(roots.root, git.stdout.trim())
  const file = join(folder, 'pre-commit')
  const text = script(roots)
  if (existsSync(file) && readFileSync(file, 'utf8') !== text) {
    process.stderr.write(
      `${file} is there and reads otherwise: add "npm run --silent render -- --check" to it, or delete it.\n`,
    )
    return exit.problems
  }
  mkdirSync(folder, { recursive: true })
  writeFileSync(file, text)
  chmodSync(file, 0o755)
  process.stdout.write(`${file} renders before every commit; delete it to be rid of it\n`)
  return exit.clean
}

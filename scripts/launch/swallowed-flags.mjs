import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { Refusal } from './failure.mjs'

// npm takes flags before `--` for its own and tells the script by npm_config_* only. Not in the table, as npm leaves no
// trace that could not be a person's own setting: -q (npm's log level; npm being quiet too does no harm) and --help (npm
// answers itself). A flag with a value names it here.
const swallowed = { root: 'DIR', format: 'github', check: '', json: '', strict: '' }

/**
 * Refuses a command whose flags npm kept for itself: `npm run render --check` would write.
 *
 * @param {string[]} argv
 * @param {string} root
 */
export function refuseSwallowedFlags(argv, root) {
  const { npm_command: command = '', npm_lifecycle_event: script } = process.env
  if (script === undefined || !/^(run|run-script|test|exec)$/.test(command)) return
  const flags = Object.keys(swallowed).filter((flag) => wasSwallowed(flag, argv, root))
  if (flags.length === 0) return
  const typed = argv.slice(1).filter((word) => !process.env.npm_lifecycle_script?.split(/\s+/).includes(word))
  const words = flags.reduce((rest, flag) => withFlag(rest, flag), typed)
  const start = command === 'exec' ? `npx sluice ${argv[0]}` : `npm ${command === 'test' ? 'test' : `run ${script}`} --`
  const names = flags.map((flag) => `--${flag}`).join(' and ')
  throw new Refusal(`npm kept ${names} for itself, so nothing was done. Type: ${start} ${words.join(' ')}`)
}

/**
 * @param {string} flag
 * @param {string[]} argv
 * @param {string} root
 */
function wasSwallowed(flag, argv, root) {
  if (argv.some((word) => word === `--${flag}` || word.startsWith(`--${flag}=`))) return false
  // npm 10 and 11 take `--format` for the start of `--format-package-lock`: only its value comes through.
  if (flag === 'format') {
    const value = swallowed.format
    return (
      argv.slice(1).includes(value) && ![resolve(value), join(root, 'overlays', value)].some((path) => existsSync(path))
    )
  }
  return Boolean(process.env[`npm_config_${flag}`]) && !isConfigured(flag)
}

/** Whether a person's npm settings say it, so that it says nothing about this command line. @param {string} flag */
function isConfigured(flag) {
  const { npm_config_userconfig: user, npm_config_globalconfig: global, npm_config_local_prefix: prefix } = process.env
  const files = [user, global, prefix && join(prefix, '.npmrc')].filter((file) => file && existsSync(file))
  const line = new RegExp(`^\\s*${flag}\\s*(=|$)`, 'm')
  return (
    Object.keys(process.env).includes(`NPM_CONFIG_${flag.toUpperCase()}`) ||
    files.some((file) => line.test(readFileSync(/** @type {string} */ (file), 'utf8')))
  )
}

/**
 * The words that should have been typed. npm turns `--root DIR` into `true` and a bare word, `--root=DIR` into its value.
 *
 * @param {string[]} words
 * @param {string} flag
 * @returns {string[]}
 */
function withFlag(words, flag) {
  const placeholder = swallowed[/** @type {keyof typeof swallowed} */ (flag)]
  if (placeholder === '') return [...words, `--${flag}`]
  if (flag === 'format') return [...words.filter((word) => word !== placeholder), '--format', placeholder]
  const value = process.env[`npm_config_${flag}`]
  if (value !== 'true') return [...words, `--${flag}`, /\s/.test(value ?? '') ? JSON.stringify(value) : String(value)]
  return words.length === 1 ? [`--${flag}`, ...words] : [...words, `--${flag}`, placeholder]
}

import type { Path, SetRule } from '../model.ts'
import { indexOf } from './index-of-set.ts'
import { asMap, type JsonMap } from './read.ts'
import { surveyOf } from './survey.ts'

/** gitops.md H49, C: whatever stands in git is known to everyone who reads it. */
export const noSecretStandsInGit: SetRule = {
  id: 'secrets/no-secret-in-git',
  severity: 'error',
  check: (set) =>
    indexOf(set)
      .ofType('/Secret')
      .flatMap(({ placed, manifest }) =>
        ['data', 'stringData'].flatMap((group) =>
          Object.keys(asMap(manifest[group])).map((key) => ({
            placed,
            path: [group, key],
            message: 'expected a Secret that is made in the cluster, found one with content',
            hint: 'let cert-manager make it, or use external-secrets, sealed-secrets or an existing Secret',
          })),
        ),
      ),
}

/** gitops.md H49, C6. */
export const noTextHoldsASecret: SetRule = {
  id: 'secrets/no-secret-in-text',
  severity: 'error',
  check: (set) =>
    surveyOf(set).suspects.flatMap(({ entry: { placed, type, manifest }, path, value }) => {
      const what =
        (path.at(-1) === 'accessKeyID' ? undefined : secretIn(value)) ??
        (isSettings(type, path) ? passwordIn(value) : undefined) ??
        namedSecret(value, path, manifest)
      return what === undefined
        ? []
        : [
            {
              placed,
              path,
              message: `expected nothing that is secret, found ${what}`,
              hint: 'read it from a Secret: as a file, or as a variable that the configuration names',
            },
          ]
    }),
}

const shapesOfSecrets: readonly (readonly [string, RegExp, string])[] = [
  ['PRIVATE KEY-----', /-----BEGIN [A-Z ]*PRIVATE KEY-----/, 'a private key'],
  // Its other half is the secret, and they are found together.
  ['AKIA', /\bAKIA[0-9A-Z]{16}\b/, 'an access key of AWS'],
  ['eyJ', /\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{8,}/, 'a token (JWT)'],
  ['@', /\b[a-z][a-z0-9+.-]*:\/\/[^\s:/@"'$]*:(?![$<*{%])[^\s/@"']+@/i, 'a password in an address'],
]

/** What kind of secret a text has the shape of. */
function secretIn(text: string): string | undefined {
  return shapesOfSecrets.find(([sign, shape]) => text.includes(sign) && shape.test(text))?.[2]
}

/** A setting whose last word says that its value is secret, and a value that is no variable, path or placeholder. */
const passwordSetting =
  /(?<![\w.$-]|\$\{)[\w.-]*(?:passw(?:or)?d|passphrase|secret|token|api[-_.]?key)["']?[ \t]*[=:][ \t]*(["'`]?)([^\s"'`,;&]+)/gi
const noSecret = /^(?:[$<*{%/@\\(!|>]|file:|null$|none$|true$|false$|[-+]$)/i

/** Which setting of a configuration or a command states its password. */
function passwordIn(text: string): string | undefined {
  if (!/passw|passphrase|secret|token|api[-_.]?key/i.test(text)) return undefined
  for (const { 0: whole, 2: value = '', index } of text.matchAll(passwordSetting))
    if (!noSecret.test(value) && !isComment(text, index))
      return `a value for ${whole.slice(0, whole.search(/["']?[ \t]*[=:]/))}`
  return undefined
}

/** Prose about passwords looks like a setting: `# password: see the runbook`. */
function isComment(text: string, index: number): boolean {
  return /^\s*(?:#|\/\/)/.test(text.slice(text.lastIndexOf('\n', index) + 1, index + 1))
}

/** Where settings stand: configuration files, commands, their arguments and variables. */
function isSettings(type: string, path: Path): boolean {
  if (type === '/ConfigMap') return path[0] === 'data'
  const list = path.at(-2)
  return list === 'args' || list === 'command' || isVariable(path)
}

function isVariable(path: Path): boolean {
  return path.at(-1) === 'value' && path.at(-3) === 'env'
}

/** A field or a variable whose name says that it is secret. */
function namedSecret(value: string, path: Path, manifest: JsonMap): string | undefined {
  if (path.at(-1) === 'password') return 'a password'
  if (!isVariable(path) || value === '' || noSecret.test(value)) return undefined
  const variable = path.slice(0, -1).reduce<unknown>((node, step) => (node as JsonMap)[step], manifest) // the survey came this way
  const name = String(asMap(variable).name)
  return /(?:passw(?:or)?d|passphrase|secret|token|api_?key)$/i.test(name) ? `a value for ${name}` : undefined
}

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
        (isCiphertext(type, path) ? undefined : namedSecret(value, path, manifest))
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

/** In base64 a private key begins as its text does, up to the last whole three bytes. */
const encodedKeys = ['', 'EC ', 'ENCRYPTED ', 'OPENSSH ', 'RSA '].map((type) => {
  const start = Buffer.from(`-----BEGIN ${type}PRIVATE KEY`)
  return start.subarray(0, start.length - (start.length % 3)).toString('base64')
})

/** What a text holds, of which a secret must hold some; then what tells it, and what it is. */
const shapesOfSecrets: readonly (readonly [signs: readonly string[], shape: RegExp, what: string])[] = [
  [['PRIVATE KEY'], /-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----/, 'a private key'],
  [['LS0tLS1CRUdJ'], new RegExp(encodedKeys.join('|').replaceAll('+', '\\+')), 'a private key in base64'],
  [['AGE-SECRET-KEY-'], /\bAGE-SECRET-KEY-1[0-9A-Z]{20,}/, 'a private key of age'],
  // Its other half is the secret, and they are found together.
  [['AKIA'], /\bAKIA[0-9A-Z]{16}\b/, 'an access key of AWS'],
  [['eyJ'], /\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{8,}/, 'a token (JWT)'],
  [
    ['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_', 'github_pat_', 'glpat-', 'xox'],
    /\b(?:gh[oprsu]_[A-Za-z0-9]{30,}|github_pat_\w{22,}|glpat-[\w-]{20,}|xox[abeoprs]-[\w-]{10,})/,
    'a token (GitHub, GitLab, Slack)',
  ],
  [
    ['hooks.slack.com', '/api/webhooks/', 'webhook.office.com'],
    /\b(?:hooks\.slack\.com\/\w+\/|discord(?:app)?\.com\/api\/webhooks\/|webhook\.office\.com\/webhookb2\/)(?![$<*{%@])[^\s"'`]{16,}/i,
    'the address of a webhook, which lets in whoever knows it',
  ],
  [['@'], /\b[a-z][a-z0-9+.-]*:\/\/[^\s:/@"'$]*:(?![$<*{%])[^\s/@"']+@/i, 'a password in an address'],
  [['jdbc:'], /\bjdbc:[^\s"'`]*[?;&]password=(?![$<*{%@])[^\s&;"'`]+/i, 'a password in an address of JDBC'],
  [['LoginModule'], /LoginModule\b[^;]*\bpassword\s*=\s*\\?["']?(?![\s"'\\;$<*{%@])/i, 'a password of JAAS'],
]

/** What kind of secret a text has the shape of. */
export function secretIn(text: string): string | undefined {
  return shapesOfSecrets.find(([signs, shape]) => signs.some((sign) => text.includes(sign)) && shape.test(text))?.[2]
}

/** A setting whose last word says that its value is secret, and a value that is no variable, path or placeholder. */
const passwordSetting =
  /(?<![\w.$-]|\$\{)[\w.-]*(?:passw(?:or)?d|passphrase|secret|token|api[-_.]?key)["']?[ \t]*[=:][ \t]*(["'`]?)([^\s"'`,;&]+)/gi
const noSecret = /^(?:[$<*{%/@\\(!|>]|file:|null$|none$|true$|false$|[-+]$)/i

/** Which setting of a configuration or a command states its password. */
export function passwordIn(text: string): string | undefined {
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

/** What keys are called says nothing of a value that is sealed; its form was looked at. */
function isCiphertext(type: string, path: Path): boolean {
  return type === 'bitnami.com/SealedSecret' && path[1] === 'encryptedData'
}

/** Where settings stand: configuration files, commands, their arguments and variables. */
function isSettings(type: string, path: Path): boolean {
  if (type === '/ConfigMap') return path[0] === 'data'
  if (type === 'bitnami.com/SealedSecret') return path[1] === 'template' && path[2] === 'data'
  const list = path.at(-2)
  return list === 'args' || list === 'command' || isVariable(path)
}

function isVariable(path: Path): boolean {
  return path.at(-1) === 'value' && path.at(-3) === 'env'
}

const namesSecret =
  /(?:passw(?:or)?d|passphrase|token|api[-_.]?key|client[-_.]?secret|secret[-_.](?:access[-_.])?key|secretAccessKey|private[-_.]?key)$/i

/** Which field says by its name that its value, one word that is no variable and no path, is secret. */
export function secretField(field: string, value: string): string | undefined {
  return /^\S+$/.test(value) && !noSecret.test(value) && namesSecret.test(field) ? `a value for ${field}` : undefined
}

/** A field or a variable whose name says that it is secret. */
function namedSecret(value: string, path: Path, manifest: JsonMap): string | undefined {
  if (path.at(-1) === 'password' && !value.startsWith('{{')) return 'a password'
  const field = path[0] === 'metadata' ? undefined : secretField(path.at(-1) ?? '', value)
  if (field !== undefined) return field
  if (!isVariable(path) || value === '' || noSecret.test(value)) return undefined
  const variable = path.slice(0, -1).reduce<unknown>((node, step) => (node as JsonMap)[step], manifest) // the survey came this way
  const name = String(asMap(variable).name)
  return /(?:passw(?:or)?d|passphrase|secret|token|api_?key)$/i.test(name) ? `a value for ${name}` : undefined
}

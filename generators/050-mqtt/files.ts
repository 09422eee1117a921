import type { Instance } from '../../engine/model.ts'
import type { MqttValues } from '../../schemas/values/050-mqtt.ts'
import { directories, passwordFile, version, watchedFiles } from './names.ts'

/** A shell command that prints what tells one state of the watched files from another. */
export function fingerprint(mqtt: Instance<MqttValues>): string {
  return `cat ${watchedFiles(mqtt).join(' ')} | sha256sum`
}

const salt = '([A-Za-z0-9+/]{16}|[A-Za-z0-9+/]{86}==)'
const hash = '[A-Za-z0-9+/]{86}=='

/** The hashes that each version reads, as extended regular expressions. Source: password_file.c of both. */
const hashes = {
  sha512: `6\\$${salt}\\$${hash}`,
  pbkdf2: `7\\$[1-9][0-9]*\\$${salt}\\$${hash}`,
  argon2: 'argon2id\\$v=[0-9]+\\$m=[0-9]+,t=[0-9]+,p=[0-9]+\\$[A-Za-z0-9+/]+\\$[A-Za-z0-9+/]+',
} as const

/**
 * Shell commands that take the password file over, without what the broker cannot read: a wrong hash or a user that
 * stands there twice locks out that user in 2.0 and ends 2.1, at its start and while it runs.
 */
export function takePasswords(mqtt: Instance<MqttValues>): string {
  const { sha512, pbkdf2, argon2 } = hashes
  const known = version(mqtt) === '2.0' ? [sha512, pbkdf2] : [sha512, pbkdf2, argon2]
  const line = `[^:#[:space:]]([^:]*[^:[:space:]])?:\\$(${known.join('|')})`
  return [
    `tr -d '\\r' < ${passwordFile} | sed -nE '\\%^${line}$%p' | awk -F: '`,
    '  seen[$1]++ { print "the password file names " $1 " again: only the first line holds" > "/dev/stderr"; next }',
    `  { print }' > ${directories.own}/passwords.new`,
    `mv ${directories.own}/passwords.new ${directories.own}/passwords`,
    `for line in $(tr -d '\\r' < ${passwordFile} | sed -nE '\\%^(${line}|#.*|)$%!='); do`,
    '  echo "line $line of the password file is not NAME:HASH with a hash that the broker reads: left out"',
    'done',
  ].join('\n')
}

import type { Volume } from '../kubernetes.ts'
import type { Kafka } from './names.ts'

/** The declared users' passwords, each in a file of the user's name; undefined where no user has one. */
export function passwords({ values }: Kafka): Volume | undefined {
  const sources = Object.entries(values.users).flatMap(([name, { authentication, password }]) =>
    authentication === 'scram' && password.secret !== null
      ? [{ secret: { name: password.secret, items: [{ key: password.key, path: name }] } }]
      : [],
  )
  return sources.length === 0 ? undefined : { name: 'passwords', projected: { defaultMode: 0o440, sources } }
}

import type { Finding, Overlay, Path } from '../model.ts'
import { passwordIn, secretField, secretIn } from '../rules/secrets.ts'
import type { SyncFile } from '../sync/files.ts'

type Text = { readonly path: Path; readonly value: string }

/** The texts of a value, with the keys that lead to each. */
function textsOf(value: unknown, path: Path = []): Text[] {
  if (typeof value === 'string') return [{ path, value }]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, child]) => textsOf(child, [...path, key]))
}

/** The name of the field that a text stands in; a member of a list has that of the list. */
const fieldOf = (path: Path): string => path.findLast((step) => !/^\d+$/.test(step)) ?? ''

/**
 * What is secret in the files of `sync/`: what stands in git is known to everyone who reads it (gitops.md H49). Charts
 * take passwords as values, and who hears of failures is often known by an address that is a secret. Each finding leads
 * to the fact that says it.
 */
export function secretsInSync(overlay: Overlay, files: readonly SyncFile[]): readonly Finding[] {
  const seen = new Set<string>()
  return files
    .flatMap(({ path: file, manifests }) => textsOf(manifests).map((text) => ({ ...text, file })))
    .flatMap(({ path, value, file }): Finding[] => {
      const what = secretIn(value) ?? passwordIn(value) ?? secretField(fieldOf(path), value)
      if (what === undefined) return []
      const at = whereSaid(overlay, path, value)
      if (seen.has(at.join())) return []
      seen.add(at.join())
      return [
        {
          at,
          message: `expected nothing that is secret, as it stands in ${file}, found ${what}`,
          hint: 'let it name a Secret instead: of a chart its value for an existing Secret, of who is notified the key secret',
        },
      ]
    })
}

/** The fact that says a text of `sync/`: one in a field of the same name before others. */
function whereSaid({ prerequisites, sync }: Overlay, path: Path, value: string): Path {
  const facts = textsOf({ prerequisites, sync }).filter((fact) => fact.value === value)
  const said = facts.find((fact) => fieldOf(fact.path) === fieldOf(path)) ?? facts[0]
  return said?.path ?? ['sync']
}

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
  const facts = ['prerequisites', 'sync'].flatMap((fact) => textsOf(overlay[fact as keyof Overlay], [fact])) // two of its keys
  const seen = new Set<string>()
  return files
    .flatMap(({ path: file, manifests }) => textsOf(manifests).map((text) => ({ ...text, file })))
    .flatMap(({ path, value, file }): Finding[] => {
      const what = secretIn(value) ?? passwordIn(value) ?? secretField(fieldOf(path), value)
      const said = facts.find((fact) => fact.value === value && fieldOf(fact.path) === fieldOf(path))
      const at = said?.path ?? facts.find((fact) => fact.value === value)?.path ?? ['sync']
      if (what === undefined || seen.has(at.join())) return []
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

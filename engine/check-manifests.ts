import type { ManifestChecker } from './kubernetes-schemas.ts'
import type { ManifestFinding, ManifestSet, Overlay, Severity } from './model.ts'
import { objectName } from './object-name.ts'
import { setRules } from './set-rules.ts'
import { showPath } from './sourced.ts'

/** A finding in the rendered set, with the rule that made it. */
export type RuledFinding = ManifestFinding & {
  readonly rule: { readonly id: string; readonly severity: Severity }
}

/** The rule that every manifest is legal for the overlay's Kubernetes minor and the CRDs. */
export const schemaRule = { id: 'manifest/schema', severity: 'error' } as const

/** Checks every manifest against its schema and the set against every rule. */
export async function checkManifests(set: ManifestSet, checker: ManifestChecker): Promise<RuledFinding[]> {
  const { placed } = set
  await checker.ensure(placed.map(({ manifest: { apiVersion, kind } }) => ({ apiVersion, kind })))
  const bySchema = placed.flatMap((one) =>
    checker.check(one.manifest).map((violation) => ({ ...violation, placed: one, rule: schemaRule })),
  )
  return [...bySchema, ...setRules.flatMap((rule) => rule.check(set).map((finding) => ({ ...finding, rule })))]
}

/** What tells one finding from another across renders: the rule, the object and the field. */
export function findingKey({ rule, placed, path }: RuledFinding, overlay: Overlay): string {
  return `${rule.id} ${placed ? objectName(placed, overlay) : ''} ${showPath(path)}`
}

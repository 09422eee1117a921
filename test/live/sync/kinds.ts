import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { CustomResourceDefinition } from '../../../engine/strict-schema.ts'
import { openFetch } from '../../../scripts/schemas-fetch.ts'
import { products } from '../../../scripts/schemas-products.ts'

/** The CustomResourceDefinitions that Argo CD and Flux publish, of the kinds that stand in `sync/`. */
export function engineKinds(): CustomResourceDefinition[] {
  const scratch = mkdtempSync(join(tmpdir(), 'sluice-kinds-'))
  try {
    const fetch = openFetch(scratch, { offline: false })
    return ['argo-cd', 'flux']
      .flatMap((name) => products[name]?.sources ?? [])
      .flatMap(({ read }) => read(fetch))
      .filter(({ spec }) => kinds.includes(spec.names.kind))
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

const kinds = [
  ...['Application', 'AppProject'],
  ...['GitRepository', 'OCIRepository', 'HelmRepository', 'HelmRelease', 'Kustomization', 'Alert', 'Provider'],
]

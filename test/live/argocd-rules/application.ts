import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseAllDocuments } from 'yaml'
import type { KubeObject } from '../api.ts'
import type { Anything } from './objects.ts'

/** What is read of an Application. */
export type Application = KubeObject & {
  readonly spec: {
    readonly project: string
    readonly source: {
      readonly repoURL: string
      readonly path: string
      readonly directory?: { readonly recurse?: boolean; readonly include?: string }
    }
    readonly destination: { readonly server?: string; readonly name?: string; readonly namespace?: string }
    readonly syncPolicy?: {
      readonly automated?: { readonly prune?: boolean; readonly selfHeal?: boolean; readonly allowEmpty?: boolean }
      readonly retry?: { readonly limit?: number; readonly backoff?: Readonly<Record<string, string | number>> }
      readonly syncOptions?: readonly string[]
    }
  }
  readonly status?: {
    readonly operationState?: { readonly phase?: string; readonly syncResult?: { readonly revision?: string } }
  }
}

/** What its path holds: every YAML file that it includes, of folders below as well where it recurses. */
export function objectsOf({ spec: { source } }: Application, folder: string): Anything[] {
  const { recurse = false, include = '*' } = source.directory ?? {}
  const path = join(folder, source.path)
  return readdirSync(path, { recursive: recurse, encoding: 'utf8' })
    .filter((file) => /\.(ya?ml|json)$/.test(file) && includes(include, file))
    .sort()
    .flatMap((file) => parseAllDocuments(readFileSync(join(path, file), 'utf8')).map((one) => one.toJS()))
    .filter((object): object is Anything => object !== null)
}

/** A glob of gobwas as far as Sluice writes it: `*` crosses `/`, braces hold alternatives. */
function includes(glob: string, file: string): boolean {
  const source = glob
    .replace(/[\\^$.+?()[\]|]/g, '\\$&')
    .replace(/\*/g, '.*')
    .replace(/\{([^}]*)\}/g, (_, alternatives: string) => `(?:${alternatives.replaceAll(',', '|')})`)
  return new RegExp(`^${source}$`).test(file)
}

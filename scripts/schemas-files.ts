import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  type Definitions,
  type GroupVersionKind,
  kindKey,
  strictCustomResources,
  strictDefinitions,
} from '../engine/strict-schema.ts'
import type { Fetch } from './schemas-fetch.ts'
import { withPodTemplates } from './schemas-flink.ts'
import { asServed, lifecyclesIn, lifecyclesText, type Minor } from './schemas-lifecycle.ts'
import { type Product, products } from './schemas-products.ts'
import { customResourceText, definitionsText } from './schemas-text.ts'

/** A file below a root, and what it holds. */
export type SchemaFile = { readonly path: string; readonly text: string }

/** The release of each supported minor that its schemas are read from. */
export const releases = { '1.33': 'v1.33.13', '1.34': 'v1.34.4', '1.35': 'v1.35.4', '1.36': 'v1.36.1' } as const

/**
 * The releases that say when kinds came and went, newest first: each older one knows kinds that the next has no more. Of some
 * alphas no release says it, nor of what was gone before 1.20 (PodPreset).
 */
export const lifecycleModules = [
  ...['k8s.io/api@v0.37.2', 'k8s.io/apiextensions-apiserver@v0.37.2', 'k8s.io/kube-aggregator@v0.37.2'],
  ...['k8s.io/api@v0.34.13', 'k8s.io/api@v0.33.13', 'k8s.io/api@v0.31.14', 'k8s.io/api@v0.28.3', 'k8s.io/api@v0.25.9'],
] as const

/** All that `npm run schemas` writes. Throws NotFetched. */
export function schemaFiles(fetch: Fetch): SchemaFile[] {
  const minors = Object.entries(releases).map(([name, version]) => ({
    name,
    path: `schemas/kubernetes/${name}/definitions.json`,
    version,
    definitions: definitionsOf(fetch.moduleFolder(`k8s.io/kubernetes@${version}`)),
  }))
  const newest = minors.at(-1)?.definitions ?? {}
  return [
    ...minors.map(({ path, version, definitions }) => ({ path, text: definitionsText(version, definitions) })),
    lifecycleFile(
      fetch,
      minors.map(({ name, definitions }) => ({ name, kinds: servedKinds(definitions) })),
    ),
    ...Object.entries(products).flatMap(([name, product]) => productFiles(name, product, fetch, newest)),
  ]
}

/** When the kinds of Kubernetes come and go. `minors`: what is served, oldest first. Throws NotFetched. */
export const lifecycleFile = ({ moduleFolder }: Fetch, minors: readonly Minor[]): SchemaFile => ({
  path: 'schemas/kubernetes/lifecycle.json',
  text: lifecyclesText(asServed(lifecyclesIn(lifecycleModules.map(moduleFolder)), minors)),
})

/** The kinds of objects among definitions. */
export const servedKinds = (definitions: Definitions): ReadonlySet<string> =>
  new Set(
    Object.values(definitions)
      .filter((schema) => schema['x-kubernetes-scope'] !== undefined)
      .flatMap((schema) => (schema['x-kubernetes-group-version-kind'] as readonly GroupVersionKind[]).map(kindKey)), // as we write it
  )

/** The strict definitions of a release of Kubernetes, from the folder of its module. */
function definitionsOf(release: string): Definitions {
  const folder = join(release, 'api', 'openapi-spec')
  const swagger = JSON.parse(readFileSync(join(folder, 'swagger.json'), 'utf8'))
  return strictDefinitions(swagger, publishedDefaults(join(folder, 'v3')))
}

/** A file for each served version of each kind of a product. `builtIn`: definitions of any minor. Throws NotFetched. */
export function productFiles(
  name: string,
  { sources, mark }: Product,
  fetch: Fetch,
  builtIn: Definitions,
): SchemaFile[] {
  return sources
    .flatMap(({ read }) => read(fetch))
    .flatMap((definition) => strictCustomResources(definition, builtIn))
    .map(({ kind, schema }) => ({
      path: `schemas/crds/${name}/${kind.kind.toLowerCase()}-${kind.version}.json`,
      text: customResourceText(kind, name === 'flink' ? withPodTemplates(schema) : schema, mark),
    }))
}

/** The defaults in OpenAPI v3 documents that are more than the zero value of a Go type. */
function publishedDefaults(folder: string): Record<string, Record<string, unknown>> {
  const documents: { components?: { schemas?: Definitions } }[] = readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')))
  const schemas = documents.flatMap(({ components }) => Object.entries(components?.schemas ?? {}))
  return Object.fromEntries(
    schemas.flatMap(([name, { properties }]) => {
      const defaults = Object.entries((properties ?? {}) as Definitions).flatMap(([property, schema]) => {
        const value = schema.default
        return value && typeof value !== 'object' ? [[property, value] as const] : []
      })
      return defaults.length === 0 ? [] : [[name, Object.fromEntries(defaults)] as const]
    }),
  )
}

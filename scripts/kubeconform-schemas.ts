import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Schema } from '../packages/kubeconform-wasm/src/schema-source.ts'
import type { Definitions } from '../packages/kubeconform-wasm/src/shipped-schemas.ts'

/** The minors of Kubernetes whose schemas a folder `schemas/` has, oldest first. */
export const minorsIn = (schemas: string): string[] =>
  readdirSync(join(schemas, 'kubernetes')).sort((one, other) => Number(one.slice(2)) - Number(other.slice(2)))

/** The schemas of one of them. */
export const definitionsOf = (schemas: string, minor: string): { readonly definitions: Definitions } =>
  JSON.parse(readFileSync(join(schemas, 'kubernetes', minor, 'definitions.json'), 'utf8'))

/** The schemas of custom resources that a folder `schemas/` has. */
export const customResourcesIn = (schemas: string): Schema[] =>
  readdirSync(join(schemas, 'crds'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => JSON.parse(readFileSync(join(schemas, 'crds', name), 'utf8')))

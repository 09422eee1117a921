import { join } from 'node:path'
import { loadManifestChecker, type SchemaViolation } from '../../engine/kubernetes-schemas.ts'
import type { Manifest } from '../../engine/model.ts'
import type { Schema } from '../../engine/strict-schema.ts'
import { createValidator, extendedErrors, shippedSource } from '../../packages/kubeconform-wasm/src/index.ts'
import type { Context } from '../command.ts'
import { customResourcesIn, definitionsOf } from '../known-schemas.ts'
import { kubeconformCore } from '../kubeconform-core.ts'
import type { FoundObject } from './objects.ts'

/** What is wrong with an object; `rule` names it where it is not about the schema. */
export type Violation = SchemaViolation & { readonly rule?: string }

/** What says whether objects are legal in one minor of Kubernetes. */
export type Judge = {
  readonly minor: string
  /** What is wrong with an object; nothing where it is legal. */
  readonly judge: (found: Pick<FoundObject, 'manifest' | 'value'>) => Promise<readonly Violation[]>
  /** Makes `judge` ready for these kinds at once, which is faster than one after the other. */
  readonly expect: (kinds: readonly Pick<Manifest, 'apiVersion' | 'kind'>[]) => Promise<void>
}

/** The folders that hold schemas: those of Sluice, and those of the root. */
export const schemasFolders = ({ roots }: Context): string[] =>
  [...new Set([roots.package, roots.root])].map((root) => join(root, 'schemas'))

/** The engine of `npm run render`. `further`: custom resources beside the known ones. */
export async function ajvJudge(minor: string, further: readonly Schema[], context: Context): Promise<Judge> {
  const checker = await loadManifestChecker({
    minor,
    schemasFolders: schemasFolders(context),
    cacheFolder: context.cacheFolder,
    further,
  })
  return {
    minor,
    expect: checker.ensure,
    judge: async ({ manifest }) => {
      await checker.ensure([manifest])
      return [...checker.check(manifest).filter((one) => !isNamedByServer(manifest, one)), ...beyondSchema(manifest)]
    },
  }
}

/** The checker wants names, as sync engines do; a server makes one of `generateName`. */
const isNamedByServer = ({ metadata }: Manifest, { path }: Violation): boolean =>
  path.join('.') === 'metadata.name' && 'generateName' in metadata

/** What no schema says. That an object has a name, the checker says itself. */
const beyondSchema = (manifest: Manifest): Violation[] =>
  extendedErrors(manifest)
    .filter(({ rule }) => rule !== 'identity')
    .map(({ rule, ...error }) => ({ ...error, rule: `object/${rule}` }))

/** The engine of kubeconform. Throws `NoCore` where it is not built and cannot be. */
export async function wasmJudge(minor: string, further: readonly Schema[], context: Context): Promise<Judge> {
  const core = new WebAssembly.Module(
    kubeconformCore(join(context.roots.package, 'packages', 'kubeconform-wasm'), context.cacheFolder),
  )
  const folders = schemasFolders(context)
  const schemas = {
    definitions: definitionsOf(folders, minor),
    customResources: [...customResourcesIn(folders), ...further],
  }
  const { validate } = createValidator({
    core,
    strict: true,
    extended: true,
    schemas: (how) => [shippedSource(schemas, how)],
  })
  return {
    minor,
    expect: async () => {},
    judge: async ({ value }) => {
      const found: Violation[] = []
      for await (const { errors } of validate({ path: '', object: value }))
        found.push(...errors.map(({ path, message }) => ({ path: stepsOf(path), message, ...unknownIn(message) })))
      return found
    },
  }
}

const stepsOf = (pointer: string): string[] =>
  pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))

/** As the package words it. */
function unknownIn(message: string): Pick<SchemaViolation, 'unknown'> {
  if (message.startsWith('additional property ')) return { unknown: 'field' }
  return message.startsWith('could not find schema ') ? { unknown: 'kind' } : {}
}

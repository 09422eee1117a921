import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { compile, type JSONSchema } from 'json-schema-to-typescript'
import type { Definitions, GroupVersionKind, Schema } from '../engine/strict-schema.ts'
import { newestMinor } from './known-schemas.ts'
import { givenKinds } from './schemas-crd.ts'

const head = `/* Generated from schemas/crds and schemas/kubernetes by npm run types: change what they are made from. */
// biome-ignore-all format: as it is generated

import type { ObjectMeta } from 'kubernetes-types/meta/v1.d.ts'

`

/** The custom kinds that generators write, by the file of their schema. */
const customKinds = {
  Certificate: 'cert-manager/certificate-v1.json',
  Issuer: 'cert-manager/issuer-v1.json',
  ClusterIssuer: 'cert-manager/clusterissuer-v1.json',
  FlinkDeployment: 'flink/flinkdeployment-v1beta1.json',
  FlinkSessionJob: 'flink/flinksessionjob-v1beta1.json',
  FlinkStateSnapshot: 'flink/flinkstatesnapshot-v1beta1.json',
} as const

/** The kinds of the engines that sync, which the engine of rendering writes itself. */
const syncKinds = {
  AppProject: 'argo-cd/appproject-v1alpha1.json',
  Application: 'argo-cd/application-v1alpha1.json',
  Alert: 'flux/alert-v1beta3.json',
  GitRepository: 'flux/gitrepository-v1.json',
  HelmRelease: 'flux/helmrelease-v2.json',
  HelmRepository: 'flux/helmrepository-v1.json',
  Kustomization: 'flux/kustomization-v1.json',
  OCIRepository: 'flux/ocirepository-v1.json',
  Provider: 'flux/provider-v1beta3.json',
} as const

/** Where fields that `kubernetes-types` does not know are looked for: the built-in kinds that generators write. */
const builtInKinds = [
  'apps.v1.DaemonSet',
  'apps.v1.Deployment',
  'apps.v1.StatefulSet',
  'autoscaling.v2.HorizontalPodAutoscaler',
  'batch.v1.CronJob',
  'batch.v1.Job',
  'core.v1.ConfigMap',
  'core.v1.LimitRange',
  'core.v1.Namespace',
  'core.v1.PersistentVolumeClaim',
  'core.v1.Pod',
  'core.v1.ResourceQuota',
  'core.v1.Secret',
  'core.v1.Service',
  'core.v1.ServiceAccount',
  'networking.v1.Ingress',
  'networking.v1.NetworkPolicy',
  'policy.v1.PodDisruptionBudget',
  'rbac.v1.ClusterRole',
  'rbac.v1.ClusterRoleBinding',
  'rbac.v1.Role',
  'rbac.v1.RoleBinding',
  'scheduling.v1.PriorityClass',
  'storage.v1.StorageClass',
] as const

type GeneratedFile = { readonly path: string; readonly text: string }

/**
 * `generators/kubernetes-generated.ts`: types of custom kinds, and the fields of built-in ones that came after the
 * release that `kubernetes-types` describes, up to the newest minor in `schemas/`; `engine/sync/kinds-generated.ts`: types
 * of the kinds of Argo CD and Flux; and what `givenTypes` gives. `root`: the folder with `schemas/` and `node_modules/`.
 */
export async function kubernetesTypes(root: string): Promise<GeneratedFile[]> {
  const crds = join(root, 'schemas', 'crds')
  const read = (files: Readonly<Record<string, string>>): CustomKind[] =>
    Object.entries(files).map(([name, file]) => ({ name, schema: JSON.parse(readFileSync(join(crds, file), 'utf8')) }))
  const kubernetes = join(root, 'schemas', 'kubernetes', newestMinor([join(root, 'schemas')]), 'definitions.json')
  const text = [
    head,
    ...(await customTypes(read(customKinds))),
    newerFields(
      JSON.parse(readFileSync(kubernetes, 'utf8')).definitions,
      join(root, 'node_modules', 'kubernetes-types'),
    ),
  ].join('')
  return [
    { path: 'generators/kubernetes-generated.ts', text },
    { path: 'engine/sync/kinds-generated.ts', text: [head, ...(await customTypes(read(syncKinds)))].join('') },
    ...(await givenTypes(root)),
  ]
}

/** `generators/kubernetes-given.ts`: types of the kinds that were added to a root with `npm run schemas -- --crd`. */
export async function givenTypes(root: string): Promise<GeneratedFile[]> {
  const given = givenKinds(root).map(({ schema }) => {
    const [kind] = schema['x-kubernetes-group-version-kind'] as readonly [GroupVersionKind] // as we write it
    return { kind, schema }
  })
  if (given.length === 0) return []
  const kinds = given.map(({ kind, schema }, index): CustomKind => {
    const isTaken = given.some((other, at) => at < index && other.kind.kind === kind.kind)
    return { name: isTaken ? `${kind.kind}${index + 1}` : kind.kind, schema }
  })
  return [{ path: 'generators/kubernetes-given.ts', text: [head, ...(await customTypes(kinds))].join('') }]
}

/** A custom kind, and what its type is called. */
type CustomKind = { readonly name: string; readonly schema: Schema }

async function customTypes(kinds: readonly CustomKind[]): Promise<string[]> {
  const schemas = kinds.map(({ name, schema }) => {
    const { status: _, spec, ...properties } = schema.properties as Definitions // as `npm run schemas` writes it
    const definitions = (schema.definitions ?? {}) as Definitions // as JSON Schema defines it
    return {
      name,
      required: schema.required,
      properties: withTypes(properties, definitions),
      spec: spec === undefined ? undefined : withTypes(spec, definitions),
    }
  })
  return Promise.all(
    schemas.map(({ name, required, properties, spec }) => {
      const first = spec && schemas.find((other) => isDeepStrictEqual(other.spec, spec))?.name
      const written = {
        type: 'object',
        properties: {
          ...properties,
          metadata: { type: 'object', tsType: 'ObjectMeta' },
          ...(spec === undefined ? {} : { spec: first === name ? spec : { tsType: `${first}['spec']` } }),
        },
        required,
        additionalProperties: false,
      }
      return compile(written as JSONSchema, name, {
        bannerComment: '',
        ignoreMinAndMaxItems: true,
        style: { semi: false, singleQuote: true, printWidth: 120, trailingComma: 'all' },
      })
    }),
  )
}

/** A schema in which Kubernetes' own definitions are named by their types, and parts that its file shares are in place. */
function withTypes(schema: Schema, definitions: Definitions): Schema {
  const target = typeof schema.$ref === 'string' ? schema.$ref.replace('#/definitions/', '') : undefined
  const type = target === undefined ? undefined : builtInType(target)
  if (type !== undefined) return { tsType: `import('kubernetes-types/${type.module}.d.ts').${type.name}` }
  const part = target === undefined ? undefined : definitions[target]
  if (part !== undefined) return withTypes(part, definitions)
  if (schema.type === 'object' && schema.additionalProperties === false && schema.properties === undefined)
    return { tsType: 'Record<string, never>' }
  return Object.fromEntries(
    Object.entries(schema).map(([key, value]) => [
      key,
      Array.isArray(value) || typeof value !== 'object' || value === null
        ? value
        : withTypes(value as Schema, definitions), // an object
    ]),
  )
}

/** A type that `kubernetes-types` can hold: `core/v1` and `PodSpec`. */
type BuiltInType = { readonly module: string; readonly name: string }

function builtInType(definition: string): BuiltInType | undefined {
  const [, group, version, name] =
    /^io\.k8s\.(?:api|apimachinery\.pkg\.apis)\.(\w+)\.(v\w+)\.(\w+)$/.exec(definition) ?? []
  return name === undefined ? undefined : { module: `${group}/${version}`, name }
}

/** Types that marshal themselves: what they are in JSON. */
const scalarTypes: Readonly<Record<string, string>> = {
  'io.k8s.apimachinery.pkg.api.resource.Quantity': 'string',
  'io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime': 'string',
  'io.k8s.apimachinery.pkg.apis.meta.v1.Time': 'string',
  'io.k8s.apimachinery.pkg.util.intstr.IntOrString': 'number | string',
}

/**
 * Declarations that add to the interfaces of `kubernetes-types` what the definitions have beyond them; TypeScript merges
 * the two.
 */
function newerFields(definitions: Definitions, typesFolder: string): string {
  const added = new Map<string, string[]>()
  for (const definition of writable(definitions)) {
    const type = builtInType(definition)
    if (type === undefined || definition in scalarTypes) continue
    const { properties = {}, required = [] } = definitions[definition] as {
      properties?: Definitions
      required?: string[]
    } // as JSON Schema defines it
    const known = knownFields(typesFolder, type)
    const fields = Object.entries(properties)
      .filter(([name]) => name !== 'status' && !known?.has(name))
      .map(([name, schema]) => `    ${name}${required.includes(name) ? '' : '?'}: ${typeOf(schema, type.module)}`)
    if (fields.length === 0) continue
    const declarations = added.get(type.module) ?? []
    added.set(type.module, [...declarations, `  interface ${type.name} {\n${fields.join('\n')}\n  }`])
  }
  return [...added]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(
      ([module, declarations]) =>
        `\ndeclare module 'kubernetes-types/${module}.d.ts' {\n${declarations.join('\n')}\n}\n`,
    )
    .join('')
}

/** The definitions that a person's manifest can hold: what a status leads to is the server's. */
function writable(definitions: Definitions): string[] {
  const found = new Set<string>()
  const visit = (name: string): void => {
    if (found.has(name)) return
    found.add(name)
    const { status: _, ...properties } = (definitions[name]?.properties ?? {}) as Definitions // as JSON Schema defines it
    for (const [, target = ''] of JSON.stringify(properties).matchAll(/"\$ref":"#\/definitions\/([^"]+)"/g))
      visit(target)
  }
  for (const kind of builtInKinds) visit(`io.k8s.api.${kind}`)
  return [...found].sort()
}

/** The fields that an interface of `kubernetes-types` has; undefined where it does not have the interface. */
function knownFields(typesFolder: string, { module, name }: BuiltInType): ReadonlySet<string> | undefined {
  const file = join(typesFolder, `${module}.d.ts`)
  const text = existsSync(file) ? readFileSync(file, 'utf8') : ''
  const [, body] = new RegExp(`^export interface ${name} \\{$([\\s\\S]*?)^\\}$`, 'm').exec(text) ?? []
  if (body === undefined) return undefined
  return new Set([...body.matchAll(/^ {4}(?:readonly )?"?([\w$-]+)"?\??:/gm)].map(([, field = '']) => field))
}

function typeOf(schema: Schema, module: string): string {
  const { $ref, type, items, additionalProperties } = schema
  if (typeof $ref === 'string') {
    const definition = $ref.replace('#/definitions/', '')
    const target = builtInType(definition)
    const scalar = scalarTypes[definition]
    if (scalar !== undefined) return scalar
    if (target === undefined) throw new Error(`there is no type for ${definition} yet`)
    return target.module === module ? target.name : `import('kubernetes-types/${target.module}.d.ts').${target.name}`
  }
  if (type === 'array') return `Array<${typeOf(items as Schema, module)}>` // as our own files are built
  if (type === 'object' && additionalProperties)
    return `{ [name: string]: ${typeOf(additionalProperties as Schema, module)} }` // as our own files are built
  const scalar = { integer: 'number', number: 'number', string: 'string', boolean: 'boolean' }[String(type)]
  if (scalar === undefined) throw new Error(`there is no type for ${JSON.stringify(schema)} yet`)
  return scalar
}

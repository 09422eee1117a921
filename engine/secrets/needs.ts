import type { ExternalObject, ManifestSet, Overlay, SecretSource } from '../model.ts'
import { type Entry, groupBy } from '../rules/index-of-set.ts'
import { type Reference, referencesOf, secretsMadeIn } from '../rules/references-of-set.ts'

/** An object that a component leaves to others, with the component's id: `020-kafka`. */
export type Declared = { readonly component: string; readonly object: ExternalObject }

/** The types of Secrets that something looks at: https://kubernetes.io/docs/concepts/configuration/secret/#secret-types */
export type SecretType = 'Opaque' | 'kubernetes.io/dockerconfigjson' | 'kubernetes.io/tls'

/** A Secret that objects need and that none of them makes. */
export type NeededSecret = {
  readonly name: string
  readonly namespace: string
  /** In order; empty where it is not known what it must hold. */
  readonly keys: readonly string[]
  readonly type: SecretType
  /** The objects that name it; none where only a component says so. */
  readonly from: readonly Entry[]
  /** The components that leave it to others. */
  readonly components: readonly string[]
  /** The output directory of the first step that needs it. */
  readonly directory: string
}

/** Every Secret that components declare as made by others and that nothing in the set makes, by namespace and name. */
export function neededSecrets(set: ManifestSet, declared: readonly Declared[]): readonly NeededSecret[] {
  const others = secretsMadeIn(set).filter(({ target }) => !isOfSecrets(target.entry))
  const made = new Set(others.map(({ namespace, name }) => `${namespace}/${name}`))
  const references = groupBy(
    referencesOf(set).filter(({ kind }) => kind === 'Secret'),
    ({ namespace, name }) => `${namespace}/${name}`,
  )
  const secrets = groupBy(
    declared.filter(({ object }) => object.kind === 'Secret'),
    ({ object }) => `${object.namespace ?? ''}/${object.name}`,
  )
  return [...secrets]
    .filter(([id]) => !made.has(id))
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([id, declarations]) => {
      const [namespace = '', name = ''] = id.split('/')
      const naming = references.get(id) ?? []
      const from = [...new Set(naming.map((reference) => reference.from))]
      const components = [...new Set(declarations.map(({ component }) => component))]
      const keys = declarations.flatMap(({ object }) => object.keys ?? [])
      return {
        name,
        namespace,
        keys: [...new Set(keys.length > 0 ? keys : naming.flatMap(({ key }) => key ?? []))].sort(),
        type: typeOf(naming),
        from,
        components,
        directory: firstDirectory(from, components, set),
      }
    })
}

/** The number-first name of the first directory: of the objects that need it, else of what the components render. */
function firstDirectory(from: readonly Entry[], components: readonly string[], { placed }: ManifestSet): string {
  const own = placed.filter(({ component }) => components.includes(component))
  const [first = components[0] ?? ''] = [...(from.length > 0 ? from.map((entry) => entry.placed) : own)]
    .map(({ directory }) => directory)
    .sort()
  return first
}

/** What stands for a Secret because of the overlay's `secrets`, and makes it no less needed. */
export function isOfSecrets({ placed }: Entry): boolean {
  return placed.component === ofSecrets
}

/** The component, as it were, of what the overlay's `secrets` renders. */
export const ofSecrets = 'secrets'

function typeOf(references: readonly Reference[]): SecretType {
  if (references.some(({ path }) => path.includes('imagePullSecrets'))) return 'kubernetes.io/dockerconfigjson'
  return references.some(({ from, path }) => from.kind === 'Ingress' && path[1] === 'tls')
    ? 'kubernetes.io/tls'
    : 'Opaque'
}

/** Where a Secret comes from: as its override says, by its whole name first, else as all. `at` leads to what says so. */
export function sourceOf(
  { secrets: { source, overrides } }: Overlay,
  { name, namespace }: Pick<NeededSecret, 'name' | 'namespace'>,
): { readonly source: SecretSource; readonly at: readonly string[] } {
  const key = [`${name}.${namespace}`, name].find((one) => Object.hasOwn(overrides, one))
  const own = key === undefined ? undefined : overrides[key]
  return key !== undefined && own
    ? { source: own.source, at: ['secrets', 'overrides', key, 'source'] }
    : { source, at: ['secrets', 'source'] }
}

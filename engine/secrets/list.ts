import type { Manifest, ManifestSet, Overlay } from '../model.ts'
import { objectName } from '../object-name.ts'
import type { Rendering } from '../render-overlay.ts'
import { type Entry, groupBy } from '../rules/index-of-set.ts'
import { asMap, asText } from '../rules/read.ts'
import { referencesOf, secretsMadeIn } from '../rules/references-of-set.ts'
import { pathInStore } from './external-secret.ts'
import { isOfSecrets, type NeededSecret, neededSecrets, sourceOf } from './needs.ts'
import { sealedFileOf } from './provide.ts'
import { type Blank, createCommand, sealCommand } from './skeleton.ts'

const makers = ['person', 'sealed-secrets', 'external-secrets', 'cert-manager'] as const

/** Who makes a Secret; `person`: nobody else does. */
export type Maker = (typeof makers)[number]

/** A Secret that an overlay's platform, or what syncs it, needs. */
export type ListedSecret = Blank & {
  readonly overlay: string
  /** The objects, else the components, that need it; none where it is made for whoever wants it. */
  readonly neededBy: readonly string[]
  readonly by: Maker
  /** The object, the place in a store or the file that it comes from; empty where a person makes it. */
  readonly from: string
  /** How a person makes it, as words of a shell, where a person has to. */
  readonly command?: readonly string[]
}

/** Every Secret that an overlay needs: those that a person makes first, then by namespace and name. */
export function listSecrets({ set, declared, sync, complete }: Rendering): readonly ListedSecret[] {
  if (!set || !complete) return []
  const needed = neededSecrets(set, declared)
  const order = (one: ListedSecret): string => `${makers.indexOf(one.by)} ${one.namespace}/${one.name}`
  return [
    ...needed.map((secret) => listedNeed(secret, needed, set)),
    ...madeByCertManager(set),
    ...ofSync(
      set.overlay,
      sync.flatMap(({ manifests }) => manifests),
    ),
  ].sort((a, b) => (order(a) < order(b) ? -1 : 1))
}

function listedNeed(secret: NeededSecret, all: readonly NeededSecret[], set: ManifestSet): ListedSecret {
  const { overlay } = set
  const { name, namespace, keys, type, from, components } = secret
  const neededBy = from.length > 0 ? shownEntries(from, overlay) : components
  const listed = { overlay: overlay.name, name, namespace, keys, type, neededBy }
  const { source } = sourceOf(overlay, secret)
  if (source === 'existing') return { ...listed, by: 'person', from: '', command: createCommand(secret) }
  if (source === 'external-secrets') {
    const { kind, name: store } = overlay.secrets.externalSecrets.store
    const where = `${kind}/${store ?? '(not named yet)'} at ${pathInStore(overlay, secret)}`
    return { ...listed, by: 'external-secrets', from: where }
  }
  const passed = set.placed.find(
    ({ manifest, passed }) => passed && manifest.metadata.name === name && manifest.metadata.namespace === namespace,
  )?.passed
  if (passed) return { ...listed, by: 'sealed-secrets', from: passed.file }
  const file = sealedFileOf(secret, all, overlay)
  return { ...listed, by: 'sealed-secrets', from: file, command: sealCommand(secret, file) }
}

/** What certificates, accounts at authorities and annotated Ingresses make: keys of both halves, and keystores. */
function madeByCertManager(set: ManifestSet): ListedSecret[] {
  const users = groupBy(
    referencesOf(set).filter(({ kind }) => kind === 'Secret'),
    ({ namespace, name }) => `${namespace}/${name}`,
  )
  return secretsMadeIn(set).flatMap(({ name, namespace, target: { entry, keys = new Set() } }) => {
    if (isOfSecrets(entry) || !['Certificate', 'Issuer', 'ClusterIssuer', 'Ingress'].includes(entry.kind)) return []
    const from = (users.get(`${namespace}/${name}`) ?? []).map((reference) => reference.from)
    return [
      {
        overlay: set.overlay.name,
        name,
        namespace,
        keys: [...keys].sort(),
        type: entry.kind.endsWith('Issuer') ? 'Opaque' : 'kubernetes.io/tls',
        neededBy: shownEntries([...new Set(from)], set.overlay),
        by: 'cert-manager',
        from: objectName(entry.placed, set.overlay),
      },
    ]
  })
}

function shownEntries(entries: readonly Entry[], overlay: Overlay): string[] {
  return [...new Set(entries.map(({ placed }) => objectName(placed, overlay)))].sort()
}

/** What Flux reads from Secrets beside its own objects: a person makes those, whatever the platform's come from. */
function ofSync(overlay: Overlay, manifests: readonly Manifest[]): ListedSecret[] {
  const uses = manifests.flatMap((manifest) =>
    secretReferences(manifest).map(({ path, name }) => ({ name, manifest, ...contentOf(manifest, path) })),
  )
  return [...groupBy(uses, ({ name }) => name)].map(([name, alike]) => {
    const namespace = alike[0]?.manifest.metadata.namespace ?? ''
    const keys = [...new Set(alike.flatMap((use) => use.keys))].sort()
    const secret = { name, namespace, keys, type: alike[0]?.type ?? 'Opaque' }
    return {
      overlay: overlay.name,
      ...secret,
      neededBy: [...new Set(alike.map(({ manifest: { kind, metadata } }) => `${kind}/${metadata.name}`))],
      by: 'person',
      from: '',
      command: createCommand(secret),
    }
  })
}

/** Every `secretRef` in an object, with the keys that lead to it; what a chart is given is the chart's business. */
function secretReferences(value: unknown, path: readonly string[] = []): { path: readonly string[]; name: string }[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, child]) =>
    key === 'values' || key === 'valuesObject'
      ? []
      : key === 'secretRef'
        ? [{ path, name: asText(asMap(child).name) }]
        : secretReferences(child, [...path, key]),
  )
}

/** What such a Secret must hold. Sources: the manuals of Flux's sources, Kustomizations and Providers. */
function contentOf({ kind, ...object }: Manifest, path: readonly string[]): Pick<Blank, 'keys' | 'type'> {
  const { url, address } = asMap(asMap(object).spec)
  if (path.includes('kubeConfig')) return { keys: ['value'], type: 'Opaque' }
  if (path.includes('verify')) return { keys: [kind === 'OCIRepository' ? 'cosign.pub' : 'author.asc'], type: 'Opaque' }
  if (kind === 'OCIRepository') return { keys: ['.dockerconfigjson'], type: 'kubernetes.io/dockerconfigjson' }
  if (kind === 'Provider') return { keys: [address === undefined ? 'address' : 'token'], type: 'Opaque' }
  return {
    keys: asText(url).startsWith('ssh://') ? ['identity', 'known_hosts'] : ['password', 'username'],
    type: 'Opaque',
  }
}

/** What must be said of an overlay beside its list: Argo CD knows the key of a repository by itself. */
export function inWords({ sync: { engine, repository, argocd } }: Overlay): readonly string[] {
  return engine === 'argocd' && repository.startsWith('ssh://')
    ? [
        `Argo CD must know a key for ${repository}: argocd repo add ${repository} --ssh-private-key-path path/to/key, or a Secret in ${argocd.namespace} with the label argocd.argoproj.io/secret-type: repository`,
      ]
    : []
}

import { choices } from '../closest.ts'
import { type Instantiation, valueProblem } from '../instantiate.ts'
import type { ExternalObject, ManifestSet, Overlay, Placed, Problem } from '../model.ts'
import { objectName } from '../object-name.ts'
import { stepOf } from '../rules/index-of-set.ts'
import { asMap, shown } from '../rules/read.ts'
import type { Sealed } from '../seal.ts'
import { find, placeOf } from '../sourced.ts'
import { externalSecret } from './external-secret.ts'
import { type Declared, type NeededSecret, neededSecrets, ofSecrets, sourceOf } from './needs.ts'
import { type SealedFolder, sealedFolder, sealedRule } from './sealed-files.ts'
import { readSealedSecret, type SealedSecret } from './sealed-secret.ts'
import { mergeCommand, sealCommand } from './skeleton.ts'

/** What the overlay's `secrets` adds to a set. */
export type Provided = {
  readonly placed: readonly Placed[]
  /** What the added objects refer to and others make. */
  readonly external: readonly ExternalObject[]
  readonly problems: readonly Problem[]
}

/**
 * The objects from which the cluster makes the Secrets that a set needs, each in the directory of the first step that
 * needs it: an ExternalSecret, or the sealed file of the overlay; nothing for a Secret that a person makes.
 */
export function provideSecrets(
  set: ManifestSet,
  declared: readonly Declared[],
  folder: SealedFolder,
  instantiation: Instantiation,
): Provided {
  const { overlay } = instantiation
  const { source, overrides } = overlay.secrets
  const isLeftToPeople = source === 'existing' && Object.keys(overrides).length === 0
  if (isLeftToPeople && folder.files.length + folder.problems.length === 0)
    return { placed: [], external: [], problems: [] } // as most are, who need not be searched for what they name
  const needed = neededSecrets(set, declared)
  const of = (source: string): NeededSecret[] => needed.filter((one) => sourceOf(overlay, one).source === source)
  const fromStore = externalSecrets(of('external-secrets'), instantiation)
  const fromFiles = sealedSecrets(of('sealed-secrets'), needed, folder, instantiation)
  return {
    placed: [...fromStore.placed, ...fromFiles.placed],
    external: fromStore.external,
    problems: [...overridesOfNothing(needed, instantiation), ...fromStore.problems, ...fromFiles.problems],
  }
}

const rule = (id: string) => ({ id, severity: 'error' }) as const

/** An override of the overlay's own that is of no Secret; what it inherits may be of another's. */
function overridesOfNothing(needed: readonly NeededSecret[], instantiation: Instantiation): Problem[] {
  const { overlay, tree } = instantiation
  const names = needed.map(({ name }) => name)
  const known = new Set([...names, ...needed.map(({ name, namespace }) => `${name}.${namespace}`)])
  return Object.keys(overlay.secrets.overrides)
    .filter((key) => !known.has(key))
    .map((key) => ['secrets', 'overrides', key])
    .filter((at) => placeOf(tree, at, true).file === `overlays/${overlay.name}/overlay.yaml` && find(tree, at))
    .map((at) =>
      valueProblem(
        rule('secrets/override-is-of-a-secret'),
        {
          at,
          message: `expected a Secret that the platform needs and cert-manager does not make, found none called ${at[2]}`,
          hint: choices(at[2] ?? '', [...new Set(names)]),
        },
        instantiation,
      ),
    )
}

function externalSecrets(needed: readonly NeededSecret[], instantiation: Instantiation): Provided {
  const { overlay } = instantiation
  const { kind, name } = overlay.secrets.externalSecrets.store
  if (needed.length === 0) return { placed: [], external: [], problems: [] }
  if (name === null)
    return {
      placed: [],
      external: [],
      problems: [
        valueProblem(
          rule('secrets/store-is-named'),
          {
            at: ['secrets', 'externalSecrets', 'store', 'name'],
            message: `expected the name of a ${kind}, as ${shownNames(needed, overlay)} come${needed.length === 1 ? 's' : ''} from external-secrets, found none`,
            hint: 'write secrets.externalSecrets.store.name, or another source',
          },
          instantiation,
        ),
      ],
    }
  const namespaces = kind === 'SecretStore' ? [...new Set(needed.map(({ namespace }) => namespace))] : [undefined]
  return {
    placed: needed.map((secret) => ({
      manifest: externalSecret(overlay, secret, name),
      component: ofSecrets,
      directory: secret.directory,
    })),
    external: namespaces.map((namespace) => ({ kind, name, ...(namespace === undefined ? {} : { namespace }) })),
    problems: [],
  }
}

const mostNamed = 3

function shownNames(secrets: readonly NeededSecret[], overlay: Overlay): string {
  const named = secrets.slice(0, mostNamed).map((secret) => shownSecret(secret, overlay))
  return secrets.length > mostNamed ? `${named.join(', ')} and ${secrets.length - mostNamed} more` : named.join(' and ')
}

/** How a Secret is called in a message; with its namespace where that is not the overlay's. */
function shownSecret({ name, namespace }: Pick<NeededSecret, 'name' | 'namespace'>, overlay: Overlay): string {
  return namespace === overlay.namespace ? `Secret/${name}` : `Secret/${name}.${namespace}`
}

const idOf = ({ name, namespace }: Pick<NeededSecret, 'name' | 'namespace'>): string => `${namespace}/${name}`

/** The file that a person would make for a Secret; `all` are those that the platform needs. */
export function sealedFileOf(
  { name, namespace }: Pick<NeededSecret, 'name' | 'namespace'>,
  all: readonly NeededSecret[],
  overlay: Overlay,
): string {
  const alone = all.filter((one) => one.name === name).length < 2
  return `overlays/${overlay.name}/${sealedFolder}/${alone ? name : `${name}.${namespace}`}.yaml`
}

function sealedSecrets(
  needed: readonly NeededSecret[],
  all: readonly NeededSecret[],
  { files, problems: ofFolder }: SealedFolder,
  instantiation: Instantiation,
): Provided {
  const { overlay } = instantiation
  const read = files.map((file) => readSealedSecret(file, overlay.name))
  const first = new Map<string, SealedSecret>()
  const problems: Problem[] = [...ofFolder, ...read.flatMap((one) => one.problems)]
  const placed: Placed[] = []
  for (const { sealed } of read) {
    if (!sealed) continue
    const id = idOf(sealed)
    const secret = needed.find((one) => idOf(one) === id)
    const another = first.get(id)
    first.set(id, another ?? sealed)
    const wrong = another
      ? [
          problemIn(
            sealed,
            ['metadata', 'name'],
            overlay,
            `expected one file for ${shownSecret(sealed, overlay)}, found ${another.passed.file} too`,
            'remove one of the two',
          ),
        ]
      : secret
        ? misfits(sealed, secret, overlay)
        : [notNeeded(sealed, all, overlay, instantiation)]
    problems.push(...wrong)
    if (secret && wrong.length === 0)
      placed.push({
        manifest: sealed.manifest,
        component: ofSecrets,
        directory: secret.directory,
        passed: sealed.passed,
      })
  }
  const there = new Set(read.flatMap(({ names }) => (names ? [idOf(names)] : [])))
  for (const secret of needed.filter((one) => !there.has(idOf(one)))) {
    const file = sealedFileOf(secret, all, overlay)
    if (files.some((one) => one.file === file)) continue // which has problems of its own
    problems.push(
      valueProblem(
        rule('secrets/sealed-file-is-there'),
        {
          at: sourceOf(overlay, secret).at,
          message: `expected ${file} for ${shownSecret(secret, overlay)} (${secret.keys.join(', ') || 'its keys'}), found none`,
          hint: `make it: ${sealCommand(secret, file).join(' ')}`,
        },
        instantiation,
      ),
    )
  }
  return { placed, external: [], problems }
}

function problemIn(
  { passed }: SealedSecret,
  path: readonly string[],
  overlay: Overlay,
  message: string,
  hint: string,
): Problem {
  return {
    rule: sealedRule,
    severity: 'error',
    at: { ...passed.place(path), path: path.join('.') },
    message,
    hint,
    overlay: overlay.name,
  }
}

function notNeeded(
  sealed: SealedSecret,
  all: readonly NeededSecret[],
  overlay: Overlay,
  { tree }: Instantiation,
): Problem {
  const secret = all.find((one) => idOf(one) === idOf(sealed))
  if (secret) {
    const { source, at } = sourceOf(overlay, secret)
    const { file, line } = placeOf(tree, at)
    return problemIn(
      sealed,
      ['metadata', 'name'],
      overlay,
      `expected a Secret that comes from sealed-secrets, found ${shownSecret(sealed, overlay)}, which comes from ${source} (${file}:${line})`,
      `remove ${sealed.passed.file}, or write "overrides: {${secret.name}: {source: sealed-secrets}}" under secrets`,
    )
  }
  const needed = all.map((one) => shownSecret(one, overlay))
  return problemIn(
    sealed,
    ['metadata', 'name'],
    overlay,
    `expected a Secret that the platform needs, found ${shownSecret(sealed, overlay)}, which nothing needs`,
    `remove ${sealed.passed.file}, or seal it for the right name and namespace: ${choices(shownSecret(sealed, overlay), needed)}`,
  )
}

const wave = 'argocd.argoproj.io/sync-wave'

/** What of a sealed file does not suit the Secret that it is for. */
function misfits(sealed: SealedSecret, secret: NeededSecret, overlay: Overlay): Problem[] {
  const spec = asMap(asMap(sealed.manifest).spec)
  const template = asMap(spec.template)
  const held = [...Object.keys(asMap(spec.encryptedData)), ...Object.keys(asMap(template.data))]
  const missing = secret.keys.filter((key) => !held.includes(key))
  const given = sealed.manifest.metadata.annotations?.[wave]
  const step = String(stepOf(secret.directory))
  return [
    ...(missing.length === 0
      ? []
      : [
          problemIn(
            sealed,
            ['spec', 'encryptedData'],
            overlay,
            `expected ${secret.keys.join(', ')}, found ${held.join(', ')}`,
            `add what is missing: ${mergeCommand({ ...secret, keys: missing }, sealed.passed.file).join(' ')}`,
          ),
        ]),
    ...(secret.type === 'Opaque' || template.type === secret.type
      ? []
      : [
          problemIn(
            sealed,
            ['spec', 'template', 'type'],
            overlay,
            `expected ${secret.type}, found ${shown(template.type)}`,
            'a Secret keeps the type that it was made with: seal it again',
          ),
        ]),
    ...(given === undefined || given === '0' || given === step
      ? []
      : [
          problemIn(
            sealed,
            ['metadata', 'annotations', wave],
            overlay,
            `expected none, "0" or "${step}", the number of ${secret.directory}, found ${shown(given)}`,
            'take the line out: without it Argo CD applies it first',
          ),
        ]),
  ]
}

/**
 * What sealed files should say of themselves, as nothing can be added to them: what keeps them from being pruned while a
 * protected object needs them, for one. It is outside of what is sealed.
 */
export function lackingAnnotations(rendered: readonly Sealed[], overlay: Overlay): Problem[] {
  return rendered.flatMap(({ passed, lacks = {}, manifest }): Problem[] => {
    const missing = Object.entries(lacks).map(([key, value]) => `${key}: ${value}`)
    if (!passed || missing.length === 0) return []
    const path = ['metadata', 'annotations']
    return [
      {
        rule: 'secrets/sealed-file-is-kept',
        severity: 'warning',
        at: { ...passed.place(path), path: path.join('.') },
        message: `expected the annotation${missing.length === 1 ? '' : 's'} ${missing.join(' and ')}, found none: what is rendered is your file, byte for byte`,
        hint: 'write them under metadata.annotations, which is no part of what is sealed',
        overlay: overlay.name,
        object: objectName({ manifest, component: ofSecrets, directory: '' }, overlay),
      },
    ]
  })
}

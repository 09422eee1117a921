import { createHash } from 'node:crypto'
import { groupOf, isWellKnown, orderOf } from './kinds.ts'
import type { Manifest } from './model.ts'

const longest = 200
const extension = '.yaml'

/**
 * The name of an object's file, of the object's identity alone, so that it never depends on what else is rendered:
 * `NN-kind-name[.namespace][.group].yaml` in lower case. The namespace stands there when it is not the overlay's, the
 * group when the kind is neither built in nor in our table. The letters of DNS names stay; any other, like the `:` of
 * a role, becomes `_` and its UTF-8 in hexadecimal. A name of more than 200 bytes is cut and closed by its digest.
 * `NN-kind-` keeps every name clear of those that Windows reserves (`con`, `nul`) and of those that Argo CD, Flux and
 * Kustomize read as their own.
 *
 * @param nameWithoutHash what the seal step hashed a name from; without it, the name of a Job loses a `-` and eight
 *   hexadecimal digits at its end
 */
export function fileName(manifest: Manifest, overlayNamespace: string, nameWithoutHash?: string): string {
  const { apiVersion, kind, metadata } = manifest
  const group = groupOf(apiVersion)
  const name =
    nameWithoutHash ??
    (group === 'batch' && kind === 'Job' ? metadata.name.replace(/-[0-9a-f]{8}$/, '') : metadata.name)
  const stem = [
    `${orderOf(group, kind)}-${kind}-${name}`,
    ...(metadata.namespace === undefined || metadata.namespace === overlayNamespace ? [] : [metadata.namespace]),
    ...(isWellKnown(group, kind) ? [] : [group]),
  ].join('.')
  return `${shortened(escaped(stem.toLowerCase()))}${extension}`
}

/**
 * The names that a file system which does not tell upper from lower case takes for one, together.
 *
 * @param names paths or names, each as often as it is wanted
 * @returns groups of two or more, each in the order given
 */
export function fileNameCollisions(names: readonly string[]): readonly (readonly string[])[] {
  const alike = new Map<string, string[]>()
  for (const name of names) {
    const folded = name.normalize('NFC').toLowerCase()
    alike.set(folded, [...(alike.get(folded) ?? []), name])
  }
  return [...alike.values()].filter((group) => group.length > 1)
}

function escaped(text: string): string {
  return text.replace(/[^a-z0-9.-]/gu, (letter) => `_${Buffer.from(letter).toString('hex')}`)
}

function shortened(stem: string): string {
  if (stem.length + extension.length <= longest) return stem
  const digest = createHash('sha256').update(stem).digest('hex').slice(0, 10)
  return `${stem.slice(0, longest - extension.length - digest.length - 1)}-${digest}`
}

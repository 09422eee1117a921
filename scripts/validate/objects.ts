import type { Manifest } from '../../engine/model.ts'
import { showPath } from '../../engine/sourced.ts'
import {
  documentsOf,
  type Position,
  type SourceDocument,
  tooDeep,
} from '../../packages/kubeconform-wasm/src/documents.ts'
import { toJson } from '../../packages/kubeconform-wasm/src/json.ts'
import { identity, membersOf } from '../../packages/kubeconform-wasm/src/validator.ts'

/** An object of Kubernetes in a text, lists opened. */
export type FoundObject = {
  /** Numbers as JavaScript has them: an integer beyond 2^53 is the nearest one towards zero. */
  readonly manifest: Manifest
  /** As it was read; integers are exact. */
  readonly value: unknown
  readonly name: string
  /** Where it begins. */
  readonly start: Position
  /** Where the value at a path below it is, or the nearest thing above; with `field`, where the name of that field is. */
  readonly positionOf: (path: readonly string[], field?: string) => Position
}

/** Something that stands where an object should, or that a server does not read as it is meant. */
export type NoObject = {
  /** `foreign`: it is about something else than Kubernetes. */
  readonly is: 'unreadable' | 'repeated key' | 'incomplete' | 'foreign' | 'directive' | 'tag' | 'text behind an end'
  readonly message: string
  readonly hint?: string
  readonly at: Position
  readonly path: string
}

/** What a text of YAML or JSON holds, one after the other; documents without anything are none. */
export function* objectsIn(text: string): Generator<FoundObject | NoObject> {
  for (const document of documentsOf(text)) {
    if (document.error) {
      const { message, ...at } = document.error
      yield { is: 'unreadable', message, at, path: '' }
      continue
    }
    for (const { message, path, ...at } of document.duplicates)
      yield { is: 'repeated key', message, at, path: showPath(path) }
    yield* below(document, document.value, [])
  }
}

function* below(document: SourceDocument, value: unknown, path: readonly string[]): Generator<FoundObject | NoObject> {
  if (value === undefined || value === null) return
  const members = membersOf(value)
  if (members) {
    for (const [index, member] of members.entries()) yield* below(document, member, [...path, 'items', String(index)])
    return
  }
  const start = document.positionOf(path)
  const known = identity(value)
  if (typeof known === 'string') {
    const [is, found] = isMeant(value)
      ? ([
          'incomplete',
          Array.isArray(value) ? 'a list without kind: List' : 'one without a text for each of the two',
        ] as const)
      : (['foreign', 'something else'] as const)
    yield {
      is,
      message: `expected an object of Kubernetes, with apiVersion and kind, found ${found}`,
      at: start,
      path: showPath(path),
    }
    return
  }
  try {
    yield {
      manifest: jsonOf(value) as Manifest, // it says its apiVersion and kind; what else it says is looked at
      value,
      name: known.name,
      start,
      positionOf: (within, field) => document.positionOf([...path, ...within], field),
    }
  } catch (error) {
    const message = error instanceof RangeError ? tooDeep : (error as Error).message // what JSON cannot say
    yield { is: 'unreadable', message, at: start, path: '' }
  }
}

function jsonOf(value: unknown): unknown {
  if (typeof value === 'bigint') return towardsZero(value)
  if (Array.isArray(value)) return value.map(jsonOf)
  const isPlain = typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
  return isPlain
    ? Object.fromEntries(Object.entries(value).map(([key, member]) => [key, jsonOf(member)]))
    : JSON.parse(toJson(value))
}

/** 2^63 - 1, which a server takes, must not become 2^63, which it does not. */
function towardsZero(exact: bigint): number {
  const near = Number(exact)
  if (!Number.isFinite(near)) return near
  const isBeyond = exact < 0n ? BigInt(near) < exact : BigInt(near) > exact
  return isBeyond ? near * (1 - Number.EPSILON / 2) : near
}

/**
 * Whether somebody meant an object of Kubernetes, and said too little: it has two of its fields, whatever the case of their letters,
 * or holds such objects. A chart of Helm has an `apiVersion` as well.
 */
function isMeant(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(isMeant)
  if (typeof value !== 'object' || value === null) return false
  const fields = Object.keys(value).map((key) => key.toLowerCase())
  return ['apiversion', 'kind', 'metadata', 'spec'].filter((field) => fields.includes(field)).length >= 2
}

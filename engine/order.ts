import type { ManifestSet } from './model.ts'
import { called, type Entry, groupBy } from './rules/index-of-set.ts'
import { needsOf } from './rules/order.ts'
import { showPath } from './sourced.ts'

/** Why one output directory comes after another: the first of the references from the one into the other, and how many there are. */
export type Order = {
  readonly directory: string
  readonly after: string
  readonly because: string
  readonly count: number
}

/** What forces the order of the output directories: every reference, addresses in configuration included. */
export function ordersOf(set: ManifestSet): readonly Order[] {
  const needs = needsOf(set).flatMap(({ from, path, needs: needed }) =>
    needed && needed.placed.directory < from.placed.directory ? [{ from, path, needed }] : [],
  )
  const pairs = groupBy(needs, ({ from, needed }) => `${from.placed.directory} ${needed.placed.directory}`)
  return [...pairs.values()]
    .flatMap((alike) => {
      const [first] = alike
      return first ? [order(first.from, first.path, first.needed, alike.length)] : []
    })
    .sort((one, other) => (`${one.directory} ${one.after}` < `${other.directory} ${other.after}` ? -1 : 1))
}

function order(from: Entry, path: readonly string[], needed: Entry, count: number): Order {
  return {
    directory: from.placed.directory,
    after: needed.placed.directory,
    because: `${called(from)} needs ${called(needed)} (${showPath(path)})`,
    count,
  }
}

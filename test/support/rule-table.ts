import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Path, Place, Problem } from '../../engine/model.ts'
import { readYaml } from '../../engine/read-yaml.ts'
import { isMap, type Sourced, showPath } from '../../engine/sourced.ts'
import { rendered } from './world.ts'

/** What breaks a rule, and what the same rule has nothing against. `Written` is what a table says of an overlay. */
export type RuleRow<Written> = {
  readonly rule: string
  readonly severity?: 'warning'
  readonly breaks: Written
  /** Where a person must act, and what they read; more than one separated by ` | `. */
  readonly finding: string
  readonly passes: Written
}

/** What must be found, as `severity path: message`, in order. */
export function expected({ severity, finding }: RuleRow<unknown>): string[] {
  return finding
    .split(' | ')
    .map((one) => `${severity ?? 'error'} ${one}`)
    .sort()
}

/** What was found of a rule, as `severity path: message`, in order. */
export function found(problems: readonly Problem[], rule: string): string[] {
  return problems
    .filter((problem) => problem.rule === rule)
    .map(({ at, severity, message }) => `${severity} ${at.path}: ${message}`)
    .sort()
}

/**
 * What is told of a rule at a map, though it is not that something is absent from it: a person who wrote a wrong value has to
 * search for it. `text` is the overlay.
 */
export function toldBeside(problems: readonly Problem[], rule: string, text: string): string[] {
  const { tree } = readYaml('', Buffer.from(text))
  if (!tree) throw new Error('the overlay cannot be read')
  const maps = (one: Sourced, path: Path): { path: Path; at: Place[] }[] =>
    isMap(one) && one.value.size > 0
      ? [
          { path, at: [one.at, ...(one.key ? [one.key] : [])] },
          ...[...one.value].flatMap(([key, child]) => maps(child, [...path, key])),
        ]
      : []
  const all = maps(tree, [])
  return problems
    .filter(({ rule: broken, at, message }) => {
      const isItself = all.some(({ path }) => showPath(path) === at.path)
      return broken === rule && !isItself && !/, got (none|neither|nothing)\b/.test(message)
    })
    .flatMap((problem) =>
      all
        .filter((map) => map.at.some(({ line, column }) => line === problem.at.line && column === problem.at.column))
        .map(({ path }) => `${showPath(path)}: ${problem.at.path}: ${problem.message}`),
    )
}

/**
 * Two tests for each row. `text` is the overlay of that name; all are rendered at once, so each must have a cluster and
 * identities of its own.
 */
export function testRows<Written>(
  table: readonly RuleRow<Written>[],
  text: (name: string, written: Written) => string,
): void {
  let all: Promise<readonly Problem[]> | undefined
  const problemsOf = async (name: string): Promise<Problem[]> => {
    all ??= rendered(
      Object.fromEntries(
        table.flatMap(({ breaks, passes }, index) => [
          [`breaks-${index}`, text(`breaks-${index}`, breaks)],
          [`passes-${index}`, text(`passes-${index}`, passes)],
        ]),
      ),
    ).then(({ problems }) => problems)
    return (await all).filter(({ overlay }) => overlay === name)
  }
  for (const [index, row] of table.entries()) {
    const { rule, finding, passes } = row
    test(`${rule}: ${finding}`, async () => {
      assert.equal(found(await problemsOf(`breaks-${index}`), rule), expected(row))
      const written = text(`breaks-${index}`, row.breaks)
      assert.equal(toldBeside(await problemsOf(`breaks-${index}`), rule, written), [])
    })
    test(`${rule}: nothing against ${JSON.stringify(passes)}`, async () => {
      assert.equal(found(await problemsOf(`passes-${index}`), rule), [])
    })
  }
}

/** A test that no rule of a component is without a row. */
export function testThatEveryRuleHasARow(
  component: string,
  rules: readonly { readonly id: string }[],
  table: readonly { readonly rule: string }[],
): void {
  test(`every rule of ${component} has a row that breaks it`, () => {
    assert.equal(
      rules.map(({ id }) => id).filter((id) => !table.some(({ rule }) => rule === id)),
      [],
    )
  })
}

/** An overlay with one text of its facts in place of another; throws where it does not have that. */
export function withFacts(overlay: string, facts: readonly [string, string] | undefined): string {
  if (facts && !overlay.includes(facts[0])) throw new Error(`the facts have no ${facts[0]}`)
  return facts ? overlay.replace(...facts) : overlay
}

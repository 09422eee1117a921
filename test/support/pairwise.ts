/** A thing that can be chosen, and what can be chosen for it. */
export type Parameter = { readonly name: string; readonly choices: readonly unknown[] }

/** One choice for each parameter, by its name. */
export type Row = Readonly<Record<string, unknown>>

/**
 * Rows in which every choice of every parameter meets every choice of every other at least once. Greedy: each row takes,
 * parameter by parameter, the choice that meets most pairs that no row has yet.
 */
export function pairwise(parameters: readonly Parameter[]): Row[] {
  const open = new Set(
    parameters.flatMap((first, i) =>
      parameters
        .slice(i + 1)
        .flatMap((second, offset) =>
          first.choices.flatMap((_, a) => second.choices.map((_, b) => pair(i, a, i + 1 + offset, b))),
        ),
    ),
  )
  const rows: Row[] = []
  while (open.size > 0) {
    const chosen: number[] = []
    for (const [index, { choices }] of parameters.entries()) {
      const gains = choices.map((_, choice) => {
        const met = chosen.filter((other, before) => open.has(pair(before, other, index, choice))).length
        // Where nothing is decided yet, the choice that still has most to meet.
        const left = [...open].filter(
          (key) => key.startsWith(`${index}:${choice}|`) || key.endsWith(`|${index}:${choice}`),
        ).length
        return met * 1000 + left
      })
      chosen.push(gains.indexOf(Math.max(...gains)))
    }
    for (const [second, b] of chosen.entries())
      for (const [first, a] of chosen.slice(0, second).entries()) open.delete(pair(first, a, second, b))
    rows.push(Object.fromEntries(parameters.map(({ name, choices }, index) => [name, choices[chosen[index] ?? 0]])))
  }
  return rows
}

const pair = (first: number, a: number, second: number, b: number): string => `${first}:${a}|${second}:${b}`

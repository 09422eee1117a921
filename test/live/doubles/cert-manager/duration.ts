import { Obstacle } from '../../obstacle.ts'

const milliseconds: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }

/** Milliseconds of a length of time as Go writes it: `2160h`, `1h30m`, `90s`. Throws where it is none. */
export function goMilliseconds(duration: string): number {
  if (!/^(\d+(\.\d+)?(ms|s|m|h))+$/.test(duration)) throw new Obstacle(`${duration} is not a length of time`)
  const parts = [...duration.matchAll(/([\d.]+)(ms|s|m|h)/g)]
  return parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * (milliseconds[unit ?? ''] ?? 0), 0)
}

import { closest } from '../../engine/closest.ts'

/** The way out for a name that nothing has: the one that was most likely meant; undefined where none is near. */
export function didYouMean(name: string, known: Iterable<string>): string | undefined {
  const meant = closest(name, [...known])
  return meant === undefined ? undefined : `did you mean ${meant}?`
}

/**
 * What only the final objects can tell: a generator leaves a mark, and the engine's seal step (engine/seal.ts) puts
 * the hash in its place. A mark begins with NUL, which can stand in no manifest.
 */

/** For an annotation of a pod template: the checksum of what these ConfigMaps hold, so that a change rolls the pods. */
export function checksumOf(...configMaps: readonly { metadata: { name: string; namespace?: string } }[]): string {
  return `\u0000checksum:${configMaps.map(({ metadata }) => `${metadata.namespace ?? ''}/${metadata.name}`).join(',')}`
}

/** For the name of a Job: this name, a dash and the hash of the Job's final spec. At most 52 characters. */
export function nameWithHash(name: string): string {
  return `\u0000hash:${name}`
}

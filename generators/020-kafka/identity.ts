const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/**
 * The id of a controller's metadata directory: the cluster's id with the node's id, plus one, put into its last bits by
 * exclusive or. It depends on nothing but two numbers that never change for a node, so it is the same at every render; it
 * differs from node to node and, as cluster ids are random, from cluster to cluster. Characters 19 to 21 of the 22 hold 18
 * whole bits; the first character, which may not be `-`, stays.
 */
export function directoryId(clusterId: string, node: number): string {
  const bits = [...clusterId.slice(18, 21)].reduce((sum, digit) => sum * 64 + digits.indexOf(digit), 0) ^ (node + 1)
  const changed = [bits >> 12, (bits >> 6) & 63, bits & 63].map((value) => digits.charAt(value)).join('')
  return clusterId.slice(0, 18) + changed + clusterId.slice(21)
}

/** A cluster id to propose for an overlay, from nothing but its name: as good as a random one, and written down once. */
export function proposedClusterId(overlayName: string): string {
  const drawn = Array.from({ length: 22 }, (_, index) => fnv1a(`${index} ${overlayName}`))
  const id = drawn.map((hash, index) => digits.charAt(hash % (index === 0 ? 62 : index === 21 ? 4 : 64)))
  // The last character holds two bits, in front of four that are zero.
  return id.slice(0, 21).join('') + digits.charAt(digits.indexOf(id[21] ?? 'A') * 16)
}

/** FNV-1a, 32 bits, with the bits mixed once more: short texts that differ little else end alike. */
function fnv1a(text: string): number {
  const hash = [...text].reduce(
    (sum, character) => Math.imul(sum ^ (character.codePointAt(0) ?? 0), 0x01000193),
    0x811c9dc5,
  )
  const mixed = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  return (mixed ^ (mixed >>> 13)) >>> 0
}

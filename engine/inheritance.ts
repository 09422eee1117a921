/**
 * What becomes of a key of `overlay.yaml` in an overlay that extends it. The README shows this table.
 *
 * - `merged`: maps merge key by key, lists and scalars of the child replace; `null` removes.
 * - `replaced`: the child's value stands instead.
 * - `own`: never inherited; an overlay that wants it says it.
 */
export const inheritance = {
  extends: 'own',
  abstract: 'own',
  accept: 'own',
  retire: 'own',
  purpose: 'replaced',
  namespace: 'replaced',
  'cluster.name': 'own',
  cluster: 'merged',
  prerequisites: 'merged',
  secrets: 'merged',
  'sync.hub': 'own',
  'sync.overlays': 'own',
  sync: 'merged',
  components: 'merged',
  values: 'merged',
} as const satisfies Readonly<Record<string, 'own' | 'merged' | 'replaced'>>

/** The paths of the keys that are never inherited. */
export const ownPaths: readonly (readonly string[])[] = Object.entries(inheritance)
  .filter(([, how]) => how === 'own')
  .map(([path]) => path.split('.'))

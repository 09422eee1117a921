import type { Instance } from '../../engine/model.ts'

/** The labels of an object of a component; `part` is what it is of it: `broker`, `controller`, `topics`. */
export function labels(instance: Instance, part: string): Record<string, string> {
  return {
    ...selector(instance, part),
    'app.kubernetes.io/managed-by': 'sluice',
    'app.kubernetes.io/part-of': 'streaming-platform',
  }
}

/** The labels that select the pods of a part: immutable in a StatefulSet, so never a version and nothing that changes. */
export function selector(instance: Instance, part: string): Record<string, string> {
  return {
    'app.kubernetes.io/component': part,
    'app.kubernetes.io/instance': instance.overlay.name,
    'app.kubernetes.io/name': instance.name,
  }
}

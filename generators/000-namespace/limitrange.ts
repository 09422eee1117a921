import type { Instance } from '../../engine/model.ts'
import type { NamespaceValues } from '../../schemas/values/000-namespace.ts'
import type { LimitRange } from '../kubernetes.ts'
import { labels } from '../parts/labels.ts'

/** `default` equals `max`: a default below a container's own request would make the API server refuse the pod. */
export const limitRange = (platform: Instance<NamespaceValues>, namespace: string) => {
  const limits = platform.values.namespaces[namespace]?.limits
  if (!limits) return []
  const most = { ...(limits.cpu === null ? {} : { cpu: limits.cpu }), memory: limits.memory }
  return [
    {
      apiVersion: 'v1',
      kind: 'LimitRange',
      metadata: { name: 'platform', namespace, labels: labels(platform, 'limits') },
      spec: { limits: [{ type: 'Container', max: most, default: most }] },
    } satisfies LimitRange,
  ]
}

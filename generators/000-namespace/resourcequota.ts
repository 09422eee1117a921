import type { Instance } from '../../engine/model.ts'
import type { NamespaceValues } from '../../schemas/values/000-namespace.ts'
import type { ResourceQuota } from '../kubernetes.ts'
import { labels } from '../parts/labels.ts'

export const resourceQuota = (platform: Instance<NamespaceValues>, namespace: string) => {
  const quota = platform.values.namespaces[namespace]?.quota
  return quota
    ? [
        {
          apiVersion: 'v1',
          kind: 'ResourceQuota',
          metadata: { name: 'platform', namespace, labels: labels(platform, 'quota') },
          spec: {
            hard: {
              'requests.cpu': quota.cpu,
              'limits.memory': quota.memory,
              'requests.storage': quota.storage,
              pods: String(quota.pods),
            },
          },
        } satisfies ResourceQuota,
      ]
    : []
}

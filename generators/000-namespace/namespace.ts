import type { Instance } from '../../engine/model.ts'
import type { NamespaceValues } from '../../schemas/values/000-namespace.ts'
import type { Namespace } from '../kubernetes.ts'
import { labels } from '../parts/labels.ts'

export const namespace = (platform: Instance<NamespaceValues>, name: string) => {
  const level = platform.values.namespaces[name]?.podSecurity ?? 'restricted'
  return {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: {
      name,
      labels: {
        ...labels(platform, 'namespace'),
        ...platform.values.namespaces[name]?.labels,
        'pod-security.kubernetes.io/enforce': level,
        'pod-security.kubernetes.io/enforce-version': `v${platform.overlay.cluster.kubernetes}`,
        'pod-security.kubernetes.io/audit': level,
        'pod-security.kubernetes.io/audit-version': `v${platform.overlay.cluster.kubernetes}`,
        'pod-security.kubernetes.io/warn': level,
        'pod-security.kubernetes.io/warn-version': `v${platform.overlay.cluster.kubernetes}`,
      },
    },
  } satisfies Namespace
}

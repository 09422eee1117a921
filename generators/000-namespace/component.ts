import type { Component, Rule } from '../../engine/model.ts'
import type { NamespaceValues } from '../../schemas/values/000-namespace.ts'
import { at } from '../parts/rules.ts'
import { deletionPolicy } from './deletion-policy.ts'
import { limitRange } from './limitrange.ts'
import { namespace } from './namespace.ts'
import { defaultDeny } from './networkpolicy-default-deny.ts'
import { resourceQuota } from './resourcequota.ts'

/** The overlay's namespace is where everything goes, so it must be one that is rendered. */
const overlayNamespaceIsRendered: Rule<NamespaceValues> = {
  id: 'namespace/overlay-namespace-is-rendered',
  severity: 'error',
  check: (platform) =>
    platform.overlay.namespace in platform.values.namespaces
      ? []
      : [
          {
            at: ['namespace'],
            message: `expected one of the platform's namespaces (${Object.keys(platform.values.namespaces).join(', ')}), got ${platform.overlay.namespace}`,
            hint: `add "${platform.overlay.namespace}: {}" to values.namespace.namespaces, and "NAME: null" for one that you do not want`,
          },
        ],
}

/** The pods of the platform meet restricted, and a namespace that allows more lets others in that do not. */
const podSecurityIsRestricted: Rule<NamespaceValues> = {
  id: 'namespace/pod-security-is-restricted',
  severity: 'warning',
  check: (platform) =>
    Object.entries(platform.values.namespaces)
      .filter(([, { podSecurity }]) => podSecurity === 'privileged')
      .map(([name]) => ({
        at: at(platform, 'namespaces', name, 'podSecurity'),
        message: 'expected restricted or baseline, got privileged: any pod may take over its node',
      })),
}

export const component: Component<NamespaceValues> = {
  requires: () => [],
  directories: {
    '000-namespace': (platform) => [
      ...Object.keys(platform.values.namespaces).flatMap((name) => [
        namespace(platform, name),
        ...(platform.values.defaultDeny ? [defaultDeny(platform, name)] : []),
        ...resourceQuota(platform, name),
        ...limitRange(platform, name),
      ]),
      ...(platform.values.refuseDeletion ? deletionPolicy(platform) : []),
    ],
  },
  external: (platform) =>
    platform.values.basicAuthSecret === null
      ? []
      : [
          {
            kind: 'Secret',
            name: platform.values.basicAuthSecret,
            namespace: platform.overlay.namespace,
            keys: ['username', 'password'],
          },
        ],
  rules: [overlayNamespaceIsRendered, podSecurityIsRestricted],
}

import type { PodSecurityContext, SecurityContext } from '../kubernetes.ts'

/**
 * What Pod Security `restricted` demands of a pod, for a numeric user that is also the group of its volumes.
 * `OnRootMismatch`: otherwise every start changes the owner of every file of a large volume.
 */
export function podSecurity(user: number): PodSecurityContext {
  return {
    runAsNonRoot: true,
    runAsUser: user,
    runAsGroup: user,
    fsGroup: user,
    fsGroupChangePolicy: 'OnRootMismatch',
    seccompProfile: { type: 'RuntimeDefault' },
  }
}

/** What Pod Security `restricted` demands of every container, and a root file system that nothing can write. */
export const containerSecurity = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
  readOnlyRootFilesystem: true,
} satisfies SecurityContext

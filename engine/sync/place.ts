import type { Overlay } from '../model.ts'

/** The names of what syncs an overlay. They carry its name, as one engine may sync many. */
export const names = {
  /** The AppProject, and the GitRepository or OCIRepository. */
  own: ({ name }: Overlay): string => name,
  /**
   * The Application over `rendered/`. Not the overlay's name alone: the objects' own label app.kubernetes.io/instance has
   * that, which an Argo CD that tracks by label would take for its own (gitops.md H16).
   */
  platform: ({ name }: Overlay): string => `${name}-platform`,
  root: ({ name }: Overlay): string => `${name}-root`,
  fleet: ({ name }: Overlay): string => `${name}-fleet`,
  /** Flux's Kustomization of an output directory, and whatever else is one of several. */
  part: ({ name }: Overlay, part: string): string => `${name}-${part}`,
} as const

/** The path in the repository of an overlay's folder, or of something in it: `platform/overlays/prod/rendered`. */
export function pathInRepository(by: Overlay, overlay: string, ...inside: readonly string[]): string {
  return [overlaysInRepository(by), overlay, ...inside].join('/')
}

/** The path in the repository of the folder of all overlays. */
export function overlaysInRepository({ sync }: Overlay): string {
  return sync.directory === '' ? 'overlays' : `${sync.directory}/overlays`
}

/** The revision as git calls it: a branch becomes a whole reference, which is cheaper to look for. */
export function reference({ sync: { revision } }: Overlay): string {
  return isCommit(revision) || revision.startsWith('refs/') ? revision : `refs/heads/${revision}`
}

/** Whether a revision is a commit. */
export function isCommit(revision: string): boolean {
  return /^[0-9a-f]{40}$/.test(revision)
}

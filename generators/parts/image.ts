import type { Instance } from '../../engine/model.ts'

/** An image as values name it. */
export type Image = { readonly repository: string; readonly tag: string; readonly digest: string | null }

/** The reference that a container pulls: from the platform's own registry where it has one. */
export function imageOf({ overlay }: Instance, { repository, tag, digest }: Image): string {
  const from = overlay.cluster.registry === null ? '' : `${overlay.cluster.registry}/`
  return `${from}${repository}:${tag}${digest === null ? '' : `@${digest}`}`
}

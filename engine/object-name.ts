import type { Overlay, Placed } from './model.ts'

/** A Job's name ends with a hash that changes with every value; people and acceptances name it without. */
type Named = Placed & { readonly nameWithoutHash?: string }

/** How a finding names its object: `StatefulSet/kafka-broker`, with the namespace where it is not the overlay's. */
export function objectName(
  { manifest: { kind, metadata }, nameWithoutHash }: Named,
  overlay: Pick<Overlay, 'namespace'>,
): string {
  const elsewhere = metadata.namespace !== undefined && metadata.namespace !== overlay.namespace
  return `${kind}/${nameWithoutHash ?? metadata.name}${elsewhere ? `.${metadata.namespace}` : ''}`
}

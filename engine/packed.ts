import { deflateRawSync, inflateRawSync } from 'node:zlib'
import type { File } from './model.ts'
import type { RenderedOverlay } from './render-one.ts'

/** How many characters of texts wait as they are, before further ones are packed. */
const mostWaiting = 64 * 1024 * 1024

/**
 * Keeps the texts of overlays until all are rendered, as nothing is written while any has an error. Those of a large
 * fleet are packed to a tenth, and unpacked each time that they are read.
 */
export function openStore(): (overlay: RenderedOverlay) => RenderedOverlay {
  let waiting = 0
  return (overlay) => {
    const { changed, missing } = overlay.comparison
    waiting += [...changed, ...missing].reduce((sum, { text }) => sum + text.length, 0)
    if (waiting < mostWaiting || changed.length + missing.length === 0) return overlay
    const unpackChanged = packed(changed)
    const unpackMissing = packed(missing)
    return {
      ...overlay,
      comparison: {
        ...overlay.comparison,
        get changed() {
          return unpackChanged()
        },
        get missing() {
          return unpackMissing()
        },
      },
    }
  }
}

function packed(files: readonly File[]): () => readonly File[] {
  const bytes = deflateRawSync(JSON.stringify(files), { level: 1 })
  return () => JSON.parse(inflateRawSync(bytes).toString())
}

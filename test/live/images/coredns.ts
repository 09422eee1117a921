import { versions } from '../versions.ts'
import type { Image } from './image.ts'

/** The cluster's DNS. */
export const coredns: Image = {
  image: `sluice.test/coredns:${versions.coredns}`,
  layers: [{ name: 'coredns', programs: { '/coredns': 'coredns' } }],
  config: { Entrypoint: ['/coredns'] },
  real: `CoreDNS ${versions.coredns}, built from its Go module`,
  imitated: 'the set of plugins: the six that a cluster needs, and `hosts`',
}

import type { Image } from './image.ts'

/** What holds the namespaces of every pod. */
export const pause: Image = {
  image: 'sluice.test/pause:1',
  layers: [{ name: 'pause', programs: { '/pause': 'pause' } }],
  config: { Entrypoint: ['/pause'], User: '65535:65535' },
  real: 'nothing',
  imitated: 'the program, a page of Go that waits and buries orphans',
}

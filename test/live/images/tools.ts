import { debianReleases } from '../versions.ts'
import type { Image } from './image.ts'
import { busybox } from './layers.ts'

/** What the checks look at the overlay with. */
export const tools: Image = {
  image: 'sluice.test/tools:1',
  layers: [
    {
      name: 'tools',
      debian: {
        release: debianReleases.stable,
        packages: ['bash', 'ca-certificates', 'curl', 'kcat', 'mosquitto-clients', 'openssl'],
      },
    },
    busybox,
  ],
  config: { Cmd: ['sh'], User: '65534:65534' },
  real: 'curl, kcat, mosquitto_pub, mosquitto_sub, openssl and busybox, of Debian',
  imitated: 'nothing: it is ours',
}

import { debianReleases, versions } from '../versions.ts'
import { pulsarDistribution } from './distributions.ts'
import type { Image } from './image.ts'
import { busybox, java, javaHome } from './layers.ts'

const home = '/pulsar'

/** The user of the official image, `pulsar`, who is of the group of root. */
const pulsarUser = 10000

const writable = { user: pulsarUser, group: 0, mode: 0o775 }

/** Pulsar in the layout of the official image. */
export const pulsar: Image = {
  image: `apachepulsar/pulsar:${versions.pulsar}`,
  layers: [
    java,
    busybox,
    {
      name: 'pulsar-tools',
      debian: { release: debianReleases.stable, packages: ['curl', 'openssl', 'procps', 'python3'] },
    },
    {
      name: pulsarDistribution.name,
      distribution: { folder: home, of: pulsarDistribution },
      folders: Object.fromEntries(
        ['conf', 'data', 'download', 'instances/deps', 'logs', 'packages-storage'].map((folder) => [
          `${home}/${folder}`,
          writable,
        ]),
      ),
      files: {
        '/etc/passwd': `root:x:0:0:root:/root:/bin/sh\npulsar:x:${pulsarUser}:0::${home}:/bin/sh\n`,
        '/etc/group': 'root:x:0:\n',
      },
      links: { '/opt/jvm': javaHome },
    },
  ],
  config: {
    Env: [
      'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/opt/jvm/bin',
      'JAVA_HOME=/opt/jvm',
      `PULSAR_PID_DIR=${home}/logs`,
    ],
    User: String(pulsarUser),
    WorkingDir: home,
  },
  real: `Pulsar ${versions.pulsarOfMaven} with its BookKeeper, ZooKeeper, scripts and configuration, the last of 4.0 that Maven has, for ${versions.pulsar}; bash, curl, openssl, procps and Python 3.11; the other tools are busybox's, as in the official image`,
  imitated:
    'Java 17 of Debian for 21, which asks for a name again after 30 s, not 1; glibc for musl; none of the scripts that write a configuration from variables',
}

/** What the checks call Pulsar with. */
export const pulsarClients: Image = {
  ...pulsar,
  image: 'sluice.test/pulsar-clients:1',
  layers: [...pulsar.layers, { name: 'pulsar-clients', programs: { '/clients/pulsar-client.jar': 'pulsar-client' } }],
  real: `Pulsar's own client, of ${versions.pulsarOfMaven}, with all that the image of Pulsar has`,
  imitated: 'nothing: the program, which writes records and reads them, is ours',
}

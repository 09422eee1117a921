import { debianReleases, versions } from '../versions.ts'
import { accounts, type Image } from './image.ts'
import { busyboxTools } from './layers.ts'
import entrypoint from './mosquitto/docker-entrypoint.sh' with { type: 'text' }

/** The user and group of the official image. */
const mosquittoUser = 1883

const release = debianReleases.testing

const minor = versions.mosquitto.split('.').slice(0, 2).join('.')

// Debian keeps plugins in a folder of their own.
const plugins = ['acl_file', 'dynamic_security', 'password_file', 'persist_sqlite', 'sparkplug_aware']

/** Debian's stable release has 2.0 only, which does not know `plugin_load`. */
export const mosquitto: Image = {
  image: `eclipse-mosquitto:${versions.mosquitto}-alpine`,
  layers: [
    {
      name: 'mosquitto',
      debian: {
        release,
        // systemd-standalone-sysusers: the smaller of two that the server can be installed with.
        packages: ['busybox-static', 'mosquitto', 'mosquitto-clients', 'systemd-standalone-sysusers'],
      },
      folders: {
        '/mosquitto/config': mosquittoUser,
        '/mosquitto/data': mosquittoUser,
        '/mosquitto/log': mosquittoUser,
      },
      files: { '/docker-entrypoint.sh': entrypoint, ...accounts('mosquitto', mosquittoUser, '/mosquitto') },
      links: {
        ...busyboxTools.links,
        ...Object.fromEntries(
          plugins.map((name) => [`/usr/lib/mosquitto_${name}.so`, `x86_64-linux-gnu/mosquitto/mosquitto_${name}.so`]),
        ),
      },
      // The release moves on. A later fix of the same minor version is welcome, another minor version is not what is tested.
      commands: [
        busyboxTools.command,
        `mosquitto -h | grep -F 'mosquitto version ${minor}.' || { echo "${release} has no Mosquitto ${minor} any more" >&2; exit 1; }`,
      ],
    },
  ],
  config: {
    Entrypoint: ['/docker-entrypoint.sh'],
    Cmd: ['/usr/sbin/mosquitto', '-c', '/mosquitto/config/mosquitto.conf'],
    ExposedPorts: { '1883/tcp': {} },
    Volumes: { '/mosquitto/data': {}, '/mosquitto/log': {} },
  },
  real: `Mosquitto ${minor} with its plugins and clients, as Debian's ${release} has it (${versions.mosquitto} when this was written); the shell and tools are busybox's, as in the official image`,
  imitated: 'the base: glibc for musl; the entry point gives nothing to user 1883',
}

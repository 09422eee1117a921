import { debianReleases } from '../versions.ts'
import type { Layer } from './image.ts'

/** Where Debian has it. */
export const javaHome = '/usr/lib/jvm/java-17-openjdk-amd64'

/** Where Java images have it, and how it is found. */
export const javaEnvironment = {
  home: '/opt/java/openjdk',
  path: '/opt/java/openjdk/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
} as const

/** Java 17 and bash. */
export const java: Layer = {
  name: 'java',
  debian: {
    release: debianReleases.stable,
    packages: ['openjdk-17-jre-headless', 'ca-certificates-java', 'bash', 'dash', 'findutils', 'mawk'],
  },
  folders: { '/etc/ssl/certs/java': 0 },
  links: { [javaEnvironment.home]: javaHome },
  // What the packages' own scripts would do: the trusted authorities, and the archive that halves the start of a JVM.
  commands: [
    `find /usr/share/ca-certificates -name '*.crt' | sort | sed 's/^/+/' |
      LC_ALL=C.UTF-8 ${javaHome}/bin/java -jar /usr/share/ca-certificates-java/ca-certificates-java.jar -storepass changeit`,
    `${javaHome}/bin/java -Xshare:dump`,
  ],
}

/** Makes busybox, which is a package as well, all the tools that it can be. A name that is taken is left as it is. */
export const busyboxTools = {
  links: { '/usr/bin/sh': 'busybox' },
  command: 'busybox --install -s /usr/bin',
} as const

/** The shell and tools of images that are made from Alpine. */
export const busybox: Layer = {
  name: 'busybox',
  debian: { release: debianReleases.stable, packages: ['busybox-static'] },
  links: busyboxTools.links,
  commands: [busyboxTools.command],
}

/** The tools of images that are made from Debian or Ubuntu. */
export const gnuTools: Layer = {
  name: 'gnu-tools',
  debian: {
    release: debianReleases.stable,
    packages: ['coreutils', 'dash', 'findutils', 'grep', 'hostname', 'mawk', 'netcat-openbsd', 'procps', 'sed'],
  },
  links: { '/usr/bin/awk': 'mawk', '/usr/bin/nc': 'nc.openbsd' },
}

import { spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync } from 'node:fs'
import type { LiveContext } from './context.ts'

/** What a program must be able to say of itself. */
type Tool = {
  readonly command: readonly [string, ...string[]]
  /** Finds a version in what it prints; without it, that it can be started is enough. */
  readonly version?: RegExp
  readonly atLeast?: number
  readonly otherwise: string
}

const tools: readonly Tool[] = [
  {
    command: ['go', 'env', 'GOVERSION'],
    version: /go1\.(\d+)/,
    atLeast: 26,
    otherwise: 'Go 1.26 or newer is needed to build Kubernetes: https://go.dev/doc/install',
  },
  {
    command: ['javac', '-version'],
    version: /javac (\d+)/,
    atLeast: 17,
    otherwise: 'The compiler of Java 17 or newer is needed for jobs of Flink: apt-get install openjdk-17-jdk-headless',
  },
  {
    command: ['mvn', '--version'],
    otherwise: 'Maven is needed to fetch Kafka, ZooKeeper and Pulsar: apt-get install maven',
  },
  { command: ['pip', '--version'], otherwise: 'pip is needed to fetch Flink: apt-get install python3-pip' },
  { command: ['git', '--version'], otherwise: 'git is needed for the repository that is synced: apt-get install git' },
  { command: ['apt-get', '--version'], otherwise: 'apt-get is needed to fetch containerd: use Debian or Ubuntu' },
  { command: ['dpkg-deb', '--version'], otherwise: 'dpkg-deb is needed to unpack packages: use Debian or Ubuntu' },
  { command: ['unshare', '--version'], otherwise: 'unshare is needed to make nodes: apt-get install util-linux' },
  { command: ['nsenter', '--version'], otherwise: 'nsenter is needed to reach nodes: apt-get install util-linux' },
  { command: ['mount', '--version'], otherwise: 'mount is needed to make nodes: apt-get install mount' },
  { command: ['ip', '-Version'], otherwise: 'ip is needed to connect nodes: apt-get install iproute2' },
]

/** Folders that every node has of its own, so that it would not see a cache in them. */
const hidden = ['/run/', '/var/lib/', '/var/log/', '/var/run/']

/** What this machine lacks to run the live cluster: one sentence each, with the way to get it. Empty where nothing does. */
export function missing({ cacheFolder }: LiveContext): string[] {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    return [`Linux on x64 is needed, and this is ${process.platform} on ${process.arch}: use a virtual machine.`]
  }
  return [
    ...(process.getuid?.() === 0 ? [] : ['Root is needed to make namespaces and control groups: use sudo.']),
    ...(isWritable('/sys/fs/cgroup') ? [] : ['/sys/fs/cgroup must be writable: a container needs --privileged.']),
    ...(hidden.some((folder) => `${cacheFolder}/`.startsWith(folder))
      ? [`The cache ${cacheFolder} is where nodes have folders of their own: set SLUICE_CACHE to another.`]
      : []),
    ...tools.filter((tool) => !isThere(tool)).map(({ otherwise }) => `${otherwise}.`),
  ]
}

function isWritable(folder: string): boolean {
  if (!existsSync(folder)) return false
  try {
    accessSync(folder, constants.W_OK)
    return true
  } catch {
    return false // that is what accessSync says no with
  }
}

function isThere({ command: [program, ...args], version, atLeast = 0 }: Tool): boolean {
  const { error, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8' })
  if (error) return false
  const found = version?.exec(`${stdout}${stderr}`)?.[1]
  return version === undefined || Number(found) >= atLeast
}

import type { EnvVar } from '../kubernetes.ts'
import { mebibytes } from '../parts/units.ts'
import { directories, type Pulsar } from './names.ts'
import { zookeeperOptions } from './zookeeper.ts'

const collectors = { serial: '-XX:+UseSerialGC', g1: '-XX:+UseG1GC' } as const

/** What the launcher is told of a server's JVM, with `further` options of this server's. A bookie takes all of it where nothing of its own is set. */
export function serverEnvironment(
  pulsar: Pulsar,
  { heap, direct }: { readonly heap: string; readonly direct: string },
  further: readonly string[],
): EnvVar[] {
  const { collector, options } = pulsar.values.jvm
  const memory = [`-Xms${mebibytes(heap)}m`, `-Xmx${mebibytes(heap)}m`, `-XX:MaxDirectMemorySize=${mebibytes(direct)}m`]
  return [
    ...logging,
    { name: 'PULSAR_MEM', value: memory.join(' ') },
    ...(collector === 'default' ? [] : [{ name: 'PULSAR_GC', value: collectors[collector] }]),
    {
      name: 'PULSAR_EXTRA_OPTS',
      value: ['-XX:+ExitOnOutOfMemoryError', ...pooled(pulsar), ...addresses(pulsar), ...further, ...options].join(' '),
    },
  ]
}

/** What the launcher is told of a tool's JVM: little memory, and an end of its own. */
export function toolEnvironment(pulsar: Pulsar): EnvVar[] {
  return [
    ...logging,
    { name: 'PULSAR_MEM', value: '-Xmx128m' },
    { name: 'PULSAR_GC', value: '-XX:+UseSerialGC' },
    {
      name: 'PULSAR_EXTRA_OPTS',
      value: ['-XX:+ExitOnOutOfMemoryError', ...addresses(pulsar), ...zookeeperOptions(pulsar)].join(' '),
    },
  ]
}

/** The launcher would write files of the garbage collector, into a folder that it makes. */
const logging: readonly EnvVar[] = [
  { name: 'PULSAR_LOG_CONF', value: `${directories.config}/log4j2.yaml` },
  { name: 'PULSAR_LOG_DIR', value: '/tmp' },
  { name: 'PULSAR_GC_LOG', value: '-Xlog:gc*=warning' },
]

/** The launcher takes IPv4 alone, and pods that have IPv6 alone would reach nobody. The later of two options counts. */
function addresses({ overlay }: Pulsar): string[] {
  const { pods = [] } = overlay.cluster.network
  return pods.length > 0 && pods.every((range) => range.includes(':')) ? ['-Djava.net.preferIPv4Stack=false'] : []
}

/** What the launcher of 4.x sets where nobody sets PULSAR_EXTRA_OPTS; 5.0 has another allocator. */
function pooled({ values }: Pulsar): string[] {
  return values.image.tag.startsWith('4.')
    ? ['-Dpulsar.allocator.exit_on_oom=true', '-Dio.netty.recycler.maxCapacityPerThread=4096']
    : []
}

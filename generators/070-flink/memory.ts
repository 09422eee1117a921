import { bytes, mebibytes } from '../parts/units.ts'
import type { Cluster } from './names.ts'

const mebi = 1024 ** 2

/**
 * A part of some bytes as Flink's MemorySize.multiply computes it: it keeps the fraction as a 32-bit number and
 * multiplies by its decimal digits, which shows in the last byte.
 */
function share(whole: number, fraction: number): number {
  const [units = '0', decimals = ''] = String(Math.fround(fraction)).split('.')
  return Number((BigInt(whole) * BigInt(`${units}${decimals}`)) / 10n ** BigInt(decimals.length))
}

const within = (least: number, amount: number, most: number): number => Math.min(Math.max(least, amount), most)

/** What the JVM needs beside heap, metaspace and direct memory: `jvm-overhead`, with Flink's defaults. */
const overhead = (process: number): number => within(192 * mebi, share(process, 0.1), 1024 * mebi)

/** Flink's default metaspace of a JobManager. */
const metaspace = 256 * mebi

/** The parts of a JobManager's memory in bytes. They may be negative: rules refuse that. */
export function jobManagerMemory({ jobManager }: Cluster) {
  const process = mebibytes(jobManager.memory) * mebi
  const offHeap = 128 * mebi
  const jvm = overhead(process)
  return { process, heap: process - metaspace - jvm - offHeap, offHeap, metaspace, overhead: jvm }
}

/** The parts of a TaskManager's memory in bytes. They may be negative: rules refuse that. */
export function taskManagerMemory({ taskManagers }: Cluster) {
  const process = mebibytes(taskManagers.memory) * mebi
  const classes = bytes(taskManagers.metaspace)
  const jvm = overhead(process)
  const flink = process - classes - jvm
  const framework = 128 * mebi
  const managed = share(flink, taskManagers.managed / 100)
  const network = Math.max(64 * mebi, share(flink, taskManagers.network / 100))
  return {
    process,
    taskHeap: flink - managed - network - 2 * framework,
    frameworkHeap: framework,
    frameworkOffHeap: framework,
    managed,
    network,
    metaspace: classes,
    overhead: jvm,
  }
}

/** A process's memory as Flink writes it: its `m` are mebibytes. */
export function processSize(memory: string): string {
  return `${mebibytes(memory)}m`
}

/** A process's memory as Kubernetes writes it: exactly the same. */
export function containerMemory(memory: string): string {
  return `${mebibytes(memory)}Mi`
}

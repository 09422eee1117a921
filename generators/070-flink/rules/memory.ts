import type { Rule } from '../../../engine/model.ts'
import type { FlinkValues } from '../../../schemas/values/070-flink.ts'
import { decidedBy, foundIf } from '../../parts/rules.ts'
import { jobManagerMemory, taskManagerMemory } from '../memory.ts'
import { atCluster, ofEachCluster } from './of-cluster.ts'

const mebi = 1024 ** 2

/** Least heaps: with less the processes start and then do nothing but collect garbage. */
const least = { jobManager: 128, taskManager: 64 }

const jobManagerHasHeap: Rule<FlinkValues> = {
  id: 'flink/jobmanager-has-heap',
  severity: 'error',
  check: ofEachCluster((flink, cluster) => {
    const heap = Math.floor(jobManagerMemory(cluster).heap / mebi)
    return foundIf(
      heap < least.jobManager,
      atCluster(flink, cluster, 'jobManager', 'memory'),
      `expected at least ${least.jobManager}Mi of heap, got ${heap}Mi: ${cluster.jobManager.memory} less metaspace, off-heap memory and what the JVM needs`,
      'write 704Mi or more',
    )
  }),
}

const tasksHaveHeap: Rule<FlinkValues> = {
  id: 'flink/tasks-have-heap',
  severity: 'error',
  check: ofEachCluster((flink, cluster) => {
    const { managed, metaspace, network, overhead, taskHeap } = taskManagerMemory(cluster)
    const mebibytes = (bytes: number) => `${Math.floor(bytes / mebi)}Mi`
    return foundIf(
      taskHeap < least.taskManager * mebi,
      decidedBy(
        atCluster(flink, cluster, 'taskManagers', 'memory'),
        atCluster(flink, cluster, 'taskManagers', 'managed'),
      ),
      `expected at least ${least.taskManager}Mi of heap for tasks, got ${mebibytes(taskHeap)}: of ${cluster.taskManagers.memory} are ${mebibytes(managed)} managed, ${mebibytes(network)} network, ${mebibytes(metaspace)} metaspace, 256Mi Flink's own and ${mebibytes(overhead)} the JVM's`,
      'raise it, or lower taskManagers.managed',
    )
  }),
}

const rocksDbHasMemory: Rule<FlinkValues> = {
  id: 'flink/rocksdb-has-memory',
  severity: 'error',
  check: ofEachCluster((flink, cluster) =>
    foundIf(
      cluster.state.backend === 'rocksdb' && cluster.taskManagers.managed === 0,
      decidedBy(atCluster(flink, cluster, 'taskManagers', 'managed'), atCluster(flink, cluster, 'state', 'backend')),
      'expected more than 0 with state.backend: rocksdb, got 0: RocksDB would take memory without bound until the pod is killed',
      'write 40, or state.backend: hashmap',
    ),
  ),
}

const managedMemoryIsUsed: Rule<FlinkValues> = {
  id: 'flink/managed-memory-is-used',
  severity: 'warning',
  check: ofEachCluster((flink, cluster) =>
    foundIf(
      cluster.state.backend === 'hashmap' && cluster.taskManagers.managed > 10,
      decidedBy(atCluster(flink, cluster, 'taskManagers', 'managed'), atCluster(flink, cluster, 'state', 'backend')),
      `expected at most 10 with state.backend: hashmap, got ${cluster.taskManagers.managed}: state is in the heap, and only sorting and Python use this part`,
    ),
  ),
}

export const memoryRules: readonly Rule<FlinkValues>[] = [
  jobManagerHasHeap,
  tasksHaveHeap,
  rocksDbHasMemory,
  managedMemoryIsUsed,
]

/** Options that Sluice writes itself, and the value of a cluster that decides each. */
export const ownedOptions: Readonly<Record<string, string>> = {
  'taskmanager.numberOfTaskSlots': 'taskManagers.slots',
  'taskmanager.memory.managed.fraction': 'taskManagers.managed',
  'taskmanager.memory.network.fraction': 'taskManagers.network',
  'taskmanager.memory.jvm-metaspace.size': 'taskManagers.metaspace',
  'jobmanager.memory.process.size': 'jobManager.memory',
  'taskmanager.memory.process.size': 'taskManagers.memory',
  'taskmanager.registration.timeout': 'rollout.startWithin',
  'taskmanager.resource-id': 'taskManagers.localRecovery',
  'process.taskmanager.working-dir': 'taskManagers.localRecovery',
  'execution.state-recovery.from-local': 'taskManagers.localRecovery',
  'parallelism.default': 'job.parallelism',
  'pipeline.max-parallelism': 'job.maxParallelism',
  'execution.state-recovery.path': 'job.savepoint',
  'execution.savepoint.path': 'job.savepoint',
  'state.backend.type': 'state.backend',
  'execution.checkpointing.interval': 'state.checkpointEvery',
  'execution.checkpointing.timeout': 'state.checkpointWithin',
  'execution.checkpointing.num-retained': 'state.retained',
  'execution.checkpointing.tolerable-failed-checkpoints': 'state.failures',
  'execution.checkpointing.incremental': 'state.incremental',
}

const agreed = 'ports, Services, NetworkPolicies and probes are rendered to agree with it'
const staysEnded = 'a job that was stopped must not start again without its state'
const fromStorage = 'it follows from values.flink.storage and the name of the cluster'
const outlives = 'a cancelled job must leave its state'
const oldName = 'it is the old name of what a value decides'
const beyond =
  'RocksDB takes its memory from what taskManagers.managed says; other memory would come on top of the container'

/** Options that nobody may set here, and why. */
export const refusedOptions: Readonly<Record<string, string>> = {
  'jobmanager.rpc.address': agreed,
  'jobmanager.rpc.port': agreed,
  'jobmanager.bind-host': agreed,
  'blob.server.port': agreed,
  'rest.address': agreed,
  'rest.port': agreed,
  'rest.bind-port': agreed,
  'rest.bind-address': agreed,
  'taskmanager.host': agreed,
  'taskmanager.bind-host': agreed,
  'taskmanager.rpc.port': agreed,
  'taskmanager.data.port': agreed,
  'taskmanager.data.bind-port': agreed,
  'metrics.internal.query-service.port': agreed,
  'web.submit.enable': 'sessions take jobs, applications do not',
  'web.cancel.enable': 'sessions take orders, applications do not',
  'execution.shutdown-on-application-finish': staysEnded,
  'job-result-store.delete-on-commit': staysEnded,
  'io.tmp.dirs': 'nothing else can be written to',
  'taskmanager.tmp.dirs': 'nothing else can be written to',
  'process.working-dir': 'nothing else can be written to',
  'state.backend.rocksdb.memory.managed': beyond,
  'state.backend.rocksdb.memory.fixed-per-slot': beyond,
  'state.backend.rocksdb.memory.fixed-per-tm': beyond,
  'execution.checkpointing.dir': fromStorage,
  'execution.checkpointing.savepoint-dir': fromStorage,
  'execution.checkpointing.storage': fromStorage,
  'execution.checkpointing.externalized-checkpoint-retention': outlives,
  // What ConfigOption.fallbackKeys of Flink 1.20.5, 2.2.1 and 2.3.0 say of the options here, beside the families below.
  'jobmanager.web.address': oldName,
  'jobmanager.web.port': oldName,
  'jobmanager.web.submit.enable': oldName,
  'web.address': oldName,
  'web.port': oldName,
  'savepoints.state.backend.fs.dir': oldName,
  'state.backend.fs.checkpointdir': oldName,
  'state.checkpoint-storage': oldName,
  'state.backend': oldName,
  'state.checkpoints.dir': oldName,
  'state.savepoints.dir': oldName,
  'state.checkpoints.num-retained': oldName,
  'state.backend.incremental': oldName,
  'state.backend.local-recovery': oldName,
  'high-availability': oldName,
  'restart-strategy': oldName,
  'env.java.opts.all':
    'it holds what Flink needs of Java; env.java.opts.jobmanager and env.java.opts.taskmanager are free',
  'env.java.opts': oldName,
}

/** Families of options that nobody may set here: they begin with the key. */
export const refusedFamilies: Readonly<Record<string, string>> = {
  'high-availability.': 'it follows from the value highAvailability',
  'recovery.': 'it follows from the value highAvailability',
  'restart-strategy.': 'it follows from the value restarts',
  'security.ssl.': 'it follows from 005-certs and values.flink.security',
  'kubernetes.cluster-id': 'it is the name of the cluster',
  'kubernetes.namespace': 'it is the namespace of the cluster',
  'metrics.reporter.prom.': 'it follows from values.flink.metrics',
  'jobmanager.memory.': 'the container is as large as the process: see jobManager.memory',
  'jobmanager.heap.': 'the container is as large as the process: see jobManager.memory',
  'taskmanager.memory.': 'the container is as large as the process: see taskManagers',
  'taskmanager.heap.': 'the container is as large as the process: see taskManagers',
  'taskmanager.network.memory.fraction': 'it is decided by taskManagers.network',
  'taskmanager.network.memory.min': 'it is decided by taskManagers.network',
  'taskmanager.network.memory.max': 'it is decided by taskManagers.network',
}

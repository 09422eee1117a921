/**
 * Options of Flink by the versions that have them; one that ends in a dot goes on with a name. Written by npm run schemas
 * -- flink-options from the jars of Flink 1.20.5, 2.2.1, 2.3.0.
 */
export const optionsByVersions: Readonly<Record<string, string>> = {
  '1.20': `
  akka.watch.heartbeat.interval akka.watch.heartbeat.pause akka.watch.threshold cluster.evenly-spread-out-slots
  execution.async-state.buffer-size execution.async-state.buffer-timeout execution.async-state.in-flight-records-limit
  execution.checkpointing.force fine-grained.shuffle-mode.all-blocking high-availability.job.delay
  high-availability.zookeeper.path.running-registry jobmanager.heap.mb jobmanager.heap.size
  jobmanager.web.backpressure.cleanup-interval jobmanager.web.backpressure.delay-between-samples
  jobmanager.web.backpressure.num-samples jobmanager.web.backpressure.refresh-interval jobmanager.web.ssl.enabled
  local.number-resourcemanager pipeline.auto-type-registration pipeline.default-kryo-serializers
  pipeline.registered-kryo-types pipeline.registered-pojo-types pipeline.time-characteristic recovery.job.delay
  resourcemanager.taskmanager-release.wait.result.consumed security.ssl.enabled state.backend.async
  state.backend.rocksdb.checkpointdir table.exec.deduplicate.insert-and-updateafter-sensitive.enabled
  table.exec.deduplicate.mini-batch.compact-changes.enabled table.exec.legacy-transformation-uids
  table.exec.shuffle-mode table.exec.topn-cache-size table.optimizer.source.aggregate-pushdown-enabled
  table.optimizer.source.predicate-pushdown-enabled table.optimizer.sql-to-rel.project.merge.enabled
  taskmanager.exit-on-fatal-akka-error taskmanager.heap.mb taskmanager.heap.size
  taskmanager.initial-registration-pause taskmanager.max-registration-pause taskmanager.net.client.numThreads
  taskmanager.net.num-arenas taskmanager.net.sendReceiveBufferSize taskmanager.net.server.backlog
  taskmanager.net.server.numThreads taskmanager.net.transport taskmanager.network.batch-shuffle.compression.enabled
  taskmanager.network.blocking-shuffle.compression.enabled taskmanager.network.blocking-shuffle.type
  taskmanager.network.hybrid-shuffle.enable-new-mode
  taskmanager.network.hybrid-shuffle.num-retained-in-memory-regions-max
  taskmanager.network.hybrid-shuffle.spill-index-region-group-size
  taskmanager.network.hybrid-shuffle.spill-index-segment-size taskmanager.network.max-num-tcp-connections
  taskmanager.network.memory.buffers-per-channel taskmanager.network.memory.floating-buffers-per-gate
  taskmanager.network.memory.max-buffers-per-channel taskmanager.network.memory.max-overdraft-buffers-per-gate
  taskmanager.network.netty.client.numThreads taskmanager.network.netty.num-arenas
  taskmanager.network.netty.sendReceiveBufferSize taskmanager.network.netty.server.backlog
  taskmanager.network.netty.server.numThreads taskmanager.network.netty.transport taskmanager.network.numberOfBuffers
  taskmanager.network.sort-shuffle.min-parallelism taskmanager.refused-registration-pause
  taskmanager.registration.initial-backoff taskmanager.registration.max-backoff
  taskmanager.registration.refused-backoff traces.report-events-as-spans web.backpressure.cleanup-interval
  web.backpressure.delay-between-samples web.backpressure.num-samples web.backpressure.refresh-interval
  web.ssl.enabled
  `,
  '1.20 2.2 2.3': `
  akka.ask.callstack akka.ask.timeout akka.client-socket-worker-pool.pool-size-factor
  akka.client-socket-worker-pool.pool-size-max akka.client-socket-worker-pool.pool-size-min akka.client.timeout
  akka.fork-join-executor.parallelism-factor akka.fork-join-executor.parallelism-max
  akka.fork-join-executor.parallelism-min akka.framesize akka.jvm-exit-on-fatal-error akka.log.lifecycle.events
  akka.lookup.timeout akka.retry-gate-closed-for akka.rpc.force-invocation-serialization
  akka.server-socket-worker-pool.pool-size-factor akka.server-socket-worker-pool.pool-size-max
  akka.server-socket-worker-pool.pool-size-min akka.ssl.enabled akka.startup-timeout akka.tcp.timeout akka.throughput
  blob.client.connect.timeout blob.client.socket.timeout blob.fetch.backlog blob.fetch.num-concurrent
  blob.fetch.retries blob.offload.minsize blob.server.port blob.service.cleanup.interval blob.service.ssl.enabled
  blob.storage.directory classloader.check-leaked-classloader classloader.fail-on-metaspace-oom-error
  classloader.parent-first-patterns classloader.parent-first-patterns.additional
  classloader.parent-first-patterns.default classloader.resolve-order cleanup-strategy
  cleanup-strategy.exponential-delay.attempts cleanup-strategy.exponential-delay.initial-backoff
  cleanup-strategy.exponential-delay.max-backoff cleanup-strategy.fixed-delay.attempts
  cleanup-strategy.fixed-delay.delay cleanup-strategy.type client.heartbeat.interval client.heartbeat.timeout
  client.retry-period client.timeout cluster.intercept-user-system-exit cluster.io-pool.size
  cluster.processes.halt-on-fatal-error cluster.registration.error-delay cluster.registration.initial-timeout
  cluster.registration.max-timeout cluster.registration.refused-registration-delay cluster.services.shutdown-timeout
  cluster.thread-dump.stacktrace-max-depth cluster.uncaught-exception-handling
  compiler.delimited-informat.max-line-samples compiler.delimited-informat.max-sample-len
  compiler.delimited-informat.min-line-samples dstl.dfs.base-path dstl.dfs.batch.persist-delay
  dstl.dfs.batch.persist-size-threshold dstl.dfs.compression.enabled dstl.dfs.discard.num-threads
  dstl.dfs.download.local-cache.idle-timeout-ms dstl.dfs.preemptive-persist-threshold dstl.dfs.upload.buffer-size
  dstl.dfs.upload.max-attempts dstl.dfs.upload.max-in-flight dstl.dfs.upload.next-attempt-delay
  dstl.dfs.upload.num-threads dstl.dfs.upload.retry-policy dstl.dfs.upload.timeout env.hadoop.conf.dir
  env.hbase.conf.dir env.java.default-opts.all env.java.default-opts.jobmanager env.java.default-opts.taskmanager
  env.java.opts env.java.opts.all env.java.opts.client env.java.opts.historyserver env.java.opts.jobmanager
  env.java.opts.sql-gateway env.java.opts.taskmanager env.log.dir env.log.level env.log.max env.pid.dir env.ssh.opts
  env.stdout-err.redirect-to-file env.yarn.conf.dir execution.allow-client-job-configurations execution.attached
  execution.batch-shuffle-mode execution.batch-state-backend.enabled
  execution.batch.adaptive.auto-parallelism.avg-data-volume-per-task
  execution.batch.adaptive.auto-parallelism.default-source-parallelism
  execution.batch.adaptive.auto-parallelism.enabled execution.batch.adaptive.auto-parallelism.max-parallelism
  execution.batch.adaptive.auto-parallelism.min-parallelism execution.batch.job-recovery.enabled
  execution.batch.job-recovery.previous-worker.recovery.timeout execution.batch.job-recovery.snapshot.min-pause
  execution.batch.speculative.block-slow-node-duration execution.batch.speculative.enabled
  execution.batch.speculative.max-concurrent-executions execution.buffer-timeout execution.buffer-timeout.enabled
  execution.buffer-timeout.interval execution.checkpointing.aligned-checkpoint-timeout
  execution.checkpointing.alignment-timeout execution.checkpointing.approximate-local-recovery
  execution.checkpointing.checkpoints-after-tasks-finish
  execution.checkpointing.checkpoints-after-tasks-finish.enabled execution.checkpointing.cleaner.parallel-mode
  execution.checkpointing.create-subdir execution.checkpointing.data-inline-threshold execution.checkpointing.dir
  execution.checkpointing.externalized-checkpoint-retention
  execution.checkpointing.file-merging.across-checkpoint-boundary execution.checkpointing.file-merging.enabled
  execution.checkpointing.file-merging.max-file-size execution.checkpointing.file-merging.max-space-amplification
  execution.checkpointing.file-merging.max-subtasks-per-file execution.checkpointing.file-merging.pool-blocking
  execution.checkpointing.incremental execution.checkpointing.interval execution.checkpointing.interval-during-backlog
  execution.checkpointing.local-backup.dirs execution.checkpointing.local-backup.enabled
  execution.checkpointing.max-concurrent-checkpoints execution.checkpointing.min-pause execution.checkpointing.mode
  execution.checkpointing.num-retained execution.checkpointing.recover-without-channel-state.checkpoint-id
  execution.checkpointing.savepoint-dir execution.checkpointing.snapshot-compression execution.checkpointing.storage
  execution.checkpointing.timeout execution.checkpointing.tolerable-failed-checkpoints
  execution.checkpointing.unaligned execution.checkpointing.unaligned.enabled execution.checkpointing.unaligned.forced
  execution.checkpointing.unaligned.interruptible-timers.enabled
  execution.checkpointing.unaligned.max-subtasks-per-channel-state-file execution.checkpointing.write-buffer-size
  execution.job-listeners execution.program-config.enabled execution.program-config.wildcards execution.runtime-mode
  execution.savepoint-restore-mode execution.savepoint.ignore-unclaimed-state execution.savepoint.path
  execution.shutdown-on-application-finish execution.shutdown-on-attached-exit execution.sort-keyed-partition.memory
  execution.sort-partition.memory execution.sorted-inputs.enabled execution.sorted-inputs.memory
  execution.state-recovery.approximate-local-recovery execution.state-recovery.claim-mode
  execution.state-recovery.from-local execution.state-recovery.ignore-unclaimed-state execution.state-recovery.path
  execution.state-recovery.without-channel-state.checkpoint-id execution.submit-failed-job-on-application-error
  execution.target external-resource. external-resources fs.allowed-fallback-filesystems fs.default-scheme
  fs.output.always-create-directory fs.overwrite-files heartbeat.interval heartbeat.rpc-failure-threshold
  heartbeat.timeout high-availability high-availability.cluster-id high-availability.jobmanager.port
  high-availability.kubernetes.leader-election.lease-duration
  high-availability.kubernetes.leader-election.renew-deadline
  high-availability.kubernetes.leader-election.retry-period high-availability.storageDir high-availability.type
  high-availability.zookeeper.client.acl high-availability.zookeeper.client.authorization
  high-availability.zookeeper.client.authorization. high-availability.zookeeper.client.connection-timeout
  high-availability.zookeeper.client.ensemble-tracker high-availability.zookeeper.client.max-close-wait
  high-availability.zookeeper.client.max-retry-attempts high-availability.zookeeper.client.retry-wait
  high-availability.zookeeper.client.session-timeout
  high-availability.zookeeper.client.simulated-session-expiration-percent
  high-availability.zookeeper.client.tolerate-suspended-connections high-availability.zookeeper.path.jobgraphs
  high-availability.zookeeper.path.namespace high-availability.zookeeper.path.root high-availability.zookeeper.quorum
  high-availability.zookeeper.storageDir historyserver.archive.clean-expired-jobs historyserver.archive.fs.dir
  historyserver.archive.fs.refresh-interval historyserver.archive.retained-jobs
  historyserver.log.jobmanager.url-pattern historyserver.log.taskmanager.url-pattern historyserver.web.address
  historyserver.web.port historyserver.web.refresh-interval historyserver.web.ssl.enabled historyserver.web.tmpdir
  io.tmp.dirs jmx.server.port job-event.store.write-buffer.flush-interval job-event.store.write-buffer.size
  job-manager.max-attempts-history-size job-result-store.delete-on-commit job-result-store.storage-path
  jobmanager.adaptive-batch-scheduler.avg-data-volume-per-task
  jobmanager.adaptive-batch-scheduler.default-source-parallelism jobmanager.adaptive-batch-scheduler.max-parallelism
  jobmanager.adaptive-batch-scheduler.min-parallelism
  jobmanager.adaptive-batch-scheduler.speculative.block-slow-node-duration
  jobmanager.adaptive-batch-scheduler.speculative.enabled
  jobmanager.adaptive-batch-scheduler.speculative.max-concurrent-executions
  jobmanager.adaptive-scheduler.min-parallelism-increase jobmanager.adaptive-scheduler.prefer-minimal-taskmanagers
  jobmanager.adaptive-scheduler.resource-stabilization-timeout jobmanager.adaptive-scheduler.resource-wait-timeout
  jobmanager.adaptive-scheduler.scaling-interval.max jobmanager.adaptive-scheduler.scaling-interval.min
  jobmanager.archive.fs.dir jobmanager.bind-host jobmanager.execution.attempts-history-size
  jobmanager.execution.failover-strategy jobmanager.failure-enrichers jobmanager.future-pool.size
  jobmanager.io-pool.size jobmanager.memory.enable-jvm-direct-memory-limit jobmanager.memory.flink.size
  jobmanager.memory.heap.size jobmanager.memory.jvm-metaspace.size jobmanager.memory.jvm-overhead.fraction
  jobmanager.memory.jvm-overhead.max jobmanager.memory.jvm-overhead.min jobmanager.memory.off-heap.size
  jobmanager.memory.process.size jobmanager.partition.hybrid.partition-data-consume-constraint
  jobmanager.partition.release-during-job-execution jobmanager.resource-id jobmanager.retrieve-taskmanager-hostname
  jobmanager.rpc.address jobmanager.rpc.bind-port jobmanager.rpc.port jobmanager.scheduler
  jobmanager.task-deployment.offload-shuffle-descriptors-to-blob-server.threshold-num
  jobmanager.web.access-control-allow-origin jobmanager.web.address jobmanager.web.checkpoints.history
  jobmanager.web.history jobmanager.web.log.path jobmanager.web.port jobmanager.web.refresh-interval
  jobmanager.web.submit.enable jobmanager.web.tmpdir jobmanager.web.upload.dir jobstore.cache-size
  jobstore.expiration-time jobstore.max-capacity jobstore.type kubernetes.artifacts.local-upload-enabled
  kubernetes.artifacts.local-upload-overwrite kubernetes.artifacts.local-upload-target kubernetes.client.io-pool.size
  kubernetes.client.user-agent kubernetes.cluster-id kubernetes.config.file kubernetes.container.image
  kubernetes.container.image.pull-policy kubernetes.container.image.pull-secrets kubernetes.container.image.ref
  kubernetes.context kubernetes.decorator.hadoop-conf-mount.enabled kubernetes.decorator.kerberos-mount.enabled
  kubernetes.entry.path kubernetes.env.secretKeyRef kubernetes.env.secretKeyRef. kubernetes.flink.conf.dir
  kubernetes.flink.log.dir kubernetes.hadoop.conf.config-map.name kubernetes.hostnetwork.enabled
  kubernetes.internal-service.annotations kubernetes.internal-service.annotations. kubernetes.jobmanager.annotations
  kubernetes.jobmanager.annotations. kubernetes.jobmanager.cpu kubernetes.jobmanager.cpu.amount
  kubernetes.jobmanager.cpu.limit-factor kubernetes.jobmanager.entrypoint.args kubernetes.jobmanager.labels
  kubernetes.jobmanager.labels. kubernetes.jobmanager.memory.limit-factor kubernetes.jobmanager.node-selector
  kubernetes.jobmanager.node-selector. kubernetes.jobmanager.owner.reference kubernetes.jobmanager.owner.reference.
  kubernetes.jobmanager.replicas kubernetes.jobmanager.service-account kubernetes.jobmanager.tolerations
  kubernetes.jobmanager.tolerations. kubernetes.namespace kubernetes.node-name-label kubernetes.pod-template-file
  kubernetes.pod-template-file.default kubernetes.pod-template-file.jobmanager
  kubernetes.pod-template-file.taskmanager kubernetes.rest-service.annotations kubernetes.rest-service.annotations.
  kubernetes.rest-service.exposed.node-port-address-type kubernetes.rest-service.exposed.type kubernetes.secrets
  kubernetes.secrets. kubernetes.service-account kubernetes.taskmanager.annotations
  kubernetes.taskmanager.annotations. kubernetes.taskmanager.cpu kubernetes.taskmanager.cpu.amount
  kubernetes.taskmanager.cpu.limit-factor kubernetes.taskmanager.entrypoint.args kubernetes.taskmanager.labels
  kubernetes.taskmanager.labels. kubernetes.taskmanager.memory.limit-factor kubernetes.taskmanager.node-selector
  kubernetes.taskmanager.node-selector. kubernetes.taskmanager.service-account kubernetes.taskmanager.tolerations
  kubernetes.taskmanager.tolerations. kubernetes.transactional-operation.initial-retry-delay
  kubernetes.transactional-operation.max-retries kubernetes.transactional-operation.max-retry-delay
  library-cache-manager.cleanup.interval local.number-taskmanager materialized-table.refresh-mode.freshness-threshold
  metrics.fetcher.update-interval metrics.internal.query-service.port metrics.internal.query-service.thread-priority
  metrics.job.status.enable metrics.latency.granularity metrics.latency.history-size metrics.latency.interval
  metrics.reporter. metrics.reporters metrics.scope.delimiter metrics.scope.jm metrics.scope.jm-job
  metrics.scope.jm-operator metrics.scope.jm.job metrics.scope.operator metrics.scope.task metrics.scope.tm
  metrics.scope.tm-job metrics.scope.tm.job metrics.system-resource metrics.system-resource-probing-interval
  minicluster.number-of-taskmanagers parallelism.default partition.fields.#.date-formatter pekko.ask.callstack
  pekko.ask.timeout pekko.client-socket-worker-pool.pool-size-factor pekko.client-socket-worker-pool.pool-size-max
  pekko.client-socket-worker-pool.pool-size-min pekko.fork-join-executor.parallelism-factor
  pekko.fork-join-executor.parallelism-max pekko.fork-join-executor.parallelism-min pekko.framesize
  pekko.jvm-exit-on-fatal-error pekko.log.lifecycle.events pekko.lookup.timeout
  pekko.remote-fork-join-executor.parallelism-factor pekko.remote-fork-join-executor.parallelism-max
  pekko.remote-fork-join-executor.parallelism-min pekko.retry-gate-closed-for pekko.rpc.force-invocation-serialization
  pekko.server-socket-worker-pool.pool-size-factor pekko.server-socket-worker-pool.pool-size-max
  pekko.server-socket-worker-pool.pool-size-min pekko.ssl.enabled pekko.startup-timeout pekko.tcp.timeout
  pekko.throughput pipeline.auto-generate-uids pipeline.auto-watermark-interval pipeline.cached-files
  pipeline.cep.sharedbuffer.cache.entry-slots pipeline.cep.sharedbuffer.cache.event-slots
  pipeline.cep.sharedbuffer.cache.statistics-interval pipeline.classpaths pipeline.closure-cleaner-level
  pipeline.force-avro pipeline.force-kryo pipeline.force-kryo-avro pipeline.generic-types
  pipeline.global-job-parameters pipeline.global-job-parameters. pipeline.jars
  pipeline.jobvertex-parallelism-overrides pipeline.jobvertex-parallelism-overrides. pipeline.max-parallelism
  pipeline.name pipeline.object-reuse pipeline.operator-chaining
  pipeline.operator-chaining.chain-operators-with-different-max-parallelism pipeline.operator-chaining.enabled
  pipeline.serialization-config pipeline.vertex-description-mode pipeline.vertex-name-include-index-prefix
  pipeline.watermark-alignment.allow-unaligned-source-splits plugin.classloader.parent-first-patterns.additional
  plugin.classloader.parent-first-patterns.default process.jobmanager.working-dir process.taskmanager.working-dir
  process.working-dir python.archives python.client.executable python.executable python.execution-mode python.files
  python.fn-execution.arrow.batch.size python.fn-execution.bundle.size python.fn-execution.bundle.time
  python.fn-execution.memory.managed python.job-options python.job-options. python.loopback-server.address
  python.map-state.iterate-response-batch-size python.map-state.read-cache-size python.map-state.write-cache-size
  python.metric.enabled python.operator-chaining.enabled python.profile.enabled python.pythonpath python.requirements
  python.state.cache-size python.systemenv.enabled query.client.network-threads query.proxy.network-threads
  query.proxy.ports query.proxy.query-threads query.server.network-threads query.server.ports
  query.server.query-threads queryable-state.client.network-threads queryable-state.enable
  queryable-state.proxy.network-threads queryable-state.proxy.ports queryable-state.proxy.query-threads
  queryable-state.server.network-threads queryable-state.server.ports queryable-state.server.query-threads
  recovery.jobmanager.port recovery.mode recovery.zookeeper.client.connection-timeout
  recovery.zookeeper.client.max-retry-attempts recovery.zookeeper.client.retry-wait
  recovery.zookeeper.client.session-timeout recovery.zookeeper.path.jobgraphs recovery.zookeeper.path.namespace
  recovery.zookeeper.path.root recovery.zookeeper.quorum recovery.zookeeper.storageDir resourcemanager.job.timeout
  resourcemanager.previous-worker.recovery.timeout resourcemanager.rpc.port resourcemanager.standalone.start-up-time
  resourcemanager.start-worker.max-failure-rate resourcemanager.start-worker.retry-interval
  resourcemanager.taskmanager-registration.timeout resourcemanager.taskmanager-timeout rest.address
  rest.async.store-duration rest.await-leader-timeout rest.bind-address rest.bind-port
  rest.cache.checkpoint-statistics.size rest.cache.checkpoint-statistics.timeout rest.client.max-content-length
  rest.connection-timeout rest.flamegraph.cleanup-interval rest.flamegraph.delay-between-samples
  rest.flamegraph.enabled rest.flamegraph.num-samples rest.flamegraph.refresh-interval rest.flamegraph.stack-depth
  rest.idleness-timeout rest.path rest.port rest.profiling.dir rest.profiling.duration-max rest.profiling.enabled
  rest.profiling.history-size rest.retry.delay rest.retry.max-attempts rest.server.max-content-length
  rest.server.numThreads rest.server.thread-priority rest.url-prefix restart-strategy
  restart-strategy.exponential-delay.attempts-before-reset-backoff
  restart-strategy.exponential-delay.backoff-multiplier restart-strategy.exponential-delay.initial-backoff
  restart-strategy.exponential-delay.jitter-factor restart-strategy.exponential-delay.max-backoff
  restart-strategy.exponential-delay.reset-backoff-threshold restart-strategy.failure-rate.delay
  restart-strategy.failure-rate.failure-rate-interval restart-strategy.failure-rate.max-failures-per-interval
  restart-strategy.fixed-delay.attempts restart-strategy.fixed-delay.delay restart-strategy.type
  savepoints.state.backend.fs.dir scheduler-mode security.context.factory.classes security.delegation.token.provider.
  security.delegation.tokens.enabled security.delegation.tokens.renewal.retry.backoff
  security.delegation.tokens.renewal.time-ratio security.kerberos.access.hadoopFileSystems
  security.kerberos.fetch.delegation-token security.kerberos.krb5-conf.path security.kerberos.login.contexts
  security.kerberos.login.keytab security.kerberos.login.principal security.kerberos.login.use-ticket-cache
  security.kerberos.relogin.period security.kerberos.tokens.renewal.retry.backoff
  security.kerberos.tokens.renewal.time-ratio security.keytab security.module.factory.classes security.principal
  security.ssl.algorithms security.ssl.close-notify-flush-timeout security.ssl.handshake-timeout
  security.ssl.internal.cert.fingerprint security.ssl.internal.close-notify-flush-timeout
  security.ssl.internal.enabled security.ssl.internal.handshake-timeout security.ssl.internal.key-password
  security.ssl.internal.keystore security.ssl.internal.keystore-password security.ssl.internal.keystore-type
  security.ssl.internal.session-cache-size security.ssl.internal.session-timeout security.ssl.internal.truststore
  security.ssl.internal.truststore-password security.ssl.internal.truststore-type security.ssl.key-password
  security.ssl.keystore security.ssl.keystore-password security.ssl.protocol security.ssl.provider
  security.ssl.rest.authentication-enabled security.ssl.rest.cert.fingerprint security.ssl.rest.enabled
  security.ssl.rest.key-password security.ssl.rest.keystore security.ssl.rest.keystore-password
  security.ssl.rest.keystore-type security.ssl.rest.truststore security.ssl.rest.truststore-password
  security.ssl.rest.truststore-type security.ssl.session-cache-size security.ssl.session-timeout
  security.ssl.truststore security.ssl.truststore-password security.ssl.verify-hostname shuffle-service-factory.class
  sink.committer.retries slot.idle.timeout slot.request.timeout slotmanager.declare-needed-resource.delay
  slotmanager.max-total-resource.cpu slotmanager.max-total-resource.memory slotmanager.min-total-resource.cpu
  slotmanager.min-total-resource.memory slotmanager.number-of-slots.max slotmanager.number-of-slots.min
  slotmanager.redundant-taskmanager-num slotmanager.requirement-check.delay slotmanager.taskmanager-timeout
  slow-task-detector.check-interval slow-task-detector.execution-time.baseline-lower-bound
  slow-task-detector.execution-time.baseline-multiplier slow-task-detector.execution-time.baseline-ratio state.backend
  state.backend.changelog.enabled state.backend.changelog.max-failures-allowed
  state.backend.changelog.periodic-materialize.enabled state.backend.changelog.periodic-materialize.interval
  state.backend.changelog.storage state.backend.fs.checkpointdir state.backend.fs.memory-threshold
  state.backend.fs.write-buffer-size state.backend.incremental state.backend.latency-track.history-size
  state.backend.latency-track.keyed-state-enabled state.backend.latency-track.sample-interval
  state.backend.latency-track.state-name-as-variable state.backend.local-recovery
  state.backend.rocksdb.block.blocksize state.backend.rocksdb.block.cache-size
  state.backend.rocksdb.block.metadata-blocksize state.backend.rocksdb.bloom-filter.bits-per-key
  state.backend.rocksdb.bloom-filter.block-based-mode state.backend.rocksdb.checkpoint.transfer.thread.num
  state.backend.rocksdb.compaction.level.max-size-level-base
  state.backend.rocksdb.compaction.level.target-file-size-base state.backend.rocksdb.compaction.level.use-dynamic-size
  state.backend.rocksdb.compaction.style state.backend.rocksdb.compression.per.level state.backend.rocksdb.files.open
  state.backend.rocksdb.incremental-restore-async-compact-after-rescale state.backend.rocksdb.localdir
  state.backend.rocksdb.log.dir state.backend.rocksdb.log.file-num state.backend.rocksdb.log.level
  state.backend.rocksdb.log.max-file-size state.backend.rocksdb.manual-compaction.max-auto-compactions
  state.backend.rocksdb.manual-compaction.max-file-size-to-compact
  state.backend.rocksdb.manual-compaction.max-files-to-compact
  state.backend.rocksdb.manual-compaction.max-output-file-size
  state.backend.rocksdb.manual-compaction.max-parallel-compactions
  state.backend.rocksdb.manual-compaction.min-files-to-compact state.backend.rocksdb.manual-compaction.min-interval
  state.backend.rocksdb.memory.fixed-per-slot state.backend.rocksdb.memory.fixed-per-tm
  state.backend.rocksdb.memory.high-prio-pool-ratio state.backend.rocksdb.memory.managed
  state.backend.rocksdb.memory.partitioned-index-filters state.backend.rocksdb.memory.write-buffer-ratio
  state.backend.rocksdb.metrics.actual-delayed-write-rate state.backend.rocksdb.metrics.background-errors
  state.backend.rocksdb.metrics.block-cache-capacity state.backend.rocksdb.metrics.block-cache-hit
  state.backend.rocksdb.metrics.block-cache-miss state.backend.rocksdb.metrics.block-cache-pinned-usage
  state.backend.rocksdb.metrics.block-cache-usage state.backend.rocksdb.metrics.bloom-filter-full-positive
  state.backend.rocksdb.metrics.bloom-filter-full-true-positive state.backend.rocksdb.metrics.bloom-filter-useful
  state.backend.rocksdb.metrics.bytes-read state.backend.rocksdb.metrics.bytes-written
  state.backend.rocksdb.metrics.column-family-as-variable state.backend.rocksdb.metrics.compaction-pending
  state.backend.rocksdb.metrics.compaction-read-bytes state.backend.rocksdb.metrics.compaction-write-bytes
  state.backend.rocksdb.metrics.cur-size-active-mem-table state.backend.rocksdb.metrics.cur-size-all-mem-tables
  state.backend.rocksdb.metrics.estimate-live-data-size state.backend.rocksdb.metrics.estimate-num-keys
  state.backend.rocksdb.metrics.estimate-pending-compaction-bytes
  state.backend.rocksdb.metrics.estimate-table-readers-mem state.backend.rocksdb.metrics.is-write-stopped
  state.backend.rocksdb.metrics.iter-bytes-read state.backend.rocksdb.metrics.live-sst-files-size
  state.backend.rocksdb.metrics.mem-table-flush-pending state.backend.rocksdb.metrics.num-deletes-active-mem-table
  state.backend.rocksdb.metrics.num-deletes-imm-mem-tables state.backend.rocksdb.metrics.num-entries-active-mem-table
  state.backend.rocksdb.metrics.num-entries-imm-mem-tables state.backend.rocksdb.metrics.num-files-at-level
  state.backend.rocksdb.metrics.num-immutable-mem-table state.backend.rocksdb.metrics.num-live-versions
  state.backend.rocksdb.metrics.num-running-compactions state.backend.rocksdb.metrics.num-running-flushes
  state.backend.rocksdb.metrics.num-snapshots state.backend.rocksdb.metrics.size-all-mem-tables
  state.backend.rocksdb.metrics.stall-micros state.backend.rocksdb.metrics.total-sst-files-size
  state.backend.rocksdb.options-factory state.backend.rocksdb.predefined-options
  state.backend.rocksdb.rescaling.use-delete-files-in-range state.backend.rocksdb.restore-overlap-fraction-threshold
  state.backend.rocksdb.thread.num state.backend.rocksdb.timer-service.cache-size
  state.backend.rocksdb.timer-service.factory state.backend.rocksdb.use-bloom-filter
  state.backend.rocksdb.use-ingest-db-restore-mode state.backend.rocksdb.write-batch-size
  state.backend.rocksdb.writebuffer.count state.backend.rocksdb.writebuffer.number-to-merge
  state.backend.rocksdb.writebuffer.size state.backend.type state.changelog.dstl.dfs.base-path
  state.changelog.dstl.dfs.batch.persist-delay state.changelog.dstl.dfs.batch.persist-size-threshold
  state.changelog.dstl.dfs.compression.enabled state.changelog.dstl.dfs.discard.num-threads
  state.changelog.dstl.dfs.download.local-cache.idle-timeout-ms state.changelog.dstl.dfs.preemptive-persist-threshold
  state.changelog.dstl.dfs.upload.buffer-size state.changelog.dstl.dfs.upload.max-attempts
  state.changelog.dstl.dfs.upload.max-in-flight state.changelog.dstl.dfs.upload.next-attempt-delay
  state.changelog.dstl.dfs.upload.num-threads state.changelog.dstl.dfs.upload.retry-policy
  state.changelog.dstl.dfs.upload.timeout state.changelog.enabled state.changelog.max-failures-allowed
  state.changelog.periodic-materialize.enabled state.changelog.periodic-materialize.interval state.changelog.storage
  state.checkpoint-storage state.checkpoint.cleaner.parallel-mode state.checkpoints.create-subdir
  state.checkpoints.dir state.checkpoints.num-retained state.latency-track.history-size
  state.latency-track.keyed-state-enabled state.latency-track.sample-interval
  state.latency-track.state-name-as-variable state.savepoints.dir state.storage.fs.memory-threshold
  state.storage.fs.write-buffer-size table.builtin-catalog-name table.builtin-database-name
  table.catalog-modification.listeners table.column-expansion-strategy table.display.max-column-width table.dml-sync
  table.dynamic-table-options.enabled table.exec.async-lookup.buffer-capacity table.exec.async-lookup.output-mode
  table.exec.async-lookup.timeout table.exec.async-scalar.buffer-capacity table.exec.async-scalar.max-attempts
  table.exec.async-scalar.retry-delay table.exec.async-scalar.retry-strategy table.exec.async-scalar.timeout
  table.exec.deduplicate.insert-update-after-sensitive-enabled
  table.exec.deduplicate.mini-batch.compact-changes-enabled table.exec.disabled-operators
  table.exec.interval-join.min-cleanup-interval table.exec.legacy-cast-behaviour
  table.exec.local-hash-agg.adaptive.distinct-value-rate-threshold table.exec.local-hash-agg.adaptive.enabled
  table.exec.local-hash-agg.adaptive.sampling-threshold table.exec.mini-batch.allow-latency
  table.exec.mini-batch.enabled table.exec.mini-batch.size table.exec.operator-fusion-codegen.enabled
  table.exec.rank.topn-cache-size table.exec.resource.default-parallelism table.exec.resource.external-buffer-memory
  table.exec.resource.hash-agg.memory table.exec.resource.hash-join.memory table.exec.resource.sort.memory
  table.exec.simplify-operator-name-enabled table.exec.sink.keyed-shuffle table.exec.sink.not-null-enforcer
  table.exec.sink.rowtime-inserter table.exec.sink.type-length-enforcer table.exec.sink.upsert-materialize
  table.exec.sort.async-merge-enabled table.exec.sort.default-limit table.exec.sort.max-num-file-handles
  table.exec.source.cdc-events-duplicate table.exec.source.idle-timeout table.exec.spill-compression.block-size
  table.exec.spill-compression.enabled table.exec.state.ttl table.exec.uid.format table.exec.uid.generation
  table.exec.window-agg.buffer-size-limit table.generated-code.max-length table.generated-code.max-members
  table.local-time-zone table.optimizer.agg-phase-strategy table.optimizer.bushy-join-reorder-threshold
  table.optimizer.distinct-agg.split.bucket-num table.optimizer.distinct-agg.split.enabled
  table.optimizer.dynamic-filtering.enabled table.optimizer.incremental-agg-enabled
  table.optimizer.join-reorder-enabled table.optimizer.join.broadcast-threshold table.optimizer.multiple-input-enabled
  table.optimizer.non-deterministic-update.strategy table.optimizer.reuse-optimize-block-with-digest-enabled
  table.optimizer.reuse-source-enabled table.optimizer.reuse-sub-plan-enabled table.optimizer.runtime-filter.enabled
  table.optimizer.runtime-filter.max-build-data-size table.optimizer.runtime-filter.min-filter-ratio
  table.optimizer.runtime-filter.min-probe-data-size table.optimizer.source.report-statistics-enabled
  table.optimizer.sql2rel.project-merge.enabled table.optimizer.union-all-as-breakpoint-enabled
  table.plan.compile.catalog-objects table.plan.force-recompile table.plan.restore.catalog-objects
  table.resources.download-dir table.rtas-ctas.atomicity-enabled table.sql-dialect task.cancellation-interval
  task.cancellation.interval task.cancellation.timeout task.cancellation.timers.timeout taskmanager.bind-host
  taskmanager.collect-sink.port taskmanager.cpu.cores taskmanager.data.bind-port taskmanager.data.port
  taskmanager.data.ssl.enabled taskmanager.debug.memory.log taskmanager.debug.memory.log-interval
  taskmanager.debug.memory.logIntervalMs taskmanager.debug.memory.startLogThread taskmanager.host
  taskmanager.jvm-exit-on-oom taskmanager.load-balance.mode taskmanager.log.path taskmanager.maxRegistrationDuration
  taskmanager.memory.flink.size taskmanager.memory.framework.heap.size
  taskmanager.memory.framework.off-heap.batch-shuffle.size taskmanager.memory.framework.off-heap.size
  taskmanager.memory.jvm-metaspace.size taskmanager.memory.jvm-overhead.fraction taskmanager.memory.jvm-overhead.max
  taskmanager.memory.jvm-overhead.min taskmanager.memory.managed.consumer-weights
  taskmanager.memory.managed.consumer-weights. taskmanager.memory.managed.fraction taskmanager.memory.managed.size
  taskmanager.memory.min-segment-size taskmanager.memory.network.fraction taskmanager.memory.network.max
  taskmanager.memory.network.min taskmanager.memory.process.size taskmanager.memory.segment-size
  taskmanager.memory.size taskmanager.memory.task.heap.size taskmanager.memory.task.off-heap.size
  taskmanager.net.client.connectTimeoutSec taskmanager.net.request-backoff.initial taskmanager.net.request-backoff.max
  taskmanager.network.bind-policy taskmanager.network.compression.codec taskmanager.network.detailed-metrics
  taskmanager.network.hybrid-shuffle.external-remote-tier-factory.class taskmanager.network.hybrid-shuffle.remote.path
  taskmanager.network.memory.buffer-debloat.enabled taskmanager.network.memory.buffer-debloat.period
  taskmanager.network.memory.buffer-debloat.samples taskmanager.network.memory.buffer-debloat.target
  taskmanager.network.memory.buffer-debloat.threshold-percentages taskmanager.network.memory.buffers-request-timeout
  taskmanager.network.memory.exclusive-buffers-request-timeout-ms taskmanager.network.memory.fraction
  taskmanager.network.memory.max taskmanager.network.memory.min
  taskmanager.network.memory.read-buffer.required-per-gate.max taskmanager.network.netty.client.connectTimeoutSec
  taskmanager.network.netty.client.tcp.keepCount taskmanager.network.netty.client.tcp.keepIdleSec
  taskmanager.network.netty.client.tcp.keepIntervalSec taskmanager.network.partition-request-timeout
  taskmanager.network.request-backoff.initial taskmanager.network.request-backoff.max taskmanager.network.retries
  taskmanager.network.sort-shuffle.min-buffers taskmanager.network.tcp-connection.enable-reuse-across-jobs
  taskmanager.numberOfTaskSlots taskmanager.registration.timeout taskmanager.resource-id taskmanager.rpc.bind-port
  taskmanager.rpc.port taskmanager.runtime.fs-timeout taskmanager.runtime.fs_timeout
  taskmanager.runtime.hashjoin-bloom-filters taskmanager.runtime.large-record-handler taskmanager.runtime.max-fan
  taskmanager.runtime.sort-spilling-threshold taskmanager.slot.timeout taskmanager.state.local.root-dirs
  taskmanager.system-out.log.cache-upper-size taskmanager.system-out.log.thread-name.enabled
  taskmanager.system-out.mode taskmanager.tmp.dirs timerservice.exceptional.shutdown.timeout traces.reporter.
  traces.reporters user.artifacts.artifact-list user.artifacts.base-dir user.artifacts.http-headers
  user.artifacts.http-headers. user.artifacts.raw-http-enabled web.access-control-allow-origin web.address
  web.cancel.enable web.checkpoints.history web.exception-history-size web.history web.log.path web.port
  web.refresh-interval web.rescale.enable web.submit.enable web.timeout web.tmpdir web.upload.dir
  yarn.security.kerberos.additionalFileSystems zookeeper.sasl.disable zookeeper.sasl.login-context-name
  zookeeper.sasl.service-name
  `,
  '2.2 2.3': `
  env.java.home events.reporter. events.reporters execution.async-state.active-buffer-size
  execution.async-state.active-buffer-timeout execution.async-state.total-buffer-size
  execution.batch.adaptive.stream-graph-optimization.strategies execution.job-status-changed-listeners
  high-availability.zookeeper.client.max-retry-wait high-availability.zookeeper.path.execution-plans
  historyserver.archive.retained-ttl jobmanager.adaptive-scheduler.executing.cooldown-after-rescaling
  jobmanager.adaptive-scheduler.executing.resource-stabilization-timeout
  jobmanager.adaptive-scheduler.rescale-trigger.max-checkpoint-failures
  jobmanager.adaptive-scheduler.rescale-trigger.max-delay
  jobmanager.adaptive-scheduler.submission.resource-stabilization-timeout
  jobmanager.adaptive-scheduler.submission.resource-wait-timeout kubernetes.internal-service.labels
  kubernetes.internal-service.labels. kubernetes.rest-service.labels kubernetes.rest-service.labels.
  materialized-table.default-freshness.continuous materialized-table.default-freshness.full slot.request.max-interval
  state.backend.forst.block.blocksize state.backend.forst.block.cache-size
  state.backend.forst.block.metadata-blocksize state.backend.forst.bloom-filter.bits-per-key
  state.backend.forst.bloom-filter.block-based-mode state.backend.forst.cache.dir
  state.backend.forst.cache.lru.access-before-promote state.backend.forst.cache.lru.promote-limit
  state.backend.forst.cache.reserve-size state.backend.forst.cache.size-based-limit
  state.backend.forst.compaction.filter.periodic-compaction-time
  state.backend.forst.compaction.filter.query-time-after-num-entries
  state.backend.forst.compaction.level.max-size-level-base state.backend.forst.compaction.level.target-file-size-base
  state.backend.forst.compaction.level.use-dynamic-size state.backend.forst.compaction.style
  state.backend.forst.compression.per.level state.backend.forst.executor.inline-coordinator
  state.backend.forst.executor.inline-write state.backend.forst.executor.read-io-parallelism
  state.backend.forst.executor.write-io-parallelism state.backend.forst.files.open state.backend.forst.local-dir
  state.backend.forst.log.dir state.backend.forst.log.file-num state.backend.forst.log.level
  state.backend.forst.log.max-file-size state.backend.forst.memory.fixed-per-slot
  state.backend.forst.memory.fixed-per-tm state.backend.forst.memory.high-prio-pool-ratio
  state.backend.forst.memory.managed state.backend.forst.memory.partitioned-index-filters
  state.backend.forst.memory.write-buffer-ratio state.backend.forst.metrics.actual-delayed-write-rate
  state.backend.forst.metrics.background-errors state.backend.forst.metrics.block-cache-capacity
  state.backend.forst.metrics.block-cache-hit state.backend.forst.metrics.block-cache-miss
  state.backend.forst.metrics.block-cache-pinned-usage state.backend.forst.metrics.block-cache-usage
  state.backend.forst.metrics.bloom-filter-full-positive state.backend.forst.metrics.bloom-filter-full-true-positive
  state.backend.forst.metrics.bloom-filter-useful state.backend.forst.metrics.bytes-read
  state.backend.forst.metrics.bytes-written state.backend.forst.metrics.column-family-as-variable
  state.backend.forst.metrics.compaction-pending state.backend.forst.metrics.compaction-read-bytes
  state.backend.forst.metrics.compaction-write-bytes state.backend.forst.metrics.cur-size-active-mem-table
  state.backend.forst.metrics.cur-size-all-mem-tables state.backend.forst.metrics.estimate-live-data-size
  state.backend.forst.metrics.estimate-num-keys state.backend.forst.metrics.estimate-pending-compaction-bytes
  state.backend.forst.metrics.estimate-table-readers-mem state.backend.forst.metrics.is-write-stopped
  state.backend.forst.metrics.iter-bytes-read state.backend.forst.metrics.live-sst-files-size
  state.backend.forst.metrics.mem-table-flush-pending state.backend.forst.metrics.num-deletes-active-mem-table
  state.backend.forst.metrics.num-deletes-imm-mem-tables state.backend.forst.metrics.num-entries-active-mem-table
  state.backend.forst.metrics.num-entries-imm-mem-tables state.backend.forst.metrics.num-files-at-level
  state.backend.forst.metrics.num-immutable-mem-table state.backend.forst.metrics.num-live-versions
  state.backend.forst.metrics.num-running-compactions state.backend.forst.metrics.num-running-flushes
  state.backend.forst.metrics.num-snapshots state.backend.forst.metrics.size-all-mem-tables
  state.backend.forst.metrics.stall-micros state.backend.forst.metrics.total-sst-files-size
  state.backend.forst.options-factory state.backend.forst.primary-dir
  state.backend.forst.rescaling.use-delete-files-in-range state.backend.forst.restore-overlap-fraction-threshold
  state.backend.forst.sync.enforce-local state.backend.forst.thread.num state.backend.forst.timer-service.cache-size
  state.backend.forst.timer-service.factory state.backend.forst.use-bloom-filter
  state.backend.forst.use-ingest-db-restore-mode state.backend.forst.write-batch-size
  state.backend.forst.writebuffer.count state.backend.forst.writebuffer.number-to-merge
  state.backend.forst.writebuffer.size state.backend.rocksdb.compaction.filter.periodic-compaction-time
  state.backend.rocksdb.compaction.filter.query-time-after-num-entries state.size-track.history-size
  state.size-track.keyed-state-enabled state.size-track.sample-interval state.size-track.state-name-as-variable
  table.exec.async-lookup.key-ordered-enabled table.exec.async-ml-predict.max-concurrent-operations
  table.exec.async-ml-predict.output-mode table.exec.async-ml-predict.timeout
  table.exec.async-scalar.max-concurrent-operations table.exec.async-state.enabled
  table.exec.async-table.max-concurrent-operations table.exec.async-table.max-retries
  table.exec.async-table.retry-delay table.exec.async-table.retry-strategy table.exec.async-table.timeout
  table.exec.async-vector-search.max-concurrent-operations table.exec.async-vector-search.output-mode
  table.exec.async-vector-search.timeout table.exec.delta-join.cache-enabled table.exec.delta-join.left.cache-size
  table.exec.delta-join.right.cache-size table.exec.sink.nested-constraint-enforcer
  table.exec.sink.upsert-materialize-strategy.adaptive.threshold.high
  table.exec.sink.upsert-materialize-strategy.adaptive.threshold.low table.exec.sink.upsert-materialize-strategy.type
  table.exec.unbounded-over.version table.legacy-nested-row-nullability
  table.optimizer.adaptive-broadcast-join.strategy table.optimizer.delta-join.strategy
  table.optimizer.multi-join.enabled table.optimizer.ptf.max-tables table.optimizer.reuse-sink-enabled
  table.optimizer.skewed-join-optimization.skewed-factor table.optimizer.skewed-join-optimization.skewed-threshold
  table.optimizer.skewed-join-optimization.strategy taskmanager.memory.starting-segment-size
  traces.checkpoint.span-detail-level
  `,
  '2.3': `
  application-result-store.delete-on-commit application-result-store.storage-path cluster.id
  completed-application-store.cache-size completed-application-store.expiration-time
  completed-application-store.max-capacity completed-application-store.type
  execution.checkpointing.during-recovery.enabled
  execution.checkpointing.unaligned.recover-output-on-downstream.enabled
  execution.terminate-application-on-any-job-terminated-exceptionally high-availability.zookeeper.path.applications
  historyserver.archive.clean-expired-applications historyserver.archive.retained-applications
  kubernetes.persistent-volume-claim-read-only kubernetes.persistent-volume-claims
  kubernetes.persistent-volume-claims. materialized-table.default-start-mode
  pipeline.sources.pause-until-first-checkpoint pipeline.watermark-alignment.buffer-size python.logging.default.level
  python.logging.level.overrides python.logging.level.overrides. rest.cache.execution-graph.timeout
  security.ssl.rest.verify-hostname table.exec.sink.require-on-conflict
  taskmanager.network.adaptive-partitioner.enabled taskmanager.network.adaptive-partitioner.max-traverse-size
  web.adaptive-scheduler.rescale-history.size
  `,
}

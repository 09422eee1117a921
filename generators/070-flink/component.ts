import type { Component, Manifest } from '../../engine/model.ts'
import type { FlinkValues } from '../../schemas/values/070-flink.ts'
import { tlsOf } from '../005-certs/address.ts'
import { zookeeperComponent } from '../010-zookeeper/address.ts'
import { kafkaComponent } from '../020-kafka/address.ts'
import { internalCertificate, restCertificate, zookeeperCertificate } from './certificates.ts'
import { configMap, usesKafka } from './configmap.ts'
import { externals } from './externals.ts'
import { jobManager } from './jobmanager.ts'
import { jobManagerThatEnds, taskManagersThatEnd } from './jobs.ts'
import { towardsKafka } from './kafka.ts'
import { type Cluster, clustersOf, type Flink, isBounded } from './names.ts'
import { jobManagerAccess, taskManagerAccess, zookeeperAccess } from './networkpolicy.ts'
import { operatedJobManagerAccess, operatedTaskManagerAccess } from './networkpolicy-operator.ts'
import { flinkDeployment, flinkSessionJob, flinkStateSnapshot } from './operator.ts'
import { persistentVolumeClaim } from './persistentvolumeclaim.ts'
import { podDisruptionBudget } from './poddisruptionbudget.ts'
import { configMapRules, highAvailabilityRules, jobRules, nativeRules, role, roleBinding } from './role.ts'
import { rules } from './rules/rules.ts'
import { fleetRules } from './rules/storage.ts'
import { protectionOf } from './security.ts'
import { jobManagerService } from './service-jobmanager.ts'
import { restApi } from './service-rest.ts'
import { serviceAccount } from './serviceaccount.ts'
import { taskManagerService, taskManagers, taskManagersWithVolumes } from './taskmanager.ts'

export const component: Component<FlinkValues> = {
  requires: ({ clusters }) => [
    'namespace',
    'certs',
    ...(Object.values(clusters).some(({ highAvailability }) => highAvailability === 'zookeeper')
      ? [zookeeperComponent]
      : []),
    ...(Object.values(clusters).some(({ kafka }) => Object.keys(kafka.acls).length > 0) ? [kafkaComponent] : []),
  ],
  directories: {
    '070-flink': (flink) => [
      ...(flink.values.storage.type === 'claim' ? [persistentVolumeClaim(flink)] : []),
      ...clustersOf(flink).flatMap((cluster) =>
        cluster.mode === 'operator' ? operatedOf(flink, cluster) : clusterOf(flink, cluster),
      ),
    ],
  },
  external: externals,
  rules,
  fleetRules,
}

/** An application or a session, as plain objects. */
function clusterOf(flink: Flink, cluster: Cluster): Manifest[] {
  const { highAvailability, jobManager: coordinator, taskManagers: workers } = cluster
  const config = configMap(flink, cluster)
  const may = [
    ...(highAvailability === 'kubernetes' ? highAvailabilityRules(cluster) : []),
    ...(isBounded(cluster) ? jobRules : []),
  ]
  return [
    serviceAccount(flink, cluster),
    ...(may.length > 0 ? [role(flink, cluster, may), roleBinding(flink, cluster)] : []),
    ...certificates(flink, cluster),
    jobManagerAccess(flink, cluster),
    taskManagerAccess(flink, cluster),
    ...(highAvailability === 'zookeeper' ? [zookeeperAccess(flink, cluster)] : []),
    ...(usesKafka(cluster) ? towardsKafka(flink, cluster) : []),
    restApi(flink, cluster),
    ...(highAvailability === 'none' ? [jobManagerService(flink, cluster)] : []),
    config,
    ...(isBounded(cluster)
      ? [jobManagerThatEnds(flink, cluster, config), taskManagersThatEnd(flink, cluster, config)]
      : [
          jobManager(flink, cluster, config),
          ...(workers.localRecovery.enabled
            ? [taskManagerService(flink, cluster), taskManagersWithVolumes(flink, cluster, config)]
            : [taskManagers(flink, cluster, config)]),
          ...(coordinator.replicas > 1 ? [podDisruptionBudget(flink, cluster, 'jobmanager')] : []),
          ...(workers.replicas > 1 ? [podDisruptionBudget(flink, cluster, 'taskmanager')] : []),
        ]),
  ]
}

/** A cluster of the operator: what it is told, and what its pods may do and reach. */
function operatedOf(flink: Flink, cluster: Cluster): Manifest[] {
  const { mode, jobs, snapshots } = cluster.operator
  return [
    serviceAccount(flink, cluster),
    role(flink, cluster, mode === 'native' ? nativeRules : configMapRules),
    roleBinding(flink, cluster),
    operatedJobManagerAccess(flink, cluster),
    operatedTaskManagerAccess(flink, cluster),
    flinkDeployment(flink, cluster),
    ...Object.keys(jobs).map((name) => flinkSessionJob(flink, cluster, name)),
    ...Object.keys(snapshots).map((name) => flinkStateSnapshot(flink, cluster, name)),
  ]
}

function certificates(flink: Flink, cluster: Cluster): Manifest[] {
  const tls = tlsOf(flink)
  const protection = protectionOf(flink, cluster)
  return tls === undefined
    ? []
    : [
        ...(protection?.internal ? [internalCertificate(flink, cluster, tls)] : []),
        ...(protection && protection.rest !== 'none' ? [restCertificate(flink, cluster, tls)] : []),
        ...(cluster.highAvailability === 'zookeeper' ? [zookeeperCertificate(flink, cluster, tls)] : []),
      ]
}

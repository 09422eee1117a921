import type { NetworkPolicy } from '../kubernetes.ts'
import { labels } from '../parts/labels.ts'
import { peers, pods, tcp } from '../parts/network.ts'
import { type Cluster, type Flink, nameOfRole, partOf, ports, type Role } from './names.ts'
import { monitoring, outwards } from './networkpolicy.ts'
import { operatorLabels } from './operator.ts'

/** Who reaches the JobManager that the operator makes, the operator itself included, and whom it reaches. */
export const operatedJobManagerAccess = (flink: Flink, cluster: Cluster) => {
  const { namespace, podLabels } = flink.values.operator
  const taskManagers = of(flink, cluster, 'taskmanager')
  const jobManagers = of(flink, cluster, 'jobmanager')
  return policy(flink, cluster, 'jobmanager', {
    ingress: [
      { from: [taskManagers, jobManagers], ports: tcp(ports.rpc, ports.blob) },
      { from: [pods(namespace, podLabels), ...peers(cluster.clients)], ports: tcp(ports.rest) },
      ...monitoring(flink),
    ],
    egress: [
      ...outwards(flink, cluster, 'jobmanager'),
      { to: [taskManagers], ports: tcp(ports.taskManagerRpc, ports.metricsQuery) },
      { to: [jobManagers], ports: tcp(ports.rpc, ports.blob) },
    ],
  })
}

/** Who reaches the TaskManagers that Flink or the operator makes, and whom they reach. */
export const operatedTaskManagerAccess = (flink: Flink, cluster: Cluster) => {
  const taskManagers = of(flink, cluster, 'taskmanager')
  const jobManagers = of(flink, cluster, 'jobmanager')
  return policy(flink, cluster, 'taskmanager', {
    ingress: [
      { from: [jobManagers], ports: tcp(ports.taskManagerRpc, ports.metricsQuery) },
      { from: [taskManagers], ports: tcp(ports.data) },
      ...monitoring(flink),
    ],
    egress: [
      ...outwards(flink, cluster, 'taskmanager'),
      { to: [jobManagers], ports: tcp(ports.rpc, ports.blob) },
      { to: [taskManagers], ports: tcp(ports.data) },
    ],
  })
}

const of = (flink: Flink, cluster: Cluster, role: Role) => pods(flink.namespace, operatorLabels(cluster, role))

/** By expressions: these pods carry the operator's labels, and no workload of ours makes them. */
const policy = (flink: Flink, cluster: Cluster, role: Role, rules: Pick<NetworkPolicy['spec'], 'ingress' | 'egress'>) =>
  ({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: {
      name: nameOfRole(cluster, role),
      namespace: flink.namespace,
      labels: labels(flink, partOf(cluster, role)),
    },
    spec: {
      podSelector: {
        matchExpressions: Object.entries(operatorLabels(cluster, role)).map(([key, value]) => ({
          key,
          operator: 'In',
          values: [value],
        })),
      },
      policyTypes: ['Ingress', 'Egress'],
      ...rules,
    },
  }) satisfies NetworkPolicy

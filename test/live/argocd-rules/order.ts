import type { Anything } from './objects.ts'
import { waveOf } from './objects.ts'

/** In which order kinds are applied within a wave; what is not named comes after. Source: gitops-engine, pkg/sync/sync_tasks.go. */
const kinds = [
  ...['Namespace', 'NetworkPolicy', 'ResourceQuota', 'LimitRange', 'PodSecurityPolicy', 'PodDisruptionBudget'],
  ...['ServiceAccount', 'Secret', 'SecretList', 'ConfigMap', 'StorageClass', 'PersistentVolume'],
  ...['PersistentVolumeClaim', 'CustomResourceDefinition', 'ClusterRole', 'ClusterRoleList', 'ClusterRoleBinding'],
  ...['ClusterRoleBindingList', 'Role', 'RoleList', 'RoleBinding', 'RoleBindingList', 'Service', 'DaemonSet', 'Pod'],
  ...['ReplicationController', 'ReplicaSet', 'Deployment', 'HorizontalPodAutoscaler', 'StatefulSet', 'Job', 'CronJob'],
  ...['IngressClass', 'Ingress', 'APIService'],
]

const rankOf = ({ kind }: Anything): number => {
  const rank = kinds.indexOf(kind)
  return rank < 0 ? kinds.length : rank
}

/** Objects by wave, lowest first, and in a wave by kind: those of one kind are applied at once. */
export function inOrder(objects: readonly Anything[]): { wave: number; groups: readonly (readonly Anything[])[] }[] {
  const waves = [...new Set(objects.map(waveOf))].sort((one, other) => one - other)
  return waves.map((wave) => {
    const members = objects.filter((one) => waveOf(one) === wave)
    const ranks = [...new Set(members.map(rankOf))].sort((one, other) => one - other)
    return { wave, groups: ranks.map((rank) => members.filter((one) => rankOf(one) === rank)) }
  })
}

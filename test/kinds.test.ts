import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { groupOf, isBuiltIn, isWellKnown, kindOrder, orderOf } from '../engine/kinds.ts'

test('the numbers of the kinds are frozen: every rendered file is named by them', () => {
  const kindsByNumber = Object.entries(kindOrder).map(([kind, number]) => `${number} ${kind}`)
  assert.is(
    kindsByNumber.join('\n'),
    `00 /Namespace
01 apiextensions.k8s.io/CustomResourceDefinition
01 scheduling.k8s.io/PriorityClass
01 storage.k8s.io/StorageClass
02 /ServiceAccount
03 rbac.authorization.k8s.io/ClusterRole
03 rbac.authorization.k8s.io/ClusterRoleBinding
03 rbac.authorization.k8s.io/Role
03 rbac.authorization.k8s.io/RoleBinding
04 /LimitRange
04 /ResourceQuota
05 cert-manager.io/Certificate
05 cert-manager.io/ClusterIssuer
05 cert-manager.io/Issuer
05 trust.cert-manager.io/Bundle
08 networking.k8s.io/NetworkPolicy
10 /Service
20 /ConfigMap
25 /Secret
25 bitnami.com/SealedSecret
25 external-secrets.io/ClusterSecretStore
25 external-secrets.io/ExternalSecret
25 external-secrets.io/SecretStore
28 /PersistentVolume
28 /PersistentVolumeClaim
30 apps/Deployment
35 apps/DaemonSet
40 apps/StatefulSet
45 policy/PodDisruptionBudget
50 batch/CronJob
50 batch/Job
60 monitoring.coreos.com/PodMonitor
60 monitoring.coreos.com/Probe
60 monitoring.coreos.com/ServiceMonitor
65 monitoring.coreos.com/PrometheusRule
70 grafana.integreatly.org/GrafanaDashboard
80 gateway.networking.k8s.io/Gateway
80 gateway.networking.k8s.io/HTTPRoute
80 gateway.networking.k8s.io/TCPRoute
80 gateway.networking.k8s.io/TLSRoute
80 networking.k8s.io/Ingress
85 flink.apache.org/FlinkDeployment
85 flink.apache.org/FlinkSessionJob
90 autoscaling.k8s.io/VerticalPodAutoscaler
90 autoscaling/HorizontalPodAutoscaler
90 keda.sh/ScaledObject
99 /Pod`,
  )
})

test('the table stands in the order of its numbers, then of its kinds', () => {
  const rows = Object.entries(kindOrder).map(([kind, number]) => `${number} ${kind}`)
  assert.equal(rows, [...rows].sort())
})

test('any other kind has number 85, also one that shares its name with a kind of ours', () => {
  assert.equal(
    [orderOf('coordination.k8s.io', 'Lease'), orderOf('serving.knative.dev', 'Service'), orderOf('', 'toString')],
    ['85', '85', '85'],
  )
})

test('a kind is well known when its group is built in, or when it is in the table', () => {
  const kinds = [
    ['', 'Service'],
    ['coordination.k8s.io', 'Lease'],
    ['cert-manager.io', 'Certificate'],
    ['cert-manager.io', 'CertificateRequest'],
    ['serving.knative.dev', 'Service'],
  ] as const
  assert.equal(
    kinds.map(([group, kind]) => [isBuiltIn(group), isWellKnown(group, kind)]),
    [
      [true, true],
      [true, true],
      [false, true],
      [false, false],
      [false, false],
    ],
  )
})

test('the group of an apiVersion is what stands before its slash', () => {
  assert.equal(['v1', 'apps/v1', 'cert-manager.io/v1'].map(groupOf), ['', 'apps', 'cert-manager.io'])
})

test.run()

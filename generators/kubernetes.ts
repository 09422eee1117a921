/**
 * Every type that a manifest is written with: the one import of the generators. Built-in kinds come from
 * `kubernetes-types`, which stops at 1.30; fields that came later and custom kinds come from `kubernetes-generated.ts`.
 *
 * A kind named here is what a person writes: apiVersion, kind and metadata.name are there, `status` is not. A function
 * may thus return it where a `Manifest` is wanted, and its `spec` can be read without asking whether it is there.
 */

import type * as admission from 'kubernetes-types/admissionregistration/v1.d.ts'
import type * as apps from 'kubernetes-types/apps/v1.d.ts'
import type * as autoscaling from 'kubernetes-types/autoscaling/v2.d.ts'
import type * as batch from 'kubernetes-types/batch/v1.d.ts'
import type * as core from 'kubernetes-types/core/v1.d.ts'
import type { ObjectMeta } from 'kubernetes-types/meta/v1.d.ts'
import type * as networking from 'kubernetes-types/networking/v1.d.ts'
import type * as policy from 'kubernetes-types/policy/v1.d.ts'
import type * as rbac from 'kubernetes-types/rbac/v1.d.ts'
import type * as scheduling from 'kubernetes-types/scheduling/v1.d.ts'
import type * as storage from 'kubernetes-types/storage/v1.d.ts'
import type * as custom from './kubernetes-generated.ts'

type Loose = { apiVersion?: string; kind?: string; metadata?: object }

type Head<K extends Loose> = {
  apiVersion: NonNullable<K['apiVersion']>
  kind: NonNullable<K['kind']>
  metadata: ObjectMeta & { name: string }
}

/** A kind as it is written: named, without status. */
type Named<K extends Loose> = Head<K> & Omit<K, 'apiVersion' | 'kind' | 'metadata' | 'status'>

/** A kind that says nothing without a spec. */
type Specified<K extends Loose & { spec?: unknown }> = Head<K> & { spec: NonNullable<K['spec']> }

export type Certificate = Specified<custom.Certificate>
export type ClusterIssuer = Specified<custom.ClusterIssuer>
export type ClusterRole = Named<rbac.ClusterRole>
export type ClusterRoleBinding = Named<rbac.ClusterRoleBinding>
export type ConfigMap = Named<core.ConfigMap>
export type CronJob = Specified<batch.CronJob>
export type DaemonSet = Specified<apps.DaemonSet>
export type Deployment = Specified<apps.Deployment>
export type FlinkDeployment = Specified<custom.FlinkDeployment>
export type FlinkSessionJob = Specified<custom.FlinkSessionJob>
export type FlinkStateSnapshot = Specified<custom.FlinkStateSnapshot>
export type HorizontalPodAutoscaler = Specified<autoscaling.HorizontalPodAutoscaler>
export type Ingress = Specified<networking.Ingress>
export type Issuer = Specified<custom.Issuer>
export type Job = Specified<batch.Job>
export type LimitRange = Specified<core.LimitRange>
export type Namespace = Named<core.Namespace>
export type NetworkPolicy = Specified<networking.NetworkPolicy>
export type PersistentVolumeClaim = Specified<core.PersistentVolumeClaim>
export type Pod = Specified<core.Pod>
export type PodDisruptionBudget = Specified<policy.PodDisruptionBudget>
export type PriorityClass = Named<scheduling.PriorityClass>
export type ResourceQuota = Specified<core.ResourceQuota>
export type Role = Named<rbac.Role>
export type RoleBinding = Named<rbac.RoleBinding>
export type Secret = Named<core.Secret>
export type Service = Specified<core.Service>
export type ServiceAccount = Named<core.ServiceAccount>
export type StatefulSet = Specified<apps.StatefulSet>
export type StorageClass = Named<storage.StorageClass>

export type { Quantity } from 'kubernetes-types/api/resource.d.ts'
export type {
  DaemonSetUpdateStrategy,
  DeploymentStrategy,
  StatefulSetPersistentVolumeClaimRetentionPolicy,
  StatefulSetSpec,
  StatefulSetUpdateStrategy,
} from 'kubernetes-types/apps/v1.d.ts'
export type { JobSpec, JobTemplateSpec, PodFailurePolicy } from 'kubernetes-types/batch/v1.d.ts'
export type {
  Affinity,
  Capabilities,
  Container,
  ContainerPort,
  EnvFromSource,
  EnvVar,
  EnvVarSource,
  ExecAction,
  HTTPGetAction,
  KeyToPath,
  Lifecycle,
  LifecycleHandler,
  LimitRangeItem,
  LocalObjectReference,
  NodeAffinity,
  PersistentVolumeClaimSpec,
  PodAffinity,
  PodAffinityTerm,
  PodAntiAffinity,
  PodSecurityContext,
  PodSpec,
  PodTemplateSpec,
  Probe,
  ProjectedVolumeSource,
  ResourceRequirements,
  SeccompProfile,
  SecretKeySelector,
  SecurityContext,
  ServicePort,
  ServiceSpec,
  TCPSocketAction,
  Toleration,
  TopologySpreadConstraint,
  Volume,
  VolumeMount,
  VolumeProjection,
  VolumeResourceRequirements,
} from 'kubernetes-types/core/v1.d.ts'
export type { LabelSelector, LabelSelectorRequirement, OwnerReference } from 'kubernetes-types/meta/v1.d.ts'
export type {
  HTTPIngressPath,
  IngressBackend,
  IngressRule,
  IngressTLS,
  IPBlock,
  NetworkPolicyEgressRule,
  NetworkPolicyIngressRule,
  NetworkPolicyPeer,
  NetworkPolicyPort,
} from 'kubernetes-types/networking/v1.d.ts'
export type { PolicyRule, RoleRef, Subject } from 'kubernetes-types/rbac/v1.d.ts'
export type { ObjectMeta }
export type ValidatingAdmissionPolicy = Specified<admission.ValidatingAdmissionPolicy>
export type ValidatingAdmissionPolicyBinding = Specified<admission.ValidatingAdmissionPolicyBinding>

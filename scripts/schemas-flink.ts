import type { CustomResourceDefinition, Schema } from '../engine/strict-schema.ts'

/** The newest release of the operator's own CRDs that Maven has. */
export const flinkOperatorApi = 'org.apache.flink:flink-kubernetes-operator-api:1.10.0:jar'

/** Where they are in it. The v1beta1 files beside them are for Kubernetes before 1.16. */
export const flinkDefinitionFiles = ['flinkdeployments', 'flinksessionjobs', 'flinkstatesnapshots'].map(
  (name) => `META-INF/fabric8/${name}.flink.apache.org-v1.yml`,
)

/** What 1.15.0 added to 1.10.0, from the CRDs of the tag release-1.15.0 of apache/flink-kubernetes-operator. */
const addedVersions = ['v2_0', 'v2_1', 'v2_2']
const addedToJobs = { autoscalerResetNonce: { type: 'integer', format: 'int64' } }

/** A definition of 1.10.0 as 1.15.0 has it. Pod templates are opened here and closed by withPodTemplates. */
export function asOfOperator115(definition: CustomResourceDefinition): CustomResourceDefinition {
  return { spec: changed(definition.spec, undefined) as CustomResourceDefinition['spec'] } // a copy with leaves changed
}

function changed(value: unknown, key: string | undefined): unknown {
  if (Array.isArray(value)) return value.map((one) => changed(one, undefined))
  if (typeof value !== 'object' || value === null) return value
  if (key === 'podTemplate') return { type: 'object', 'x-kubernetes-preserve-unknown-fields': true }
  const schema = Object.fromEntries(Object.entries(value).map(([name, one]) => [name, changed(one, name)])) as Schema // as read
  if (key === 'flinkVersion')
    return { ...schema, enum: [...((schema.enum ?? []) as readonly string[]), ...addedVersions] } // strings, as published
  if (key === 'job' && typeof schema.properties === 'object')
    return { ...schema, properties: { ...schema.properties, ...addedToJobs } }
  return schema
}

/** The strict schema with Kubernetes' definition in the place of each pod template. */
export function withPodTemplates(schema: Schema): Schema {
  return Object.fromEntries(
    Object.entries(schema).map(([key, value]) => [
      key,
      key === 'podTemplate'
        ? { $ref: '#/definitions/io.k8s.api.core.v1.PodTemplateSpec' }
        : Array.isArray(value) || typeof value !== 'object' || value === null
          ? value
          : withPodTemplates(value as Schema), // an object
    ]),
  )
}

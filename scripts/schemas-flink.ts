import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseAllDocuments } from 'yaml'
import type { CustomResourceDefinition, Schema } from '../engine/strict-schema.ts'

/** The newest release of the operator's own CRDs that Maven has. */
export const flinkOperatorApi = 'org.apache.flink:flink-kubernetes-operator-api:1.10.0:jar'

/** Where they are in it. The v1beta1 files beside them are for Kubernetes before 1.16. */
const flinkDefinitionFiles = ['flinkdeployments', 'flinksessionjobs', 'flinkstatesnapshots'].map(
  (name) => `META-INF/fabric8/${name}.flink.apache.org-v1.yml`,
)

/** What 1.15.0 added to 1.10.0, from the CRDs of the tag release-1.15.0 of apache/flink-kubernetes-operator. */
const addedVersions = ['v2_0', 'v2_1', 'v2_2']
const addedToJobs = { autoscalerResetNonce: { type: 'integer', format: 'int64' } }

/** Something could not be had: the person's machine, not our code. */
export class NotFetched extends Error {}

/**
 * The CustomResourceDefinitions of the operator 1.15 as an API server takes them: those of 1.10.0, pod templates and all,
 * with what 1.15 added. Maven keeps what it fetches in its own repository, `~/.m2`; `offline` looks nowhere else. Throws
 * NotFetched.
 */
export function operatorCrds({ offline }: { readonly offline: boolean }): CustomResourceDefinition[] {
  const scratch = mkdtempSync(join(tmpdir(), 'sluice-crds-'))
  try {
    return publishedDefinitions(scratch, offline ? ['--offline'] : []).map(asOfOperator115)
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

/** The operator's CustomResourceDefinitions as they are in its jar. */
export function publishedDefinitions(scratch: string, options: readonly string[] = []): CustomResourceDefinition[] {
  const goal = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:unpack'
  const folder = join(scratch, 'flink')
  const args = [goal, `-Dartifact=${flinkOperatorApi}`, `-DoutputDirectory=${folder}`]
  try {
    execFileSync('mvn', ['--quiet', '--batch-mode', ...options, ...args], {
      cwd: scratch,
      stdio: ['ignore', 'ignore', 'pipe'],
    })
  } catch (error) {
    const { code } = error as { code?: string } // as execFileSync throws
    throw new NotFetched(
      code === 'ENOENT'
        ? 'the schemas of the Flink operator are read with Maven, and there is no mvn on the PATH'
        : `Maven cannot fetch ${flinkOperatorApi}: ${String(error).split('\n')[0]}`,
    )
  }
  return flinkDefinitionFiles.flatMap((file) => definitionsIn(join(folder, file)))
}

/** The custom resources that a file of YAML defines. */
export function definitionsIn(file: string): CustomResourceDefinition[] {
  return parseAllDocuments(readFileSync(file, 'utf8'))
    .map((document) => document.toJS())
    .filter((one) => one?.kind === 'CustomResourceDefinition')
}

/** A definition of 1.10.0 as 1.15.0 has it. */
export function asOfOperator115(definition: CustomResourceDefinition): CustomResourceDefinition {
  return changed(definition, (key, schema) => {
    if (key === 'flinkVersion')
      return { ...schema, enum: [...((schema.enum ?? []) as readonly string[]), ...addedVersions] } // strings, as published
    return key === 'job' && typeof schema.properties === 'object'
      ? { ...schema, properties: { ...schema.properties, ...addedToJobs } }
      : schema
  })
}

/** Without what Kubernetes says of pod templates: withPodTemplates says it. */
export function withOpenPodTemplates(definition: CustomResourceDefinition): CustomResourceDefinition {
  return changed(definition, (key, schema) =>
    key === 'podTemplate' ? { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } : schema,
  )
}

/** A copy with each map in it, by the key that leads to it, as `change` gives it. */
function changed<T>(value: T, change: (key: string | undefined, schema: Schema) => Schema, key?: string): T {
  if (Array.isArray(value)) return value.map((one) => changed(one, change)) as T // the same list
  if (typeof value !== 'object' || value === null) return value
  const members = Object.entries(value).map(([name, one]) => [name, changed(one, change, name)] as const)
  return change(key, Object.fromEntries(members)) as T // the same map
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

import type { Rule } from '../../../engine/model.ts'
import type { PulsarValues } from '../../../schemas/values/060-pulsar.ts'
import { accessRules } from './access.ts'
import { boundRules } from './bounds.ts'
import { clusterRules } from './cluster.ts'
import { configRules } from './config.ts'
import { durabilityRules } from './durability.ts'
import { functionRules } from './functions.ts'
import { memoryRules } from './memory.ts'
import { offloadRules } from './offload.ts'
import { replicationRules } from './replication.ts'
import { tenantRules } from './tenants.ts'
import { versionRules } from './version.ts'

export const rules: readonly Rule<PulsarValues>[] = [
  ...clusterRules,
  ...versionRules,
  ...accessRules,
  ...memoryRules,
  ...boundRules,
  ...durabilityRules,
  ...tenantRules,
  ...functionRules,
  ...offloadRules,
  ...replicationRules,
  ...configRules,
]

import type { Rule } from '../../../engine/model.ts'
import type { FlinkValues } from '../../../schemas/values/070-flink.ts'
import { autoscalerRules } from './autoscaler.ts'
import { configRules } from './config.ts'
import { jobRules } from './jobs.ts'
import { kafkaRules } from './kafka.ts'
import { memoryRules } from './memory.ts'
import { operatorRules } from './operator.ts'
import { securityRules } from './security.ts'
import { storageRules } from './storage.ts'

export const rules: readonly Rule<FlinkValues>[] = [
  ...jobRules,
  ...memoryRules,
  ...storageRules,
  ...securityRules,
  ...kafkaRules,
  ...operatorRules,
  ...autoscalerRules,
  ...configRules,
]

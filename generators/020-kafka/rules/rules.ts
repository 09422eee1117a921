import type { Rule } from '../../../engine/model.ts'
import type { KafkaValues } from '../../../schemas/values/020-kafka.ts'
import { accessRules } from './access.ts'
import { certificateRules } from './certificates.ts'
import { clusterRules } from './cluster.ts'
import { configRules } from './config.ts'
import { durabilityRules } from './durability.ts'
import { poolRules } from './pools.ts'

export const rules: readonly Rule<KafkaValues>[] = [
  ...clusterRules,
  ...poolRules,
  ...durabilityRules,
  ...accessRules,
  ...certificateRules,
  ...configRules,
]

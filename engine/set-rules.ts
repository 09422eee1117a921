import type { SetRule } from './model.ts'

/** Every rule over the rendered set of one overlay. */
export const setRules: readonly SetRule[] = []

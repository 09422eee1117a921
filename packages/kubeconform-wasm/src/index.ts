export type { CoreModule } from './core.ts'
export { longestDocument, mostParts, type Position } from './documents.ts'
export { type ExtendedError, extendedErrors } from './extended.ts'
export { longestJson } from './json.ts'
export type { FoundSchema, Kind, Schema, SchemaSource, Strictness } from './schema-source.ts'
export { type Definitions, kindsIn, type ShippedSchemas, shippedSource } from './shipped-schemas.ts'
export { type ReadText, templateSource } from './template-source.ts'
export {
  createValidator,
  type Input,
  type Result,
  type ResultError,
  type Status,
  type Validator,
  type ValidatorOptions,
} from './validator.ts'

import type { Problem } from '../../engine/model.ts'
import type { Result, ResultError } from '../../packages/kubeconform-wasm/src/index.ts'
import { outputs } from '../../packages/kubeconform-wasm/src/output.ts'
import { failure } from '../../packages/kubeconform-wasm/src/validator.ts'
import type { SeenObject } from './part.ts'

/** A test case for each object, and for each error that is of none; `file` is that of the object. */
export function junitText(
  objects: readonly (SeenObject & { readonly file: string })[],
  others: readonly Problem[],
): string {
  const ofObjects = objects.map(({ file: path, apiVersion: version, problems, ...rest }): Result => {
    const errors = problems.filter(isError).map(asError)
    return { path, version, ...rest, errors, status: errors.length > 0 ? 'invalid' : 'valid' }
  })
  const ofNone = others
    .filter(isError)
    .map(({ at: { file, line, column, path }, message }) =>
      failure(file, message, { at: { line, column }, below: path }),
    )
  const output = outputs.junit()
  const cases = [...ofObjects, ...ofNone].map((result) => output.write(result))
  return `${cases.join('')}${output.end()}`
}

const isError = ({ severity }: Problem): boolean => severity === 'error'

const asError = ({ at: { line, column, path }, message }: Problem): ResultError => ({ path, message, line, column })

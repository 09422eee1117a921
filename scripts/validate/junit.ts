import type { Problem } from '../../engine/model.ts'
import type { Result, ResultError } from '../../packages/kubeconform-wasm/src/index.ts'
import { outputs } from '../../packages/kubeconform-wasm/src/output.ts'
import { failure } from '../../packages/kubeconform-wasm/src/validator.ts'
import type { SeenObject } from './part.ts'

/** A test case for each object, and for each problem that is of none. */
export function junitText(objects: readonly SeenObject[], problems: readonly Problem[]): string {
  const errors = problems.filter(({ severity }) => severity === 'error')
  const asError = ({ at: { line, column, path }, message }: Problem): ResultError => ({ path, message, line, column })
  const ofObjects = objects.map(({ file, kind, name, ...rest }): Result => {
    const own = errors.filter(({ at, object }) => at.file === file && object === `${kind}/${name}`).map(asError)
    return { path: file, kind, name, ...rest, status: own.length > 0 ? 'invalid' : 'valid', errors: own }
  })
  const ofFiles = errors
    .filter(({ object }) => object === undefined)
    .map(({ at: { file, line, column, path }, message }) =>
      failure(file, message, { at: { line, column }, below: path }),
    )
  const output = outputs.junit()
  const cases = [...ofObjects, ...ofFiles].map((result) => output.write(result))
  return `${cases.join('')}${output.end()}`
}

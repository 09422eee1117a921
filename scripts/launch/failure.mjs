/** Something that the person who typed the command can change. Its message is one sentence with the way out. */
export class Refusal extends Error {}

/**
 * Says on stderr what stopped the command.
 *
 * @param {unknown} error
 * @returns {2} the exit code
 */
export function reportFailure(error) {
  if (error instanceof Refusal) console.error(error.message)
  else if (isFullDisk(error)) console.error(`There is no room left to write: ${error.message}.`)
  else if (!isClosedPipe(error)) {
    console.error(error)
    console.error('This is a defect of Sluice or of a component, not of an overlay; the lines above name the place.')
  }
  return 2
}

/**
 * Ends the process for what nobody caught, except where a reader closes our output early (`| head`): that ends the
 * reader's interest, and the command finishes what it does to the files.
 *
 * @param {unknown} error
 */
export function onUncaught(error) {
  if (!isClosedPipe(error)) process.exit(reportFailure(error))
}

/** @param {unknown} error @returns {error is Error} */
const isClosedPipe = (error) => hasCode(error, 'EPIPE')

/** @param {unknown} error @returns {error is Error} */
const isFullDisk = (error) => hasCode(error, 'ENOSPC', 'EDQUOT')

/** @param {unknown} error @param {string[]} codes */
function hasCode(error, ...codes) {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code))
}

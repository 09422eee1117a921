import { type Cluster, directories } from './names.ts'

/**
 * Where prepare.sh or a container puts the job's jar, in a folder that Flink has on the class path of the job; undefined
 * where the image has it there already, or there is no job.
 */
export function jarFile({ mode, job }: Cluster): string | undefined {
  const { from, path } = job.jar
  const inPlace = from === 'image' && path?.startsWith(`${directories.userJars}/`)
  return mode === 'application' && !inPlace ? `${directories.userJars}/job.jar` : undefined
}

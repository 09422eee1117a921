import { template } from '../parts/template.ts'
import type { Pulsar } from './names.ts'

/** The file that says what servers and tools log. */
export function loggingFiles(pulsar: Pulsar): Record<string, string> {
  const { root, loggers } = pulsar.values.logging
  return {
    'log4j2.yaml': template(
      pulsar,
      'log4j2.yaml',
    )({ root, loggers: Object.entries(loggers).map(([name, level]) => ({ name, level })) }),
  }
}

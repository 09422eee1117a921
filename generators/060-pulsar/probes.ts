import type { Probe } from '../kubernetes.ts'
import { seconds } from '../parts/units.ts'

/** The probes of a server that says over HTTP whether it is alive and whether it serves. */
export function probes(
  port: string,
  { alive, serves, startWithin }: { readonly alive: string; readonly serves: string; readonly startWithin: string },
): { startupProbe: Probe; livenessProbe: Probe; readinessProbe: Probe } {
  return {
    startupProbe: {
      httpGet: { path: alive, port },
      periodSeconds: 5,
      timeoutSeconds: 5,
      failureThreshold: Math.ceil(seconds(startWithin) / 5),
    },
    livenessProbe: { httpGet: { path: alive, port }, periodSeconds: 20, timeoutSeconds: 10, failureThreshold: 6 },
    readinessProbe: { httpGet: { path: serves, port }, periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 3 },
  }
}

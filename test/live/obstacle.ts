/** What this machine, a registry or the cluster is in the way with, and no fault of ours: the message says all of it. */
export class Obstacle extends Error {}

/** An error as it is told: an obstacle by its message, a fault of ours with where it happened. */
export function told(error: unknown): string {
  if (error instanceof Obstacle) return error.message
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}

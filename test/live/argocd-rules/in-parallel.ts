/** Argo CD runs so many requests of an application at a time (`--kubectl-parallelism-limit`, as it is unless told otherwise). */
const atOnce = 20

/** Does something for each, many at a time; gives the outcomes in order. Throws what the first to fail throws. */
export async function inParallel<From, To>(all: readonly From[], work: (one: From) => Promise<To>): Promise<To[]> {
  const outcomes: To[] = []
  let next = 0
  const worker = async (): Promise<void> => {
    for (let at = next++; at < all.length; at = next++) outcomes[at] = await work(all[at] as From) // within its length
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, all.length) }, worker))
  return outcomes
}

import { setTimeout as pause } from 'node:timers/promises'
import type { Api, KubeObject, Resource } from '../api.ts'
import { complainer } from './complainer.ts'

type Resources = Readonly<Record<string, Resource>>

/** The objects of each resource, under its name here. */
type Objects<Followed extends Resources> = {
  readonly [Name in keyof Followed]: readonly NonNullable<Followed[Name]['object']>[]
}

/** What a double does about the objects as they are. Gives when to be called again if nothing changes until then. */
type Reaction<Followed extends Resources> = (objects: Objects<Followed>) => Promise<Date | undefined>

/** Changes come in bursts: this many milliseconds of them are looked at together. */
const burst = 50

/** After a failure, milliseconds until the next attempt. */
const patience = 1000

/** The longest that Node's timers can wait, and more than anyone waits for. */
const longest = 24 * 3600 * 1000

/**
 * Calls the reaction with all objects at first and after changes, one call at a time, for ever. What fails, as while
 * the API server restarts, is said on stderr and tried again.
 */
export async function follow<Followed extends Resources>(
  api: Api,
  followed: Followed,
  react: Reaction<Followed>,
): Promise<never> {
  const known = new Map<string, readonly KubeObject[]>()
  let wake = (): void => {}
  let changed = false
  const change = (): void => {
    changed = true
    wake()
  }
  const untilChange = (milliseconds: number): Promise<void> =>
    new Promise((done) => {
      const timer = setTimeout(done, Math.max(0, Math.min(milliseconds, longest)))
      wake = () => {
        clearTimeout(timer)
        done()
      }
      if (changed) wake()
    })

  for (const [name, resource] of Object.entries(followed))
    void keepWatching(api, resource, (objects) => {
      known.set(name, objects)
      change()
    })

  const faults = complainer(console.error)
  for (let again: Date | undefined; ; ) {
    await untilChange(again ? again.getTime() - Date.now() : longest)
    await pause(burst)
    changed = false
    if (known.size < Object.keys(followed).length) continue
    try {
      again = await react(Object.fromEntries(known) as Objects<Followed>) // each name was put there with its objects
      faults.over()
    } catch (error) {
      faults.complain(error)
      again = new Date(Date.now() + patience)
    }
  }
}

async function keepWatching(
  api: Api,
  resource: Resource,
  onObjects: (objects: readonly KubeObject[]) => void,
): Promise<never> {
  const faults = complainer(console.error)
  const onAnswer = (objects: ReadonlyMap<string, KubeObject>): void => {
    faults.over()
    onObjects([...objects.values()])
  }
  for (const { signal } = new AbortController(); ; ) {
    try {
      await api.watch(resource, onAnswer, signal)
    } catch (error) {
      faults.complain(error)
      await pause(patience)
    }
  }
}

import { apply } from '../cluster/apply.ts'
import { untilReady } from '../cluster/until-ready.ts'
import { type Check, expect, type Live } from './check.ts'
import { list } from './kubectl.ts'

type Pod = {
  readonly metadata: { readonly name: string }
  readonly status: {
    readonly containerStatuses?: readonly { readonly name: string; readonly restartCount: number }[]
    readonly initContainerStatuses?: readonly { readonly name: string; readonly restartCount: number }[]
  }
}
type Generated = {
  readonly kind: string
  readonly metadata: { readonly name: string; readonly uid: string; readonly generation?: number }
}
type Event = { readonly reason: string; readonly message: string }

/** What holds of any overlay that has just been applied. */
export const platformChecks: readonly Check[] = [
  { fact: 'every pod is Ready and every Job complete within ten minutes', prove: everythingIsReady },
  { fact: 'no container was restarted on the way there', prove: (live) => nothingRestarted(live) },
  { fact: 'no pod was refused by Pod Security, quota or admission', prove: nothingRefused },
  { fact: 'a second apply is taken without a warning and changes no generation', prove: secondApplyChangesNothing },
]

async function everythingIsReady({ context, say }: Live): Promise<string> {
  expect(await untilReady(context, 600, say), 'not within ten minutes: what is missing stands above')
  return ''
}

/** Throws where a container of the platform, or of those of its pods that are selected, was restarted. */
export async function nothingRestarted(live: Live, selector = ''): Promise<string> {
  const pods = await list<Pod>(live, 'pods', selector)
  expect(pods.length > 0, 'there are no pods')
  const restarted = pods.flatMap(({ metadata, status }) =>
    [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])]
      .filter(({ restartCount }) => restartCount > 0)
      .map(({ name, restartCount }) => `${metadata.name} ${name} ${restartCount} times`),
  )
  expect(restarted.length === 0, `restarted: ${restarted.join(', ')}`)
  return `${pods.length} pods`
}

async function nothingRefused(live: Live): Promise<string> {
  const events = await list<Event>(live, 'events')
  const refused = events.filter(({ reason }) => reason === 'FailedCreate')
  expect(refused.length === 0, refused.map(({ message }) => message).join('; '))
  return ''
}

async function secondApplyChangesNothing(live: Live): Promise<string> {
  const before = await generations(live)
  const applied = await apply(live.overlayFolder, live.context, () => {})
  const warnings = applied.flatMap((one) => one.warnings)
  expect(warnings.length === 0, `warned: ${warnings.join('; ')}`)
  const after = await generations(live)
  const changed = [...new Set([...before, ...after])].filter((one) => before.has(one) !== after.has(one))
  expect(changed.length === 0, `changed: ${changed.join(', ')}`)
  expect(after.size > 0, 'no object has a generation')
  return `${after.size} objects`
}

const generatedKinds =
  'statefulsets,deployments,jobs,networkpolicies,poddisruptionbudgets,certificates,issuers,ingresses'

/** Each object of a kind that counts its generations, with its identity and generation. */
async function generations(live: Live): Promise<ReadonlySet<string>> {
  const objects = await list<Generated>(live, generatedKinds)
  return new Set(
    objects.flatMap(({ kind, metadata: { name, uid, generation } }) =>
      generation === undefined ? [] : `${kind}/${name} ${uid}, generation ${generation}`,
    ),
  )
}

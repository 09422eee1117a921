import { apply } from '../cluster/apply.ts'
import { overlayFolderOf } from '../overlays.ts'
import { allReady, unchanged } from './change.ts'
import { type Check, expect, type Live } from './check.ts'
import { timed } from './eventually.ts'
import { ask, get } from './kubectl.ts'
import { namesOutside } from './names-outside.ts'
import { lose, scale, untilPodReady } from './pods.ts'
import { type PulsarClients, type PulsarPod, pulsarPod } from './pulsar-client.ts'
import { counts } from './pulsar-records.ts'
import { handOut } from './tool-pod.ts'

/** One of two sites that replicate to each other, and clients of its own. */
export type Site = {
  readonly overlay: string
  readonly namespace: string
  /** The name under which others reach its proxies. */
  readonly host: string
  readonly clients: PulsarClients
  /** The Secret in which it gives the other site a certificate, and the one in which it expects that of the other. */
  readonly gives: string
  readonly expects: string
}

/** What holds of two sites, the first of which runs; the second is applied beside it. */
export const pulsarGeoChecks = (here: Site, there: Site): readonly Check[] => [
  {
    fact: 'Pulsar: a second site is applied beside the first, and each gets what the other gives',
    prove: (live) => bothRun(live, here, there),
  },
  {
    fact: 'Pulsar: what is written at either site is read at the other',
    prove: async (live) => `${await copied(live, here, there, 10_000)}; ${await copied(live, there, here, 10_000)}`,
  },
  {
    fact: 'Pulsar: what is written at a site while the other is away is read there later',
    prove: (live) => catchesUp(live, here, there),
  },
]

/** The same cluster, with that site for the overlay. */
function at(live: Live, { overlay, namespace }: Site): Live {
  if (namespace === live.namespace) return live
  const overlayFolder = overlayFolderOf(overlay, live.context)
  return { ...live, overlayFolder, namespace, running: unchanged(overlayFolder) }
}

async function bothRun(live: Live, here: Site, there: Site): Promise<string> {
  const other = at(live, there)
  const seconds = await timed(async () => {
    await apply(other.overlayFolder, live.context, () => {})
    await allReady(live)
  })
  await namesOutside(live, {
    [here.host]: await addressOfProxies(live),
    [there.host]: await addressOfProxies(other),
  })
  await give(live, here.gives, there)
  await give(other, there.gives, here)
  // Until then they have what was made up for a Secret that nobody had.
  for (const site of [live, other]) await lose(site, 'pulsar-broker-0')
  return `${seconds.toFixed(0)} s`
}

/** Puts a site's certificate in the place of what was made up, whose type is another and cannot be changed. */
async function give(from: Live, secret: string, { namespace, expects }: Site): Promise<void> {
  await ask(from, ['delete', 'secret', expects, `--namespace=${namespace}`, '--ignore-not-found'])
  await handOut(from, secret, namespace, expects)
}

type Service = { readonly status: { readonly loadBalancer: { readonly ingress?: readonly { readonly ip: string }[] } } }

async function addressOfProxies(live: Live): Promise<string> {
  const { status } = await get<Service>(live, 'service', 'pulsar-proxy-external')
  const address = status.loadBalancer.ingress?.[0]?.ip
  expect(address !== undefined, 'the proxies have no load balancer')
  return address
}

/** Writes records at one site, and reads them at the other. */
async function copied(live: Live, from: Site, to: Site, records: number): Promise<string> {
  const run = await written(live, from, records)
  return `${from.namespace} to ${to.namespace}: ${await read(live, to, run, records)}`
}

async function catchesUp(live: Live, here: Site, there: Site): Promise<string> {
  const records = 10_000
  const other = at(live, there)
  await scale(other, 'pulsar-broker', 0)
  const run = await written(live, here, records).finally(() => scale(other, 'pulsar-broker', 1))
  await untilPodReady(other, 'pulsar-broker-0')
  return read(live, there, run, records)
}

const clientAt = (live: Live, site: Site): Promise<PulsarPod> => pulsarPod(at(live, site), 'pulsar-site', site.clients)

/** Gives the name of the run that the records are of. */
async function written(live: Live, site: Site, records: number): Promise<string> {
  const { pulsar } = await clientAt(live, site)
  const run = `r${Date.now()}`
  const { code, stdout } = await pulsar(site.clients.owner, `write ${site.clients.topic} ${run} ${records}`)
  expect(code === 0 && stdout.includes(`written ${records}`), `${site.namespace} took nothing: ${stdout.slice(-1500)}`)
  return run
}

async function read(live: Live, site: Site, run: string, records: number): Promise<string> {
  const { pulsar } = await clientAt(live, site)
  let stdout = ''
  const seconds = await timed(async () => {
    const ran = await pulsar(site.clients.owner, `read ${site.clients.topic} ${run} ${records}`)
    stdout = ran.stdout
  })
  const { read: all, unique } = counts(stdout, 'all')
  expect(unique === records, `${site.namespace} has ${unique} of ${records} records: ${stdout.slice(-1500)}`)
  return `${records} records, 0 lost, ${all - unique} read twice, in ${seconds.toFixed(0)} s`
}

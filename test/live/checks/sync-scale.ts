import { stringify } from 'yaml'
import type { Manifest } from '../../../engine/model.ts'
import { argocdObjects } from '../../../engine/sync/argocd.ts'
import { fluxObjects, type Step } from '../../../engine/sync/flux.ts'
import type { Engine } from '../sync/engine.ts'
import { completeOverlay } from '../sync/overlay.ts'
import { openRepository } from '../sync/repository.ts'
import { expect, type Live } from './check.ts'
import { applied } from './kubectl.ts'

/** The directories that they lie in, beside that of the namespace. */
const directories = ['010-first', '020-second', '030-third', '040-fourth', '050-fifth', '060-sixth']

/** How long the first sync and an unchanged one take, of so many objects that nothing has to start for. */
export async function scale(
  live: Live,
  engine: Engine,
  sizes: readonly number[],
  after: (overlay: string) => Promise<void>,
): Promise<string> {
  const measured: string[] = []
  for (const size of sizes) {
    const overlay = `scale-${engine.id}-${size}`
    const [first, unchanged] = await measure(live, engine, overlay, size)
    measured.push(`${size}: ${first.toFixed(1)} s, then ${unchanged.toFixed(1)} s`)
    live.say(`${overlay}: ${measured.at(-1)}`)
    await after(overlay)
  }
  return measured.join('; ')
}

async function measure(live: Live, engine: Engine, name: string, size: number): Promise<[number, number]> {
  const repository = openRepository(name, live.context)
  // Nothing of what it extends is in: its objects are written below.
  const components = {
    certs: false,
    flink: false,
    kafka: false,
    mqtt: false,
    namespace: false,
    pulsar: false,
    zookeeper: false,
  }
  const sync = { engine: engine.id }
  const written = { extends: 'dev', namespace: name, cluster: { name }, sync, components, accept: [] }
  repository.write('an overlay of its own', { 'overlay.yaml': stringify(written) })
  const overlay = await completeOverlay(name, repository.folder, live.context)
  const steps = stepsOf(name, size)
  const manifests = steps.flatMap((step) => step.manifests)
  const objects = engine.id === 'argocd' ? argocdObjects(overlay, manifests) : fluxObjects(overlay, steps)
  const file = engine.id === 'argocd' ? 'argocd.yaml' : 'flux.yaml'
  const files = steps.flatMap(({ directory, manifests: members }) =>
    members.map((one, at) => [`rendered/${directory}/${at}.yaml`, stringify(one)]),
  )
  repository.write('as many objects', {
    ...Object.fromEntries(files),
    [`sync/${file}`]: objects.map((one) => stringify(one)).join('---\n'),
  })
  await applied(live, ...(await engine.root(repository, live)))
  const seconds: number[] = []
  for (const everything of [false, true]) {
    const outcome = await engine.sync(repository, live, { everything })
    const late = outcome.steps.filter(({ ready }) => !ready)
    expect(late.length === 0, late.map(({ step, message }) => `${step}: ${message}`).join('; '))
    const touched = outcome.objects.filter(({ action }) => (action === 'unchanged') !== everything)
    expect(touched.length <= objects.length, `${touched.length} objects were ${everything ? 'touched' : 'there'}`)
    seconds.push(outcome.seconds)
  }
  const [first = 0, unchanged = 0] = seconds
  return [first, unchanged]
}

/** A namespace, and ConfigMaps, Services and ServiceAccounts in it. */
function stepsOf(name: string, size: number): Step[] {
  const each = (size - 1) / directories.length
  return [
    { directory: '000-namespace', manifests: [inWave(0, { apiVersion: 'v1', kind: 'Namespace', metadata: { name } })] },
    ...directories.map((directory, at) => {
      const [from, to] = [Math.floor(at * each), Math.floor((at + 1) * each)]
      const wave = Number.parseInt(directory, 10)
      const manifests = Array.from({ length: to - from }, (_, index) => inWave(wave, member(name, from + index)))
      return { directory, manifests }
    }),
  ]
}

function member(namespace: string, index: number): Manifest {
  const metadata = { name: `member-${index}`, namespace }
  const kinds: readonly Manifest[] = [
    { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { text: `of ${index}\n`.repeat(20) } } as Manifest,
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata, automountServiceAccountToken: false } as Manifest,
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata,
      spec: {
        clusterIP: 'None',
        selector: { app: 'none' },
        ports: [{ name: 'a', port: 80, protocol: 'TCP', targetPort: 80 }],
      },
    } as Manifest,
  ] // what Manifest says of all kinds, and more
  return kinds[index % kinds.length] as Manifest // within its length
}

function inWave(wave: number, manifest: Manifest): Manifest {
  const annotations = { 'argocd.argoproj.io/sync-wave': String(wave) }
  return { ...manifest, metadata: { ...manifest.metadata, annotations } }
}

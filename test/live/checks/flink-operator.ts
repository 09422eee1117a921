import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import type { CustomResourceDefinition } from '../../../engine/strict-schema.ts'
import { operatorCrds } from '../../../scripts/schemas-flink.ts'
import { renderedAs } from '../overlays.ts'
import { type Check, expect, type Live } from './check.ts'
import { eventually } from './eventually.ts'
import { applied, ask } from './kubectl.ts'
import { clientNamespace } from './tool-pod.ts'

/** What holds of objects for the Flink Kubernetes Operator, which itself is not to be had. */
export const flinkOperatorChecks: readonly Check[] = [
  {
    fact: 'Flink: an API server that knows the operator’s kinds takes those of overlays/prod-eu, and of a session with a job and snapshots',
    prove: kindsAreTaken,
  },
]

const nameOf = ({ spec }: CustomResourceDefinition): string => `${spec.names.kind.toLowerCase()}s.${spec.group}`

type Rendered = {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: { readonly name: string; readonly namespace: string }
}

const wanted = ['FlinkDeployment', 'FlinkSessionJob', 'FlinkStateSnapshot']

async function kindsAreTaken(live: Live): Promise<string> {
  const folder = renderedAs('prod-eu', live.context, (written) => {
    const clusters = ['values', 'flink', 'clusters']
    written.setIn([...clusters, 'watch', 'operator'], { snapshots: { before: {} } })
    written.setIn([...clusters, 'lab'], {
      mode: 'operator',
      operator: {
        jobs: { example: { url: 'https://repository.example.com/example.jar' } },
        snapshots: { example: { job: 'example', kind: 'checkpoint' } },
      },
    })
  })
  const objects = operatorObjects(folder)
  expect(
    wanted.every((kind) => objects.some((one) => one.kind === kind)),
    `rendered are ${objects.map(({ kind }) => kind).join(', ') || 'none'}`,
  )
  const definitions = operatorCrds({ offline: false })
  await applied(live, ...definitions)
  try {
    // Until the API server has said anything of a new kind, kubectl fails to wait.
    for (const definition of definitions)
      await eventually(60, () =>
        ask(live, ['wait', 'crd', nameOf(definition), '--for=condition=Established', '--timeout=10s']),
      )
    for (const namespace of new Set(objects.map(({ metadata }) => metadata.namespace)))
      await clientNamespace(live, namespace)
    const list = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects })
    const apply = ['apply', '--server-side', '--validate=strict', '--filename=-']
    const text = await eventually(60, () => ask(live, [...apply, '--output=json'], list))
    const again = await ask(live, [...apply, '--output=json'], list)
    expect(generations(again) === generations(text), 'a second apply changed something')
    return objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`).join(', ')
  } finally {
    for (const definition of definitions) await ask(live, ['delete', 'crd', nameOf(definition), '--timeout=60s'])
  }
}

function operatorObjects(folder: string): Rendered[] {
  const rendered = join(folder, 'rendered', '070-flink')
  return readdirSync(rendered)
    .map((file) => parse(readFileSync(join(rendered, file), 'utf8')) as Rendered) // Sluice rendered it
    .filter(({ apiVersion }) => apiVersion.startsWith('flink.apache.org/'))
}

/** Which objects kubectl has applied, and of which generation each is: the same where a second apply changed nothing. */
const generations = (text: string): string =>
  JSON.stringify([...text.matchAll(/"(generation|uid)": ?("?[\w-]+"?)/g)].map(([, key, value]) => `${key} ${value}`))

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fastGlob from 'fast-glob'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { parse } from 'yaml'
import { extendedRules } from '../packages/kubeconform-wasm/src/extended.ts'
import { createValidator, extendedErrors, shippedSource } from '../packages/kubeconform-wasm/src/index.ts'
import { customResourcesIn, definitionsOf } from '../scripts/known-schemas.ts'
import { coreForTests } from './support/kubeconform-core.ts'
import { repository } from './support/world.ts'

type Row = {
  readonly says: string
  readonly passes: string
  readonly breaks: string
  /** What is said of `breaks`, path and rule. */
  readonly said: string
}

const map = (metadata: string, rest = ''): string => `{apiVersion: v1, kind: ConfigMap, metadata: ${metadata}${rest}}`
const named = (kind: string, name: string, rest = ''): string => {
  const [apiVersion = '', short = ''] = kind.split(' ')
  return `{apiVersion: ${apiVersion}, kind: ${short}, metadata: {name: "${name}"}${rest}}`
}
const pods = (spec: string, labels = '{a: b}'): string => `template: {metadata: {labels: ${labels}}, spec: {${spec}}}`
const deployment = (spec: string): string => named('apps/v1 Deployment', 'a', `, spec: {${spec}}`)
const statefulSet = (claim: string): string =>
  named('apps/v1 StatefulSet', 'a', `, spec: {volumeClaimTemplates: [${claim}]}`)
const job = (spec: string): string => named('batch/v1 Job', 'a', `, spec: {${spec}}`)
const service = (ports: string): string => named('v1 Service', 'a', `, spec: {ports: [${ports}]}`)
const long = (length: number): string => 'a'.repeat(length)
const quarter = 256 * 1024

const rows: readonly Row[] = [
  {
    says: 'an object has a name',
    passes: map('{generateName: a-}'),
    breaks: map('{namespace: a}'),
    said: '/metadata identity',
  },
  { says: 'a name is not empty', passes: map('{name: a}'), breaks: map('{name: ""}'), said: '/metadata identity' },
  {
    says: 'an object has a kind',
    passes: map('{name: a}'),
    breaks: '{apiVersion: v1, metadata: {name: a}}',
    said: ' identity',
  },
  ...(
    [
      ['names are DNS names', 'v1 ConfigMap', 'a.b-c.1', 'A'],
      ['names are not too long', 'v1 ConfigMap', long(253), long(254)],
      ['the name of a Service begins with a letter', 'v1 Service', 'a1', '1a'],
      ['the name of a Service has no dots', 'v1 Service', long(63), 'a.b'],
      ['a namespace is called by a label', 'v1 Namespace', '1-a', 'a.b'],
      ['the pods of a StatefulSet can be labelled', 'apps/v1 StatefulSet', long(52), long(53)],
      ['the jobs of a CronJob can be named', 'batch/v1 CronJob', long(52), long(53)],
      ['the pods of a Job can be labelled', 'batch/v1 Job', long(63), long(64)],
      ['roles are called nearly anything', 'rbac.authorization.k8s.io/v1 ClusterRole', 'system:A b', 'a/b'],
      ['custom resources have DNS names', 'x.example.com/v1 Thing', 'a.b', 'a_b'],
    ] as const
  ).map(([says, kind, good, bad]) => ({
    says,
    passes: named(kind, good),
    breaks: named(kind, bad),
    said: '/metadata/name name',
  })),
  {
    says: 'a CustomResourceDefinition is called as its spec says',
    passes: named('apiextensions.k8s.io/v1 CustomResourceDefinition', 'a.b', ', spec: {group: b, names: {plural: a}}'),
    breaks: named('apiextensions.k8s.io/v1 CustomResourceDefinition', 'as.b', ', spec: {group: b, names: {plural: a}}'),
    said: '/metadata/name name',
  },
  {
    says: 'the last pod of an indexed Job can be named',
    passes: named('batch/v1 Job', long(61), ', spec: {completionMode: Indexed, completions: 10}'),
    breaks: named('batch/v1 Job', long(61), ', spec: {completionMode: Indexed, completions: 11}'),
    said: '/metadata/name name',
  },
  {
    says: 'what a name is made from may end with a dash',
    passes: map('{generateName: a-}'),
    breaks: map('{generateName: -a}'),
    said: '/metadata/generateName name',
  },
  {
    says: 'a namespace is a label',
    passes: map('{name: a, namespace: a-1}'),
    breaks: map('{name: a, namespace: a.b}'),
    said: '/metadata/namespace namespace',
  },
  {
    says: 'the values of labels are short and plain',
    passes: map(`{name: a, labels: {a: "", b: ${long(63)}, c: A_b.1}}`),
    breaks: map('{name: a, labels: {a: b/c}}'),
    said: '/metadata/labels/a labels',
  },
  {
    says: 'the names of labels are names, with a DNS name before them or not',
    passes: map('{name: a, labels: {example.com/A_b: c}}'),
    breaks: map('{name: a, labels: {Example.com/a: c}}'),
    said: '/metadata/labels/Example.com~1a labels',
  },
  {
    says: 'the labels of pods are labels',
    passes: deployment(pods('')),
    breaks: deployment(pods('', `{a: ${long(64)}}`)),
    said: '/spec/template/metadata/labels/a labels',
  },
  {
    says: 'the names of annotations are names',
    passes: map('{name: a, annotations: {Example.com/a: "any thing"}}'),
    breaks: map('{name: a, annotations: {a/b/c: d}}'),
    said: '/metadata/annotations/a~1b~1c annotations',
  },
  {
    says: 'annotations have 256 KiB together',
    passes: map(`{name: a, annotations: {a: ${long(quarter - 1)}}}`),
    breaks: map(`{name: a, annotations: {a: ${long(quarter)}}}`),
    said: '/metadata/annotations annotations',
  },
  {
    says: 'the server writes what it knows best',
    passes: map('{name: a, creationTimestamp: null}', ', status: {conditions: [], kind: ""}'),
    breaks: map('{name: a, uid: "1"}'),
    said: '/metadata/uid server-fields',
  },
  {
    says: 'the server writes the status',
    passes: named('v1 Pod', 'a'),
    breaks: named('v1 Pod', 'a', ', status: {phase: Running}'),
    said: '/status server-fields',
  },
  {
    says: 'the marks of engines are not in Git',
    passes: map('{name: a, annotations: {argocd.argoproj.io/sync-wave: "1"}}'),
    breaks: map('{name: a, annotations: {argocd.argoproj.io/tracking-id: a}}'),
    said: '/metadata/annotations/argocd.argoproj.io~1tracking-id engine-marks',
  },
  {
    says: 'the keys of a ConfigMap are names of files',
    passes: map('{name: a}', ', data: {..a: b}'.replace('..a', 'A_b-.c')),
    breaks: map('{name: a}', ', data: {"a b": c}'),
    said: '/data/a b data-keys',
  },
  {
    says: 'no key of a Secret leads out of its folder',
    passes: named('v1 Secret', 'a', ', stringData: {.a: b}'),
    breaks: named('v1 Secret', 'a', ', stringData: {..: b}'),
    said: '/stringData/.. data-keys',
  },
  {
    says: 'a key is text or bytes',
    passes: map('{name: a}', ', data: {a: b}, binaryData: {b: ""}'),
    breaks: map('{name: a}', ', data: {a: b}, binaryData: {a: ""}'),
    said: '/data/a data-keys',
  },
  {
    says: 'a ConfigMap has a MiB',
    passes: map('{name: a}', `, data: {a: ${long(4 * quarter)}}`),
    breaks: map('{name: a}', `, data: {a: ${long(4 * quarter)}, b: a}`),
    said: '/data size',
  },
  {
    says: 'a null of a field is none, but the key of a map stays',
    passes: map('{name: a, labels: null}', ', data: null'),
    breaks: map('{name: a}', ', data: {a: null}'),
    said: '/data/a null-in-map',
  },
  {
    says: 'a claim template has the name of a volume',
    passes: statefulSet('{metadata: {name: a}}'),
    breaks: statefulSet('{metadata: {name: a.b}}'),
    said: '/spec/volumeClaimTemplates/0/metadata/name claim-templates',
  },
  {
    says: 'a claim template says nothing of a status',
    passes: statefulSet('{metadata: {name: a}, status: {}}'),
    breaks: statefulSet('{metadata: {name: a}, status: {phase: Pending}}'),
    said: '/spec/volumeClaimTemplates/0/status claim-templates',
  },
  {
    says: 'containers are called by labels',
    passes: deployment(pods('containers: [{name: a}], initContainers: [{name: b}]')),
    breaks: deployment(pods('containers: [{name: a_b}]')),
    said: '/spec/template/spec/containers/0/name container-names',
  },
  {
    says: 'a container is no init container',
    passes: deployment(pods('containers: [{name: a}], initContainers: [{name: b}]')),
    breaks: deployment(pods('containers: [{name: a}], initContainers: [{name: a}]')),
    said: '/spec/template/spec/containers/0/name container-names',
  },
  {
    says: 'the pods of a Job end',
    passes: job(pods('restartPolicy: Never')),
    breaks: job(pods('containers: []')),
    said: '/spec/template/spec/restartPolicy restart-policy',
  },
  {
    says: 'a workload finds its pods',
    passes: deployment(`selector: {matchLabels: {a: b}}, ${pods('', '{a: b, c: d}')}`),
    breaks: deployment(`selector: {matchLabels: {a: c}}, ${pods('')}`),
    said: '/spec/selector/matchLabels/a selector',
  },
  {
    says: 'a workload finds its pods by expressions',
    passes: deployment(`selector: {matchExpressions: [{key: a, operator: In, values: [b]}]}, ${pods('')}`),
    breaks: deployment(`selector: {matchExpressions: [{key: a, operator: DoesNotExist}]}, ${pods('')}`),
    said: '/spec/selector/matchExpressions/0 selector',
  },
  {
    says: 'several ports of a Service have names',
    passes: service('{port: 1}'),
    breaks: service('{port: 1}, {port: 2, name: b}'),
    said: '/spec/ports/0 service-ports',
  },
  {
    says: 'ports of a Service have names of their own',
    passes: service('{port: 1, name: a}, {port: 2, name: b}'),
    breaks: service('{port: 1, name: a}, {port: 2, name: a}'),
    said: '/spec/ports/1/name service-ports',
  },
]

const toldOf = (text: string): string =>
  extendedErrors(parse(text))
    .map(({ path, rule }) => `${path.map((step) => `/${step.replaceAll('/', '~1')}`).join('')} ${rule}`)
    .join()

for (const { says, passes, breaks, said } of rows)
  test(`extended: ${says}`, () => {
    assert.is(toldOf(passes), '')
    assert.is(toldOf(breaks), said)
  })

test('every rule has a row, and a line in the README', () => {
  const readme = readFileSync(join(repository, 'packages', 'kubeconform-wasm', 'README.md'), 'utf8')
  const untold = extendedRules
    .map(({ id }) => id)
    .filter((id) => !rows.some(({ said }) => said.endsWith(` ${id}`)) || !readme.includes(`\`${id}\``))
  assert.equal(untold, [])
})

const core = coreForTests()

if (core)
  test('every committed overlay is valid, strictly and extended', async () => {
    const schemas = join(repository, 'schemas')
    const files = fastGlob.sync('overlays/*/rendered/**/*.yaml', { cwd: repository })
    const { validate } = createValidator({
      core,
      strict: true,
      extended: true,
      schemas: (how) => [
        shippedSource(
          { definitions: definitionsOf([schemas], '1.36'), customResources: customResourcesIn([schemas]) },
          how,
        ),
      ],
    })
    const wrong: string[] = []
    let valid = 0
    for (const path of files)
      for await (const { status, errors } of validate({ path, text: readFileSync(join(repository, path), 'utf8') })) {
        if (status === 'valid') valid++
        else if (status !== 'empty') wrong.push(`${path}: ${errors.map(({ message }) => message).join()}`)
      }
    assert.equal(wrong, [])
    assert.ok(valid > 400, `${valid} were valid`)
  })

test.run()

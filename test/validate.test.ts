import { rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Judge } from '../scripts/validate/judges.ts'
import { look } from '../scripts/validate/look.ts'
import { type FoundObject, objectsIn } from '../scripts/validate/objects.ts'
import { type Outcome, write } from './support/clone.ts'
import { sluice, sluiceAlone, sluiceReading } from './support/command.ts'
import { coreForTests } from './support/kubeconform-core.ts'
import { ownComponents } from './support/own-component.ts'
import { overlay, repository } from './support/world.ts'
import { temporaryFolder } from './temporary-folder.ts'

/** What `validate .` says of a folder with these files. */
const validated = (files: Readonly<Record<string, string>>, ...args: string[]): Outcome =>
  sluice(write(temporaryFolder(), files), ['validate', '.', ...args])

const configMap = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: one}\ndata: {a: b}\n'
const broken = `apiVersion: apps/v1
kind: Deployment
metadata: {name: two}
spec:
  replica: 3
  selector: {matchLabels: {a: b}}
  template:
    metadata: {labels: {a: b}}
    spec:
      containers:
        - name: x
          image: 1
          name: z
`

type Row = {
  readonly says: string
  readonly files: Readonly<Record<string, string>>
  readonly args?: readonly string[]
  readonly code: number
  readonly stdout: string
  readonly stderr?: string
}

const allowed =
  'minReadySeconds, paused, progressDeadlineSeconds, replicas, revisionHistoryLimit, selector, strategy, template'
const widgets = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: widgets.shop.example}
spec:
  group: shop.example
  scope: Namespaced
  names: {kind: Widget, plural: widgets}
  versions:
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema: {type: object, properties: {spec: {type: object, properties: {size: {type: integer}}}}}
`
const widget = (spec: string): string =>
  `apiVersion: shop.example/v1\nkind: Widget\nmetadata: {name: w}\nspec: ${spec}\n`

const rows: readonly Row[] = [
  {
    says: 'what is valid is counted, with the newest minor that is known',
    files: {
      'a.yaml': configMap,
      'b/c.yml': `${configMap}---\n${configMap}`,
      'd.json': '{"apiVersion":"v1","kind":"Secret","metadata":{"name":"s"}}',
    },
    code: 0,
    stdout: '4 objects, valid for Kubernetes 1.36\n',
  },
  {
    says: 'a quiet command says nothing of what is valid or left out',
    files: { 'a.yaml': configMap, 'values.yaml': 'a: b\n' },
    args: ['-q'],
    code: 0,
    stdout: '',
  },
  {
    says: 'every problem is told at its line',
    files: { 'a.yaml': `${configMap}---\n${broken}` },
    code: 1,
    stdout: '2 objects, 3 errors for Kubernetes 1.36\n',
    stderr: `a.yaml:10:3: spec.replica: unknown field "replica"; did you mean "replicas"?  error [manifest/schema]
  hint: allowed here: ${allowed}
a.yaml:17:18: spec.template.spec.containers[0].image: expected a string, got 1  error [manifest/schema]
  hint: make it a string: "1"
a.yaml:18:11: spec.template.spec.containers[0].name: the key "name" is set twice  error [validate/repeated-key]
`,
  },
  {
    says: 'the members of a list are looked at, where they stand',
    files: {
      'a.yaml':
        'apiVersion: v1\nkind: List\nitems:\n  - apiVersion: v1\n    kind: ConfigMap\n    metadata: {name: c}\n    data: {a: 1}\n',
    },
    code: 1,
    stdout: '1 object, 1 error for Kubernetes 1.36\n',
    stderr: 'a.yaml:7:15: data.a: expected a string, got 1  error [manifest/schema]\n  hint: make it a string: "1"\n',
  },
  {
    says: 'a file of a folder that is about something else is named and left out; so are templates of Helm and what kustomize reads',
    files: {
      'a.yaml': configMap,
      'Chart.yaml': 'apiVersion: v2\nname: chart\nversion: 1.0.0\n',
      'kustomization.yaml': 'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [a.yaml]\n',
      'package.json': '{"name": "x"}',
      'templates/b.yaml': '{{ if .Values.x }}\na: b\n',
      'values.yaml': 'replicas: 3\n',
      'node_modules/x/c.yaml': broken,
    },
    code: 0,
    stdout: '1 object, valid for Kubernetes 1.36\n',
    stderr: ['Chart.yaml', 'kustomization.yaml', 'package.json', 'templates/b.yaml', 'values.yaml']
      .map((file) => `${file}: left out, as it is not about Kubernetes\n`)
      .join(''),
  },
  {
    says: 'YAML that cannot be read, half an object, and something else beside an object are errors',
    files: { 'a.yaml': 'a: [', 'b.yaml': 'kind: Service\nmetadata: {name: s}\n', 'c.yaml': `${configMap}---\na: b\n` },
    code: 1,
    stdout: '1 object, 3 errors for Kubernetes 1.36\n',
    stderr: `a.yaml:1:5: Flow sequence in block collection must be sufficiently indented and end with a ]  error [validate/yaml]
b.yaml:1:1: expected an object of Kubernetes, with apiVersion and kind, found one without a text for each of the two  error [validate/no-object]
c.yaml:6:1: expected an object of Kubernetes, with apiVersion and kind, found something else  error [validate/no-object]
`,
  },
  {
    says: 'a word that Kubernetes reads as a boolean is told as it is written',
    files: { 'a.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: one}\ndata: {a: y, b: true}\n' },
    code: 1,
    stdout: '1 object, 2 errors for Kubernetes 1.36\n',
    stderr: `a.yaml:4:11: data.a: expected a string, got true  error [manifest/schema]
  hint: Kubernetes reads y as true, as YAML 1.1 does: write "y"
a.yaml:4:17: data.b: expected a string, got true  error [manifest/schema]
  hint: make it a string: "true"
`,
  },
  {
    says: 'braces in a text are no template of Helm, and a mistyped key is no reason to leave a file out',
    files: {
      'a.yaml': 'apiVersion: v1\nkind: ConfigMap\n metadata: {name: one}\ndata:\n  text: "{{ $labels.pod }}"\n',
      'b.yaml': 'apiversion: v1\nKind: ConfigMap\n',
      'c.json': '[{"apiVersion": "v1", "kind": "ConfigMap"}]',
    },
    code: 1,
    stdout: '0 objects, 3 errors for Kubernetes 1.36\n',
    stderr: `a.yaml:2:7: Nested mappings are not allowed in compact mappings  error [validate/yaml]
b.yaml:1:1: expected an object of Kubernetes, with apiVersion and kind, found one without a text for each of the two  error [validate/no-object]
c.json:1:1: expected an object of Kubernetes, with apiVersion and kind, found a list without kind: List  error [validate/no-object]
`,
  },
  {
    says: 'a custom resource whose schema is none is told, and all else is looked at',
    files: { 'a.yaml': widgets.replace('type: integer', 'type: strin'), 'b.yaml': configMap.replace('a: b', 'a: 1') },
    code: 1,
    stdout: '2 objects, 2 errors for Kubernetes 1.36\n',
    stderr: `a.yaml:1:1: the schema of CustomResourceDefinition/widgets.shop.example cannot be used: /properties/spec/properties/size/type must be equal to one of the allowed values  error [validate/custom-resource]
  hint: objects of its kind are looked at by the schemas that are known without it, if any
b.yaml:4:11: data.a: expected a string, got 1  error [manifest/schema]
  hint: make it a string: "1"
`,
  },
  {
    says: 'a name that the server makes is one',
    files: { 'a.yaml': configMap.replace('name: one', 'generateName: one-') },
    code: 0,
    stdout: '1 object, valid for Kubernetes 1.36\n',
  },
  {
    says: 'what no schema says is told with its rule',
    files: { 'a.yaml': configMap.replace('name: one', 'name: One, labels: {a: "b c"}') },
    code: 1,
    stdout: '1 object, 2 errors for Kubernetes 1.36\n',
    stderr: `a.yaml:3:18: metadata.name: got "One", want DNS labels (a-z, 0-9 and '-') with dots between, at most 253 characters  error [object/name]
a.yaml:3:35: metadata.labels.a: got "b c", want nothing, or A-Z, a-z, 0-9, '-', '_' and '.', at most 63 characters  error [object/labels]
`,
  },
  {
    says: 'an unknown kind is an error with the way out',
    files: { 'a.yaml': 'apiVersion: kafka.strimzi.io/v1beta2\nkind: KafkaTopic\nmetadata: {name: t}\n' },
    code: 1,
    stdout: '1 object, 1 error for Kubernetes 1.36\n',
    stderr: `a.yaml:1:13: apiVersion: Kubernetes 1.36 and the known custom resources have no kafka.strimzi.io/v1beta2 KafkaTopic  error [validate/unknown-kind]
  hint: npm run schemas -- --crd FILE makes a custom resource known, --skip KafkaTopic leaves its objects out
`,
  },
  {
    says: 'a kind that is left out is not looked at',
    files: {
      'a.yaml': `${configMap}---\napiVersion: kafka.strimzi.io/v1beta2\nkind: KafkaTopic\nmetadata: {name: t}\n`,
    },
    args: ['--skip', 'KafkaTopic'],
    code: 0,
    stdout: '1 object, valid for Kubernetes 1.36\n',
  },
  {
    says: 'an API that the minor serves no more is told with what replaced it',
    files: { 'a.yaml': 'apiVersion: policy/v1beta1\nkind: PodDisruptionBudget\nmetadata: {name: p}\n' },
    code: 1,
    stdout: '1 object, 1 error for Kubernetes 1.36\n',
    stderr: `a.yaml:1:13: apiVersion: Kubernetes 1.36 and the known custom resources have no policy/v1beta1 PodDisruptionBudget: it was removed in 1.25  error [validate/removed-api]
  hint: use policy/v1 PodDisruptionBudget
`,
  },
  {
    says: 'a custom resource that the files define is known',
    files: { 'crd.yaml': widgets, 'a.yaml': `${widget('{size: 3}')}---\n${widget('{size: big}')}` },
    code: 1,
    stdout: '3 objects, 1 error for Kubernetes 1.36\n',
    stderr: 'a.yaml:9:14: spec.size: expected an integer, got "big"  error [manifest/schema]\n',
  },
  {
    says: 'the largest integer of 64 bits is legal, and the next one is not',
    files: {
      'a.yaml': ['9223372036854775807', '9223372036854775808']
        .map(
          (seconds) =>
            `apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: a, image: b}], terminationGracePeriodSeconds: ${seconds}}\n`,
        )
        .join('---\n'),
    },
    code: 1,
    stdout: '2 objects, 1 error for Kubernetes 1.36\n',
    stderr:
      'a.yaml:9:74: spec.terminationGracePeriodSeconds: expected less than 9223372036854776000, got 9223372036854776000  error [manifest/schema]\n',
  },
  {
    says: 'text behind the end of a document is an error, as no server reads it; comments, and a document that begins, are none',
    files: {
      'a.yaml': `${configMap}...\n# fine\n\n...\n---\n${configMap}... # fine too\n${configMap}...\n`,
      'b.yaml': `${configMap}...\n&a\n---\n${configMap}`,
    },
    code: 1,
    stdout: '4 objects, 2 errors for Kubernetes 1.36\n',
    stderr: `a.yaml:15:1: expected nothing behind \`...\`, which ends the document, found text that Kubernetes does not read  error [validate/text-behind-an-end]
  hint: write --- before it where it is a document, or take the ... out
b.yaml:6:1: expected nothing behind \`...\`, which ends the document, found text that Kubernetes does not read  error [validate/text-behind-an-end]
  hint: write --- before it where it is a document, or take the ... out
`,
  },
  {
    says: 'a directive is an error, as kubectl refuses every one',
    files: { 'a.yaml': `# new\n%YAML 1.2\n---\n${configMap}`, 'b.yaml': `%YAML 1.1\n---\n${configMap}` },
    code: 1,
    stdout: '2 objects, 2 errors for Kubernetes 1.36\n',
    stderr: `a.yaml:2:1: expected no directive, found %YAML 1.2, at which kubectl refuses the file  error [validate/directive]
  hint: take the line out: Kubernetes reads YAML 1.1, whatever a file says
b.yaml:1:1: expected no directive, found %YAML 1.1, at which kubectl refuses the file  error [validate/directive]
  hint: take the line out: Kubernetes reads YAML 1.1, whatever a file says
`,
  },
  {
    says: 'tags that Kubernetes drops or refuses are errors, those that it knows are not, and text that looks like one is none',
    files: {
      'a.yaml': configMap.replace('a: b', 'a: !Foo b, b: !!binary aGk=, c: !!str 1, d: ! 1, e: !!timestamp 2001-12-14'),
      'b.yaml': configMap.replace('a: b', 'a: !!int x, b: !!set {}'),
      'c.yaml': configMap.replace('{a: b}', '\n  a: |\n    if !true; then echo !x; fi\n  b: "%a !b"'),
      'd.yaml': 'Resource: !Ref other\n',
    },
    code: 1,
    stdout: '3 objects, 4 errors for Kubernetes 1.36\n',
    stderr: `a.yaml:4:11: expected a value without a tag, found !Foo, which Kubernetes drops  error [validate/tag]
  hint: take it out, and quote what is to be a text
b.yaml:4:11: expected a value that fits its tag, found one that is no !!int, which kubectl refuses  error [validate/tag]
  hint: take the tag out, or mend the value
b.yaml:4:20: data.b: expected a string, got an empty map  error [manifest/schema]
b.yaml:4:23: expected a value without a tag, found !!set, which Kubernetes drops  error [validate/tag]
  hint: take it out, and quote what is to be a text
d.yaml: left out, as it is not about Kubernetes
`,
  },
  {
    says: 'a tag is read as Kubernetes reads it',
    files: { 'a.yaml': configMap.replace('a: b', 'a: !!float 1') },
    code: 1,
    stdout: '1 object, 1 error for Kubernetes 1.36\n',
    stderr: 'a.yaml:4:19: data.a: expected a string, got 1  error [manifest/schema]\n  hint: make it a string: "1"\n',
  },
  {
    says: 'a kind to leave out of which there is nothing is told',
    files: { 'a.yaml': `${configMap}---\n${widget('{}')}` },
    args: ['--skip', 'Widget,Configmap,apps/v1/Deployment,v1/ConfigMaps'],
    code: 0,
    stdout: '1 object, valid for Kubernetes 1.36\n',
    stderr: `--skip Configmap: expected objects of this kind to leave out, found none; did you mean "ConfigMap"?
--skip apps/v1/Deployment: expected objects of this kind to leave out, found none; take it out of --skip
--skip v1/ConfigMaps: expected objects of this kind to leave out, found none; did you mean "v1/ConfigMap"?
`,
  },
  {
    says: 'a custom resource that is defined twice is an error, unless both say the same',
    files: {
      'a.yaml': widgets,
      'b.yaml': widgets.replace('openAPIV3Schema', '"openAPIV3Schema"'),
      'c.yaml': widgets.replace('type: integer', 'type: string'),
      'd.yaml': widget('{size: 3}'),
    },
    code: 1,
    stdout: '4 objects, 2 errors for Kubernetes 1.36\n',
    stderr: `c.yaml:9:7: expected the schema of shop.example/v1 Widget as b.yaml:9 defines it, found another, by which all objects of the kind are looked at here  error [validate/defined-twice]
  hint: take one of the two away, or validate by themselves the files that each is for
d.yaml:4:14: spec.size: expected a string, got 3  error [manifest/schema]
  hint: make it a string: "3"
`,
  },
  {
    says: 'what an alias or a merge brings in is told where that stands, and an alias of nothing where it is',
    files: {
      'a.yaml': `apiVersion: v1
kind: List
items:
  - {apiVersion: v1, kind: ConfigMap, metadata: {name: one}, data: &d {a: 1}}
  - {apiVersion: v1, kind: ConfigMap, metadata: {name: two}, data: *d}
  - {apiVersion: v1, kind: ConfigMap, metadata: {name: three}, data: {<<: *d, b: c}}
`,
      'b.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: four}\n<<: {data: {a: 1}}\n',
      'c.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: &a {name: five}\ndata: {a: *b}\n',
    },
    code: 1,
    stdout: '4 objects, 5 errors for Kubernetes 1.36\n',
    stderr: `a.yaml:4:75: data.a: expected a string, got 1  error [manifest/schema]
  hint: make it a string: "1"
a.yaml:5:68: data.a: expected a string, got 1  error [manifest/schema]
  hint: make it a string: "1"
a.yaml:6:71: data.a: expected a string, got 1  error [manifest/schema]
  hint: make it a string: "1"
b.yaml:4:1: data.a: expected a string, got 1  error [manifest/schema]
  hint: make it a string: "1"
c.yaml:4:11: Unresolved alias (the anchor must be set before the alias): b  error [validate/yaml]
`,
  },
]

for (const { says, files, args = [], code, stdout, stderr = '' } of rows)
  test(says, () => assert.equal(validated(files, ...args), { code, stdout, stderr }))

test('GitHub gets annotations, tools JSON lines', () => {
  const files = { 'a.yaml': `${configMap}---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: two}\ndata: {a: 1}\n` }
  assert.equal(validated(files, '--format', 'github'), {
    code: 1,
    stdout:
      '::error file=a.yaml,line=9,col=11,title=manifest/schema::data.a: expected a string, got 1%0Ahint: make it a string: "1"\n',
    stderr: '',
  })
  assert.equal(validated(files, '--json'), {
    code: 1,
    stdout:
      '{"rule":"manifest/schema","severity":"error","at":{"file":"a.yaml","line":9,"column":11,"path":"data.a"},' +
      '"message":"expected a string, got 1","hint":"make it a string: \\"1\\"","object":"ConfigMap/two"}\n',
    stderr: '',
  })
})

test('junit has a case for each object, and for what is none', () => {
  const { code, stdout } = validated({ 'a.yaml': configMap, 'b.yaml': broken, 'c.yaml': 'a: [' }, '--format', 'junit')
  assert.is(code, 1)
  assert.match(
    stdout,
    /^<testsuites name="kubeconform" time="[\d.]+" tests="4" failures="1" disabled="0" errors="2">\n/,
  )
  assert.match(stdout, '<testcase name="one" classname="ConfigMap@v1"></testcase>')
  assert.match(stdout, "at 'spec.replica' (b.yaml:5:3): unknown field")
  assert.match(stdout, /<testsuite name="c.yaml" [^>]*errors="1"/)
})

test('several minors: what changes between them is a table', () => {
  const resized =
    'apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  containers: [{name: a, image: b}]\n  workloadRef: {name: a, podGroup: b}\n'
  const { code, stdout } = validated({ 'a.yaml': resized, 'b.yaml': configMap }, '--kubernetes', '1.34,1.35')
  assert.is(code, 1)
  assert.is(
    stdout,
    `What changes between 1.34 and 1.35  1.34     1.35   objects  first     use instead
v1 Pod spec.workloadRef             unknown  known  1        a.yaml:1
2 objects, 1 error for Kubernetes 1.34, 1.35
`,
  )
  assert.is(
    validated({ 'b.yaml': configMap }, '--kubernetes', '1.34,1.36').stdout,
    'Nothing here changes between Kubernetes 1.34 and 1.36.\n1 object, valid for Kubernetes 1.34, 1.36\n',
  )
})

test('a deprecated API is a warning, and a line of the table', () => {
  const files = { 'a.yaml': 'apiVersion: resource.k8s.io/v1beta1\nkind: DeviceClass\nmetadata: {name: d}\nspec: {}\n' }
  const fate = 'deprecated since 1.35, removed in 1.38'
  assert.equal(validated(files, '--kubernetes', '1.33,1.36'), {
    code: 0,
    stdout: `What changes between 1.33 and 1.36   1.33    1.36                                    objects  first     use instead
resource.k8s.io/v1beta1 DeviceClass  served  ${fate}  1        a.yaml:1
1 object, 1 warning for Kubernetes 1.33, 1.36
`,
    stderr: `a.yaml:1:13: apiVersion: resource.k8s.io/v1beta1 DeviceClass is ${fate} (Kubernetes 1.36)  warning [validate/deprecated-api]\n`,
  })
})

test('standard input is looked at', () => {
  assert.equal(
    sluiceReading(`${configMap}---\nmetadata: {name: x}\nkind: Pod\n`, temporaryFolder(), ['validate', '-']),
    {
      code: 1,
      stdout: '1 object, 1 error for Kubernetes 1.36\n',
      stderr:
        'stdin:6:1: expected an object of Kubernetes, with apiVersion and kind, found one without a text for each of the two  error [validate/no-object]\n',
    },
  )
})

test('what is typed wrongly is told in a sentence', () => {
  const said = (...args: string[]): string => sluice(repository, ['validate', ...args]).stderr.split('\n')[0] ?? ''
  assert.is(said('--kubernetes', '1.20'), 'There are no schemas of Kubernetes 1.20, but of 1.33, 1.34, 1.35, 1.36.')
  assert.is(said('--engine', 'v8'), '--engine takes ajv, wasm or both, not "v8".')
  assert.is(said('--format', 'xml'), '--format takes text, json, github or junit, not "xml".')
  assert.match(said('no-such-folder'), 'no-such-folder:1:1: expected to read this, found nothing there (ENOENT)')
})

const root = write(temporaryFolder(), ownComponents)
const facts = overlay('components: {namespace: true, notes: true}\n')

/** What `validate` says of a root with a rendered overlay, in which these files were changed by hand; undefined: removed. */
function committed(changes: Readonly<Record<string, string | undefined>>, ...args: string[]): Outcome {
  rmSync(join(root, 'overlays'), { recursive: true, force: true })
  write(root, { 'overlays/small/overlay.yaml': facts })
  const { code, stderr } = sluice(root, ['render', '-q'])
  assert.is(code, 0, stderr)
  for (const [path, text] of Object.entries(changes))
    if (text === undefined) rmSync(join(root, path), { recursive: true })
    else write(root, { [path]: text })
  return sluice(root, ['validate', ...args])
}

test('what an overlay commits is looked at with its own minor', () => {
  const { code, stdout, stderr } = committed({})
  assert.equal([code, stderr], [0, ''])
  assert.match(stdout, /^small: \d+ objects, valid for Kubernetes 1\.3\d\n$/)
})

test('in rendered/, what is no object is an error, whatever it is called', () => {
  const { code, stderr } = committed({
    'overlays/small/rendered/000-namespace/notes.txt': 'a note',
    'overlays/small/rendered/values.yaml': 'a: b\n',
    'overlays/small/sync/argocd.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\ndata: {a: 1}\n',
  })
  assert.is(code, 1)
  assert.equal(
    stderr.split('\n').filter((line) => line.includes('error')),
    [
      'overlays/small/rendered/000-namespace/notes.txt:1:1: expected an object of Kubernetes, with apiVersion and kind, found something else (in overlay small)  error [validate/no-object]',
      'overlays/small/rendered/values.yaml:1:1: expected an object of Kubernetes, with apiVersion and kind, found something else (in overlay small)  error [validate/no-object]',
      'overlays/small/sync/argocd.yaml:4:11: data.a: expected a string, got 1 (in overlay small)  error [manifest/schema]',
    ].map((line) => line.replace(' (in overlay small)', '')),
  )
})

test('a path inside an overlay is looked at with the minor of that overlay', () => {
  const { stdout } = committed({}, 'overlays/small/rendered')
  assert.match(stdout, /^small: \d+ objects, valid for Kubernetes 1\.3\d\n$/)
})

test('a link among what is committed is an error, and in another folder it is followed', () => {
  committed({})
  const link = join(root, 'overlays', 'small', 'rendered', 'evil.yaml')
  const target = join(write(temporaryFolder(), { 'b.yaml': configMap.replace('a: b', 'a: 1') }), 'b.yaml')
  symlinkSync(target, link)
  assert.match(
    sluice(root, ['validate']).stderr,
    'rendered/evil.yaml:1:1: expected a file or folder of its own, found a symbolic link',
  )
  const folder = temporaryFolder()
  symlinkSync(target, join(folder, 'a.yaml'))
  assert.match(sluice(folder, ['validate', '.']).stderr, 'a.yaml:4:11: data.a: expected a string, got 1')
})

test('two objects of one name in a file are two cases of junit', () => {
  const two = `${configMap}---\n${configMap.replace('name: one', 'name: one, namespace: b').replace('a: b', 'a: 1')}`
  assert.match(validated({ 'a.yaml': two }, '--format', 'junit').stdout, 'tests="2" failures="1"')
})

test('many files are looked at in several processes, with the same result', () => {
  const files = Object.fromEntries(
    Array.from({ length: 3100 }, (_, index) => [`${index}.yaml`, index === 3050 ? broken : configMap] as const),
  )
  const { code, stdout, stderr } = validated(files)
  assert.equal([code, stdout], [1, '3100 objects, 3 errors for Kubernetes 1.36\n'])
  assert.match(stderr, '3050.yaml:5:3: spec.replica: unknown field "replica"')
})

test('an overlay that was never rendered is an error', () => {
  const { code, stderr } = committed({ 'overlays/small/rendered': undefined })
  assert.is(code, 1)
  assert.match(stderr, 'expected files in overlays/small/rendered, found none  error [validate/not-rendered]')
})

test('an overlay that is wrong itself is told, as its minor cannot be known', () => {
  const { code, stderr } = committed({
    'overlays/small/overlay.yaml': facts.replace('storageClass: ssd', 'storageClas: ssd'),
  })
  assert.is(code, 1)
  assert.match(stderr, 'cluster.storageClas: unknown key "storageClas"  error [schema/unknown-key]')
  assert.is(sluice(root, ['validate', 'overlays/small/rendered']).stderr, stderr)
})

test('overlays that extend a broken one are named, as nobody looked at them', () => {
  const changes = {
    'overlays/large/overlay.yaml': 'extends: small\ncluster: {name: large}\n',
    'overlays/other/overlay.yaml': facts.replace('name: test', 'name: other'),
    'overlays/small/overlay.yaml': facts.replace('storageClass: ssd', 'storageClas: ssd'),
  }
  const line = 'Not looked at, until what they and the overlays that they extend say is mended: large, small\n'
  assert.match(committed(changes).stderr, line)
  assert.match(committed(changes, '--json').stdout, '{"unseen":"large"}\n{"unseen":"small"}\n')
})

test('what two overlays define may be for two clusters, and is a warning', () => {
  const { code, stderr } = committed({
    'overlays/small/rendered/a.yaml': widgets,
    'overlays/tiny/overlay.yaml': facts.replace('name: test', 'name: other'),
    'overlays/tiny/rendered/a.yaml': widgets.replace('type: integer', 'type: string'),
  })
  assert.is(code, 0)
  assert.match(
    stderr,
    'overlays/tiny/rendered/a.yaml:9:7: expected the schema of shop.example/v1 Widget as overlays/small/rendered/a.yaml:9 defines it',
  )
  assert.match(stderr, 'warning [validate/defined-twice]')
})

test('the committed overlays are valid', () => {
  const { code, stdout, stderr } = sluice(repository, ['validate'])
  assert.equal([code, stderr], [0, ''])
  assert.match(stdout, /^(\S+: \d+ objects, valid for Kubernetes 1\.3\d\n){5}$/)
})

const judge = (minor: string, message?: string): Judge => ({
  minor,
  expect: async () => {},
  judge: async () => (message === undefined ? [] : [{ path: ['data', 'a'], message }]),
})

test('where one engine takes what the other refuses, that is an error', async () => {
  const [found] = [...objectsIn(configMap)] as FoundObject[]
  if (!found) throw new Error('there is no object')
  const around = { file: 'a.yaml' }
  const disagreements = async (one: Judge, other: Judge): Promise<string[]> =>
    (await look(found, around, { judges: [one], others: [other], lifecycles: {} })).problems
      .filter(({ rule }) => rule === 'validate/engines-disagree')
      .map(({ at, message }) => `${at.line}:${at.column} ${message}`)
  assert.equal(await disagreements(judge('1.35', 'no'), judge('1.35')), [
    "4:11 ajv refuses this for Kubernetes 1.35 and kubeconform's engine does not: no",
  ])
  assert.equal(await disagreements(judge('1.35'), judge('1.35', 'no')), [
    "4:11 kubeconform's engine refuses this for Kubernetes 1.35 and ajv does not: no",
  ])
  assert.equal(await disagreements(judge('1.35', 'no'), judge('1.35', 'nay')), [])
})

if (coreForTests()) {
  test('both engines agree on what is committed in prod', () => {
    const { code, stdout, stderr } = sluice(repository, ['validate', 'overlays/prod/rendered', '--engine', 'both'])
    assert.equal([code, stderr], [0, ''])
    assert.match(stdout, /^prod: \d\d\d objects, valid for Kubernetes 1\.35\n$/)
  })

  test("kubeconform's engine finds the same, in its own words", () => {
    const { code, stderr } = validated({ 'a.yaml': broken }, '--engine', 'wasm')
    assert.is(code, 1)
    assert.is(
      stderr,
      `a.yaml:5:3: spec.replica: additional property 'replica' not allowed  error [manifest/schema]
a.yaml:12:18: spec.template.spec.containers[0].image: got number, want string  error [manifest/schema]
a.yaml:13:11: spec.template.spec.containers[0].name: the key "name" is set twice  error [validate/repeated-key]
`,
    )
  })
}

test('without Go and without a core, ajv looks alone, and one line says so', () => {
  const folder = write(temporaryFolder(), { 'a.yaml': configMap })
  assert.equal(sluiceAlone(folder, ['validate', 'a.yaml', '--engine', 'both']), {
    code: 0,
    stdout: '1 object, valid for Kubernetes 1.36\n',
    stderr:
      'ajv looked at everything, and nothing was compared with it: The core of kubeconform is built with Go, which is not here.\n',
  })
})

test.run()

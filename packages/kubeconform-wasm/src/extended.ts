import { groupAndVersion } from './schema-source.ts'

/** Something that is wrong with one object, whatever its schema says. */
export type ExtendedError = {
  /** The name of the rule, as the README lists them. */
  readonly rule: string
  /** Names of fields and indices, from the object's root. */
  readonly path: readonly string[]
  readonly message: string
}

type Fault = Omit<ExtendedError, 'rule'>

/** `check` takes objects that their schema refuses too, and says nothing about what the schema says. */
type Rule = { readonly id: string; readonly check: (object: Fields) => readonly Fault[] }

type Fields = { readonly [name: string]: unknown }
type Path = readonly string[]

/**
 * What an API server, or the controller behind it, refuses in one object and no schema says; and what makes an object in Git fight
 * with the cluster. Of plain JSON or YAML values; gives nothing where all is well.
 */
export function extendedErrors(object: unknown): ExtendedError[] {
  if (!isFields(object)) return [{ rule: 'identity', path: [], message: 'no object of Kubernetes' }]
  return extendedRules.flatMap(({ id, check }) => check(object).map((fault) => ({ rule: id, ...fault })))
}

/** Every rule, by the name that errors carry. */
export const extendedRules: readonly Rule[] = [
  { id: 'identity', check: identity },
  { id: 'name', check: nameOfKind },
  { id: 'namespace', check: namespace },
  { id: 'labels', check: (object) => metadataIn(object).flatMap(labels) },
  { id: 'annotations', check: (object) => metadataIn(object).flatMap(annotations) },
  { id: 'server-fields', check: serverFields },
  { id: 'engine-marks', check: engineMarks },
  { id: 'data-keys', check: dataKeys },
  { id: 'size', check: size },
  { id: 'null-in-map', check: nullInMap },
  { id: 'claim-templates', check: claimTemplates },
  { id: 'container-names', check: containerNames },
  { id: 'restart-policy', check: restartPolicy },
  { id: 'selector', check: selector },
  { id: 'service-ports', check: servicePorts },
]

// What may be a name, from k8s.io/apimachinery: pkg/util/validation and pkg/api/validate/content.

type Syntax = { readonly is: (text: string) => boolean; readonly called: string }

const matching = (pattern: RegExp, longest: number, called: string): Syntax => ({
  is: (text) => text.length <= longest && pattern.test(text),
  called: `${called}, at most ${longest} characters`,
})

const word = '[a-z0-9](?:[-a-z0-9]*[a-z0-9])?'
const dnsLabel = (longest: number): Syntax =>
  matching(new RegExp(`^${word}$`), longest, "a DNS label (a-z, 0-9 and '-', which neither begins nor ends it)")
const label = dnsLabel(63)
const dnsSubdomain = (longest: number): Syntax =>
  matching(new RegExp(`^${word}(?:\\.${word})*$`), longest, "DNS labels (a-z, 0-9 and '-') with dots between")
const dns1035Label = matching(
  /^[a-z](?:[-a-z0-9]*[a-z0-9])?$/,
  63,
  "a DNS label that begins with a letter (a-z, 0-9, '-')",
)
const pathSegment: Syntax = {
  is: (text) => text !== '.' && text !== '..' && !/[/%]/.test(text),
  called: "a segment of a path: no '/', no '%', not '.' or '..'",
}
const labelWord = '[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?'
const labelName = new RegExp(`^${labelWord}$`)
const subdomain = dnsSubdomain(253)
const labelKey: Syntax = {
  is: (text) => {
    const [name = '', prefix, ...more] = text.split('/').reverse()
    return (
      more.length === 0 && name.length <= 63 && labelName.test(name) && (prefix === undefined || subdomain.is(prefix))
    )
  },
  called: "a name (A-Z, a-z, 0-9, '-', '_', '.', at most 63 characters), a DNS name and '/' before it or not",
}
const labelValue = matching(new RegExp(`^(?:${labelWord})?$`), 63, "nothing, or A-Z, a-z, 0-9, '-', '_' and '.'")
const annotationKey: Syntax = { is: (text) => labelKey.is(text.toLowerCase()), called: labelKey.called }
const dataKey: Syntax = {
  is: (text) => text.length <= 253 && /^[-._a-zA-Z0-9]+$/.test(text) && text !== '.' && !text.startsWith('..'),
  called: "A-Z, a-z, 0-9, '-', '_' and '.', at most 253 characters, not '.' and nothing that begins with '..'",
}

const against = (path: Path, text: string, { is, called }: Syntax): Fault[] =>
  is(text) ? [] : [{ path, message: `got ${shown(text)}, want ${called}` }]

const shown = (text: string): string => JSON.stringify(text.length > 80 ? `${text.slice(0, 79)}…` : text)

/**
 * What the names of a kind are held against where that is no DNS subdomain, by group and kind: from the `validation` packages of
 * k8s.io/kubernetes 1.36, `pkg/apis/…`.
 */
const namesOfKinds: Readonly<Record<string, Syntax>> = {
  // 1.36 takes a digit first as well, older servers do not (feature RelaxedServiceNameValidation).
  ' Service': dns1035Label,
  ' Namespace': label,
  // Its pods bear the label controller-revision-hash: the name, '-' and a hash of ten characters, 63 at most.
  'apps StatefulSet': dnsLabel(52),
  // Its jobs are called like it, '-' and a time of ten digits.
  'batch CronJob': dnsSubdomain(52),
  // Its pods bear the label job-name.
  'batch Job': dnsSubdomain(63),
  ' Event': pathSegment,
  'rbac.authorization.k8s.io Role': pathSegment,
  'rbac.authorization.k8s.io RoleBinding': pathSegment,
  'rbac.authorization.k8s.io ClusterRole': pathSegment,
  'rbac.authorization.k8s.io ClusterRoleBinding': pathSegment,
  'certificates.k8s.io CertificateSigningRequest': pathSegment,
  'certificates.k8s.io ClusterTrustBundle': pathSegment,
  'networking.k8s.io IPAddress': pathSegment,
  'apiregistration.k8s.io APIService': pathSegment,
}

/** Names that other fields of the object decide. */
const namesFromFields: Readonly<Record<string, (object: Fields) => string | undefined>> = {
  'apiextensions.k8s.io CustomResourceDefinition': (object) =>
    joined(at(object, ['spec', 'names', 'plural']), at(object, ['spec', 'group'])),
  'apiregistration.k8s.io APIService': (object) =>
    joined(at(object, ['spec', 'version']), at(object, ['spec', 'group'])),
}

const joined = (first: unknown, second: unknown): string | undefined =>
  typeof first === 'string' && typeof second === 'string' ? `${first}.${second}` : undefined

function identity({ apiVersion, kind, metadata }: Fields): Fault[] {
  const { name, generateName } = fields(metadata)
  const isNamed = [name, generateName].some((one) => one !== undefined && one !== null && one !== '')
  return [
    ...(typeof apiVersion === 'string' && apiVersion !== '' ? [] : [missing([], 'apiVersion')]),
    ...(typeof kind === 'string' && kind !== '' ? [] : [missing([], 'kind')]),
    ...(isNamed ? [] : [missing(['metadata'], 'name')]),
  ]
}

const missing = (path: Path, field: string): Fault => ({ path, message: `missing property '${field}'` })

function nameOfKind(object: Fields): Fault[] {
  const kind = kindOf(object)
  const syntax = namesOfKinds[kind] ?? subdomain
  const { name, generateName } = fields(object['metadata'])
  const path = ['metadata', 'name']
  const decided = namesFromFields[kind]?.(object)
  return [
    ...(isText(name) ? against(path, name, syntax) : []),
    // The server takes a dash at its end, as letters follow it.
    ...(isText(generateName)
      ? against(['metadata', 'generateName'], generateName.replace(/(?<=.)-$/s, 'a'), syntax)
      : []),
    ...(isText(name) && decided !== undefined && name !== decided
      ? [{ path, message: `got ${shown(name)}, want ${shown(decided)}, by what its spec says` }]
      : []),
    ...(isText(name) ? namesOfIndexedPods(object, name) : []),
  ]
}

/** The pods of an indexed job have its name and their index for a host name. */
function namesOfIndexedPods(object: Fields, name: string): Fault[] {
  const { completionMode, completions } = fields(object['spec'])
  if (kindOf(object) !== 'batch Job' || completionMode !== 'Indexed' || !(Number(completions) > 0)) return []
  const last = `${name}-${Number(completions) - 1}`
  return label.is(last)
    ? []
    : [
        {
          path: ['metadata', 'name'],
          message: `its last pod would be called ${shown(last)}, want ${label.called}`,
        },
      ]
}

function namespace({ metadata }: Fields): Fault[] {
  const { namespace } = fields(metadata)
  return isText(namespace) ? against(['metadata', 'namespace'], namespace, label) : []
}

type Placed = { readonly path: Path; readonly fields: Fields }

function labels({ path, fields: metadata }: Placed): Fault[] {
  return Object.entries(fields(metadata['labels'])).flatMap(([key, value]) => [
    ...against([...path, 'labels', key], key, labelKey),
    ...(typeof value === 'string' ? against([...path, 'labels', key], value, labelValue) : []),
  ])
}

const mostOfAnnotations = 256 * 1024

function annotations({ path, fields: metadata }: Placed): Fault[] {
  const all = Object.entries(fields(metadata['annotations']))
  const total = all.reduce((sum, [key, value]) => sum + bytesOf(key) + bytesOf(value), 0)
  return [
    ...all.flatMap(([key]) => against([...path, 'annotations', key], key, annotationKey)),
    ...(total > mostOfAnnotations
      ? [{ path: [...path, 'annotations'], message: `got ${total} bytes, want at most ${mostOfAnnotations}` }]
      : []),
  ]
}

const ofServer = [
  'creationTimestamp',
  'deletionGracePeriodSeconds',
  'deletionTimestamp',
  'generation',
  'managedFields',
  'ownerReferences',
  'resourceVersion',
  'selfLink',
  'uid',
]

/** What a server writes; `creationTimestamp: null` and `status: {}`, as generators leave them, say nothing. */
function serverFields(object: Fields): Fault[] {
  const fault = (path: Path): Fault => ({ path, message: 'the server writes this field' })
  return [
    ...metadataIn(object).flatMap(({ path, fields: metadata }) =>
      ofServer.filter((name) => saysSomething(metadata[name])).map((name) => fault([...path, name])),
    ),
    ...(saysSomething(object['status']) ? [fault(['status'])] : []),
  ]
}

function saysSomething(value: unknown): boolean {
  if (typeof value !== 'object') return value !== undefined && value !== ''
  return value !== null && Object.values(value).some(saysSomething)
}

/** Marks by which engines know what is theirs: in Git they claim another's object, or differ from the cluster for ever. */
const marks: Readonly<Record<'annotations' | 'labels', readonly string[]>> = {
  annotations: [
    'argocd.argoproj.io/tracking-id',
    'deployment.kubernetes.io/revision',
    'kubectl.kubernetes.io/last-applied-configuration',
  ],
  labels: ['kustomize.toolkit.fluxcd.io/name', 'kustomize.toolkit.fluxcd.io/namespace'],
}

function engineMarks({ metadata }: Fields): Fault[] {
  return (['annotations', 'labels'] as const).flatMap((field) =>
    marks[field]
      .filter((name) => Object.hasOwn(fields(fields(metadata)[field]), name))
      .map((name) => ({ path: ['metadata', field, name], message: 'an engine that applies objects writes this mark' })),
  )
}

/** The maps of a kind whose keys become the names of files and variables. */
const dataFields: Readonly<Record<string, readonly string[]>> = {
  ' ConfigMap': ['data', 'binaryData'],
  ' Secret': ['data', 'stringData'],
}

function dataKeys(object: Fields): Fault[] {
  const kind = kindOf(object)
  const twice = Object.keys(fields(object['data'])).filter((key) => Object.hasOwn(fields(object['binaryData']), key))
  return [
    ...(dataFields[kind] ?? []).flatMap((field) =>
      Object.keys(fields(object[field])).flatMap((key) => against([field, key], key, dataKey)),
    ),
    ...(kind === ' ConfigMap'
      ? twice.map((key) => ({ path: ['data', key], message: 'the same key is in binaryData' }))
      : []),
  ]
}

const mostOfData = 1024 * 1024

/** All the values of a ConfigMap or Secret, without their keys, as MaxSecretSize counts them. */
function size(object: Fields): Fault[] {
  const kind = kindOf(object)
  const total = (dataFields[kind] ?? [])
    .flatMap((field) =>
      Object.values(fields(object[field])).map((value) =>
        (field === 'data' && kind === ' Secret') || field === 'binaryData' ? decodedBytes(value) : bytesOf(value),
      ),
    )
    .reduce((sum, one) => sum + one, 0)
  return total > mostOfData ? [{ path: ['data'], message: `got ${total} bytes, want at most ${mostOfData}` }] : []
}

const decodedBytes = (value: unknown): number =>
  typeof value === 'string' ? Math.floor((value.replace(/[\s=]/g, '').length * 3) / 4) : 0

const bytesOf = (value: unknown): number => (typeof value === 'string' ? new TextEncoder().encode(value).length : 0)

const matchLabels = ['spec', 'selector', 'matchLabels']

/**
 * Of a field, a null is no field. The key of a map stays: it has an empty text after `create`, and is taken away by `apply`.
 */
function nullInMap(object: Fields): Fault[] {
  const maps: Placed[] = [
    ...metadataIn(object).flatMap(({ path, fields: metadata }) =>
      ['labels', 'annotations'].map((name) => ({ path: [...path, name], fields: fields(metadata[name]) })),
    ),
    ...(dataFields[kindOf(object)] ?? []).map((name) => ({ path: [name], fields: fields(object[name]) })),
    { path: matchLabels, fields: fields(at(object, matchLabels)) },
    ...podsIn(object).map(({ path, fields: spec }) => ({
      path: [...path, 'nodeSelector'],
      fields: fields(spec['nodeSelector']),
    })),
  ]
  return maps.flatMap(({ path, fields: map }) =>
    Object.keys(map)
      .filter((key) => map[key] === null)
      .map((key) => ({ path: [...path, key], message: 'got null, want a text: the key would stay' })),
  )
}

/** A claim's name is that of a volume in the pod. What it is an object of, the schema says. */
function claimTemplates(object: Fields): Fault[] {
  return claimTemplatesIn(object).flatMap(({ path, fields: claim }) => {
    const { name } = fields(claim['metadata'])
    return [
      ...(name === undefined || name === null || name === '' ? [missing([...path, 'metadata'], 'name')] : []),
      ...(isText(name) ? against([...path, 'metadata', 'name'], name, label) : []),
      ...(saysSomething(claim['status'])
        ? [{ path: [...path, 'status'], message: 'the server writes this field' }]
        : []),
    ]
  })
}

function containerNames(object: Fields): Fault[] {
  return podsIn(object).flatMap(({ path, fields: spec }) => {
    const containers = membersAt(spec, 'containers', path)
    const initContainers = membersAt(spec, 'initContainers', path)
    const initNames = new Set(initContainers.map(({ fields: { name } }) => name))
    return [
      ...[...initContainers, ...containers, ...membersAt(spec, 'volumes', path)].flatMap(
        ({ path, fields: { name } }) => (isText(name) ? against([...path, 'name'], name, label) : []),
      ),
      // Twice in one list, the schema says it.
      ...containers
        .filter(({ fields: { name } }) => isText(name) && initNames.has(name))
        .map(({ path }) => ({ path: [...path, 'name'], message: 'an init container has the same name' })),
    ]
  })
}

function restartPolicy(object: Fields): Fault[] {
  if (!['batch Job', 'batch CronJob'].includes(kindOf(object))) return []
  return podsIn(object).flatMap(({ path, fields: { restartPolicy } }) =>
    restartPolicy === 'OnFailure' || restartPolicy === 'Never'
      ? []
      : [
          {
            path: [...path, 'restartPolicy'],
            message: `got ${isText(restartPolicy) ? shown(restartPolicy) : 'nothing'}, want OnFailure or Never`,
          },
        ],
  )
}

const withSelector = ['apps DaemonSet', 'apps Deployment', 'apps ReplicaSet', 'apps StatefulSet']

/** A workload finds its own pods. */
function selector(object: Fields): Fault[] {
  const kind = kindOf(object)
  const spec = fields(object['spec'])
  const path = ['spec', 'selector']
  const pods = fields(at(object, ['spec', 'template', 'metadata', 'labels']))
  const isOld = kind === ' ReplicationController'
  if (!isFields(spec['selector']) || !isFields(spec['template']) || !(isOld || withSelector.includes(kind))) return []
  const wanted = isOld ? spec['selector'] : fields(spec['selector']['matchLabels'])
  const expressions = isOld ? [] : membersAt(spec['selector'], 'matchExpressions', path)
  if (Object.keys(wanted).length + expressions.length === 0)
    return isOld ? [] : [{ path, message: 'it is empty, and would select every pod' }]
  return [
    ...Object.entries(wanted)
      .filter(([key, value]) => typeof value === 'string' && value !== pods[key])
      .map(([key]) => ({
        path: isOld ? [...path, key] : [...path, 'matchLabels', key],
        message: 'the pods of its template have no such label',
      })),
    ...expressions
      .filter(({ fields: expression }) => !holds(expression, pods))
      .map(({ path }) => ({ path, message: 'it does not hold for the pods of its template' })),
  ]
}

function holds({ key, operator, values }: Fields, pods: Fields): boolean {
  if (!isText(key)) return true
  const isIn = Array.isArray(values) && values.includes(pods[key])
  switch (operator) {
    case 'In':
      return Object.hasOwn(pods, key) && isIn
    case 'NotIn':
      return !(Object.hasOwn(pods, key) && isIn)
    case 'Exists':
      return Object.hasOwn(pods, key)
    case 'DoesNotExist':
      return !Object.hasOwn(pods, key)
    default:
      return true
  }
}

/** Several ports are told apart by their names. */
function servicePorts(object: Fields): Fault[] {
  if (kindOf(object) !== ' Service') return []
  const ports = membersAt(fields(object['spec']), 'ports', ['spec'])
  const before = new Set<string>()
  return ports.flatMap(({ path, fields: { name } }) => {
    if (name === undefined || name === null || name === '') return ports.length > 1 ? [missing(path, 'name')] : []
    if (!isText(name)) return []
    const wrong = against([...path, 'name'], name, label)
    if (before.has(name)) return [...wrong, { path: [...path, 'name'], message: 'another port has this name' }]
    before.add(name)
    return wrong
  })
}

/** Where the template of pods stands in a kind; of a pod, it is the object itself. */
const podTemplates: Readonly<Record<string, Path>> = {
  ' Pod': [],
  ' PodTemplate': ['template'],
  ' ReplicationController': ['spec', 'template'],
  'apps DaemonSet': ['spec', 'template'],
  'apps Deployment': ['spec', 'template'],
  'apps ReplicaSet': ['spec', 'template'],
  'apps StatefulSet': ['spec', 'template'],
  'batch CronJob': ['spec', 'jobTemplate', 'spec', 'template'],
  'batch Job': ['spec', 'template'],
}

/** The specs of the pods that an object has. */
function podsIn(object: Fields): Placed[] {
  const template = podTemplates[kindOf(object)]
  const path = template === undefined ? [] : [...template, 'spec']
  const spec = template === undefined ? undefined : at(object, path)
  return isFields(spec) ? [{ path, fields: spec }] : []
}

function claimTemplatesIn(object: Fields): Placed[] {
  return kindOf(object) === 'apps StatefulSet'
    ? membersAt(fields(object['spec']), 'volumeClaimTemplates', ['spec'])
    : []
}

/** The metadata of an object and of what is made from it. */
function metadataIn(object: Fields): Placed[] {
  const kind = kindOf(object)
  const templates: Path[] = [
    [],
    ...(kind === 'batch CronJob' ? [['spec', 'jobTemplate']] : []),
    ...(kind === ' Pod' || !podTemplates[kind] ? [] : [podTemplates[kind]]),
    ...claimTemplatesIn(object).map(({ path }) => path),
  ]
  return templates.flatMap((template) => {
    const path = [...template, 'metadata']
    const metadata = at(object, path)
    return isFields(metadata) ? [{ path, fields: metadata }] : []
  })
}

function membersAt(within: Fields, name: string, path: Path): Placed[] {
  const list = within[name]
  return Array.isArray(list)
    ? list.flatMap((member, index) =>
        isFields(member) ? [{ path: [...path, name, String(index)], fields: member }] : [],
      )
    : []
}

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const fields = (value: unknown): Fields => (isFields(value) ? value : {})

const isText = (value: unknown): value is string => typeof value === 'string' && value !== ''

const at = (value: unknown, path: Path): unknown =>
  path.reduce<unknown>(
    (inside, step) =>
      typeof inside === 'object' && inside !== null && Object.hasOwn(inside, step)
        ? (inside as Readonly<Record<string, unknown>>)[step] // it has it, whatever it is
        : undefined,
    value,
  )

/** Group and kind, as the tables here have them; versions of a group agree on names. */
const kindOf = ({ apiVersion, kind }: Fields): string =>
  `${groupAndVersion(typeof apiVersion === 'string' ? apiVersion : '').group} ${kind}`

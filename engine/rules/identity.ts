import type { ManifestFinding, Path, SetRule } from '../model.ts'
import { called, type Entry, groupBy, indexOf } from './index-of-set.ts'
import { asMap, asMaps, asText, isMap, type JsonMap, shown } from './read.ts'

/** gitops.md H3. */
export const everyObjectSaysWhatItIs: SetRule = {
  id: 'identity/object-says-what-it-is',
  severity: 'error',
  check: (set) =>
    indexOf(set).entries.flatMap(({ placed, manifest, kind, name }): ManifestFinding[] => [
      ...(asText(manifest.apiVersion) === ''
        ? [{ placed, path: ['apiVersion'], message: `expected an API version, found ${shown(manifest.apiVersion)}` }]
        : []),
      ...(kind === '' || kind === 'List'
        ? [{ placed, path: ['kind'], message: `expected the kind of one object, found ${shown(manifest.kind)}` }]
        : []),
      ...(name === ''
        ? [
            {
              placed,
              path: ['metadata', 'name'],
              message: `expected a name, found ${shown(asMap(manifest.metadata).name)}`,
            },
          ]
        : []),
    ]),
}

/** gitops.md H10: whatever the version. Flux refuses the second, Argo CD applies the last. */
export const everyObjectIsRenderedOnce: SetRule = {
  id: 'identity/object-is-rendered-once',
  severity: 'error',
  check: (set) =>
    [...groupBy(indexOf(set).entries, ({ type, namespace, name }) => `${type} ${namespace} ${name}`).values()].flatMap(
      ([first, ...again]) =>
        again.map(({ placed }) => ({
          placed,
          path: ['metadata', 'name'],
          message: `expected this object once, found it in ${first?.placed.directory} too, by ${first?.placed.component}`,
          hint: 'give one of the two another name',
        })),
    ),
}

/** gitops.md H12. Without a namespace an object lands wherever the engine's default points. */
export const everyNamespaceFollowsTheScope: SetRule = {
  id: 'identity/namespace-follows-scope',
  severity: 'error',
  check: (set) =>
    indexOf(set).entries.flatMap(({ placed, manifest, kind, namespace }): ManifestFinding[] => {
      const scope = set.scopeOf(asText(manifest.apiVersion), kind)
      const path = ['metadata', 'namespace']
      if (scope === 'Namespaced' && namespace === '')
        return [{ placed, path, message: `expected a namespace, as every ${kind} stands in one, found none` }]
      if (scope === 'Cluster' && namespace !== '')
        return [
          { placed, path, message: `expected no namespace, as a ${kind} is of the whole cluster, found ${namespace}` },
        ]
      return []
    }),
}

type NameForm = { readonly expected: string; readonly pattern: RegExp; readonly longest: number }

const label = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/
const subdomain: NameForm = {
  expected: 'a DNS name (lower-case letters, digits, - and .)',
  pattern: /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/,
  longest: 253,
}
const dnsLabel = (longest: number): NameForm => ({
  expected: 'a DNS label (lower-case letters, digits and -)',
  pattern: label,
  longest,
})
/** Roles may be called like `system:node`: anything that can stand in a path of the API. */
const pathSegment: NameForm = { expected: 'a name without / and %', pattern: /^(?!\.{1,2}$)[^/%]+$/, longest: 253 }

/** Source: k8s.io/kubernetes 1.36, `ValidateXName`; a StatefulSet gets room for the revision in its pods' label. */
const nameForms: Readonly<Record<string, NameForm>> = {
  '/Namespace': dnsLabel(63),
  '/Service': {
    expected: 'a DNS label that begins with a letter (lower-case letters, digits and -)',
    pattern: /^[a-z]([-a-z0-9]*[a-z0-9])?$/,
    longest: 63,
  },
  'apps/StatefulSet': dnsLabel(52),
  'batch/CronJob': { ...subdomain, longest: 52 },
  'batch/Job': { ...subdomain, longest: 63 },
  'rbac.authorization.k8s.io/ClusterRole': pathSegment,
  'rbac.authorization.k8s.io/ClusterRoleBinding': pathSegment,
  'rbac.authorization.k8s.io/Role': pathSegment,
  'rbac.authorization.k8s.io/RoleBinding': pathSegment,
}

/** gitops.md H14. */
export const everyNameFitsItsKind: SetRule = {
  id: 'identity/name-fits-its-kind',
  severity: 'error',
  check: (set) =>
    indexOf(set).entries.flatMap(({ placed, type, name }) => {
      const { expected, pattern, longest } = nameForms[type] ?? subdomain
      return name === '' || (name.length <= longest && pattern.test(name))
        ? []
        : [
            {
              placed,
              path: ['metadata', 'name'],
              message: `expected ${expected} of at most ${longest} characters, found ${shown(name)} (${name.length})`,
            },
          ]
    }),
}

/** validation.md D55: what a StatefulSet makes of its name must be legal too. */
export const everyDerivedNameFits: SetRule = {
  id: 'identity/derived-name-fits',
  severity: 'error',
  check: (set) =>
    indexOf(set).workloads.flatMap(({ entry, replicas }): ManifestFinding[] => {
      if (entry.type !== 'apps/StatefulSet') return []
      const start = asMap(entry.spec.ordinals).start
      const pod = `${entry.name}-${(typeof start === 'number' ? start : 0) + Math.max(0, (replicas ?? 1) - 1)}`
      return asMaps(entry.spec.volumeClaimTemplates).flatMap(({ metadata }, at) => {
        const claim = `${asText(asMap(metadata).name)}-${pod}`
        return claim.length <= 63
          ? []
          : [
              {
                placed: entry.placed,
                path: ['spec', 'volumeClaimTemplates', `${at}`, 'metadata', 'name'],
                message: `expected the claim of a pod to have at most 63 characters, found ${claim} (${claim.length})`,
                hint: 'drivers write it into a label',
              },
            ]
      })
    }),
}

const labelName = /^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/
const mostAnnotations = 256 * 1024

/** gitops.md H14: keys of labels and annotations, values of labels, and how much all annotations take. */
export const everyLabelIsLegal: SetRule = {
  id: 'identity/labels-are-legal',
  severity: 'error',
  check: (set) => {
    const { entries, workloads } = indexOf(set)
    // The same few keys stand in every object.
    const known = new Map<string, boolean>()
    const isLegalKey = (key: string): boolean => {
      const legal = known.get(key) ?? isQualifiedName(key)
      known.set(key, legal)
      return legal
    }
    return [
      ...entries.flatMap((entry) => metadataFindings(entry, entry, ['metadata'], isLegalKey)),
      ...workloads.flatMap((workload) =>
        workload.templatePath.length === 0
          ? []
          : metadataFindings(workload.entry, workload, [...workload.templatePath, 'metadata'], isLegalKey),
      ),
    ]
  },
}

function metadataFindings(
  { placed }: Entry,
  { labels, annotations }: { readonly labels: JsonMap; readonly annotations: JsonMap },
  path: Path,
  isLegalKey: (key: string) => boolean,
): ManifestFinding[] {
  const findings: ManifestFinding[] = []
  for (const key in labels) {
    const text = labels[key]
    if (!isLegalKey(key))
      findings.push({
        placed,
        path: [...path, 'labels', key],
        message: `expected a legal key of a label, found ${shown(key)}`,
      })
    if (typeof text === 'string' && text !== '' && (text.length > 63 || !labelName.test(text)))
      findings.push({
        placed,
        path: [...path, 'labels', key],
        message: `expected at most 63 letters, digits, -, _ and ., found ${shown(text)}`,
      })
  }
  let size = 0
  for (const key in annotations) {
    size += key.length + Buffer.byteLength(asText(annotations[key]))
    if (!isLegalKey(key.toLowerCase()))
      findings.push({
        placed,
        path: [...path, 'annotations', key],
        message: `expected a legal key of an annotation, found ${shown(key)}`,
      })
  }
  if (size > mostAnnotations)
    findings.push({
      placed,
      path: [...path, 'annotations'],
      message: `expected annotations of at most ${mostAnnotations} bytes together, found ${size}`,
    })
  return findings
}

/** `name` or `prefix/name`, as Kubernetes reads the key of a label. */
function isQualifiedName(key: string): boolean {
  const slash = key.indexOf('/')
  const name = key.slice(slash + 1)
  if (name.length > 63 || !labelName.test(name)) return false
  return slash === -1 || (slash <= 253 && subdomain.pattern.test(key.slice(0, slash)))
}

/** Written by engines and tools into live objects. In git they make one engine take over what another has. */
const marksOfEngines = {
  labels: ['argocd.argoproj.io/instance', 'kustomize.toolkit.fluxcd.io/name', 'kustomize.toolkit.fluxcd.io/namespace'],
  annotations: [
    'argocd.argoproj.io/tracking-id',
    'deployment.kubernetes.io/revision',
    'kubectl.kubernetes.io/last-applied-configuration',
    'meta.helm.sh/release-name',
    'meta.helm.sh/release-namespace',
  ],
} as const

/** gitops.md H16. */
export const nothingIsMarkedAsTracked: SetRule = {
  id: 'identity/no-tracking-marks',
  severity: 'error',
  check: (set) =>
    indexOf(set).entries.flatMap((entry) =>
      (['labels', 'annotations'] as const).flatMap((group) =>
        marksOfEngines[group]
          .filter((key) => entry[group][key] !== undefined)
          .map((key) => ({
            placed: entry.placed,
            path: ['metadata', group, key],
            message: `expected no mark that an engine or a tool writes itself, found ${key}`,
          })),
      ),
    ),
}

const fieldsOfTheServer = [
  'creationTimestamp',
  'deletionGracePeriodSeconds',
  'deletionTimestamp',
  'generation',
  'managedFields',
  'ownerReferences',
  'resourceVersion',
  'selfLink',
  'uid',
] as const

/** gitops.md H15. */
export const nothingIsOfTheServer: SetRule = {
  id: 'identity/no-server-fields',
  severity: 'error',
  check: (set) => {
    const { entries, workloads } = indexOf(set)
    const found = ({ placed }: Entry, metadata: JsonMap, path: readonly string[]): ManifestFinding[] =>
      fieldsOfTheServer
        .filter((field) => metadata[field] !== undefined)
        .map((field) => ({
          placed,
          path: [...path, field],
          message: `expected no field that the server writes, found ${field}`,
        }))
    return [
      ...entries.flatMap((entry) => [
        ...found(entry, asMap(entry.manifest.metadata), ['metadata']),
        ...(entry.manifest.status === undefined
          ? []
          : [
              {
                placed: entry.placed,
                path: ['status'],
                message: 'expected no status, which the server writes, found one',
              },
            ]),
      ]),
      ...workloads.flatMap(({ entry, templatePath }) => {
        const template = templatePath.reduce<unknown>((value, key) => asMap(value)[key], entry.manifest)
        const metadata = asMap(template).metadata
        return templatePath.length > 0 && isMap(metadata) ? found(entry, metadata, [...templatePath, 'metadata']) : []
      }),
    ]
  },
}

/** gitops.md H13: a Namespace that is applied later than what stands in it. */
export const everyNamespaceExists: SetRule = {
  id: 'identity/namespace-exists',
  severity: 'error',
  check: (set) => {
    const index = indexOf(set)
    const namespaces = groupBy(
      index.entries.filter(({ namespace }) => namespace !== ''),
      ({ namespace }) => namespace,
    )
    return [...namespaces].flatMap(([namespace, entries]): ManifestFinding[] => {
      const rendered = index.find('Namespace', '', namespace)
      if (!rendered && index.external('Namespace', '', namespace)) return []
      const [first, ...more] = rendered ? entries.filter(({ step }) => step < rendered.step) : entries
      if (!first) return []
      const others = more.length > 0 ? `, and ${more.length} more objects are in it` : ''
      return [
        {
          placed: first.placed,
          path: ['metadata', 'namespace'],
          message: rendered
            ? `expected ${called(rendered)} in ${first.placed.directory} or before, found it in ${rendered.placed.directory}${others}`
            : `expected a namespace that is rendered, found ${namespace}${others}`,
          ...(rendered ? {} : { hint: `add "${namespace}: {}" to the namespaces that the overlay renders` }),
        },
      ]
    })
  },
}

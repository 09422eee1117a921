import { meaningWhenEmpty } from '../canonical.ts'
import { isBuiltIn } from '../kinds.ts'
import { optionsMark } from '../marks.ts'
import type { ManifestFinding, Path, SetRule } from '../model.ts'
import { type Measure, readQuantity } from '../quantity-fields.ts'
import type { Schema } from '../strict-schema.ts'
import { structuralProblems } from '../structural-schema.ts'
import { type Entry, indexOf } from './index-of-set.ts'
import { asList, asMap, asMaps, asText, isMap, type JsonMap, shown } from './read.ts'
import { surveyOf } from './survey.ts'

const definition = 'apiextensions.k8s.io/CustomResourceDefinition'

/** gitops.md H19. */
export const everyKeyOfConfigurationIsLegal: SetRule = {
  id: 'shape/configuration-keys-are-legal',
  severity: 'error',
  check: (set) => {
    const index = indexOf(set)
    return ['/ConfigMap', '/Secret'].flatMap(index.ofType).flatMap(({ placed, manifest }) => {
      const plain = Object.keys(asMap(manifest.data))
      return ['data', 'binaryData', 'stringData'].flatMap((group) =>
        Object.keys(asMap(manifest[group])).flatMap((key): ManifestFinding[] => [
          ...(/^(?!\.{1,2}$|\.\.)[-._a-zA-Z0-9]{1,253}$/.test(key)
            ? []
            : [
                {
                  placed,
                  path: [group, key],
                  message: `expected letters, digits, -, _ and . as a key, found ${shown(key)}`,
                },
              ]),
          ...(group === 'binaryData' && plain.includes(key)
            ? [{ placed, path: [group, key], message: `expected each key once, found ${key} in data too` }]
            : []),
        ]),
      )
    })
  },
}

/** gitops.md H20: the API server drops a null or refuses it, and Argo CD sees a difference for ever. */
export const nothingIsNull: SetRule = {
  id: 'shape/no-nulls',
  severity: 'error',
  check: (set) =>
    surveyOf(set).nulls.map(({ entry: { placed }, path }) => ({
      placed,
      path,
      message: 'expected a value or nothing, found null',
    })),
}

/** gitops.md H20. What an empty value means in a custom resource its controller alone knows. */
export const nothingIsEmptyWithoutMeaning: SetRule = {
  id: 'shape/no-empty-noise',
  severity: 'error',
  check: (set) =>
    surveyOf(set).empties.flatMap(({ entry: { placed, type }, path, value }) => {
      // One rule of a policy that is empty allows everything, so its list says what an empty member means.
      const key = path.findLast((step) => !/^\d+$/.test(step)) ?? ''
      return Object.hasOwn(meaningWhenEmpty, key) || !isBuiltIn(type.slice(0, type.indexOf('/')))
        ? []
        : [
            {
              placed,
              path,
              message: `expected a value or nothing, found an empty ${Array.isArray(value) ? 'list' : 'map'}`,
            },
          ]
    }),
}

/** gitops.md H23, A11: a quantity that the API server would write in another form, round, or refuse. */
export const everyQuantityIsCanonical: SetRule = {
  id: 'shape/quantities-are-canonical',
  severity: 'error',
  check: (set) => {
    const known = new Map<string, string | undefined>()
    return surveyOf(set).quantities.flatMap(({ entry: { placed }, path, value, measure }) => {
      const key = path.at(-1) ?? ''
      const seen = `${measure} ${key} ${typeof value} ${value}`
      if (!known.has(seen)) known.set(seen, faultOf(value, measure, key))
      const fault = known.get(seen)
      return fault === undefined ? [] : [{ placed, path, message: `${fault}, found ${shown(value)}` }]
    })
  },
}

function faultOf(value: string | number, measure: Measure, key: string): string | undefined {
  const quantity = readQuantity(value, measure, key)
  if ('fault' in quantity) return quantity.fault
  return quantity.text === value ? undefined : `expected ${quantity.text}`
}

/**
 * gitops.md H21, beyond what the schemas say of their lists (manifest/schema): names that must differ across two lists, and
 * the names of ports.
 */
export const everyNameInsideIsUnique: SetRule = {
  id: 'shape/names-inside-are-unique',
  severity: 'error',
  check: (set) => {
    const { workloads, ofType } = indexOf(set)
    const twice = (entry: Entry, names: readonly (readonly [string, Path])[], what: string): ManifestFinding[] => {
      const seen = new Set<string>()
      return names.flatMap(([name, path]) => {
        if (name === '' || !seen.has(name)) {
          seen.add(name)
          return []
        }
        return [{ placed: entry.placed, path, message: `expected each ${what} once, found ${name} again` }]
      })
    }
    return [
      ...workloads.flatMap(({ entry, containers, pod, podPath }) => [
        ...twice(
          entry,
          containers.map(({ name, path }) => [name, [...path, 'name']]),
          'name of a container',
        ),
        ...containers.flatMap(({ ports, path }) =>
          twice(
            entry,
            ports.map(({ name }, at) => [name, [...path, 'ports', `${at}`, 'name']]),
            'name of a port',
          ),
        ),
        ...twice(
          entry,
          [
            ...asMaps(pod.volumes).map(
              ({ name }, at) => [asText(name), [...podPath, 'volumes', `${at}`, 'name']] as const,
            ),
            ...asMaps(entry.spec.volumeClaimTemplates).map(
              ({ metadata }, at) =>
                [asText(asMap(metadata).name), ['spec', 'volumeClaimTemplates', `${at}`, 'metadata', 'name']] as const,
            ),
          ],
          'name of a volume',
        ),
      ]),
      ...ofType('/Service').flatMap((entry) =>
        twice(
          entry,
          asMaps(entry.spec.ports).map(({ name }, at) => [asText(name), ['spec', 'ports', `${at}`, 'name']]),
          'name of a port',
        ),
      ),
    ]
  },
}

/** The forms of names inside objects. Source: k8s.io/kubernetes 1.36, validation of pods and Services. */
const dnsLabel = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/
const portName = /^(?=.{1,15}$)(?=.*[a-z])[a-z0-9]([a-z0-9]|-(?!-))*(?<!-)$/
const environmentName = /^[-._a-zA-Z][-._a-zA-Z0-9]*$/

/** What the API server demands of names beyond the schemas. */
export const everyNameInsideIsLegal: SetRule = {
  id: 'shape/names-inside-are-legal',
  severity: 'error',
  check: (set) => {
    const { workloads, ofType } = indexOf(set)
    const wrong = ({ placed }: Entry, path: Path, name: unknown, form: RegExp, expected: string): ManifestFinding[] =>
      typeof name !== 'string' || form.test(name)
        ? []
        : [{ placed, path, message: `expected ${expected}, found ${shown(name)}` }]
    const port = 'a name of a port (at most 15 lower-case letters, digits and -)'
    const label = 'a DNS label (at most 63 lower-case letters, digits and -)'
    return [
      ...workloads.flatMap(({ entry, containers, pod, podPath }) => [
        ...asMaps(pod.volumes).flatMap(({ name }, at) =>
          wrong(entry, [...podPath, 'volumes', `${at}`, 'name'], name, dnsLabel, label),
        ),
        ...containers.flatMap(({ spec, name, path, ports }) => [
          ...wrong(entry, [...path, 'name'], name, dnsLabel, label),
          ...ports.flatMap((one, at) =>
            one.name === '' ? [] : wrong(entry, [...path, 'ports', `${at}`, 'name'], one.name, portName, port),
          ),
          ...asMaps(spec.env).flatMap((one, at) =>
            wrong(entry, [...path, 'env', `${at}`, 'name'], one.name, environmentName, 'a name of a variable'),
          ),
        ]),
      ]),
      ...ofType('/Service').flatMap((entry) =>
        asMaps(entry.spec.ports).flatMap(({ name }, at) =>
          wrong(entry, ['spec', 'ports', `${at}`, 'name'], name, dnsLabel, label),
        ),
      ),
    ]
  },
}

/** gitops.md H22: a protocol that the server fills in makes a server-side diff see the port twice. */
export const everyPortIsExplicit: SetRule = {
  id: 'shape/ports-are-explicit',
  severity: 'error',
  check: (set) => {
    const { workloads, ofType } = indexOf(set)
    const protocol = ({ placed }: Entry, ports: unknown, path: Path): ManifestFinding[] =>
      asList(ports).flatMap((port, at) =>
        asMap(port).protocol === undefined
          ? [{ placed, path: [...path, `${at}`, 'protocol'], message: 'expected TCP, UDP or SCTP, found none' }]
          : [],
      )
    return [
      ...workloads.flatMap(({ entry, containers }) =>
        containers.flatMap(({ spec, path }) => protocol(entry, spec.ports, [...path, 'ports'])),
      ),
      ...ofType('networking.k8s.io/NetworkPolicy').flatMap((entry) =>
        ['ingress', 'egress'].flatMap((direction) =>
          asMaps(entry.spec[direction]).flatMap(({ ports }, at) =>
            protocol(entry, ports, ['spec', direction, `${at}`, 'ports']),
          ),
        ),
      ),
      ...ofType('/Service').flatMap((entry) => [
        ...protocol(entry, entry.spec.ports, ['spec', 'ports']),
        ...asMaps(entry.spec.ports).flatMap(({ name, targetPort }, at, { length }): ManifestFinding[] => [
          ...(targetPort === undefined && entry.spec.type !== 'ExternalName'
            ? [
                {
                  placed: entry.placed,
                  path: ['spec', 'ports', `${at}`, 'targetPort'],
                  message: 'expected a port of the pods, found none',
                },
              ]
            : []),
          ...(name === undefined && length > 1
            ? [
                {
                  placed: entry.placed,
                  path: ['spec', 'ports', `${at}`, 'name'],
                  message: 'expected a name, as there is more than one port',
                },
              ]
            : []),
        ]),
      ]),
    ]
  },
}

/** gitops.md H24: without them a structured-merge diff never ends. */
export const everyClaimTemplateIsTyped: SetRule = {
  id: 'shape/claim-templates-are-typed',
  severity: 'error',
  check: (set) =>
    indexOf(set)
      .ofType('apps/StatefulSet')
      .flatMap(({ placed, spec }) =>
        asMaps(spec.volumeClaimTemplates).flatMap((template, at): ManifestFinding[] => {
          const path = ['spec', 'volumeClaimTemplates', `${at}`]
          return [
            ...(template.apiVersion === 'v1' && template.kind === 'PersistentVolumeClaim'
              ? []
              : [{ placed, path, message: 'expected apiVersion v1 and kind PersistentVolumeClaim' }]),
            ...(template.status === undefined
              ? []
              : [{ placed, path: [...path, 'status'], message: 'expected no status, which the server writes' }]),
          ]
        }),
      ),
}

/** gitops.md H25: an address that the cluster gives must not stand in git. */
export const everyServiceLeavesItsAddressToTheCluster: SetRule = {
  id: 'shape/service-addresses-are-the-clusters',
  severity: 'error',
  check: (set) =>
    indexOf(set)
      .ofType('/Service')
      .flatMap(({ placed, spec }): ManifestFinding[] => {
        const { clusterIP, clusterIPs, ipFamilies, ipFamilyPolicy, type } = spec
        return [
          ...(clusterIP === undefined || clusterIP === 'None'
            ? []
            : [
                { placed, path: ['spec', 'clusterIP'], message: `expected None or nothing, found ${shown(clusterIP)}` },
              ]),
          ...(clusterIPs === undefined
            ? []
            : [{ placed, path: ['spec', 'clusterIPs'], message: 'expected nothing, as the cluster gives addresses' }]),
          ...(ipFamilies !== undefined && ipFamilyPolicy === undefined
            ? [{ placed, path: ['spec', 'ipFamilies'], message: 'expected ipFamilyPolicy beside it, or nothing' }]
            : []),
          ...asMaps(spec.ports).flatMap(({ nodePort }, at) =>
            nodePort === undefined || type === 'NodePort' || type === 'LoadBalancer'
              ? []
              : [
                  {
                    placed,
                    path: ['spec', 'ports', `${at}`, 'nodePort'],
                    message: `expected a nodePort only with type NodePort or LoadBalancer, found ${shown(nodePort)}`,
                  },
                ],
          ),
        ]
      }),
}

/** gitops.md H26: the bundle is injected in the cluster, and a webhook must not stop the pod that serves it. */
export const everyWebhookIsExplicit: SetRule = {
  id: 'shape/webhooks-are-explicit',
  severity: 'error',
  check: (set) => {
    const { ofType } = indexOf(set)
    const hooks = ['ValidatingWebhookConfiguration', 'MutatingWebhookConfiguration'].flatMap((kind) =>
      ofType(`admissionregistration.k8s.io/${kind}`),
    )
    return [
      ...hooks.flatMap(({ placed, manifest }) =>
        asMaps(manifest.webhooks).flatMap((webhook, at): ManifestFinding[] => {
          const path = ['webhooks', `${at}`]
          const { clientConfig, timeoutSeconds, failurePolicy } = webhook
          const { caBundle, service } = asMap(clientConfig)
          return [
            ...bundle(placed, caBundle, [...path, 'clientConfig', 'caBundle']),
            ...(isMap(service) && service.port === undefined
              ? [{ placed, path: [...path, 'clientConfig', 'service', 'port'], message: 'expected a port, found none' }]
              : []),
            ...(timeoutSeconds === undefined
              ? [{ placed, path: [...path, 'timeoutSeconds'], message: 'expected a timeout, found none' }]
              : []),
            ...(failurePolicy === 'Ignore' || sparesItself(webhook)
              ? []
              : [
                  {
                    placed,
                    path: [...path, 'namespaceSelector'],
                    message:
                      'expected a selector that leaves out kube-system and its own namespace, or failurePolicy Ignore',
                  },
                ]),
          ]
        }),
      ),
      ...ofType(definition).flatMap(({ placed, spec }) =>
        bundle(placed, asMap(asMap(asMap(spec.conversion).webhook).clientConfig).caBundle, [
          'spec',
          'conversion',
          'webhook',
          'clientConfig',
          'caBundle',
        ]),
      ),
    ]
  },
}

/** Whether a webhook judges chosen namespaces only, or all but kube-system and the one that its own pods are in. */
function sparesItself({ namespaceSelector, clientConfig }: JsonMap): boolean {
  const { matchExpressions, matchLabels } = asMap(namespaceSelector)
  const own = asText(asMap(asMap(clientConfig).service).namespace)
  const chosen = asMaps(matchExpressions).some(({ operator }) => operator === 'In' || operator === 'Exists')
  const spared = asMaps(matchExpressions)
    .filter(({ key, operator }) => key === 'kubernetes.io/metadata.name' && operator === 'NotIn')
    .flatMap(({ values }) => asList(values))
  return chosen || isMap(matchLabels) || ['kube-system', own].every((name) => name === '' || spared.includes(name))
}

function bundle(placed: Entry['placed'], caBundle: unknown, path: Path): ManifestFinding[] {
  return caBundle === undefined
    ? []
    : [{ placed, path, message: 'expected no bundle, which is injected in the cluster, found one' }]
}

const sizeForServerSideApply = 200_000

/** gitops.md H27. */
export const everyDefinitionIsLean: SetRule = {
  id: 'shape/definitions-are-lean',
  severity: 'error',
  check: (set) =>
    indexOf(set)
      .ofType(definition)
      .flatMap(({ placed, spec, manifest, annotations }): ManifestFinding[] => {
        const options = asText(annotations[optionsMark])
        return [
          ...(spec.preserveUnknownFields === undefined
            ? []
            : [
                {
                  placed,
                  path: ['spec', 'preserveUnknownFields'],
                  message: 'expected nothing, as v1 knows no other, found it',
                },
              ]),
          ...asMaps(spec.versions).flatMap(({ schema }, at) =>
            structuralProblems(asMap(schema).openAPIV3Schema as Schema | undefined).map(({ path, message }) => ({
              placed,
              path: ['spec', 'versions', `${at}`, 'schema', 'openAPIV3Schema', ...path],
              message,
            })),
          ),
          ...asMaps(spec.versions).flatMap(({ additionalPrinterColumns }, at) =>
            asMaps(additionalPrinterColumns).flatMap(({ priority }, nth) =>
              priority === 0
                ? [
                    {
                      placed,
                      path: ['spec', 'versions', `${at}`, 'additionalPrinterColumns', `${nth}`, 'priority'],
                      message: 'expected nothing, as the server drops 0, found 0',
                    },
                  ]
                : [],
            ),
          ),
          ...(JSON.stringify(manifest).length > sizeForServerSideApply && !options.includes('ServerSideApply=true')
            ? [
                {
                  placed,
                  path: ['metadata', 'annotations', optionsMark],
                  message: 'expected ServerSideApply=true, as it is too large for a client-side apply',
                },
              ]
            : []),
        ]
      }),
}

/**
 * Defaults that a definition gives inside of lists, where an omission is a difference for ever (gitops.md A11, C1): the way
 * to the map that has the fields, `[]` for any member of a list. Source: `default` in schemas/crds; a test compares.
 */
export const defaultsInLists: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  'cert-manager.io/ClusterIssuer': solvers(),
  'cert-manager.io/Issuer': solvers(),
  'external-secrets.io/ExternalSecret': {
    'spec data [] remoteRef': ['conversionStrategy', 'decodingStrategy', 'metadataPolicy'],
    'spec dataFrom [] extract': ['conversionStrategy', 'decodingStrategy', 'metadataPolicy'],
    'spec dataFrom [] find': ['conversionStrategy', 'decodingStrategy'],
  },
}

function solvers(): Readonly<Record<string, readonly string[]>> {
  return { 'spec acme solvers [] http01 gatewayHTTPRoute parentRefs []': ['group', 'kind'] }
}

/** gitops.md H28. */
export const everyListMemberStatesItsDefaults: SetRule = {
  id: 'shape/list-members-state-defaults',
  severity: 'error',
  check: (set) =>
    Object.entries(defaultsInLists).flatMap(([type, places]) =>
      indexOf(set)
        .ofType(type)
        .flatMap(({ placed, manifest }) =>
          Object.entries(places).flatMap(([way, fields]) =>
            mapsAt(manifest, way.split(' ')).flatMap(({ map, path }) =>
              fields
                .filter((field) => map[field] === undefined)
                .map((field) => ({
                  placed,
                  path: [...path, field],
                  message: 'expected a value, as Argo CD sees a default inside of a list as a difference, found none',
                })),
            ),
          ),
        ),
    ),
}

/** The maps that a way leads to, where there are any. */
function mapsAt(value: unknown, [step, ...rest]: Path, path: Path = []): { map: JsonMap; path: Path }[] {
  if (step === undefined) return isMap(value) ? [{ map: value, path }] : []
  return step === '[]'
    ? asList(value).flatMap((member, at) => mapsAt(member, rest, [...path, `${at}`]))
    : mapsAt(asMap(value)[step], rest, [...path, step])
}

/** What built-in groups serve beside a better version. Source: the deprecation guide of Kubernetes 1.36. */
const betterVersions: Readonly<Record<string, string>> = {
  'autoscaling/v1 HorizontalPodAutoscaler': 'autoscaling/v2',
  'v1 Endpoints': 'discovery.k8s.io/v1 EndpointSlice',
  'v1 ReplicationController': 'apps/v1 Deployment',
  'apps/v1 ReplicaSet': 'apps/v1 Deployment',
}

/** gitops.md H30. What is no longer served at all the schemas refuse (manifest/schema). */
export const everyVersionIsCurrent: SetRule = {
  id: 'shape/versions-are-current',
  severity: 'error',
  check: (set) =>
    indexOf(set).entries.flatMap(({ placed, manifest, kind, type }) => {
      const version = asText(manifest.apiVersion)
      const better = betterVersions[`${version} ${kind}`]
      const unstable = isBuiltIn(type.slice(0, type.indexOf('/'))) && /v\d+(alpha|beta)\d+$/.test(version)
      return better === undefined && !unstable
        ? []
        : [{ placed, path: ['apiVersion'], message: `expected ${better ?? 'a stable version'}, found ${version}` }]
    }),
}

/** gitops.md H31. */
export const noServiceAccountListsSecrets: SetRule = {
  id: 'shape/service-accounts-list-no-secrets',
  severity: 'error',
  check: (set) =>
    indexOf(set)
      .ofType('/ServiceAccount')
      .flatMap(({ placed, manifest }) =>
        manifest.secrets === undefined
          ? []
          : [
              {
                placed,
                path: ['secrets'],
                message: 'expected no list of secrets, which tokens no longer need, found one',
              },
            ],
      ),
}

/** gitops.md H31: a role reference never changes, so another role needs another name. */
export const everyBindingIsNamedForItsRole: SetRule = {
  id: 'shape/bindings-are-named-for-their-role',
  severity: 'error',
  check: (set) =>
    ['RoleBinding', 'ClusterRoleBinding']
      .flatMap((kind) => indexOf(set).ofType(`rbac.authorization.k8s.io/${kind}`))
      .flatMap(({ placed, manifest, name }) => {
        const role = asText(asMap(manifest.roleRef).name)
        return name.includes(role)
          ? []
          : [
              {
                placed,
                path: ['metadata', 'name'],
                message: `expected a name that holds the role's (${role}), found ${name}`,
                hint: 'the role of a binding can never change: another role needs another name',
              },
            ]
      }),
}

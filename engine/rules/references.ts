import { closest } from '../closest.ts'
import { isBuiltIn } from '../kinds.ts'
import type { ManifestFinding, SetRule } from '../model.ts'
import { called, type Entry, indexOf } from './index-of-set.ts'
import { asMap, asMaps, asText, isMap } from './read.ts'
import { type Reference, referencesOf } from './references-of-set.ts'

/** gitops.md H32: a rule that everything of these kinds that is named will be there. `makers` says who may make it. */
function everyNameResolves(id: string, kinds: readonly string[], makers: string): SetRule {
  return {
    id,
    severity: 'error',
    check: (set) =>
      referencesOf(set)
        .filter(({ kind, key, optional, target }) => !target && !optional && key === undefined && kinds.includes(kind))
        .map((reference) => {
          const near = closest(reference.name, namesLike(reference, indexOf(set).entries))
          return {
            placed: reference.from.placed,
            path: reference.path,
            message: `expected a ${reference.kind} that is ${makers} or declared as external, found none called ${named(reference)}`,
            ...(near === undefined ? {} : { hint: `did you mean ${near}?` }),
          }
        }),
  }
}

function named({ name, namespace }: Reference): string {
  return namespace === '' ? `"${name}"` : `"${name}" in namespace ${namespace}`
}

/** The names that a mistaken reference may have meant. */
function namesLike({ kind, namespace }: Reference, entries: readonly Entry[]): string[] {
  return entries.flatMap((entry) => {
    if (entry.namespace !== namespace) return []
    if (kind === 'Secret' && entry.kind === 'Certificate') return [asText(entry.spec.secretName)]
    return entry.kind === kind ? [entry.name] : []
  })
}

export const everyConfigMapExists = everyNameResolves('references/configmap-exists', ['ConfigMap'], 'rendered')

export const everySecretExists = everyNameResolves(
  'references/secret-exists',
  ['Secret'],
  'made by a Certificate, an ExternalSecret or a SealedSecret',
)

export const everyServiceAccountExists = everyNameResolves(
  'references/service-account-exists',
  ['ServiceAccount'],
  'rendered',
)

export const everyClaimExists = everyNameResolves('references/claim-exists', ['PersistentVolumeClaim'], 'rendered')

/** The class of the overlay's cluster (`cluster.storageClass`) is there. */
export const everyClassExists = everyNameResolves(
  'references/class-exists',
  ['IngressClass', 'PriorityClass', 'RuntimeClass', 'StorageClass'],
  'rendered',
)

export const everyRoleExists = everyNameResolves('references/role-exists', ['ClusterRole', 'Role'], 'rendered')

export const everyStoreExists = everyNameResolves(
  'references/secret-store-exists',
  ['ClusterSecretStore', 'SecretStore'],
  'rendered',
)

/** What Ingresses send to and StatefulSets are named by. */
export const everyServiceExists = everyNameResolves('references/service-exists', ['Service'], 'rendered')

/** validation.md D35: an Issuer stands in the Certificate's own namespace. Issuers of other groups are external. */
export const everyIssuerExists: SetRule = {
  id: 'references/issuer-exists',
  severity: 'error',
  check: (set) =>
    referencesOf(set)
      .filter(({ from, path, target }) => !target && (path[1] === 'issuerRef' || isIssuerAnnotation(from, path)))
      .map((reference) => ({
        placed: reference.from.placed,
        path: reference.path,
        message: `expected a ${reference.kind} that is rendered or declared as external, found none called ${named(reference)}`,
        ...(reference.namespace === '' ? {} : { hint: 'an Issuer serves its own namespace only; a ClusterIssuer all' }),
      })),
}

function isIssuerAnnotation({ kind }: Entry, path: readonly string[]): boolean {
  return kind === 'Ingress' && path[1] === 'annotations' && (path[2]?.startsWith('cert-manager.io/') ?? false)
}

/** gitops.md H32, validation.md D13 to D16: keys of Secrets that a Certificate makes included. */
export const everyKeyExists: SetRule = {
  id: 'references/key-exists',
  severity: 'error',
  check: (set) =>
    referencesOf(set).flatMap(({ from, path, kind, name, key, optional, target }) => {
      if (key === undefined || optional || !target?.keys || target.keys.has(key)) return []
      // A path below a mounted key names no key.
      const keys = [...target.keys].sort()
      const maker = target.entry && target.entry.kind !== kind ? `, which ${called(target.entry)} makes,` : ''
      return [
        {
          placed: from.placed,
          path,
          message: `expected a key of ${kind}/${name}${maker} (${keys.join(', ') || 'it has none'}), found ${key}`,
          ...(key === 'tls-combined.pem'
            ? { hint: 'the Certificate makes it with additionalOutputFormats: [{type: CombinedPEM}]' }
            : {}),
        },
      ]
    }),
}

/** validation.md D15: variables made of every key take names that no key may have and may hide each other. */
export const everyKeyCanBeAVariable: SetRule = {
  id: 'references/keys-are-variable-names',
  severity: 'error',
  check: (set) =>
    referencesOf(set).flatMap(({ from, path, kind, name, target }) => {
      if (!path.includes('envFrom') || !target?.keys) return []
      return [...target.keys]
        .filter((key) => !/^[-._a-zA-Z][-._a-zA-Z0-9]*$/.test(key))
        .map((key) => ({
          placed: from.placed,
          path,
          message: `expected keys of ${kind}/${name} that can be names of variables, found ${key}`,
        }))
    }),
}

/** validation.md D17. */
export const everyMountHasAVolume: SetRule = {
  id: 'references/mount-has-a-volume',
  severity: 'error',
  check: (set) =>
    indexOf(set).workloads.flatMap(({ entry, pod, containers }) => {
      const volumes = new Set([
        ...asMaps(pod.volumes).map(({ name }) => asText(name)),
        ...asMaps(entry.spec.volumeClaimTemplates).map(({ metadata }) => asText(asMap(metadata).name)),
      ])
      return containers.flatMap(({ spec, path }) =>
        ['volumeMounts', 'volumeDevices'].flatMap((list) =>
          asMaps(spec[list]).flatMap(({ name }, at) =>
            volumes.has(asText(name))
              ? []
              : [
                  {
                    placed: entry.placed,
                    path: [...path, list, `${at}`, 'name'],
                    message: `expected a volume of the pod (${[...volumes].join(', ') || 'it has none'}), found ${asText(name)}`,
                  },
                ],
          ),
        ),
      )
    }),
}

/** validation.md D17: a volume that nobody mounts is a mistake, if a harmless one. */
export const everyVolumeIsMounted: SetRule = {
  id: 'references/volume-is-mounted',
  severity: 'warning',
  check: (set) =>
    indexOf(set).workloads.flatMap(({ entry, pod, podPath, containers }) => {
      const mounted = new Set(
        containers.flatMap(({ spec }) =>
          [...asMaps(spec.volumeMounts), ...asMaps(spec.volumeDevices)].map(({ name }) => asText(name)),
        ),
      )
      const found = (name: string, path: readonly string[]): ManifestFinding[] =>
        name === '' || mounted.has(name)
          ? []
          : [{ placed: entry.placed, path, message: `expected a container that mounts ${name}, found none` }]
      return [
        ...asMaps(pod.volumes).flatMap(({ name }, at) => found(asText(name), [...podPath, 'volumes', `${at}`])),
        ...asMaps(entry.spec.volumeClaimTemplates).flatMap(({ metadata }, at) =>
          found(asText(asMap(metadata).name), ['spec', 'volumeClaimTemplates', `${at}`]),
        ),
      ]
    }),
}

/** validation.md D18: the second pod on another node waits for the volume for ever. */
export const noClaimIsSharedByPods: SetRule = {
  id: 'references/claim-is-of-one-pod',
  severity: 'error',
  check: (set) => {
    const { workloads } = indexOf(set)
    return referencesOf(set).flatMap(({ from, path, kind, name, target }) => {
      if (kind !== 'PersistentVolumeClaim' || !target?.entry) return []
      const modes = target.entry.spec.accessModes
      const pods = workloads.find(({ entry }) => entry === from)?.replicas ?? 2
      return pods > 1 && JSON.stringify(modes) === '["ReadWriteOnce"]'
        ? [
            {
              placed: from.placed,
              path,
              message: `expected one pod for a claim that is ReadWriteOnce, found ${pods} for ${name}`,
            },
          ]
        : []
    })
  },
}

/** validation.md D34: an autoscaler needs something that can be scaled, and metrics whose resource is requested. */
export const everyAutoscalerHasATarget: SetRule = {
  id: 'references/autoscaler-has-a-target',
  severity: 'error',
  check: (set) => {
    const { workloads } = indexOf(set)
    return referencesOf(set).flatMap(({ from, path, kind, name, target }): ManifestFinding[] => {
      if (from.type !== autoscaler) return []
      const { placed, spec } = from
      if (!target) return [{ placed, path, message: `expected something that is rendered, found no ${kind}/${name}` }]
      const scaled = workloads.find(({ entry }) => entry === target.entry)
      const { minReplicas } = spec
      return [
        ...(asMaps(spec.metrics).length > 0
          ? []
          : [{ placed, path: ['spec', 'metrics'], message: 'expected the metrics that decide, found none' }]),
        ...(minReplicas === undefined || (typeof minReplicas === 'number' && minReplicas >= 1)
          ? []
          : [{ placed, path: ['spec', 'minReplicas'], message: `expected at least 1, found ${String(minReplicas)}` }]),
        ...asMaps(spec.metrics).flatMap(({ resource }, at) => {
          const measured = asText(asMap(resource).name)
          const asked = scaled?.containers.every(
            (one) => one.init || asMap(asMap(one.spec.resources).requests)[measured] !== undefined,
          )
          return measured === '' || asked === undefined || asked
            ? []
            : [
                {
                  placed,
                  path: ['spec', 'metrics', `${at}`, 'resource', 'name'],
                  message: `expected a request of ${measured} in every container of ${kind}/${name}, found one without`,
                },
              ]
        }),
      ]
    })
  },
}

const autoscaler = 'autoscaling/HorizontalPodAutoscaler'

/** gitops.md H29: two that write one field undo each other for ever. */
export const everyScaledWorkloadLeavesItsReplicas: SetRule = {
  id: 'references/scaled-workload-leaves-replicas',
  severity: 'error',
  check: (set) => {
    const index = indexOf(set)
    const scalers = [...index.ofType(autoscaler), ...index.ofType('keda.sh/ScaledObject')]
    return scalers.flatMap((scaler) => {
      const { kind, name } = asMap(scaler.spec.scaleTargetRef)
      const target = index.find(asText(kind) || 'Deployment', scaler.namespace, asText(name))
      return target?.spec.replicas === undefined
        ? []
        : [
            {
              placed: target.placed,
              path: ['spec', 'replicas'],
              message: `expected nothing, as ${called(scaler)} decides how many there are, found ${String(target.spec.replicas)}`,
            },
          ]
    })
  },
}

/**
 * gitops.md H34: a kind that the set defines itself must be there before its objects. A kind that `schemas/crds` knows is
 * taken as installed with its operator; any other must be declared.
 */
export const everyKindIsServed: SetRule = {
  id: 'references/kind-is-served',
  severity: 'error',
  check: (set) => {
    const index = indexOf(set)
    const definitions = index.ofType('apiextensions.k8s.io/CustomResourceDefinition')
    return index.entries.flatMap((entry): ManifestFinding[] => {
      const { placed, type, kind, manifest, step } = entry
      const group = type.slice(0, type.indexOf('/'))
      if (isBuiltIn(group)) return []
      const version = asText(manifest.apiVersion).slice(group.length + 1)
      const definition = definitions.find(({ spec }) => spec.group === group && asMap(spec.names).kind === kind)
      const path = ['apiVersion']
      if (definition) {
        if (definition.step > step)
          return [
            {
              placed,
              path,
              message: `expected ${called(definition)} in ${placed.directory} or before, found it in ${definition.placed.directory}`,
            },
          ]
        return asMaps(definition.spec.versions).some(({ name, served }) => name === version && served !== false)
          ? []
          : [{ placed, path, message: `expected a version that ${called(definition)} serves, found ${version}` }]
      }
      const declared = set.external.some(
        ({ kind: of, name }) =>
          of === 'CustomResourceDefinition' && name.startsWith(kind.toLowerCase()) && name.endsWith(`.${group}`),
      )
      return declared || set.scopeOf(asText(manifest.apiVersion), kind) !== undefined
        ? []
        : [
            {
              placed,
              path,
              message: `expected a kind that the cluster serves, found ${group} ${kind}, which nothing defines`,
            },
          ]
    })
  },
}

/** validation.md D33: what an Ingress sends to, what it shows, and that no two of them claim the same path. */
export const everyIngressLeadsSomewhere: SetRule = {
  id: 'references/ingress-leads-to-a-port',
  severity: 'error',
  check: (set) => {
    const index = indexOf(set)
    const claimed = new Map<string, Entry>()
    return index.ofType('networking.k8s.io/Ingress').flatMap((entry) => {
      const { placed, spec, namespace } = entry
      const backend = (value: unknown, path: readonly string[]): ManifestFinding[] => {
        const { name, port } = asMap(asMap(value).service)
        const service = index.find('Service', namespace, asText(name))
        const wanted = asMap(port)
        if (!service || !isMap(port)) return []
        const ports = asMaps(service.spec.ports)
        return ports.some(
          (one) => one.port === wanted.number || (wanted.name !== undefined && one.name === wanted.name),
        )
          ? []
          : [
              {
                placed,
                path: [...path, 'service', 'port'],
                message: `expected a port of ${called(service)} (${ports.map((one) => `${asText(one.name)} ${String(one.port)}`).join(', ')}), found ${String(wanted.name ?? wanted.number)}`,
              },
            ]
      }
      return asMaps(spec.rules).flatMap(({ host, http }, at) =>
        asMaps(asMap(http).paths).flatMap((one, nth): ManifestFinding[] => {
          const path = ['spec', 'rules', `${at}`, 'http', 'paths', `${nth}`]
          const claim = `${asText(host)}${asText(one.path)}`
          const first = claimed.get(claim)
          claimed.set(claim, first ?? entry)
          return [
            ...backend(one.backend, [...path, 'backend']),
            ...(first
              ? [{ placed, path, message: `expected each host and path once, found ${claim} in ${called(first)} too` }]
              : []),
          ]
        }),
      )
    })
  },
}

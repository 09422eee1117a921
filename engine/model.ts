/**
 * The shapes that everything passes around. This file imports nothing: the engine, the components and the scripts
 * agree here and nowhere else.
 */

/** A JSON value: what values, templates and manifests are made of. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }

/** A place in a file that a person can edit. `line` and `column` count from 1; `file` is relative to the root. */
export type Place = { readonly file: string; readonly line: number; readonly column: number }

/** The keys that lead to a value, from the top of the overlay: `['values', 'kafka', 'brokers', 'replicas']`. */
export type Path = readonly string[]

/**
 * Something wrong, at a place where a person can act. `message` says what was expected and what was found,
 * `hint` the way out. An error stops every write; a warning does not, unless `--strict`.
 */
export type Problem = {
  readonly rule: string
  readonly severity: 'error' | 'warning'
  readonly at: Place & { readonly path: string }
  readonly message: string
  readonly hint?: string
  /** The overlay that has the problem; absent where it is of no single overlay. */
  readonly overlay?: string
  /** Further overlays that have the very same problem. */
  readonly also?: readonly string[]
  /** The object that has the problem, as `Kind/name` or `Kind/name.namespace`; what an acceptance names. */
  readonly object?: string
}

/** `production` findings are errors where the overlay's purpose is production, and warnings in development. */
export type Severity = 'error' | 'warning' | 'production'

/**
 * What a rule over values found. `at` leads to the value that a person should change, `orAt` to others that decide it: where an
 * overlay writes one of these and inherits `at`, it is told there.
 */
export type Finding = {
  readonly at: Path
  readonly orAt?: readonly Path[]
  readonly message: string
  readonly hint?: string
}

/** A rule over one component's values, named for the fact that it holds (`ensembleIsOdd`). */
export type Rule<V = unknown> = {
  /** Stable: `zookeeper/ensemble-is-odd`. Acceptances and tools refer to it. */
  readonly id: string
  readonly severity: Severity
  readonly check: (instance: Instance<V>) => readonly Finding[]
}

export type Purpose = 'production' | 'development'

/** Who may reach a port or be reached: pods by labels, whole namespaces, or address ranges. */
export type Peer = {
  readonly namespace?: string
  readonly podLabels?: Readonly<Record<string, string>>
  readonly cidr?: string
}

/** What a platform that denies by default must know of its cluster. An absent fact is an error in whoever needs it. */
export type ClusterNetwork = {
  /** The cluster's DNS, node-local caches included; ports 53 TCP and UDP. */
  readonly dns: readonly Peer[]
  /** The API server as pods reach it. */
  readonly apiServer?: { readonly cidrs: readonly string[]; readonly port: number }
  /** The nodes' address ranges. */
  readonly nodes?: readonly string[]
  /** The pods' address ranges. */
  readonly pods?: readonly string[]
  /** The ingress controller's pods. */
  readonly ingress?: readonly Peer[]
  /** What scrapes metrics. */
  readonly monitoring?: readonly Peer[]
}

/** Facts of the cluster that an overlay renders for. */
export type Cluster = {
  readonly name: string
  /** The Kubernetes minor: schemas, API versions and rules follow it. */
  readonly kubernetes: '1.34' | '1.35' | '1.36'
  /** The cluster's DNS domain, without a leading dot. */
  readonly domain: string
  /** The registry that every image is pulled from (an air-gapped mirror), or null for each image's public one. */
  readonly registry: string | null
  readonly storageClass: string
  readonly zones: readonly string[]
  readonly network: ClusterNetwork
}

/** How the committed output reaches the cluster. `base/overlay.yaml` says what each of these decides. */
export type Sync = {
  readonly engine: 'argocd' | 'flux'
  readonly repository: string
  /** A branch, a whole reference (`refs/...`), or a commit of 40 hexadecimal digits. */
  readonly revision: string
  /** The folder of the repository that holds `overlays/`; empty where it is the top. */
  readonly directory: string
  readonly hub: boolean
  readonly overlays: readonly string[]
  readonly destination: {
    readonly name: string | null
    readonly server: string | null
    readonly kubeConfig: string | null
  }
  readonly argocd: ArgoCdSync
  readonly flux: FluxSync
}

/** What is Argo CD's alone. */
export type ArgoCdSync = {
  readonly namespace: string
  readonly administrators: string
  readonly selfHeal: boolean
  readonly retry: {
    readonly limit: number
    readonly duration: string
    readonly factor: number
    readonly maxDuration: string
  }
  readonly history: number
  readonly windows: Readonly<
    Record<
      string,
      {
        readonly kind: 'allow' | 'deny'
        readonly schedule: string
        readonly duration: string
        readonly timeZone?: string
        readonly manualSync?: boolean
      }
    >
  >
  readonly serviceAccount: string | null
  readonly signatureKeys: readonly string[]
  readonly notifications: Readonly<Record<string, string>>
}

/** What is Flux's alone. */
export type FluxSync = {
  readonly namespace: string
  readonly rootSource: string | null
  readonly source: {
    readonly oci: string | null
    readonly interval: string
    readonly secret: string | null
    readonly verify: string | null
  }
  readonly interval: string
  readonly retryInterval: string
  readonly serviceAccount: string | null
  readonly health: Readonly<Record<string, HealthExpressions>>
  readonly notifications: Readonly<
    Record<
      string,
      {
        readonly type: string
        readonly channel?: string
        readonly address?: string
        readonly secret?: string
        readonly severity?: 'info' | 'error'
      }
    >
  >
}

/** When an object is well, on its way, or broken for good: expressions of CEL over the object. */
export type HealthExpressions = { readonly current: string; readonly inProgress?: string; readonly failed?: string }

/** Something that must stand in the cluster before the platform. */
export type Prerequisite = {
  readonly mode: 'absent' | 'external' | 'install'
  readonly version: string | null
  /** What a chart is installed from and into; absent where Sluice installs none. */
  readonly namespace?: string
  readonly repository?: string
  readonly chart?: string
  readonly values?: { readonly [key: string]: Json }
}

/** Where a Secret comes from that cert-manager does not make. `base/overlay.yaml` says what each decides. */
export type SecretSource = 'existing' | 'external-secrets' | 'sealed-secrets'

/** Where the Secrets come from that the platform needs. */
export type Secrets = {
  readonly source: SecretSource
  readonly externalSecrets: {
    readonly store: { readonly kind: 'ClusterSecretStore' | 'SecretStore'; readonly name: string | null }
    /** With `{overlay}`, `{cluster}`, `{namespace}` and `{name}`. */
    readonly path: string
    readonly refresh: string
  }
  /** By the Secret's name, or `name.namespace`. */
  readonly overrides: Readonly<Record<string, { readonly source: SecretSource }>>
}

/** A finding that an overlay knowingly lives with. Names a rule, an object or a value path, and a reason. */
export type Acceptance = {
  readonly rule: string
  readonly object?: string
  readonly value?: string
  readonly reason: string
}

/** The facts of one overlay, complete and frozen: what `overlay.yaml` and all that it extends say together. */
export type Overlay = {
  readonly name: string
  readonly purpose: Purpose
  /** The namespace that its components render into unless a component's values name another. */
  readonly namespace: string
  readonly cluster: Cluster
  readonly prerequisites: Readonly<Record<string, Prerequisite>>
  readonly secrets: Secrets
  readonly sync: Sync
  /** What is on its way out: components by name, and objects as `Kind/name` or `Kind/name.namespace`. */
  readonly retiring: { readonly components: readonly string[]; readonly objects: readonly string[] }
  readonly accept: readonly Acceptance[]
}

/** A compiled Handlebars template of a config file. Throws where it names a value that does not exist. */
export type Template = (model: { readonly [key: string]: unknown }) => string

/** A component in an overlay: complete, frozen values and all that a generator may know. */
export type Instance<V = unknown> = {
  /** `020-kafka` */
  readonly id: string
  /** `kafka`: the key in `components` and `values`. */
  readonly name: string
  readonly values: V
  readonly overlay: Overlay
  readonly namespace: string
  /** By file name, without `.hbs`: `zoo.cfg`. */
  readonly templates: Readonly<Record<string, Template>>
  /** The instances of lower-numbered components, by name; reach them through their `address.ts`. */
  readonly uses: Readonly<Record<string, Instance>>
}

/** A plain Kubernetes object: exactly what becomes YAML. */
export type Manifest = {
  apiVersion: string
  kind: string
  metadata: {
    name: string
    namespace?: string
    labels?: Record<string, string>
    annotations?: Record<string, string>
  }
}

/**
 * An object that a manifest refers to and that Sluice does not render: a Secret that a value names, a class of the
 * cluster. `keys` are the keys that it must hold.
 */
export type ExternalObject = {
  readonly kind: string
  readonly name: string
  /** Absent for cluster-scoped kinds. */
  readonly namespace?: string
  readonly keys?: readonly string[]
}

/** A rule over one component in all overlays at once: sees every instance, names the overlay that must change. */
export type FleetRule<V = unknown> = {
  readonly id: string
  readonly severity: Severity
  readonly check: (instances: readonly Instance<V>[]) => readonly (Finding & { readonly overlay: string })[]
}

/** What `component.ts` exports: a component's table of contents. `V` is the type of its complete values. */
export type Component<V = never> = {
  /** Names of the components that must be in the overlay with these values. Lower numbers only. */
  readonly requires: (values: V) => readonly string[]
  /**
   * Its manifests by output directory. The directory's number is the order of apply: the first is the component's own,
   * a further one is for what must wait until the one before is healthy.
   */
  readonly directories: Readonly<Record<string, (instance: Instance<V>) => readonly Manifest[]>>
  readonly rules: readonly Rule<V>[]
  /** What its manifests refer to and others make. */
  readonly external?: (instance: Instance<V>) => readonly ExternalObject[]
  readonly fleetRules?: readonly FleetRule<V>[]
}

/** A manifest on its way to a file: where it goes and who made it. */
export type Placed = {
  readonly manifest: Manifest
  /** `020-kafka`: the component that made it; `secrets` where the overlay's fact of that name did. */
  readonly component: string
  /** `095-edge`: the output directory. */
  readonly directory: string
  /** What it is passed through from; absent where Sluice prints it. */
  readonly passed?: PassedFile
}

/** A person's file that becomes a rendered file byte for byte, behind a first line of ours. */
export type PassedFile = {
  /** `overlays/prod/sealed/mqtt-users.yaml` */
  readonly file: string
  readonly text: string
  /** Where a person should look for a field of the object. */
  readonly place: (path: Path) => Place
}

/** A finding in a manifest: `path` leads to the field. Without `placed` it is of the whole set. */
export type ManifestFinding = {
  readonly placed?: Placed
  readonly path: Path
  readonly message: string
  readonly hint?: string
}

/** All manifests of one overlay, sealed and in canonical form, with what is needed to judge them together. */
export type ManifestSet = {
  readonly overlay: Overlay
  readonly placed: readonly Placed[]
  readonly external: readonly ExternalObject[]
  /** Whether objects of a kind live in a namespace; undefined where the cluster's minor does not know the kind. */
  readonly scopeOf: (apiVersion: string, kind: string) => 'Namespaced' | 'Cluster' | undefined
}

/** A rule over the rendered set of an overlay, named for the fact that it holds (`everySelectorMatchesAPod`). */
export type SetRule = {
  readonly id: string
  readonly severity: Severity
  readonly check: (set: ManifestSet) => readonly ManifestFinding[]
}

/** A file to write, `path` relative to the overlay's folder, with `/`. */
export type File = { readonly path: string; readonly text: string }

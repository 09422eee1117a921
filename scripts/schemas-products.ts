import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { CustomResourceDefinition } from '../engine/strict-schema.ts'
import type { Fetch } from './schemas-fetch.ts'
import {
  asOfOperator115,
  definitionsIn,
  flinkOperatorApi,
  publishedDefinitions,
  withOpenPodTemplates,
} from './schemas-flink.ts'
import { ownProducts } from './schemas-own.ts'

/** One place that CustomResourceDefinitions are read from. */
export type Source = {
  /** What a person reads of it. */
  readonly says: string
  /** What it takes to read it: a build takes Go and half a minute. */
  readonly needs: 'nothing' | 'module' | 'build' | 'maven'
  readonly read: (fetch: Fetch) => readonly CustomResourceDefinition[]
}

/** A folder of `schemas/crds/`: where its kinds come from, and what its schemas say of that. */
export type Product = { readonly sources: readonly Source[]; readonly mark?: string }

/** Every `.yaml` in a folder, or one file, of a Go module. */
const published = (module: string, path: string): Source => ({
  says: `Go module ${module}, ${path}`,
  needs: 'module',
  read: ({ moduleFolder }) => {
    const whole = join(moduleFolder(module), path)
    const files = path.endsWith('.yaml') ? [whole] : yamlIn(whole)
    return files.flatMap(definitionsIn)
  },
})

/** Made of the types in a Go module, where no release of the definitions themselves can be had. */
const generated = (module: string, ...packages: string[]): Source => ({
  says: `Go module ${module}, made of its types in ${packages.join(', ')}`,
  needs: 'build',
  read: ({ generatedFolder }) => yamlIn(generatedFolder(module, packages)).flatMap(definitionsIn),
})

const yamlIn = (folder: string): string[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .map((name) => join(folder, name))

const flinkOperator: Source = {
  says: `Maven artefact ${flinkOperatorApi}, and what 1.15.0 added to it (scripts/schemas-flink.ts)`,
  needs: 'maven',
  read: ({ scratch }) => publishedDefinitions(scratch).map((one) => withOpenPodTemplates(asOfOperator115(one))),
}

/** The products whose kinds Sluice knows, by the folder of their schemas. */
export const products: Readonly<Record<string, Product>> = {
  'argo-cd': { sources: [published('github.com/argoproj/argo-cd/v3@v3.5.7', 'manifests/crds')] },
  // cert-manager's own module is not served; knative carries its file, that of v1.18.0.
  'cert-manager': {
    sources: [published('knative.dev/serving@v0.51.0', 'third_party/cert-manager-latest/cert-manager.yaml')],
  },
  flink: { sources: [flinkOperator] },
  flux: {
    sources: [
      published('github.com/fluxcd/source-controller@v1.9.6', 'config/crd/bases'),
      published('github.com/fluxcd/kustomize-controller@v1.9.6', 'config/crd/bases'),
      generated('github.com/fluxcd/helm-controller/api@v1.6.5', 'v2'),
      generated('github.com/fluxcd/notification-controller/api@v1.9.4', 'v1', 'v1beta3'),
    ],
  },
  'gateway-api': { sources: [published('sigs.k8s.io/gateway-api@v1.6.3', 'config/crd/standard')] },
  'prometheus-operator': {
    sources: [
      generated(
        'github.com/prometheus-operator/prometheus-operator/pkg/apis/monitoring@v0.95.1',
        ...['v1', 'v1alpha1', 'v1beta1'],
      ),
    ],
  },
  ...Object.fromEntries(
    Object.entries(ownProducts).map(([name, { manual, definitions }]): [string, Product] => [
      name,
      {
        sources: [
          {
            says: `no registry: the fields that ${manual} documents (scripts/schemas-own.ts)`,
            needs: 'nothing',
            read: definitions,
          },
        ],
        mark: `documented: ${manual}`,
      },
    ]),
  ),
}

import { groupOf } from '../kinds.ts'
import type { Manifest, Overlay, Prerequisite } from '../model.ts'

/** The API groups whose kinds a prerequisite serves. Sources: their CustomResourceDefinitions (schemas/crds). */
const groups: Readonly<Record<string, string>> = {
  'acme.cert-manager.io': 'cert-manager',
  'bitnami.com': 'sealed-secrets',
  'cert-manager.io': 'cert-manager',
  'external-secrets.io': 'external-secrets',
  'flink.apache.org': 'flink-operator',
  'gateway.networking.k8s.io': 'gateway-api',
  'generators.external-secrets.io': 'external-secrets',
  'monitoring.coreos.com': 'prometheus-operator',
  'trust.cert-manager.io': 'trust-manager',
}

/** The prerequisite that an object is nothing without: whose kind it is, or who does what it asks. */
export function prerequisiteOf({ apiVersion, kind }: Manifest): string | undefined {
  const group = groupOf(apiVersion)
  if (group === 'networking.k8s.io' && kind === 'Ingress') return 'ingress'
  return Object.hasOwn(groups, group) ? groups[group] : undefined
}

/**
 * What a chart needs to be there before it: the webhooks of both have certificates. Sources: the charts' templates of
 * trust-manager and of Flink's operator 1.15 (`webhook.create`).
 */
export const chartNeeds: Readonly<Record<string, string>> = {
  'flink-operator': 'cert-manager',
  'trust-manager': 'cert-manager',
}

/** A prerequisite that Sluice has installed, complete. `after`: another that it has installed, which must be there before. */
export type Installed = Required<Prerequisite> & {
  readonly name: string
  readonly version: string
  readonly after?: string
}

/** What an overlay has installed, in one order. */
export function installed({ prerequisites }: Overlay): readonly Installed[] {
  return Object.entries(prerequisites).flatMap(([name, prerequisite]) => {
    const { mode, version, namespace, repository, chart, values } = prerequisite
    if (mode !== 'install' || version === null || !namespace || !repository || !chart || !values) return []
    const after = chartNeeds[name]
    return [
      {
        name,
        mode,
        version,
        namespace,
        repository: repository.replaceAll('{version}', version),
        chart,
        values,
        ...(after !== undefined && prerequisites[after]?.mode === 'install' ? { after } : {}),
      },
    ]
  })
}

/** Whether an object's kind comes with a chart that Sluice has installed, so that it is not there from the first. */
export function isInstalledLater(manifest: Manifest, { prerequisites }: Overlay): boolean {
  const name = prerequisiteOf(manifest)
  return name !== undefined && prerequisites[name]?.mode === 'install'
}

import type { Manifest, Overlay } from '../model.ts'
import type { NeededSecret } from './needs.ts'

/** The path in the store that a Secret is read from. */
export function pathInStore(
  { name: overlay, cluster, secrets }: Overlay,
  { name, namespace }: Pick<NeededSecret, 'name' | 'namespace'>,
): string {
  const meant: Readonly<Record<string, string>> = { overlay, cluster: cluster.name, namespace, name }
  return secrets.externalSecrets.path.replace(/\{(\w+)\}/g, (whole, word: string) => meant[word] ?? whole)
}

/**
 * The object by which the External Secrets Operator makes a Secret from a store: each key is a property at one path; all
 * that is there where it is not known which keys. With the object gone the Secret goes, with the store's entry gone it
 * stays. What members of lists leave out the API server adds, so it is written out (gitops.md C1).
 */
export function externalSecret(overlay: Overlay, secret: NeededSecret, store: string): Manifest {
  const {
    store: { kind },
    refresh,
  } = overlay.secrets.externalSecrets
  const key = pathInStore(overlay, secret)
  const asItIs = { conversionStrategy: 'Default', decodingStrategy: 'None', metadataPolicy: 'None' } as const
  const manifest = {
    apiVersion: 'external-secrets.io/v1',
    kind: 'ExternalSecret',
    metadata: {
      name: secret.name,
      namespace: secret.namespace,
      labels: {
        'app.kubernetes.io/instance': overlay.name,
        'app.kubernetes.io/managed-by': 'sluice',
        'app.kubernetes.io/part-of': 'streaming-platform',
      },
    },
    spec: {
      refreshPolicy: 'Periodic',
      refreshInterval: refresh,
      secretStoreRef: { name: store, kind },
      target: {
        name: secret.name,
        creationPolicy: 'Owner',
        deletionPolicy: 'Retain',
        ...(secret.type === 'Opaque' ? {} : { template: { type: secret.type } }),
      },
      ...(secret.keys.length > 0
        ? { data: secret.keys.map((property) => ({ secretKey: property, remoteRef: { key, property, ...asItIs } })) }
        : { dataFrom: [{ extract: { key, ...asItIs } }] }),
    },
  }
  return manifest
}

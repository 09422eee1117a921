import { tlsOf } from '../005-certs/address.ts'
import type { Volume, VolumeMount } from '../kubernetes.ts'
import { certificates, directories, type Pulsar } from './names.ts'

/**
 * Whose authority the brokers trust: with proxies that of peers, as no client connects to a broker; without them that of the
 * clients, which the parts of Pulsar then are too.
 */
export const brokerAuthority = ({ values }: Pulsar): 'peers' | 'clients' => (values.proxy.enabled ? 'peers' : 'clients')

/** Where a part has the certificate that it shows to brokers. */
export const towardsBrokers = (pulsar: Pulsar): string => directories[brokerAuthority(pulsar)]

/** The roles of Pulsar's own parts, which may do everything. The proxy's alone may do nothing: it must name a client's. */
function superUsers({ values }: Pulsar): string[] {
  return [
    certificates.broker.commonName,
    certificates.admin.commonName,
    ...(values.proxy.enabled ? [certificates.proxy.commonName] : []),
    ...(values.functions.place === 'pods' ? [certificates.functions.commonName] : []),
    ...values.security.superUsers,
  ]
}

const providers = {
  certificates: 'org.apache.pulsar.broker.authentication.AuthenticationProviderTls',
  tokens: 'org.apache.pulsar.broker.authentication.AuthenticationProviderToken',
} as const

/** How those who connect to a server prove who they are. */
function proofs({ values }: Pulsar, takesTokens: boolean) {
  const { secret, kind } = values.security.tokens
  const tokens = takesTokens && secret !== null
  return {
    certificateRequired: !tokens,
    providers: [providers.certificates, ...(tokens ? [providers.tokens] : [])].join(','),
    tokenKey: tokens
      ? `${kind === 'public' ? 'tokenPublicKey' : 'tokenSecretKey'}=file://${directories.tokens}/key`
      : null,
  }
}

/** What broker.conf says of certificates and roles; null in plaintext. */
export function brokerTls(pulsar: Pulsar) {
  const { proxy } = pulsar.values
  return tlsOf(pulsar)
    ? {
        listener: towardsBrokers(pulsar),
        peers: directories.peers,
        superUsers: superUsers(pulsar).join(','),
        proxyRole: proxy.enabled ? certificates.proxy.commonName : null,
        ...proofs(pulsar, !proxy.enabled),
      }
    : null
}

/** What proxy.conf says of certificates; null in plaintext. */
export function proxyTls(pulsar: Pulsar) {
  return tlsOf(pulsar) ? { clients: directories.clients, peers: directories.peers, ...proofs(pulsar, true) } : null
}

/** The key that the server in front verifies tokens by: a volume and its mount, or none. */
export function tokenKey({ values }: Pulsar): { readonly volumes: Volume[]; readonly mounts: VolumeMount[] } {
  const { secret, key } = values.security.tokens
  if (secret === null) return { volumes: [], mounts: [] }
  return {
    volumes: [{ name: 'tokens', secret: { secretName: secret, items: [{ key, path: 'key' }], defaultMode: 0o440 } }],
    mounts: [{ name: 'tokens', mountPath: directories.tokens, readOnly: true }],
  }
}

/** A certificate's Secret at its place in a container. */
export function tlsVolume(name: 'peers' | 'clients', { secretName }: { readonly secretName: string }) {
  return {
    volume: { name: `tls-${name}`, secret: { secretName, defaultMode: 0o440 } } satisfies Volume,
    mount: { name: `tls-${name}`, mountPath: directories[name], readOnly: true } satisfies VolumeMount,
  }
}

/** The certificates that a part has: towards bookies, and where there are no proxies another towards brokers. */
export function partTls(
  pulsar: Pulsar,
  peer: { readonly secretName: string },
  own: { readonly secretName: string },
): { readonly volumes: Volume[]; readonly mounts: VolumeMount[] } {
  if (!tlsOf(pulsar)) return { volumes: [], mounts: [] }
  const all = [tlsVolume('peers', peer), ...(brokerAuthority(pulsar) === 'clients' ? [tlsVolume('clients', own)] : [])]
  return { volumes: all.map(({ volume }) => volume), mounts: all.map(({ mount }) => mount) }
}

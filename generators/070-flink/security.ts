import { tlsOf } from '../005-certs/address.ts'
import type { Tls } from '../parts/certificate.ts'
import type { Cluster, Flink } from './names.ts'

/** What of a cluster's traffic is encrypted, and what makes the certificates; undefined where nothing is. */
export type Protection = { readonly tls: Tls; readonly internal: boolean; readonly rest: 'mutual' | 'server' | 'none' }

export function protectionOf(flink: Flink, cluster: Cluster): Protection | undefined {
  const tls = tlsOf(flink)
  const { internal, rest } = flink.values.security
  return tls === undefined || cluster.mode === 'operator' || (!internal && rest === 'none')
    ? undefined
    : { tls, internal, rest }
}

/**
 * What both ends agree on. Flink up to 2.2 offers only TLS_RSA suites, which Java 17.0.18 and its like have switched off
 * (FLINK-39022).
 */
export function cipherSuites({ leaves }: Tls): string {
  const kind = leaves.key.startsWith('rsa') ? 'RSA' : 'ECDSA'
  return `TLS_ECDHE_${kind}_WITH_AES_128_GCM_SHA256,TLS_ECDHE_${kind}_WITH_AES_256_GCM_SHA384`
}

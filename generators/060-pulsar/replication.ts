import type { NetworkPolicyEgressRule, Volume, VolumeMount } from '../kubernetes.ts'
import { peers, tcp } from '../parts/network.ts'
import { directories, type Pulsar } from './names.ts'

const directoryOf = (name: string): string => `${directories.clusters}/${name}`

/** The other clusters, in the words of the admin API: where they are, and by what brokers here prove who they are there. */
export function otherClusters({ values }: Pulsar): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values.replication.clusters).map(([name, { pulsar }]) => [
      name,
      {
        brokerServiceUrlTls: pulsar,
        brokerClientTlsEnabled: true,
        brokerClientTrustCertsFilePath: `${directoryOf(name)}/ca.crt`,
        authenticationPlugin: 'org.apache.pulsar.client.impl.auth.AuthenticationTls',
        authenticationParameters: `tlsCertFile:${directoryOf(name)}/tls.crt,tlsKeyFile:${directoryOf(name)}/tls.key`,
      },
    ]),
  )
}

/** What the other clusters gave to the brokers here, as volumes and where they are mounted. */
export function clusterFiles({ values }: Pulsar): { readonly volumes: Volume[]; readonly mounts: VolumeMount[] } {
  const secrets = Object.entries(values.replication.clusters).flatMap(([name, { secret }]) =>
    secret === null ? [] : [{ name, secret }],
  )
  return {
    volumes: secrets.map(({ name, secret }) => ({
      name: `cluster-${name}`,
      secret: { secretName: secret, defaultMode: 0o440 },
    })),
    mounts: secrets.map(({ name }) => ({
      name: `cluster-${name}`,
      mountPath: directoryOf(name),
      readOnly: true,
    })),
  }
}

/** The brokers' way to the other clusters. */
export function towardsClusters({ values }: Pulsar): NetworkPolicyEgressRule[] {
  return Object.values(values.replication.clusters).flatMap(({ addresses, pulsar }) =>
    addresses.length === 0
      ? []
      : [
          {
            to: peers(addresses.map((cidr) => ({ cidr }))),
            ports: tcp(...(pulsar === null ? [] : [portOf(pulsar)])),
          },
        ],
  )
}

/** The host and port of a URL of the other cluster; the schema has refused what is none. */
export function hostOf(url: string | null): string | undefined {
  return url?.replace(/^[^:]*:\/\//, '').replace(/:\d+$/, '')
}

export function portOf(url: string): number {
  return Number(url.slice(url.lastIndexOf(':') + 1))
}

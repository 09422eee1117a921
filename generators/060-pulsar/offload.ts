import type { EnvVar, NetworkPolicyEgressRule, Volume, VolumeMount } from '../kubernetes.ts'
import { peers, tcp } from '../parts/network.ts'
import { bytes, seconds } from '../parts/units.ts'
import { directories, type Pulsar } from './names.ts'

type Driver = Exclude<Pulsar['values']['offload']['driver'], 'none'>

/** What each driver calls bucket, region and endpoint, and the keys of its Secret. */
const drivers: Readonly<
  Record<
    Driver,
    {
      readonly bucket: string
      readonly region?: string
      readonly endpoint?: string
      readonly environment: readonly string[]
      readonly keyFile?: { readonly property: string; readonly key: string }
    }
  >
> = {
  'aws-s3': {
    bucket: 's3ManagedLedgerOffloadBucket',
    region: 's3ManagedLedgerOffloadRegion',
    endpoint: 's3ManagedLedgerOffloadServiceEndpoint',
    environment: ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'],
  },
  'google-cloud-storage': {
    bucket: 'gcsManagedLedgerOffloadBucket',
    region: 'gcsManagedLedgerOffloadRegion',
    environment: [],
    keyFile: { property: 'gcsManagedLedgerOffloadServiceAccountKeyFile', key: 'key.json' },
  },
  azureblob: {
    bucket: 'managedLedgerOffloadBucket',
    environment: ['AZURE_STORAGE_ACCOUNT', 'AZURE_STORAGE_ACCESS_KEY'],
  },
}

const driverOf = ({ values }: Pulsar) => (values.offload.driver === 'none' ? undefined : drivers[values.offload.driver])

/** The keys that the Secret with the credentials must hold. */
export function credentialKeys(pulsar: Pulsar): string[] {
  const { environment = [], keyFile } = driverOf(pulsar) ?? {}
  return [...environment, ...(keyFile ? [keyFile.key] : [])]
}

/** What broker.conf says of the object store; null where messages stay. */
export function offloadModel(pulsar: Pulsar) {
  const names = driverOf(pulsar)
  if (!names) return null
  const { bucket, deleteAfter, driver, endpoint, keep, region, secret } = pulsar.values.offload
  const stated = [
    { key: names.bucket, value: bucket },
    { key: names.region, value: region },
    { key: names.endpoint, value: endpoint },
    {
      key: names.keyFile?.property,
      value: secret === null ? null : `${directories.offload}/${names.keyFile?.key}`,
    },
  ]
  return {
    driver,
    keep: bytes(keep),
    deleteAfter: seconds(deleteAfter) * 1000,
    properties: stated.filter(({ key, value }) => key !== undefined && value !== null),
  }
}

/** The credentials, as variables and as a file. */
export function offloadCredentials(pulsar: Pulsar): {
  readonly environment: EnvVar[]
  readonly volumes: Volume[]
  readonly mounts: VolumeMount[]
} {
  const { secret } = pulsar.values.offload
  const { environment = [], keyFile } = driverOf(pulsar) ?? {}
  if (secret === null) return { environment: [], volumes: [], mounts: [] }
  return {
    environment: environment.map((key) => ({ name: key, valueFrom: { secretKeyRef: { name: secret, key } } })),
    volumes: keyFile ? [{ name: 'offload', secret: { secretName: secret, defaultMode: 0o440 } }] : [],
    mounts: keyFile ? [{ name: 'offload', mountPath: directories.offload, readOnly: true }] : [],
  }
}

/** The brokers' way to the object store. */
export function towardsObjectStore(pulsar: Pulsar): NetworkPolicyEgressRule[] {
  const { addresses, endpoint } = pulsar.values.offload
  const port = endpoint === null ? undefined : /:(\d+)$/.exec(endpoint)?.[1]
  return driverOf(pulsar)
    ? [{ to: peers(addresses.map((cidr) => ({ cidr }))), ports: tcp(port === undefined ? 443 : Number(port)) }]
    : []
}

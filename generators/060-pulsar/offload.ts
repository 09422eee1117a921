import type { EnvVar, NetworkPolicyEgressRule, Volume, VolumeMount } from '../kubernetes.ts'
import { peers, tcp } from '../parts/network.ts'
import { template } from '../parts/template.ts'
import { bytes, seconds } from '../parts/units.ts'
import { directories, offloadClaim, type Pulsar } from './names.ts'

type Driver = Exclude<Pulsar['values']['offload']['driver'], 'none' | 'filesystem'>

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

/** What is known of the object store; undefined where messages stay, or move to a volume. */
function driverOf({ values }: Pulsar) {
  const { driver } = values.offload
  return driver === 'none' || driver === 'filesystem' ? undefined : drivers[driver]
}

/** The keys that the Secret with the credentials must hold. */
export function credentialKeys(pulsar: Pulsar): string[] {
  const { environment = [], keyFile } = driverOf(pulsar) ?? {}
  return [...environment, ...(keyFile ? [keyFile.key] : [])]
}

/** What broker.conf says of where messages move to; null where they stay. */
export function offloadModel(pulsar: Pulsar) {
  const { deleteAfter, driver, keep } = pulsar.values.offload
  if (driver === 'none') return null
  return { driver, keep: bytes(keep), deleteAfter: seconds(deleteAfter) * 1000, properties: offloadProperties(pulsar) }
}

const profile = 'filesystem.xml'

function offloadProperties(pulsar: Pulsar) {
  const names = driverOf(pulsar)
  if (!names)
    return [
      { key: 'fileSystemURI', value: `file://${directories.oldMessages}` },
      { key: 'fileSystemProfilePath', value: `${directories.config}/${profile}` },
    ]
  const { bucket, endpoint, region, secret } = pulsar.values.offload
  const stated = [
    { key: names.bucket, value: bucket },
    { key: names.region, value: region },
    { key: names.endpoint, value: endpoint },
    {
      key: names.keyFile?.property,
      value: secret === null ? null : `${directories.offload}/${names.keyFile?.key}`,
    },
  ]
  return stated.filter(({ key, value }) => key !== undefined && value !== null)
}

/** The file that says where on the volume messages are. */
export function offloadFiles(pulsar: Pulsar): Record<string, string> {
  return pulsar.values.offload.driver === 'filesystem'
    ? { [profile]: template(pulsar, profile)({ directory: directories.oldMessages }) }
    : {}
}

/** The volume that old messages move to, and where it is mounted. */
export function offloadVolume({ values }: Pulsar): { readonly volumes: Volume[]; readonly mounts: VolumeMount[] } {
  if (values.offload.driver !== 'filesystem') return { volumes: [], mounts: [] }
  return {
    volumes: [{ name: 'old-messages', persistentVolumeClaim: { claimName: offloadClaim } }],
    mounts: [{ name: 'old-messages', mountPath: directories.oldMessages }],
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

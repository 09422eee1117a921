import { tlsOf } from '../../005-certs/address.ts'
import { template } from '../../parts/template.ts'
import { seconds } from '../../parts/units.ts'
import { brokerTls } from '../access.ts'
import { brokerUrls } from '../broker/listeners.ts'
import { directories, type Pulsar, ports } from '../names.ts'
import { metadataUrl } from '../zookeeper.ts'

/** functions_worker.yml, one text for all workers. A worker's own name is that of its pod, or of its broker. */
export function workerConfiguration(pulsar: Pulsar): string {
  const { clusterName, functions, quorum } = pulsar.values
  const encrypted = tlsOf(pulsar) !== undefined
  return template(
    pulsar,
    'functions_worker.yml',
  )({
    clusterName,
    // As many as the bookies that a message is spread over: each takes a copy of the whole package.
    copies: quorum.ensemble,
    directory: directories.functions,
    encrypted,
    processes: functions.runtime === 'process',
    own: functions.place === 'pods' ? ownModel(pulsar) : null,
    properties: [...(encrypted ? towardsBookies : []), ...(functions.place === 'pods' ? tokenKey(pulsar) : [])],
    config: Object.entries(functions.config).map(([key, value]) => ({ key, value: JSON.stringify(value) })),
  })
}

/** What a worker must be told that is in no broker. */
function ownModel(pulsar: Pulsar) {
  const tls = brokerTls(pulsar)
  return {
    port: ports.worker,
    brokers: brokerUrls(pulsar),
    metadata: metadataUrl(pulsar),
    sessionTimeout: seconds(pulsar.values.zookeeper.sessionTimeout) * 1000,
    tls: tls
      ? {
          ...tls,
          port: ports.workerTls,
          providers: JSON.stringify(list(tls.providers)),
          // No proxy passes anything on to a worker.
          superUsers: JSON.stringify(list(tls.superUsers).filter((role) => role !== tls.proxyRole)),
        }
      : null,
  }
}

/** What is between commas in properties, and a list in YAML. */
const list = (joined: string): string[] => joined.split(',')

/** Packages of code are written to the bookies by a client of its own, which knows nothing of broker.conf. */
const towardsBookies = [
  { key: 'tlsProviderFactoryClass', value: 'org.apache.bookkeeper.tls.TLSContextFactory' },
  { key: 'tlsClientAuthentication', value: 'true' },
  { key: 'clientKeyStoreType', value: 'PEM' },
  { key: 'clientKeyStore', value: `${directories.peers}/tls.key` },
  { key: 'tlsCertificatePath', value: `${directories.peers}/tls.crt` },
  { key: 'clientTrustStoreType', value: 'PEM' },
  { key: 'clientTrustStore', value: `${directories.peers}/ca.crt` },
  { key: 'tlsHostnameVerificationEnabled', value: 'true' },
  { key: 'tlsCertFilesRefreshDurationSeconds', value: '300' },
].map(({ key, value }) => ({ key: `bookkeeper_${key}`, value }))

/** The key that tokens are verified by is no setting of a worker's own. */
function tokenKey(pulsar: Pulsar): { readonly key: string; readonly value: string }[] {
  const [key, value] = brokerTls(pulsar)?.tokenKey?.split('=') ?? []
  return key === undefined || value === undefined ? [] : [{ key, value }]
}

/** The files of properties that a person may add to. */
export type ConfigFile = 'bookkeeper.conf' | 'broker.conf' | 'proxy.conf' | 'functions_worker.yml'

/** Properties that Sluice writes itself, and the value that decides each. */
const decided: Readonly<Record<ConfigFile, Readonly<Record<string, string>>>> = {
  'bookkeeper.conf': {
    zkTimeout: 'zookeeper.sessionTimeout',
    journalDirectories: 'bookies.journal',
    journalDirectory: 'bookies.journal',
    journalMaxSizeMB: 'bookies.journal.size',
    ledgerDirectories: 'bookies.ledgers',
    logSizeLimit: 'bookies.ledgers.size',
    minUsableSizeForIndexFileCreation: 'bookies.ledgers.size',
    dbStorage_writeCacheMaxSizeMb: 'bookies.direct',
    dbStorage_readAheadCacheMaxSizeMb: 'bookies.direct',
    dbStorage_rocksDB_blockCacheSize: 'bookies.direct',
    autoRecoveryDaemonEnabled: 'recovery.place',
    lostBookieRecoveryDelay: 'recovery.after',
    nettyMaxFrameSizeBytes: 'defaults.largestMessage',
  },
  'broker.conf': {
    clusterName: 'clusterName',
    functionsWorkerEnabled: 'functions.place',
    metadataStoreSessionTimeoutMillis: 'zookeeper.sessionTimeout',
    brokerShutdownTimeoutMs: 'brokers.rollout.stopWithin',
    managedLedgerDefaultEnsembleSize: 'quorum.ensemble',
    managedLedgerDefaultWriteQuorum: 'quorum.write',
    managedLedgerDefaultAckQuorum: 'quorum.ack',
    bookkeeperClientRackawarePolicyEnabled: 'bookies.rack',
    bookkeeperClientMinNumRacksPerWriteQuorum: 'bookies.rack',
    maxMessageSize: 'defaults.largestMessage',
    defaultRetentionTimeInMinutes: 'defaults.retention',
    defaultRetentionSizeInMB: 'defaults.retentionSize',
    ttlDurationDefaultInSeconds: 'defaults.timeToLive',
    backlogQuotaDefaultLimitBytes: 'defaults.backlog',
    backlogQuotaDefaultLimitGB: 'defaults.backlog',
    allowAutoTopicCreation: 'defaults.autoCreateTopics',
    brokerDeleteInactiveTopicsEnabled: 'defaults.deleteInactiveTopics',
    managedLedgerOffloadDriver: 'offload.driver',
    managedLedgerOffloadAutoTriggerSizeThresholdBytes: 'offload.keep',
    managedLedgerOffloadDeletionLagMs: 'offload.deleteAfter',
    managedLedgerOffloadBucket: 'offload.bucket',
    s3ManagedLedgerOffloadBucket: 'offload.bucket',
    s3ManagedLedgerOffloadRegion: 'offload.region',
    s3ManagedLedgerOffloadServiceEndpoint: 'offload.endpoint',
    fileSystemURI: 'offload.claim',
    fileSystemProfilePath: 'offload.claim',
    gcsManagedLedgerOffloadBucket: 'offload.bucket',
    gcsManagedLedgerOffloadRegion: 'offload.region',
    gcsManagedLedgerOffloadServiceAccountKeyFile: 'offload.secret',
  },
  'proxy.conf': { clusterName: 'clusterName' },
  'functions_worker.yml': {
    pulsarFunctionsCluster: 'clusterName',
    numFunctionPackageReplicas: 'quorum.ensemble',
    metadataStoreSessionTimeoutMillis: 'zookeeper.sessionTimeout',
    functionRuntimeFactoryClassName: 'functions.runtime',
    functionRuntimeFactoryConfigs: 'functions.runtime',
  },
}

const agreed = 'ports, Services, NetworkPolicies, probes and certificates are rendered to agree with it'
const fromCertificates = 'it follows from 005-certs'
const oneTree = 'all parts keep their metadata in one tree, which follows from the component zookeeper'
const identity = 'a bookie is known by the name of its pod, and refuses the disks of another'
const decidesWhoMay = 'it decides who may do what, which is the same on every server'

/** Families of properties that nobody may set here, and why: a property that a pattern matches. */
const refused: Readonly<Record<ConfigFile, readonly (readonly [RegExp, string])[]>> = {
  'bookkeeper.conf': [
    [/^(metadataServiceUri|zkServers|zkLedgersRootPath|ledgerManager.*)$/, oneTree],
    [/^(bookiePort|httpServer.*|statsProviderClass|prometheusStats.*|listeningInterface)$/, agreed],
    [/^(useHostNameAsBookieID|useShortHostName|bookieId|advertisedAddress)$/, identity],
    [/^(indexDirectories|ledgerStorageClass|allowStorageExpansion)$/, 'it says what the disks hold'],
    [
      /^((entryLocation|ledgerMetadata|default)RocksdbConf|dbStorage_rocksDB_format_version)$/,
      'it says where indexes are described, which is here',
    ],
    [/^(tls.*|client(Key|Trust)Store.*|useV2WireProtocol)$/, fromCertificates],
    [/^(bookieAuthProviderFactoryClass|clientAuthProviderFactoryClass|authorizedRoles)$/, decidesWhoMay],
    [/^(reppDnsResolverClass)$/, 'it reads the zones that the bookies write'],
  ],
  'broker.conf': [
    [
      /^(metadataStoreUrl|configuration(MetadataStoreUrl|StoreServers)|zookeeperServers|bookkeeperMetadataServiceUri)$/,
      oneTree,
    ],
    [/^(brokerServicePort|webServicePort|statusFilePath)(Tls)?$/, agreed],
    [/^(advertisedAddress|advertisedListeners|internalListenerName|bindAddress(es)?)$/, agreed],
    [/^(tls|brokerClient|bookkeeperTls|bookkeeperTLS|bookkeeper_tls|bookkeeperUseV2WireProtocol)/, fromCertificates],
    [/^bookkeeperClientAuthentication/, fromCertificates],
    [/^(authentication|authorization|superUserRoles|proxyRoles|anonymousUserRole|token|authenticat)/, decidesWhoMay],
  ],
  'proxy.conf': [
    [
      /^(metadataStoreUrl|configuration(MetadataStoreUrl|StoreServers)|zookeeperServers|broker(Web)?ServiceURL(TLS)?)$/,
      oneTree,
    ],
    [/^(servicePort|webServicePort|statusFilePath)(Tls)?$/, agreed],
    [/^functionWorkerWebServiceURL(TLS)?$/, 'it follows from values.pulsar.functions.place'],
    [/^brokerProxyAllowed/, 'a client is sent to the brokers of this cluster alone'],
    [/^(tls|brokerClient)/, fromCertificates],
    [/^(authentication|authorization|superUserRoles|anonymousUserRole|token|authenticat|forward)/, decidesWhoMay],
  ],
  'functions_worker.yml': [
    [/^(pulsar(Web)?ServiceUrl|functionWebServiceUrl|configuration(MetadataStoreUrl|StoreServers))$/, oneTree],
    [
      /^(pulsarFunctionsNamespace|function(Metadata|Assignment)TopicName|clusterCoordinationTopicName)$/,
      'the workers keep there what runs',
    ],
    [/^schedulerClassName$/, 'the image holds no other'],
    [/^(worker(Id|Hostname|Port|PortTls)|downloadDirectory)$/, agreed],
    [/^(additionalJavaRuntimeArguments|properties)$/, 'it is no single value'],
    [/^(tls|useTls|brokerClient|bookkeeperClient)/, fromCertificates],
    [/^(authentication|authorization|superUserRoles|proxyRoles|authenticat)/, decidesWhoMay],
  ],
}

/** Why a property may not be set here; undefined where it may. */
export function reasonAgainst(file: ConfigFile, property: string): string | undefined {
  const owner = decided[file][property]
  if (owner !== undefined) return `it is decided by values.pulsar.${owner}`
  const [, reason] = refused[file].find(([pattern]) => pattern.test(property)) ?? []
  if (reason !== undefined) return reason
  return /password|secret|credential|auth\w*param|accesskey|apikey|token$/i.test(property)
    ? 'it would stand in the ConfigMap for everyone to read'
    : undefined
}

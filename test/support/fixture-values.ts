/** Values that make every choice complete: identities, existing issuers, credentials by reference. */
export const fixtureValues = {
  namespace: {
    namespaces: {
      data: {
        quota: { cpu: '100', memory: '200Gi', storage: '10Ti', pods: 100 },
        limits: { cpu: null, memory: '16Gi' },
      },
      other: {},
    },
    basicAuthSecret: 'ingress-users',
  },
  kafka: {
    clusterId: 'Z1SvljKiRF6FwpPlqsCGMw',
    zookeeper: { chroot: '/kafka' },
    topics: { orders: {}, 'orders.paid': { config: { 'retention.ms': 3600000 } } },
    users: { orders: { acls: { write: { name: 'orders', operations: ['Write', 'Describe'] } } } },
    listeners: { external: { host: 'kafka-{broker}.example.com' } },
  },
  flink: {
    zookeeper: { chroot: '/flink' },
    storage: {
      uri: 's3://company-flink/test',
      access: { peers: [{ cidr: '10.40.0.0/24' }] },
      credentials: { secret: 'object-store', options: { 's3.access-key': 'access-key' } },
    },
    security: { keystorePassword: { secret: 'flink-keystore' } },
    clusters: {
      orders: {
        job: {
          class: 'com.example.Orders',
          jar: {
            path: '/opt/flink/usrlib/orders.jar',
            url: 'https://repository.example.com/orders-1.0.jar',
            sha256: '8f434346648f6b96df89dda901c5176b10a6d83961dd3c1ac88b59b2dc327aa4',
            image: 'shop/orders:1.0.0',
          },
        },
        egress: { repository: { to: [{ cidr: '10.50.0.0/24' }] } },
      },
      second: { mode: 'session', clients: [{ namespace: 'apps', podLabels: { role: 'submitter' } }] },
    },
  },
  mqtt: {
    external: { hosts: ['mqtt.example.com'] },
    security: {
      passwords: { secretName: 'mqtt-passwords' },
      acl: { users: { gateway: { topics: { 'devices/#': 'readwrite' } } } },
      clients: [{ namespace: 'edge', podLabels: { role: 'gateway' } }],
    },
  },
  pulsar: {
    clusterName: 'test',
    zookeeper: { chroot: '/pulsar' },
    image: { repository: 'apachepulsar/pulsar-all' },
    proxy: { external: { hosts: ['pulsar.example.com'] } },
    offload: { bucket: 'old-messages', region: 'eu-central-1', secret: 'object-store' },
    tenants: { shop: { namespaces: { orders: { grants: { orders: ['produce'] }, topics: { placed: {} } } } } },
  },
  certs: {
    existing: {
      peers: { name: 'company-peers', kind: 'ClusterIssuer', group: 'cert-manager.io' },
      clients: { name: 'company-clients', kind: 'ClusterIssuer', group: 'cert-manager.io' },
      public: { name: 'company-public', kind: 'ClusterIssuer', group: 'cert-manager.io' },
    },
    acme: {
      dns01: {
        provider: 'route53',
        secretName: 'dns-credentials',
        secretKey: 'token',
        scope: 'eu-central-1',
        accessKeyId: 'AKIAEXAMPLEEXAMPLE00',
      },
    },
    clients: { orders: {} },
    publicHosts: { web: { hosts: ['web.example.com'] } },
  },
}

/** What one choice asks of another: Kafka of the last line that knows ZooKeeper. */
export function consistent(values: Record<string, unknown>): Record<string, unknown> {
  const flink = values['flink'] as { storage: { type?: string; uri: string } } // as the fixture has it
  const bucket = { gcs: 'gs://company-flink/test', azure: 'abfss://flink@company.dfs.core.windows.net/test' }[
    flink.storage.type ?? ''
  ]
  if (bucket !== undefined) flink.storage.uri = bucket
  const kafka = values['kafka'] as { mode?: string; image?: object } // as the fixture and the schema have it
  return kafka.mode === 'zookeeper' ? { ...values, kafka: { ...kafka, image: { tag: '3.9.2' } } } : values
}

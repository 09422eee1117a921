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
  const kafka = values['kafka'] as { mode?: string; image?: object } // as the fixture and the schema have it
  return kafka.mode === 'zookeeper' ? { ...values, kafka: { ...kafka, image: { tag: '3.9.2' } } } : values
}

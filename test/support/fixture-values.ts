/** Values that make every choice complete: identities, existing issuers, credentials by reference. */
export const fixtureValues = {
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

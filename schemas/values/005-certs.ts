/* Generated from the schema of the same name by npm run types: edit the schema. */
/**
 * Where the platform's certificates come from.
 */
export interface CertsValues {
  /**
   * Where the internal certificates come from: authorities of the platform's own, existing issuers, or nowhere.
   */
  internal: 'ca' | 'existing' | 'none'
  /**
   * Where the certificates of hosts that the world sees come from.
   */
  public: 'acme' | 'existing' | 'none'
  /**
   * The certificates of the two authorities.
   */
  authorities: {
    /**
     * The keys: algorithm and bits.
     */
    key: 'ecdsa-256' | 'ecdsa-384' | 'ecdsa-521' | 'rsa-2048' | 'rsa-3072' | 'rsa-4096'
    /**
     * How long the authorities' certificates are valid.
     */
    duration: string
    /**
     * How long before its end an authority's certificate is renewed.
     */
    renewBefore: string
  }
  /**
   * The certificates of servers and clients.
   */
  leaves: {
    /**
     * The keys: algorithm and bits.
     */
    key: 'ecdsa-256' | 'ecdsa-384' | 'ecdsa-521' | 'rsa-2048' | 'rsa-3072' | 'rsa-4096'
    /**
     * How long a certificate is valid.
     */
    duration: string
    /**
     * How long before its end a certificate is renewed.
     */
    renewBefore: string
  }
  /**
   * Certificates for applications, by the name of the client.
   */
  clients: {
    /**
     * One client.
     */
    [k: string]: {
      /**
       * Further DNS names in the certificate.
       *
       * Items: A DNS name of at least two labels, without a trailing dot.
       */
      dnsNames: string[]
      /**
       * How long the certificate is valid, or null for what holds for all leaves.
       */
      duration: string | null
    }
  }
  /**
   * Issuers that stand in the cluster already.
   */
  existing: {
    /**
     * The issuer for peers.
     */
    peers: {
      /**
       * Its name.
       */
      name: string
      /**
       * Its kind; an Issuer must be in the platform's namespace.
       */
      kind: 'Issuer' | 'ClusterIssuer'
      /**
       * Its API group: cert-manager.io, or that of an external issuer.
       */
      group: string
    } | null
    /**
     * The issuer for clients.
     */
    clients: {
      /**
       * Its name.
       */
      name: string
      /**
       * Its kind; an Issuer must be in the platform's namespace.
       */
      kind: 'Issuer' | 'ClusterIssuer'
      /**
       * Its API group: cert-manager.io, or that of an external issuer.
       */
      group: string
    } | null
    /**
     * The issuer for public certificates.
     */
    public: {
      /**
       * Its name.
       */
      name: string
      /**
       * Its kind; an Issuer must be in the platform's namespace.
       */
      kind: 'Issuer' | 'ClusterIssuer'
      /**
       * Its API group: cert-manager.io, or that of an external issuer.
       */
      group: string
    } | null
  }
  /**
   * The ACME authority.
   */
  acme: {
    /**
     * letsencrypt, letsencrypt-staging, or the URL of another directory.
     */
    server: string
    /**
     * The address that the authority warns before a certificate ends, or null.
     */
    email: string | null
    /**
     * How the authority sees that the hosts are ours.
     */
    challenge: 'http01' | 'dns01'
    /**
     * The class of the ingress that answers the HTTP-01 challenge.
     */
    ingressClass: string
    /**
     * The DNS provider that answers the DNS-01 challenge.
     */
    dns01: {
      /**
       * The provider, or null.
       */
      provider: 'cloudflare' | 'digitalocean' | 'route53' | 'clouddns' | null
      /**
       * The existing Secret with the credentials, or null.
       */
      secretName: string | null
      /**
       * The key of the Secret that holds the credentials, or null.
       */
      secretKey: string | null
      /**
       * The provider's region (route53) or project (clouddns), or null.
       */
      scope: string | null
      /**
       * The provider's access key id (route53), or null.
       */
      accessKeyId: string | null
    }
  }
  /**
   * Hosts that get a public certificate, by the name of the certificate.
   */
  publicHosts: {
    /**
     * One public certificate.
     */
    [k: string]: {
      /**
       * The DNS names of the certificate; the overlay's own.
       *
       * @minItems 1
       */
      hosts: [string, ...string[]] | null
    }
  }
}

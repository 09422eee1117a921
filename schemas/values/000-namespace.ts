/* Generated from the schema of the same name by npm run types: edit the schema. */
/**
 * The namespaces of the platform and what holds in each.
 */
export interface NamespaceValues {
  /**
   * The namespaces of the platform, by name.
   */
  namespaces: {
    /**
     * One namespace.
     */
    [k: string]: {
      /**
       * The Pod Security level that is enforced, audited and warned about.
       */
      podSecurity: 'restricted' | 'baseline' | 'privileged'
      /**
       * Further labels of the namespace; not those that Kubernetes or Sluice write.
       */
      labels: {
        /**
         * The label's value.
         */
        [k: string]: string
      }
      /**
       * The most that all pods may ask for together, or null for no ResourceQuota.
       */
      quota: {
        /**
         * Processor time of all requests together.
         */
        cpu: string
        /**
         * Memory of all limits together.
         */
        memory: string
        /**
         * The sizes of all volumes together.
         */
        storage: string
        /**
         * The number of pods.
         */
        pods: number
      } | null
      /**
       * What one container may use at most, or null for no LimitRange.
       */
      limits: {
        /**
         * The most processor time of a container, or null for no bound (a bound would make every container state a limit).
         */
        cpu: string | null
        /**
         * The most memory of a container.
         */
        memory: string
      } | null
    }
  }
  /**
   * Whether a namespace denies all traffic that no policy allows, DNS aside.
   */
  defaultDeny: boolean
  /**
   * Whether the API server refuses to delete what is kept from pruning, whoever asks.
   */
  refuseDeletion: boolean
  /**
   * An existing Secret of type kubernetes.io/basic-auth in the overlay's namespace, or null.
   */
  basicAuthSecret: string | null
}

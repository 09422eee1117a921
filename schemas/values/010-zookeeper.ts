/* Generated from the schema of the same name by npm run types: edit the schema. */
/**
 * The ZooKeeper ensemble of the platform.
 */
export interface ZookeeperValues {
  /**
   * The namespace of ZooKeeper, one of 000-namespace's, or null for the overlay's own.
   */
  namespace: string | null
  /**
   * How many servers there are, and how long they wait for each other.
   */
  ensemble: {
    /**
     * The number of servers: 1, 3, 5 or 7; an even number only on the way from one to the next.
     */
    size: number
    /**
     * Whether a server with an empty volume takes part in elections (initial: the first start needs it) or first copies the state of the others (join).
     */
    bootstrap: 'initial' | 'join'
    /**
     * The beat that joinWithin and followWithin are measured by, in whole seconds (tickTime).
     */
    tick: string
    /**
     * How long a server may take to find the leader and copy its state (initLimit), a multiple of the tick.
     */
    joinWithin: string
    /**
     * How far a server may fall behind the leader before it is dropped (syncLimit), a multiple of the tick.
     */
    followWithin: string
    /**
     * The bounds of the session timeouts that clients get.
     */
    sessions: {
      /**
       * The shortest session timeout (minSessionTimeout).
       */
      shortest: string
      /**
       * The longest session timeout (maxSessionTimeout).
       */
      longest: string
    }
  }
  /**
   * The volumes of each server.
   */
  storage: {
    /**
     * The volume of snapshots and of the server's identity.
     */
    data: {
      /**
       * The size of the volume, such as 10Gi.
       */
      size: string
      /**
       * The StorageClass of the volume, or null for cluster.storageClass.
       */
      storageClass: string | null
    }
    /**
     * The volume of the transaction log.
     */
    log: {
      /**
       * Whether the transaction log has a volume of its own.
       */
      separate: boolean
      /**
       * The size of that volume, such as 10Gi.
       */
      size: string
      /**
       * The StorageClass of that volume, or null for cluster.storageClass.
       */
      storageClass: string | null
    }
    /**
     * When old snapshots and their logs are removed.
     */
    snapshots: {
      /**
       * How many of the newest snapshots are kept (autopurge.snapRetainCount).
       */
      keep: number
      /**
       * How often older ones are removed, in whole hours (autopurge.purgeInterval).
       */
      purgeEvery: string
    }
  }
  /**
   * The image of the server: the official one, or one that holds the same.
   */
  image: {
    /**
     * The repository without a registry: the registry of the whole platform is cluster.registry.
     */
    repository: string
    /**
     * The exact version; a tag that moves (latest, 2) is refused.
     */
    tag: string
    /**
     * The digest of the image, or null to trust the tag.
     */
    digest: string | null
  }
  /**
   * What each server asks for and may use at most.
   */
  resources: {
    /**
     * The processor time that is reserved.
     */
    cpu: string
    /**
     * The most processor time, or null for no limit (a throttled server drops out of its quorum).
     */
    cpuLimit: string | null
    /**
     * The memory that is reserved and the most that may be used.
     */
    memory: string
  }
  /**
   * The Java heap in whole mebibytes, at most three quarters of resources.memory.
   */
  heap: string
  /**
   * How the servers work.
   */
  tuning: {
    /**
     * How many connections one address may hold at a time (maxClientCnxns).
     */
    connectionsPerClient: number
    /**
     * After how many transactions a snapshot is taken (snapCount).
     */
    snapshotAfter: number
    /**
     * The largest request and answer in mebibytes (jute.maxbuffer).
     */
    largestRequest: string
    /**
     * What is logged, with everything worse.
     */
    logLevel: 'ERROR' | 'WARN' | 'INFO' | 'DEBUG'
    /**
     * Further options of the Java virtual machine, one per entry. A list, because their order matters.
     *
     * Items: One option.
     */
    jvmOptions: string[]
  }
  /**
   * Where the servers may run and how they are spread.
   */
  placement: {
    /**
     * Whether two pods of one kind must be on different hosts, or should be.
     */
    hosts: 'required' | 'preferred'
    /**
     * Whether the pods must be spread evenly over the zones, or should be.
     */
    zones: 'required' | 'preferred'
    /**
     * Labels that a node must carry.
     */
    nodeSelector: {
      /**
       * The label's value.
       */
      [k: string]: string
    }
    /**
     * Taints of nodes that the pods tolerate, by the key of the taint.
     */
    tolerations: {
      /**
       * One toleration.
       */
      [k: string]: {
        /**
         * The taint's value, or null for any.
         */
        value: string | null
        /**
         * The taint's effect.
         */
        effect: 'NoSchedule' | 'PreferNoSchedule' | 'NoExecute'
      }
    }
    /**
     * A PriorityClass that stands in the cluster, or null.
     */
    priorityClass: string | null
  }
  /**
   * How a change reaches the servers, one after the other.
   */
  rollout: {
    /**
     * How long a server may take from its start until it answers.
     */
    startWithin: string
    /**
     * How long a server must be in the quorum before the next one is restarted.
     */
    settle: string
    /**
     * How long a server that is told to stop may take.
     */
    stopWithin: string
  }
  /**
   * Metrics for Prometheus.
   */
  metrics: {
    /**
     * Whether the servers give metrics on port 7000 under /metrics.
     */
    enabled: boolean
  }
  /**
   * Who may connect and what they must show.
   */
  security: {
    /**
     * The pods that may connect. A list, because a client has no identity of its own.
     *
     * Items: Pods that may connect, in one namespace.
     */
    clients: {
      /**
       * A name of a Kubernetes object as a DNS label: lower-case letters, digits and -, at most 63 characters.
       */
      namespace: string
      /**
       * Labels by key.
       */
      podLabels: {
        /**
         * The label's value.
         */
        [k: string]: string
      }
    }[]
    /**
     * Whose host name a server compares with the certificate that another server shows: that of the one it dials, or of both.
     */
    verifyHosts: 'servers' | 'both'
  }
  /**
   * How renewed certificates reach the servers, without a restart.
   */
  certificates: {
    /**
     * How often the container next to the server looks for a renewed certificate.
     */
    checkEvery: string
    /**
     * What that container asks for and may use at most.
     */
    resources: {
      /**
       * The processor time that is reserved.
       */
      cpu: string
      /**
       * The most processor time, or null for no limit (a throttled server drops out of its quorum).
       */
      cpuLimit: string | null
      /**
       * The memory that is reserved and the most that may be used.
       */
      memory: string
    }
  }
  /**
   * Properties of the server beyond ours, by their own names, as they would stand in zoo.cfg.
   */
  config: {
    /**
     * The property's value, on one line.
     */
    [k: string]: string | number | boolean
  }
}

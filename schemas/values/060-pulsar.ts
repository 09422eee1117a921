/* Generated from the schema of the same name by npm run types: edit the schema. */
/**
 * A Pulsar cluster: bookies, brokers, and what they need.
 */
export interface PulsarValues {
  /**
   * The namespace of Pulsar, or null for the overlay's own.
   */
  namespace: string | null
  /**
   * The name of the cluster, which the metadata and other clusters know it by. Never changes while the data lives.
   */
  clusterName: string | null
  /**
   * How the cluster uses ZooKeeper.
   */
  zookeeper: {
    /**
     * In which ensemble: the shared one, or one that nobody else uses.
     */
    ensemble: 'shared' | 'own'
    /**
     * With an ensemble of its own, what a server does whose volume is empty: take part in elections, or copy the others first.
     */
    bootstrap: 'initial' | 'join'
    /**
     * The path in ZooKeeper under which the cluster keeps everything.
     */
    chroot: string | null
    /**
     * How long ZooKeeper keeps a silent broker or bookie in the cluster.
     */
    sessionTimeout: string
  }
  /**
   * The image of every part, pinned to an exact version.
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
   * The servers that keep the messages.
   */
  bookies: {
    /**
     * How many bookies there are.
     */
    replicas: number
    /**
     * The volumes that every message is written to first.
     */
    journal: {
      /**
       * How many volumes, each with a journal of its own.
       */
      volumes: number
      /**
       * The size of each.
       */
      size: string
      /**
       * The StorageClass, or null for the cluster's.
       */
      storageClass: string | null
    }
    /**
     * The volumes that keep the messages.
     */
    ledgers: {
      /**
       * How many volumes, which share the messages.
       */
      volumes: number
      /**
       * The size of each.
       */
      size: string
      /**
       * The StorageClass, or null for the cluster's.
       */
      storageClass: string | null
    }
    /**
     * What a bookie asks for.
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
     * The JVM's heap.
     */
    heap: string
    /**
     * The memory outside of the heap.
     */
    direct: string
    /**
     * What the copies of a message are spread over: the zones of the nodes, or just the bookies.
     */
    rack: 'zone' | 'none'
    /**
     * Where the bookies may run and how they are spread.
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
     * How a change reaches the bookies.
     */
    rollout: {
      /**
       * How long a bookie may take from its start until it answers, the replay of its journal included.
       */
      startWithin: string
      /**
       * How long it must have answered before the next one is restarted.
       */
      settle: string
      /**
       * How long it may take to flush and stop.
       */
      stopWithin: string
    }
    /**
     * Properties of bookkeeper.conf beyond ours, by their own names.
     */
    config: {
      /**
       * The property's value, on one line.
       */
      [k: string]: string | number | boolean
    }
  }
  /**
   * What copies again the messages of a bookie that is lost.
   */
  recovery: {
    /**
     * Where it runs: in pods of its own, or inside every bookie.
     */
    place: 'pods' | 'bookies'
    /**
     * How long a bookie may be away before its messages are copied.
     */
    after: string
    /**
     * How many pods of its own.
     */
    replicas: number
    /**
     * What each asks for.
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
     * The JVM's heap.
     */
    heap: string
    /**
     * The memory outside of the heap.
     */
    direct: string
    /**
     * Where the pods may run and how they are spread.
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
     * Properties of bookkeeper.conf beyond ours, by their own names.
     */
    config: {
      /**
       * The property's value, on one line.
       */
      [k: string]: string | number | boolean
    }
  }
  /**
   * The servers that hand messages out.
   */
  brokers: {
    /**
     * How many brokers there are.
     */
    replicas: number
    /**
     * What a broker asks for.
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
     * The JVM's heap.
     */
    heap: string
    /**
     * The memory outside of the heap.
     */
    direct: string
    /**
     * Where the brokers may run and how they are spread.
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
     * How a change reaches the brokers.
     */
    rollout: {
      /**
       * How long a broker may take from its start until it answers.
       */
      startWithin: string
      /**
       * How long it must have answered before the next one is restarted.
       */
      settle: string
      /**
       * How long it may take to hand its topics over and stop.
       */
      stopWithin: string
    }
    /**
     * Properties of broker.conf beyond ours, by their own names.
     */
    config: {
      /**
       * The property's value, on one line.
       */
      [k: string]: string | number | boolean
    }
  }
  /**
   * What clients reach instead of the brokers.
   */
  proxy: {
    /**
     * Whether there are proxies.
     */
    enabled: boolean
    /**
     * How many proxies there are.
     */
    replicas: number
    /**
     * What a proxy asks for.
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
     * The JVM's heap.
     */
    heap: string
    /**
     * The memory outside of the heap.
     */
    direct: string
    /**
     * Where the proxies may run and how they are spread.
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
     * How a change reaches the proxies.
     */
    rollout: {
      /**
       * How long a proxy may take from its start until it answers.
       */
      startWithin: string
      /**
       * How long it must have answered before the next one is restarted.
       */
      settle: string
      /**
       * How long it may take to stop.
       */
      stopWithin: string
    }
    /**
     * How clients outside of the cluster reach the proxies.
     */
    external: {
      /**
       * By which type of Service, or not at all.
       */
      type: 'none' | 'LoadBalancer'
      /**
       * The DNS names that lead there.
       *
       * Items: A DNS name of at least two labels, without a trailing dot.
       */
      hosts: string[]
      /**
       * The ranges of addresses that clients come from.
       *
       * @minItems 1
       *
       * Items: A range of IP addresses such as 10.0.0.0/16.
       */
      sources: [string, ...string[]]
      /**
       * Which kind of load balancer, or null for the cluster's default.
       */
      loadBalancerClass: string | null
      /**
       * Annotations of the Service.
       */
      annotations: {
        /**
         * The annotation's value.
         */
        [k: string]: string
      }
    }
    /**
     * Properties of proxy.conf beyond ours, by their own names.
     */
    config: {
      /**
       * The property's value, on one line.
       */
      [k: string]: string | number | boolean
    }
  }
  /**
   * Pulsar Functions, with sources and sinks: code of users that runs next to the topics.
   */
  functions: {
    /**
     * Where the workers are: nowhere, in pods of their own, or inside every broker.
     */
    place: 'none' | 'pods' | 'brokers'
    /**
     * What an instance runs as: a process of its own, or a thread of the worker.
     */
    runtime: 'process' | 'thread'
    /**
     * The room for packages of code, in the node's storage.
     */
    scratch: string
    /**
     * What the code connects to beside Pulsar, by any name that says what it is.
     */
    egress: {
      /**
       * One target.
       */
      [k: string]: {
        /**
         * The addresses or pods. A list, because none has an identity.
         *
         * Items: Who may connect: pods by namespace and labels, or a range of addresses.
         */
        to: {
          /**
           * A name of a Kubernetes object as a DNS label: lower-case letters, digits and -, at most 63 characters.
           */
          namespace?: string
          /**
           * Labels by key.
           */
          podLabels?: {
            /**
             * The label's value.
             */
            [k: string]: string
          }
          /**
           * A range of IP addresses such as 10.0.0.0/16.
           */
          cidr?: string
        }[]
        /**
         * Their port.
         */
        port: number
      }
    }
    /**
     * How many workers in pods of their own.
     */
    replicas: number
    /**
     * What a worker asks for, with the processes that it starts.
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
     * The JVM's heap.
     */
    heap: string
    /**
     * The memory outside of the heap.
     */
    direct: string
    /**
     * Where the workers may run and how they are spread.
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
     * How a change reaches the workers.
     */
    rollout: {
      /**
       * How long a worker may take from its start until it answers.
       */
      startWithin: string
      /**
       * How long it must have answered before the next one is restarted.
       */
      settle: string
      /**
       * How long it may take to end its instances and stop.
       */
      stopWithin: string
    }
    /**
     * Properties of functions_worker.yml beyond ours, by their own names.
     */
    config: {
      /**
       * The property's value, on one line.
       */
      [k: string]: string | number | boolean
    }
  }
  /**
   * How many bookies keep a message.
   */
  quorum: {
    /**
     * Over how many bookies the messages of a topic are spread at a time.
     */
    ensemble: number
    /**
     * How many of them get a copy of each message.
     */
    write: number
    /**
     * How many copies must be on disk before a producer is told so.
     */
    ack: number
  }
  /**
   * What holds for every topic whose namespace does not say otherwise.
   */
  defaults: {
    /**
     * The largest message.
     */
    largestMessage: string
    /**
     * How long acknowledged messages are kept, in whole minutes, or null for not at all.
     */
    retention: string | null
    /**
     * How many bytes of acknowledged messages a topic keeps, or null for any number.
     */
    retentionSize: string | null
    /**
     * How long a message waits for a subscription that does not take it, or null for ever.
     */
    timeToLive: string | null
    /**
     * How many bytes may wait on a topic before producers are held back, or null for any number.
     */
    backlog: string | null
    /**
     * Whether writing to a topic that does not exist makes it.
     */
    autoCreateTopics: boolean
    /**
     * Whether a topic that nobody uses is deleted, with what it retains.
     */
    deleteInactiveTopics: boolean
  }
  /**
   * The tenants that a Job makes and keeps as they are here, by name.
   */
  tenants: {
    /**
     * One tenant.
     */
    [k: string]: {
      /**
       * The roles that may manage the tenant.
       *
       * Items: The name of a client, or the subject of a token.
       */
      admins: string[]
      /**
       * Its namespaces, by name.
       */
      namespaces: {
        /**
         * One namespace.
         */
        [k: string]: {
          /**
           * Who may do what there, by role.
           */
          grants: {
            /**
             * What the role may do.
             *
             * @minItems 1
             *
             * Items: One action, as Pulsar names it.
             */
            [k: string]: [
              'produce' | 'consume' | 'functions' | 'sources' | 'sinks' | 'packages',
              ...('produce' | 'consume' | 'functions' | 'sources' | 'sinks' | 'packages')[],
            ]
          }
          /**
           * The other clusters that keep the namespace's messages too.
           *
           * Items: The name of a cluster.
           */
          replicateTo: string[]
          /**
           * Into how many parts the topics are divided among the brokers.
           */
          bundles: number
          /**
           * How long acknowledged messages are kept, in whole minutes, or null for the default.
           */
          retention: string | null
          /**
           * How many bytes of acknowledged messages a topic keeps, or null for any number.
           */
          retentionSize: string | null
          /**
           * How long a message waits for a subscription that does not take it, or null for the default.
           */
          timeToLive: string | null
          /**
           * How many bytes may wait on a topic before producers are held back, or null for the default.
           */
          backlog: string | null
          /**
           * Whether a message that a producer sends twice is kept once, or null for the default.
           */
          deduplication: boolean | null
          /**
           * Which change of a schema is allowed, or null for the default.
           */
          schemaCompatibility:
            | null
            | 'FULL'
            | 'FULL_TRANSITIVE'
            | 'BACKWARD'
            | 'BACKWARD_TRANSITIVE'
            | 'FORWARD'
            | 'FORWARD_TRANSITIVE'
            | 'ALWAYS_COMPATIBLE'
            | 'ALWAYS_INCOMPATIBLE'
          /**
           * Its topics, by name.
           */
          topics: {
            /**
             * One topic.
             */
            [k: string]: {
              /**
               * How many partitions, or null for a topic that is no partitioned one.
               */
              partitions: number | null
            }
          }
        }
      }
    }
  }
  /**
   * Tiered storage: old messages move to an object store or a volume.
   */
  offload: {
    /**
     * To what messages move, or none where they stay.
     */
    driver: 'none' | 'aws-s3' | 'google-cloud-storage' | 'azureblob' | 'filesystem'
    /**
     * With filesystem, the volume that all brokers mount.
     */
    claim: {
      /**
       * The size of the volume.
       */
      size: string
      /**
       * The StorageClass, or null for the cluster's.
       */
      storageClass: string | null
      /**
       * Whether brokers on several nodes use it.
       */
      accessMode: 'ReadWriteMany' | 'ReadWriteOnce'
    }
    /**
     * The bucket or container.
     */
    bucket: string | null
    /**
     * The region of the bucket, or null for none.
     */
    region: string | null
    /**
     * With aws-s3, the address of another store than Amazon's, or null.
     */
    endpoint: string | null
    /**
     * How many bytes of a topic stay on the bookies.
     */
    keep: string
    /**
     * How long what has moved stays on the bookies too.
     */
    deleteAfter: string
    /**
     * The existing Secret with the credentials, or null for workload identity.
     */
    secret: string | null
    /**
     * Annotations of the brokers' ServiceAccount, which say whom it stands for in the cloud.
     */
    serviceAccountAnnotations: {
      /**
       * The annotation's value.
       */
      [k: string]: string
    }
    /**
     * The ranges of addresses of the object store.
     *
     * @minItems 1
     *
     * Items: A range of IP addresses such as 10.0.0.0/16.
     */
    addresses: [string, ...string[]]
  }
  /**
   * Geo-replication with other clusters.
   */
  replication: {
    /**
     * The other clusters, by name.
     */
    clusters: {
      /**
       * One other cluster.
       */
      [k: string]: {
        /**
         * Where the brokers here reach the other cluster's proxies.
         */
        pulsar: string | null
        /**
         * The existing Secret with tls.crt, tls.key and ca.crt that the other cluster gave to this one.
         */
        secret: string | null
        /**
         * The ranges of addresses that the other cluster's proxies have.
         *
         * Items: A range of IP addresses such as 10.0.0.0/16.
         */
        addresses: string[]
      }
    }
  }
  /**
   * Who may connect.
   */
  security: {
    /**
     * The pods that may connect.
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
     * Who may do everything beside the parts of Pulsar.
     *
     * Items: The name of a client, or the subject of a token.
     */
    superUsers: string[]
    /**
     * Tokens, with which clients may prove who they are instead of by a certificate.
     */
    tokens: {
      /**
       * The existing Secret with the key that tokens are verified by, or null for no tokens.
       */
      secret: string | null
      /**
       * The key of the Secret.
       */
      key: string
      /**
       * Whether it is the public key of a pair, or the one key that signs too.
       */
      kind: 'public' | 'secret'
    }
  }
  /**
   * What every JVM of the servers is started with.
   */
  jvm: {
    /**
     * What collects garbage; default is what the image's launcher chooses.
     */
    collector: 'default' | 'serial' | 'g1'
    /**
     * Further options of the Java virtual machine, one per entry.
     *
     * Items: One option.
     */
    options: string[]
  }
  /**
   * A pod with the tools, as super user.
   */
  toolset: {
    /**
     * Whether there is one.
     */
    enabled: boolean
    /**
     * What it asks for.
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
   * The Jobs.
   */
  jobs: {
    /**
     * Raising it runs the Jobs anew: one that has failed for good is not run again by itself.
     */
    generation: number
    /**
     * What each asks for.
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
   * What the servers log, on their standard output.
   */
  logging: {
    /**
     * The level of everything that is not named.
     */
    root: 'ERROR' | 'WARN' | 'INFO' | 'DEBUG'
    /**
     * The level of single loggers, by their names.
     */
    loggers: {
      /**
       * The logger's level.
       */
      [k: string]: 'OFF' | 'ERROR' | 'WARN' | 'INFO' | 'DEBUG' | 'TRACE'
    }
  }
  /**
   * Metrics for Prometheus.
   */
  metrics: {
    /**
     * Whether Prometheus may read them.
     */
    enabled: boolean
  }
}

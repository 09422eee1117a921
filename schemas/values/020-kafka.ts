/* Generated from the schema of the same name by npm run types: edit the schema. */
/**
 * A Kafka cluster with its topics, users and access.
 */
export interface KafkaValues {
  /**
   * The namespace of Kafka, or null for the overlay's own.
   */
  namespace: string | null
  /**
   * Where the cluster's metadata lives: in Kafka's own controllers, or in ZooKeeper.
   */
  mode: 'kraft' | 'zookeeper'
  /**
   * Whether controllers are pods of their own, or every broker is a controller too.
   */
  roles: 'separate' | 'combined'
  /**
   * The identity of the cluster, which every disk carries: 16 bytes in base64url. Never changes while the disks live.
   */
  clusterId: string | null
  /**
   * How the cluster uses ZooKeeper, with mode zookeeper.
   */
  zookeeper: {
    /**
     * The path in ZooKeeper under which the cluster keeps everything.
     */
    chroot: string | null
    /**
     * How long ZooKeeper keeps a silent broker in the cluster.
     */
    sessionTimeout: string
  }
  /**
   * The image of servers and Jobs, pinned to an exact version.
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
   * The pool that keeps the metadata, with mode kraft and separate roles.
   */
  controllers: {
    /**
     * How many controllers there are.
     */
    replicas: number
    /**
     * What an empty disk of a controller becomes: a voter of the first quorum, or an observer until somebody adds it.
     */
    bootstrap: 'initial' | 'join'
    /**
     * The size of the volume for the metadata.
     */
    storage: string
    /**
     * The StorageClass of the volume, or null for the cluster's.
     */
    storageClass: string | null
    /**
     * What a controller asks for.
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
     * Where the controllers may run and how they are spread.
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
     * How a change reaches the controllers.
     */
    rollout: {
      /**
       * How long a controller may take from its start until it answers.
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
     * Server properties of controllers beyond ours, by their own names.
     */
    config: {
      /**
       * The property's value, on one line.
       */
      [k: string]: string | number | boolean
    }
  }
  /**
   * The pool that keeps the messages.
   */
  brokers: {
    /**
     * How many brokers there are; their ids are 0 and up, controllers begin at 100.
     */
    replicas: number
    /**
     * The size of the volume for the messages.
     */
    storage: string
    /**
     * The StorageClass of the volume, or null for the cluster's.
     */
    storageClass: string | null
    /**
     * How many bytes a second producers write into the whole cluster, or null where that is not to be checked.
     */
    expectedIngress: string | null
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
     * What the replicas of a partition are spread over: the zones of the nodes, or just the brokers.
     */
    rack: 'zone' | 'none'
    /**
     * How a change reaches the brokers.
     */
    rollout: {
      /**
       * How long a broker may take from its start until it answers, the check of its log included.
       */
      startWithin: string
      /**
       * How long it must have answered before the next one is restarted.
       */
      settle: string
      /**
       * How long it may take to hand its partitions over and stop.
       */
      stopWithin: string
    }
    /**
     * Server properties of brokers beyond ours, by their own names.
     */
    config: {
      /**
       * The property's value, on one line.
       */
      [k: string]: string | number | boolean
    }
  }
  /**
   * What holds for every topic that does not say otherwise, Kafka's own topics included.
   */
  defaults: {
    /**
     * How many brokers keep each partition.
     */
    replication: number
    /**
     * How many of them must have a message before a producer with acks=all is told so.
     */
    minInSync: number
    /**
     * How many partitions a topic has.
     */
    partitions: number
    /**
     * How long messages are kept, or null for ever.
     */
    retention: string | null
    /**
     * How many bytes of each partition are kept, or null for any number.
     */
    retentionBytes: string | null
    /**
     * Whether writing to a topic that does not exist makes it.
     */
    autoCreateTopics: boolean
    /**
     * Whether a replica that misses acknowledged messages may lead a partition that no other can lead.
     */
    uncleanLeaderElection: boolean
  }
  /**
   * The topics that a Job creates and keeps as they are here, by name.
   */
  topics: {
    /**
     * One topic.
     */
    [k: string]: {
      /**
       * How many partitions it has.
       */
      partitions: number
      /**
       * How many brokers keep each partition.
       */
      replication: number
      /**
       * The topic's own settings, as Kafka names them.
       */
      config: {
        /**
         * The property's value, on one line.
         */
        [k: string]: string | number | boolean
      }
    }
  }
  /**
   * Who may do what, by the name of the user.
   */
  users: {
    /**
     * One user.
     */
    [k: string]: {
      /**
       * How the user proves who it is: by a certificate or a password.
       */
      authentication: 'tls' | 'scram'
      /**
       * Where the password comes from, with authentication scram.
       */
      password: {
        /**
         * The existing Secret, in the namespace of Kafka.
         */
        secret: string | null
        /**
         * The key of the Secret that holds the password.
         */
        key: string
        /**
         * To be raised when the Secret holds a new password.
         */
        generation: number
      }
      /**
       * What the user may do, by any name that says what for.
       */
      acls: {
        /**
         * One permission.
         */
        [k: string]: {
          /**
           * On what.
           */
          resource: 'topic' | 'group' | 'transactionalId' | 'cluster' | 'delegationToken'
          /**
           * The name of the topic, group, … or how it begins; * for all; null for the cluster.
           */
          name: string | null
          /**
           * Whether name is the whole name or how it begins.
           */
          match: 'literal' | 'prefixed'
          /**
           * What the user may do there.
           *
           * @minItems 1
           *
           * Items: One operation, as Kafka names it.
           */
          operations: [
            (
              | 'All'
              | 'Read'
              | 'Write'
              | 'Create'
              | 'Delete'
              | 'Alter'
              | 'Describe'
              | 'ClusterAction'
              | 'DescribeConfigs'
              | 'AlterConfigs'
              | 'IdempotentWrite'
            ),
            ...(
              | 'All'
              | 'Read'
              | 'Write'
              | 'Create'
              | 'Delete'
              | 'Alter'
              | 'Describe'
              | 'ClusterAction'
              | 'DescribeConfigs'
              | 'AlterConfigs'
              | 'IdempotentWrite'
            )[],
          ]
          /**
           * Whether it is allowed or denied.
           */
          permission: 'allow' | 'deny'
          /**
           * The address that the user must come from, or * for any.
           */
          host: string
        }
      }
    }
  }
  /**
   * How clients reach the brokers, beyond the listener for clients with certificates.
   */
  listeners: {
    /**
     * The listener for users with passwords, on port 9095.
     */
    scram: {
      /**
       * Whether there is one.
       */
      enabled: boolean
    }
    /**
     * The listener for clients outside of the cluster, on port 9094.
     */
    external: {
      /**
       * How each broker is exposed, or not at all.
       */
      type: 'none' | 'LoadBalancer' | 'NodePort'
      /**
       * How clients prove who they are: by a certificate or a password.
       */
      authentication: 'tls' | 'scram'
      /**
       * The DNS name of each broker, with {broker} in its first label for the broker's number.
       */
      host: string | null
      /**
       * The port of broker 0 on every node, with type NodePort.
       */
      nodePort: number
      /**
       * Whether only the node of a broker answers for it, or any node does.
       */
      trafficPolicy: 'Local' | 'Cluster'
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
       * Annotations of each broker's Service, with {broker} for its number.
       */
      annotations: {
        /**
         * The annotation's value.
         */
        [k: string]: string
      }
    }
  }
  /**
   * Who may connect.
   */
  security: {
    /**
     * The pods that may connect to the brokers.
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
  }
  /**
   * How renewed certificates reach the servers.
   */
  certificates: {
    /**
     * Raising it restarts every server.
     */
    generation: number
    /**
     * How often the servers are restarted, at the least.
     */
    rollEvery: string
    /**
     * How long the servers' certificates are valid.
     */
    duration: string
    /**
     * How long before their end they are renewed.
     */
    renewBefore: string
  }
  /**
   * The Jobs that make topics and users.
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
   * What the JVM of every server is started with, beside heap.
   */
  jvm: {
    /**
     * Further options of the Java virtual machine, one per entry. A list, because their order matters.
     *
     * Items: One option.
     */
    options: string[]
  }
  /**
   * Metrics for Prometheus, on port 9404.
   */
  metrics: {
    /**
     * Whether the servers give metrics; the image must hold the agent.
     */
    enabled: boolean
    /**
     * Where the image holds the JMX exporter's agent.
     */
    agent: string
  }
  /**
   * A pod with Kafka's tools for trying out.
   */
  testClient: {
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
}

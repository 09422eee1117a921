/* Generated from the schema of the same name by npm run types: edit the schema. */
/**
 * Flink clusters: applications, sessions, and those that the operator runs.
 */
export interface FlinkValues {
  /**
   * The namespace of all clusters, or null for the overlay's own.
   */
  namespace: string | null
  /**
   * How clusters use ZooKeeper.
   */
  zookeeper: {
    /**
     * The path in ZooKeeper under which every cluster keeps its leader and its pointers.
     */
    chroot: string | null
  }
  /**
   * Where all clusters keep what must outlive their pods.
   */
  storage: {
    /**
     * A volume that all pods mount, a bucket, or nothing.
     */
    type: 'claim' | 's3' | 'gcs' | 'azure' | 'none'
    /**
     * The folder in the bucket.
     */
    uri: string | null
    /**
     * The volume.
     */
    claim: {
      /**
       * The size of the volume.
       */
      size: string
      /**
       * The StorageClass of the volume, or null for the cluster's.
       */
      storageClass: string | null
      /**
       * Whether pods on several nodes use it.
       */
      accessMode: 'ReadWriteMany' | 'ReadWriteOnce'
    }
    /**
     * How Flink proves to a bucket who it is.
     */
    credentials: {
      /**
       * An existing Secret, or null for the pods' own identity.
       */
      secret: string | null
      /**
       * The options of Flink that it decides, each with the key of the Secret.
       */
      options: {
        /**
         * The key of the Secret.
         */
        [k: string]: string
      }
      /**
       * Annotations of the clusters' ServiceAccounts by which a cloud knows them.
       */
      annotations: {
        /**
         * The annotation's value.
         */
        [k: string]: string
      }
    }
    /**
     * What the pods connect to for the bucket.
     */
    access: {
      /**
       * The addresses or pods of the object store. A list, because none has an identity.
       *
       * Items: Who may connect: pods by namespace and labels, or a range of addresses.
       */
      peers: {
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
    /**
     * Further options of Flink for the file system.
     */
    config: {
      /**
       * The property's value, on one line.
       */
      [k: string]: string | number | boolean
    }
  }
  /**
   * How pods know each other and who may speak to them.
   */
  security: {
    /**
     * Whether pods of a cluster encrypt and authenticate what they say to each other.
     */
    internal: boolean
    /**
     * How the REST API is protected.
     */
    rest: 'mutual' | 'server' | 'none'
    /**
     * The password of the key stores.
     */
    keystorePassword: {
      /**
       * The existing Secret, in the clusters' namespace.
       */
      secret: string | null
      /**
       * Its key.
       */
      key: string
    }
  }
  /**
   * How renewed certificates reach the clusters.
   */
  certificates: {
    /**
     * Raising it restarts every cluster.
     */
    generation: number
    /**
     * How long the certificates are valid.
     */
    duration: string
    /**
     * How long before their end they are renewed.
     */
    renewBefore: string
  }
  /**
   * The Flink Kubernetes Operator.
   */
  operator: {
    /**
     * Its version.
     */
    version: string
    /**
     * The namespace of its pods.
     */
    namespace: string
    /**
     * The labels of its pods.
     */
    podLabels: {
      /**
       * The label's value.
       */
      [k: string]: string
    }
  }
  /**
   * Metrics for Prometheus.
   */
  metrics: {
    /**
     * Whether there are any.
     */
    enabled: boolean
  }
  /**
   * The Flink clusters, by name.
   */
  clusters: {
    /**
     * One Flink cluster.
     */
    [k: string]: {
      /**
       * How it is run: for one job, for jobs that are submitted, or by the operator.
       */
      mode: 'application' | 'session' | 'operator'
      /**
       * The version of Flink in the image.
       */
      version: string
      /**
       * The image, pinned to an exact version.
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
       * What an application runs.
       */
      job: {
        /**
         * Where its jar comes from.
         */
        jar: {
          /**
           * The image, an address, or another image.
           */
          from: 'image' | 'url' | 'container'
          /**
           * The path of the jar in the image, or null for no job.
           */
          path: string | null
          /**
           * The address of the jar.
           */
          url: string | null
          /**
           * The SHA-256 of the jar.
           */
          sha256: string | null
          /**
           * The other image, with its tag and without a registry.
           */
          image: string | null
        }
        /**
         * The class with the method main, or null for that of the jar's manifest.
         */
        class: string | null
        /**
         * What is passed to it.
         *
         * Items: One argument.
         */
        arguments: string[]
        /**
         * How many instances of each step run beside each other.
         */
        parallelism: number
        /**
         * The most that the parallelism can ever be without losing the state.
         */
        maxParallelism: number
        /**
         * Whether it ends by itself.
         */
        bounded: boolean
        /**
         * How long a bounded job may take.
         */
        endsWithin: string
        /**
         * Raising it starts the job as a new one.
         */
        generation: number
        /**
         * Where it starts, if high availability knows no checkpoint of it.
         */
        savepoint: {
          /**
           * The savepoint, or null for empty state.
           */
          path: string | null
          /**
           * Whether state in it that no step takes is dropped.
           */
          allowNonRestoredState: boolean
        }
      }
      /**
       * Who keeps the leader and the pointer to the last checkpoint.
       */
      highAvailability: 'kubernetes' | 'zookeeper' | 'none'
      /**
       * What a job remembers.
       */
      state: {
        /**
         * On local disk, or as objects in the heap.
         */
        backend: 'rocksdb' | 'hashmap'
        /**
         * How often all of it is written to the storage, or null for never.
         */
        checkpointEvery: string | null
        /**
         * How long that may take.
         */
        checkpointWithin: string
        /**
         * How many checkpoints are kept.
         */
        retained: number
        /**
         * How many checkpoints in a row may fail before the job restarts.
         */
        failures: number
        /**
         * Whether a checkpoint holds only what changed.
         */
        incremental: boolean
      }
      /**
       * What happens when a job fails.
       */
      restarts: {
        /**
         * Again and again, some times, or never.
         */
        strategy: 'exponential' | 'fixed' | 'none'
        /**
         * How often, with strategy fixed.
         */
        attempts: number
        /**
         * How long to wait before it is restarted.
         */
        delay: string
        /**
         * The longest wait, with strategy exponential.
         */
        longestDelay: string
      }
      /**
       * What coordinates the job.
       */
      jobManager: {
        /**
         * How many JobManagers there are.
         */
        replicas: number
        /**
         * The memory of the process, and of its container.
         */
        memory: string
        /**
         * The processor time that is reserved.
         */
        cpu: string
        /**
         * The most processor time, or null for no limit.
         */
        cpuLimit: string | null
      }
      /**
       * What does the work.
       */
      taskManagers: {
        /**
         * How many TaskManagers there are.
         */
        replicas: number
        /**
         * How many parallel pipelines run in each.
         */
        slots: number
        /**
         * The memory of the process, and of its container.
         */
        memory: string
        /**
         * The percent of it that RocksDB, sorting and Python use.
         */
        managed: number
        /**
         * The percent of it for what is under way between TaskManagers.
         */
        network: number
        /**
         * What classes take.
         */
        metaspace: string
        /**
         * The processor time that is reserved.
         */
        cpu: string
        /**
         * The most processor time, or null for no limit.
         */
        cpuLimit: string | null
        /**
         * The most local disk that the state and spilled data of one may take.
         */
        scratch: string
        /**
         * Whether a restarted TaskManager finds its state on a volume of its own.
         */
        localRecovery: {
          /**
           * Whether they are pods of a StatefulSet with volumes.
           */
          enabled: boolean
          /**
           * The size of each volume.
           */
          size: string
          /**
           * Its StorageClass, or null for the cluster's.
           */
          storageClass: string | null
        }
      }
      /**
       * What an application does with Kafka.
       */
      kafka: {
        /**
         * What its user may do, by any name that says what for.
         */
        acls: {
          /**
           * One permission.
           */
          [k: string]: {
            /**
             * On what.
             */
            resource: 'topic' | 'group' | 'transactionalId' | 'cluster'
            /**
             * The name of the topic, group, … or how it begins; * for all; null for the cluster.
             */
            name: string | null
            /**
             * Whether name is the whole name or how it begins.
             */
            match: 'literal' | 'prefixed'
            /**
             * What the job may do there.
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
      /**
       * What else the pods connect to, by any name that says what it is.
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
       * The pods that may speak to the REST API. A list, because a client has no identity of its own.
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
       * How the operator runs it.
       */
      operator: {
        /**
         * Whether Flink asks Kubernetes for TaskManagers, or they are a Deployment.
         */
        mode: 'native' | 'standalone'
        /**
         * How a change reaches a job.
         */
        upgradeMode: 'savepoint' | 'last-state' | 'stateless'
        /**
         * Whether the job runs.
         */
        state: 'running' | 'suspended'
        /**
         * Raising it restarts the cluster.
         */
        restartNonce: number
        /**
         * The jobs of a session, by name.
         */
        jobs: {
          /**
           * One job.
           */
          [k: string]: {
            /**
             * The address of the jar.
             */
            url: string | null
            /**
             * The class with the method main, or null for that of the jar's manifest.
             */
            class: string | null
            /**
             * What is passed to it.
             *
             * Items: One argument.
             */
            arguments: string[]
            /**
             * How many instances of each step run beside each other.
             */
            parallelism: number
            /**
             * How a change reaches it.
             */
            upgradeMode: 'savepoint' | 'last-state' | 'stateless'
            /**
             * Whether it runs.
             */
            state: 'running' | 'suspended'
          }
        }
        /**
         * Snapshots that are taken once, by name.
         */
        snapshots: {
          /**
           * One snapshot.
           */
          [k: string]: {
            /**
             * What is taken.
             */
            kind: 'savepoint' | 'checkpoint'
            /**
             * The job of a session, or null for the cluster's own.
             */
            job: string | null
            /**
             * How often it is tried again; -1 for ever.
             */
            backoffLimit: number
          }
        }
      }
      /**
       * How a change reaches the cluster.
       */
      rollout: {
        /**
         * How long the JobManager may take until it answers, and a TaskManager until it has found it.
         */
        startWithin: string
        /**
         * How long a pod may take to stop.
         */
        stopWithin: string
      }
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
       * What the pods log.
       */
      logging: {
        /**
         * The level of everything that is not named.
         */
        root: 'TRACE' | 'DEBUG' | 'INFO' | 'WARN' | 'ERROR'
        /**
         * The level of single loggers.
         */
        loggers: {
          /**
           * The level.
           */
          [k: string]: 'TRACE' | 'DEBUG' | 'INFO' | 'WARN' | 'ERROR' | 'OFF'
        }
      }
      /**
       * Further options of Flink, by their own names.
       */
      config: {
        /**
         * The property's value, on one line.
         */
        [k: string]: string | number | boolean
      }
    }
  }
}

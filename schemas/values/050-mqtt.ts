/* Generated from the schema of the same name by npm run types: edit the schema. */
/**
 * The MQTT broker of the platform (Mosquitto).
 */
export interface MqttValues {
  /**
   * The namespace of the broker, one of 000-namespace's, or null for the overlay's own.
   */
  namespace: string | null
  /**
   * A container image, pinned to an exact version.
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
   * What a container asks for and may use at most. Memory is both, so that no pod is evicted for its size.
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
   * The volume for sessions, waiting and retained messages.
   */
  storage: {
    /**
     * The size of the volume.
     */
    size: string
    /**
     * The StorageClass of the volume, or null for the cluster's.
     */
    storageClass: string | null
    /**
     * How often what changed is written to the volume (autosave_interval).
     */
    saveEvery: string
  }
  /**
   * What clients may do.
   */
  tuning: {
    /**
     * How many messages wait for one client (max_queued_messages).
     */
    queuedMessages: number
    /**
     * How many bytes wait for one client at most (max_queued_bytes), or null for any number.
     */
    queuedBytes: string | null
    /**
     * How many messages with QoS 1 or 2 may be on their way to one client (max_inflight_messages).
     */
    inflightMessages: number
    /**
     * The largest packet that is taken (max_packet_size).
     */
    packetSize: string
    /**
     * The longest keep-alive that a client may ask for (max_keepalive), or null for any.
     */
    keepalive: string | null
    /**
     * How many clients may be connected to one port at a time (max_connections), or null for any number.
     */
    connections: number | null
    /**
     * How long the session of a client that stays away is kept (persistent_client_expiration), or null for ever.
     */
    sessionExpiry: string | null
  }
  /**
   * What the broker logs.
   */
  log: {
    /**
     * Kinds of messages (log_type).
     *
     * @minItems 1
     *
     * Items: One kind.
     */
    types: [
      'error' | 'warning' | 'notice' | 'information' | 'subscribe' | 'unsubscribe' | 'websockets' | 'debug',
      ...('error' | 'warning' | 'notice' | 'information' | 'subscribe' | 'unsubscribe' | 'websockets' | 'debug')[],
    ]
    /**
     * Whether the coming and going of clients is logged (connection_messages).
     */
    connections: boolean
  }
  /**
   * Whether clients may speak MQTT over WebSockets too, on port 9001.
   */
  websockets: boolean
  /**
   * Clients outside of the cluster.
   */
  external: {
    /**
     * How the broker is exposed.
     */
    type: 'none' | 'LoadBalancer' | 'NodePort'
    /**
     * The DNS names by which clients outside find the broker; the overlay's own.
     *
     * @minItems 1
     */
    hosts: [string, ...string[]] | null
    /**
     * The ports on every node, used with type NodePort.
     */
    nodePorts: {
      /**
       * The port for MQTT.
       */
      mqtt: number
      /**
       * The port for MQTT over WebSockets.
       */
      websockets: number
    }
    /**
     * Whether only the broker's node answers and the client's address is kept (Local), or every node and not (Cluster).
     */
    trafficPolicy: 'Local' | 'Cluster'
    /**
     * The ranges of addresses that clients may come from.
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
     * Annotations of the Service, by key.
     */
    annotations: {
      /**
       * The annotation's value.
       */
      [k: string]: string
    }
  }
  /**
   * Who may connect, what they must show, and what they may do.
   */
  security: {
    /**
     * How clients prove who they are.
     */
    authentication: 'certificates' | 'passwords' | 'anonymous'
    /**
     * The oldest TLS that is spoken.
     */
    minimumTls: '1.2' | '1.3'
    /**
     * The password file, used with authentication: passwords.
     */
    passwords: {
      /**
       * The existing Secret with the file, in the broker's namespace, or null.
       */
      secretName: string | null
      /**
       * The key of the Secret that holds the file.
       */
      secretKey: string
    }
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
     * What users may read and write; nothing else is allowed.
     */
    acl: {
      /**
       * Rights by the name of the user.
       */
      users: {
        /**
         * One user.
         */
        [k: string]: {
          /**
           * Rights by topic.
           */
          topics: {
            /**
             * What may be done with messages of these topics.
             */
            [k: string]: 'read' | 'write' | 'readwrite' | 'deny'
          }
        }
      }
      /**
       * Rights of every user, by topic with %u for the user and %c for the client.
       */
      patterns: {
        /**
         * What may be done with messages of these topics.
         */
        [k: string]: 'read' | 'write' | 'readwrite' | 'deny'
      }
    }
  }
  /**
   * How a renewed certificate and a changed password file reach the broker.
   */
  reload: {
    /**
     * How often the container that watches for them looks.
     */
    checkEvery: string
    /**
     * A number that restarts the broker when it is raised.
     */
    generation: number
    /**
     * What that container, and the one that prepares the broker's files, ask for and may use at most.
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
   * How the broker is started and stopped.
   */
  rollout: {
    /**
     * How long the broker may take from its start until it listens.
     */
    startWithin: string
    /**
     * How long a broker that is told to stop may take to save.
     */
    stopWithin: string
  }
  /**
   * Where the pod may run.
   */
  placement: {
    /**
     * Labels that the node must carry.
     */
    nodeSelector: {
      /**
       * The label's value.
       */
      [k: string]: string
    }
    /**
     * Taints of nodes that the pod tolerates, by the key of the taint.
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
   * Options of the broker beyond ours, by their own names.
   */
  config: {
    /**
     * The property's value, on one line.
     */
    [k: string]: string | number | boolean
  }
}

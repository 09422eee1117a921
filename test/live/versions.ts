/**
 * What the live tests run, pinned. The Go modules pin the same again in go/NAME/go.mod. Never "newest": a registry may
 * list a version whose parts it lacks.
 */
export const versions = {
  kubernetes: '1.35.4',
  etcd: '3.6.16',
  coredns: '1.14.7',
  kafka: '4.3.1',
  /** The last that runs with ZooKeeper. */
  kafkaOnZooKeeper: '3.9.2',
  zookeeper: '3.9.5',
  mosquitto: '2.1.2',
} as const

/** Debian's releases: what is not said otherwise is from `stable`, and `testing` has what that is too old for. */
export const debianReleases = { stable: 'bookworm', testing: 'forky' } as const

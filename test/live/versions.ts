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
  pulsar: '4.0.13',
  /** The last of the same line whose distribution Maven has. */
  pulsarOfMaven: '4.0.8',
  flink: '2.2.1',
  /** The last whose examples Maven has. */
  flinkExamples: '1.20.0',
  flinkKafka: '4.0.1-2.0',
} as const

/** Debian's releases: what is not said otherwise is from `stable`, and `testing` has what that is too old for. */
export const debianReleases = { stable: 'bookworm', testing: 'forky' } as const

/** Server properties that Sluice writes itself, and the value that decides each. */
export const ownedProperties: Readonly<Record<string, string>> = {
  'process.roles': 'roles',
  'zookeeper.connect': 'zookeeper.chroot',
  'zookeeper.session.timeout.ms': 'zookeeper.sessionTimeout',
  'broker.rack': 'brokers.rack',
  'replica.selector.class': 'brokers.rack',
  listeners: 'listeners',
  'advertised.listeners': 'listeners',
  'default.replication.factor': 'defaults.replication',
  'offsets.topic.replication.factor': 'defaults.replication',
  'transaction.state.log.replication.factor': 'defaults.replication',
  'share.coordinator.state.topic.replication.factor': 'defaults.replication',
  'min.insync.replicas': 'defaults.minInSync',
  'transaction.state.log.min.isr': 'defaults.minInSync',
  'share.coordinator.state.topic.min.isr': 'defaults.minInSync',
  'num.partitions': 'defaults.partitions',
  'log.retention.ms': 'defaults.retention',
  'log.retention.minutes': 'defaults.retention',
  'log.retention.hours': 'defaults.retention',
  'log.retention.bytes': 'defaults.retentionBytes',
  'auto.create.topics.enable': 'defaults.autoCreateTopics',
  'unclean.leader.election.enable': 'defaults.uncleanLeaderElection',
}

const fromPod = 'it follows from the number of the pod'
const agreed = 'ports, Services, NetworkPolicies, probes and certificates are rendered to agree with it'
const fromCertificates = 'it follows from 005-certs'
const decidesWhoMay = 'it decides who may do what, which is the same on every server'
const quorumIsDynamic = 'the quorum is dynamic: it begins with controllers.bootstrap, and changes by commands'

/** Server properties that nobody may set here, and why. */
export const refusedProperties: Readonly<Record<string, string>> = {
  'node.id': fromPod,
  'broker.id': fromPod,
  'log.dir': 'it is a folder below the volume, where no lost+found is',
  'log.dirs': 'it is a folder below the volume, where no lost+found is',
  'metadata.log.dir': 'it is a folder below the volume, where no lost+found is',
  'inter.broker.listener.name': agreed,
  'security.inter.broker.protocol': agreed,
  'early.start.listeners': agreed,
  'control.plane.listener.name': agreed,
  'controller.listener.names': agreed,
  'controller.quorum.voters': quorumIsDynamic,
  'controller.quorum.bootstrap.servers': quorumIsDynamic,
  'controller.quorum.auto.join.enable': 'with it a controller that lost its disk would vote again by itself',
  'authorizer.class.name': decidesWhoMay,
  'super.users': decidesWhoMay,
  'allow.everyone.if.no.acl.found': decidesWhoMay,
  'principal.builder.class': decidesWhoMay,
  'delegation.token.secret.key': 'it would stand in the ConfigMap for everyone to read',
  'delegation.token.master.key': 'it would stand in the ConfigMap for everyone to read',
  'inter.broker.protocol.version': 'it is the version of the image',
  'initial.broker.registration.timeout.ms': 'it is long enough for all servers to start at once',
  'zookeeper.connection.timeout.ms': 'it is long enough for all servers to start at once',
}

/** Families of server properties that nobody may set here: they begin with the key. */
export const refusedPrefixes: Readonly<Record<string, string>> = {
  'listener.': agreed,
  'ssl.': fromCertificates,
  'sasl.': 'who proves what on which listener is rendered: see listeners',
  'zookeeper.': 'how the servers reach ZooKeeper follows from the component zookeeper and 005-certs',
  'password.encoder.': 'it would stand in the ConfigMap for everyone to read',
}

/** What the families above leave to a person. */
export const freeProperties: ReadonlySet<string> = new Set(['ssl.cipher.suites', 'ssl.enabled.protocols'])

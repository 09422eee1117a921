import { tlsOf } from '../../005-certs/address.ts'
import { template } from '../../parts/template.ts'
import { bytes, mebibytes, seconds } from '../../parts/units.ts'
import { brokerTls } from '../access.ts'
import { configModel } from '../bookie/configuration.ts'
import { directories, type Pulsar, ports } from '../names.ts'
import { offloadModel } from '../offload.ts'
import { metadataUrl } from '../zookeeper.ts'

/** broker.conf, one text for all brokers. A broker's own name is that of its pod. */
export function brokerConfiguration(pulsar: Pulsar): string {
  const { bookies, brokers, clusterName, defaults, functions, quorum, zookeeper } = pulsar.values
  return template(
    pulsar,
    'broker.conf',
  )({
    clusterName,
    metadata: metadataUrl(pulsar),
    sessionTimeout: seconds(zookeeper.sessionTimeout) * 1000,
    ports,
    statusFile: `${directories.config}/status`,
    // What is left is for the JVM to end.
    shutdown: (seconds(brokers.rollout.stopWithin) - 15) * 1000,
    functions: functions.place === 'brokers',
    quorum,
    racks: bookies.rack === 'zone' ? Math.min(2, pulsar.overlay.cluster.zones.length, quorum.write) : 1,
    plaintext: tlsOf(pulsar) === undefined,
    defaults: {
      ...defaults,
      largestMessage: bytes(defaults.largestMessage),
      retention: defaults.retention === null ? 0 : Math.floor(seconds(defaults.retention) / 60),
      retentionSize:
        defaults.retention === null ? 0 : defaults.retentionSize === null ? -1 : mebibytes(defaults.retentionSize),
      timeToLive: defaults.timeToLive === null ? 0 : seconds(defaults.timeToLive),
      backlog: defaults.backlog === null ? -1 : bytes(defaults.backlog),
    },
    offload: offloadModel(pulsar),
    tls: brokerTls(pulsar),
    config: configModel(brokers.config),
  })
}

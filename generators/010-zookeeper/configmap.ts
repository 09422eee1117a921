import type { Instance } from '../../engine/model.ts'
import type { ZookeeperValues } from '../../schemas/values/010-zookeeper.ts'
import { tlsOf } from '../005-certs/address.ts'
import type { ConfigMap } from '../kubernetes.ts'
import { labels } from '../parts/labels.ts'
import { propertyValue } from '../parts/properties.ts'
import { template } from '../parts/template.ts'
import { seconds } from '../parts/units.ts'
import { directories, isEnsemble, logDirectory, part, ports, serverHosts } from './names.ts'
import { probeCommands } from './probes.ts'

export const configMap = (zookeeper: Instance<ZookeeperValues>) => {
  const { ensemble, storage, tuning, metrics, security, config } = zookeeper.values
  const tls = tlsOf(zookeeper)
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: `${zookeeper.name}-config`, namespace: zookeeper.namespace, labels: labels(zookeeper, part) },
    data: {
      'java.security': template(zookeeper, 'java.security')({}),
      'logback.xml': template(zookeeper, 'logback.xml')({ logLevel: tuning.logLevel }),
      'zoo.cfg': template(
        zookeeper,
        'zoo.cfg',
      )({
        tickMilliseconds: seconds(ensemble.tick) * 1000,
        initLimit: ticks(ensemble.joinWithin, ensemble.tick),
        syncLimit: ticks(ensemble.followWithin, ensemble.tick),
        minSessionTimeout: seconds(ensemble.sessions.shortest) * 1000,
        maxSessionTimeout: seconds(ensemble.sessions.longest) * 1000,
        dataDirectory: directories.data,
        logDirectory: logDirectory(zookeeper),
        snapCount: tuning.snapshotAfter,
        snapRetainCount: storage.snapshots.keep,
        purgeIntervalHours: Number.parseInt(storage.snapshots.purgeEvery, 10),
        maxClientConnections: tuning.connectionsPerClient,
        commands: probeCommands.join(','),
        metricsPort: metrics.enabled ? ports.metrics : null,
        plaintextPort: ports.plaintext,
        tls: tls
          ? {
              port: ports.tls,
              keyStore: `${directories.server}/tls-combined.pem`,
              trustStore: `${directories.server}/ca.crt`,
            }
          : null,
        standalone: !isEnsemble(zookeeper),
        quorumTls: tls
          ? {
              keyStore: `${directories.watched}/tls-combined.pem`,
              trustStore: `${directories.peer}/ca.crt`,
              verifyClients: security.verifyHosts === 'both',
            }
          : null,
        quorumPort: ports.quorum,
        electionPort: ports.election,
        servers: isEnsemble(zookeeper)
          ? serverHosts(zookeeper).map((host, ordinal) => ({ id: ordinal + 1, host }))
          : [],
        properties: Object.entries(config).map(([key, value]) => ({ key, value: propertyValue(String(value)) })),
      }),
    },
  } satisfies ConfigMap
}

/** A length of time in whole ticks; the rule limitsAreWholeTicks has refused values that are not. */
function ticks(duration: string, tick: string): number {
  return Math.floor(seconds(duration) / seconds(tick))
}

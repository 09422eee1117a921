import type { Instance } from '../../engine/model.ts'
import type { ZookeeperValues } from '../../schemas/values/010-zookeeper.ts'
import { tlsOf } from '../005-certs/address.ts'
import type { Container } from '../kubernetes.ts'
import { imageOf } from '../parts/image.ts'
import { resources } from '../parts/resources.ts'
import { containerSecurity } from '../parts/security.ts'
import { bytes, mebibytes } from '../parts/units.ts'
import { clientPort, directories, isEnsemble, logDirectory, name, ports } from './names.ts'
import { probes } from './probes.ts'

export const serverContainer = (zookeeper: Instance<ZookeeperValues>): Container => {
  const { values } = zookeeper
  const client = clientPort(zookeeper)
  const tls = tlsOf(zookeeper)
  return {
    name,
    image: imageOf(zookeeper, values.image),
    command: ['/bin/bash', '-euc'],
    args: [
      [...numbered, ...onEmpty(zookeeper), 'exec /docker-entrypoint.sh zkServer.sh start-foreground', ''].join('\n'),
    ],
    env: [
      { name: 'JMXDISABLE', value: 'true' },
      { name: 'SERVER_JVMFLAGS', value: jvmFlags(values) },
      { name: 'ZK_SERVER_HEAP', value: String(mebibytes(values.heap)) },
    ],
    ports: [
      { name: client.name, containerPort: client.number },
      ...(isEnsemble(zookeeper)
        ? [
            { name: 'tcp-quorum', containerPort: ports.quorum },
            { name: 'tcp-election', containerPort: ports.election },
          ]
        : []),
      ...(values.metrics.enabled ? [{ name: 'http-metrics', containerPort: ports.metrics }] : []),
    ],
    ...probes(zookeeper),
    resources: resources(values.resources),
    securityContext: containerSecurity,
    volumeMounts: [
      { name: 'configuration', mountPath: directories.configuration, readOnly: true },
      { name: 'data', mountPath: directories.data },
      ...(values.storage.log.separate ? [{ name: 'log', mountPath: directories.log }] : []),
      { name: 'logs', mountPath: '/logs' },
      { name: 'tmp', mountPath: '/tmp' },
      ...(tls ? [{ name: 'tls-server', mountPath: directories.server, readOnly: true }] : []),
      ...(tls && isEnsemble(zookeeper)
        ? [
            { name: 'tls-peer', mountPath: directories.peer, readOnly: true },
            { name: 'tls-watched', mountPath: directories.watched, readOnly: true },
          ]
        : []),
    ],
  }
}

/**
 * The server's number is its pod's plus one and stays in its volume. A volume of another server would vote in that
 * server's name, so it stops the start. The file is written whole or not at all.
 */
const numbered = [
  `id=$(( \${HOSTNAME##*-} + 1 ))`,
  `if [ -s ${directories.data}/myid ]; then`,
  `  found=$(cat ${directories.data}/myid)`,
  '  if [ "$found" != "$id" ]; then',
  `    echo "${directories.data}/myid: expected $id, the number of the pod $HOSTNAME plus one, found $found: this volume is another server's" >&2`,
  '    exit 1',
  '  fi',
  'else',
  `  echo "$id" > ${directories.data}/myid.new`,
  `  mv ${directories.data}/myid.new ${directories.data}/myid`,
  'fi',
]

/**
 * What happens on an empty volume. ZooKeeper lets an empty server vote only where it finds the file `initialize` beside
 * the transaction log (db.autocreate is off); without it the server waits for a leader and copies its state.
 */
function onEmpty(zookeeper: Instance<ZookeeperValues>): string[] {
  const { ensemble } = zookeeper.values
  const empty = `[ ! -e ${directories.data}/version-2 ]`
  if (ensemble.bootstrap === 'initial') return [`if ${empty}; then touch ${logDirectory(zookeeper)}/initialize; fi`]
  return isEnsemble(zookeeper)
    ? []
    : [
        `if ${empty}; then`,
        `  echo "${directories.data}: expected the data of the only server, found none, and ensemble.bootstrap says join" >&2`,
        '  exit 1',
        'fi',
      ]
}

/** Java keeps a name that it could not find for ten seconds, longer than a restarted pod's name takes to be back. */
function jvmFlags({ heap, tuning }: ZookeeperValues): string {
  return [
    `-Xms${mebibytes(heap)}m`,
    '-XX:+ExitOnOutOfMemoryError',
    `-Djava.security.properties=${directories.configuration}/java.security`,
    `-Djute.maxbuffer=${bytes(tuning.largestRequest)}`,
    ...tuning.jvmOptions,
  ].join(' ')
}

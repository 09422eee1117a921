import type { Instance } from '../../engine/model.ts'
import type { ZookeeperValues } from '../../schemas/values/010-zookeeper.ts'
import type { Container } from '../kubernetes.ts'
import { imageOf } from '../parts/image.ts'
import { resources } from '../parts/resources.ts'
import { containerSecurity } from '../parts/security.ts'
import { seconds } from '../parts/units.ts'
import { directories } from './names.ts'

/**
 * The server reads its quorum's certificates again only when the file of exactly that name is made or written anew. In
 * a Secret's volume that never happens: the kubelet swaps the directory that the file's link leads through
 * (measured with 3.9.5; ZOOKEEPER-3174 made the watcher). So the server is given a link in a directory of its own, and
 * this container makes the link anew each time the Secret's directory was swapped. The key itself is never copied.
 */
export const certificatesContainer = (
  zookeeper: Instance<ZookeeperValues>,
): Container & { restartPolicy: 'Always' } => ({
  name: 'certificates',
  image: imageOf(zookeeper, zookeeper.values.image),
  restartPolicy: 'Always',
  command: ['/bin/bash', '-euc'],
  args: [
    [
      "trap 'exit 0' TERM",
      'seen=none',
      'while true; do',
      `  now=$(readlink ${directories.peer}/..data)`,
      '  if [ "$now" != "$seen" ]; then',
      `    ln -sf ${directories.peer}/tls-combined.pem ${directories.watched}/next`,
      `    mv -T ${directories.watched}/next ${directories.watched}/tls-combined.pem`,
      '    echo "the certificate for the quorum is that of $now"',
      '    seen=$now',
      '  fi',
      `  sleep ${seconds(zookeeper.values.certificates.checkEvery)} & wait $!`,
      'done',
      '',
    ].join('\n'),
  ],
  startupProbe: {
    exec: { command: ['test', '-r', `${directories.watched}/tls-combined.pem`] },
    periodSeconds: 1,
    timeoutSeconds: 5,
    failureThreshold: 60,
  },
  resources: resources(zookeeper.values.certificates.resources),
  securityContext: containerSecurity,
  volumeMounts: [
    { name: 'tls-peer', mountPath: directories.peer, readOnly: true },
    { name: 'tls-watched', mountPath: directories.watched },
  ],
})

import type { Live } from './check.ts'
import { printed } from './kubectl.ts'

/** The StatefulSets whose servers can be asked by Kafka's own tools, with the port and the Service for that. */
const asked = {
  'kafka-controller': { as: '--bootstrap-controller', service: 'kafka-controller-headless', port: 9090 },
  'kafka-broker': { as: '--bootstrap-server', service: 'kafka-headless', port: 9091 },
} as const

/** Those of them that hold the metadata: with combined roles the brokers do. */
export type Controllers = 'kafka-controller' | 'kafka-broker'

/** What one of Kafka's tools prints in a server's pod, with the server's own certificate, which may do anything. */
export function kafkaTool(live: Live, pod: string, tool: string, options: string): Promise<string> {
  const set = pod.startsWith('kafka-controller-') ? 'kafka-controller' : 'kafka-broker'
  const { as, service, port } = asked[set]
  const script = `umask 077
    grep -E '^ssl\\.' /etc/kafka/completed/server.properties > /tmp/tool.properties
    echo security.protocol=SSL >> /tmp/tool.properties
    export KAFKA_HEAP_OPTS=-Xmx96m KAFKA_OPTS=
    /opt/kafka/bin/${tool}.sh ${as} "$HOSTNAME.${service}.${live.namespace}.svc.cluster.local:${port}" \
      --command-config /tmp/tool.properties ${options}`
  return printed(live, { name: pod }, ['bash', '-c', script])
}

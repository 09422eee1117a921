import { tlsOf } from '../005-certs/address.ts'
import type { ConfigMap, Deployment, NetworkPolicy } from '../kubernetes.ts'
import { imageOf } from '../parts/image.ts'
import { labels, selector } from '../parts/labels.ts'
import { checksumOf } from '../parts/marks.ts'
import { dnsEgress, pods, tcp } from '../parts/network.ts'
import { resources } from '../parts/resources.ts'
import { containerSecurity, podSecurity } from '../parts/security.ts'
import { template } from '../parts/template.ts'
import type { Acl } from './acls.ts'
import { bootstrap } from './bootstrap.ts'
import { certificates, directories, type Kafka, ports, user } from './names.ts'

/** The user that the test client is. */
export const testClientUser = certificates.testClient.commonName

/** What it may do: everything with topics and groups of its own kind. */
export const testClientAcls: readonly Acl[] = [
  { resource: 'topic', name: 'test-', match: 'prefixed', operations: ['All'], permission: 'allow', host: '*' },
  { resource: 'group', name: 'test-', match: 'prefixed', operations: ['All'], permission: 'allow', host: '*' },
]

/** How it connects, as every tool of Kafka's wants it: `--command-config /etc/kafka/config/client.properties`. */
export const testClientConfig = (kafka: Kafka) =>
  ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'kafka-test-client', namespace: kafka.namespace, labels: labels(kafka, 'test-client') },
    data: {
      'client.properties': template(
        kafka,
        'client.properties',
      )({ bootstrap: bootstrap(kafka), tls: tlsOf(kafka) ? directories.clients : null }),
    },
  }) satisfies ConfigMap

/** A Deployment, not a Pod, of which nothing could be changed once it is there. */
export const testClient = (kafka: Kafka, config: ConfigMap) => {
  const tls = tlsOf(kafka)
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'kafka-test-client', namespace: kafka.namespace, labels: labels(kafka, 'test-client') },
    spec: {
      replicas: 1,
      selector: { matchLabels: selector(kafka, 'test-client') },
      template: {
        metadata: { labels: labels(kafka, 'test-client'), annotations: { 'checksum/config': checksumOf(config) } },
        spec: {
          serviceAccountName: 'kafka-test-client',
          automountServiceAccountToken: false,
          enableServiceLinks: false,
          terminationGracePeriodSeconds: 5,
          securityContext: podSecurity(user),
          containers: [
            {
              name: 'client',
              image: imageOf(kafka, kafka.values.image),
              command: ['/bin/bash', '-c', "trap 'exit 0' TERM; while true; do sleep 3600 & wait $!; done"],
              workingDir: '/opt/kafka/bin',
              env: [{ name: 'LOG_DIR', value: '/tmp' }],
              readinessProbe: {
                exec: { command: ['test', '-r', `${directories.config}/client.properties`] },
                periodSeconds: 30,
                timeoutSeconds: 5,
                failureThreshold: 3,
              },
              resources: resources(kafka.values.testClient.resources),
              securityContext: containerSecurity,
              volumeMounts: [
                { name: 'config', mountPath: directories.config, readOnly: true },
                { name: 'tmp', mountPath: '/tmp' },
                ...(tls ? [{ name: 'tls-clients', mountPath: directories.clients, readOnly: true }] : []),
              ],
            },
          ],
          volumes: [
            { name: 'config', configMap: { name: config.metadata.name } },
            { name: 'tmp', emptyDir: { sizeLimit: '64Mi' } },
            ...(tls
              ? [
                  {
                    name: 'tls-clients',
                    secret: { secretName: certificates.testClient.secretName, defaultMode: 0o440 },
                  },
                ]
              : []),
          ],
        },
      },
    },
  } satisfies Deployment
}

/** The test client reaches the brokers like any other client, and nobody reaches it. */
export const testClientAccess = (kafka: Kafka) =>
  ({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'kafka-test-client', namespace: kafka.namespace, labels: labels(kafka, 'test-client') },
    spec: {
      podSelector: { matchLabels: selector(kafka, 'test-client') },
      policyTypes: ['Ingress', 'Egress'],
      egress: [
        dnsEgress(kafka.overlay),
        { to: [pods(kafka.namespace, selector(kafka, 'broker'))], ports: tcp(ports.clients) },
      ],
    },
  }) satisfies NetworkPolicy

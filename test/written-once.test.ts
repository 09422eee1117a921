import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ports as pulsarPorts, services as pulsarServices } from '../generators/060-pulsar/names.ts'
import { ports as flinkPorts } from '../generators/070-flink/names.ts'
import { overlay, rendered } from './support/world.ts'

/** A platform in which every part of Pulsar and of Flink runs. */
const platform = (namespace: string): string =>
  overlay(
    `components: {namespace: true, certs: true, zookeeper: true, kafka: true, pulsar: true, flink: true}
values:
  namespace: {namespaces: {${namespace}: {}}}
  kafka: {clusterId: 7yYOmqPGQ6-kDReiZgSANg}
  pulsar:
    clusterName: test
    zookeeper: {chroot: /pulsar}
    proxy: {external: {type: LoadBalancer, hosts: [pulsar.example.com]}}
    functions: {place: pods}
    toolset: {enabled: true}
    security: {clients: [{namespace: shop, podLabels: {streaming/pulsar-client: "true"}}]}
  flink:
    zookeeper: {chroot: /flink}
    storage: {type: claim}
    security: {keystorePassword: {secret: flink-keystore}}
    clusters:
      orders:
        job: {class: com.example.Orders, jar: {path: /opt/flink/usrlib/orders.jar}}
        highAvailability: zookeeper
        kafka: {acls: {read: {name: orders, operations: [Read]}}}
      lab: {mode: session, highAvailability: none, clients: [{namespace: shop, podLabels: {streaming/flink-client: "true"}}]}
`,
    { purpose: 'development' },
  ).replaceAll('namespace: data', `namespace: ${namespace}`)

/** All that is rendered of Pulsar and Flink, and at their edges. */
async function text(namespace = 'data'): Promise<string> {
  const { problems, files } = await rendered({ test: platform(namespace) })
  assert.equal(
    problems.filter(({ severity }) => severity === 'error').map(({ at, message }) => `${at.path}: ${message}`),
    [],
  )
  return (files['test'] ?? [])
    .filter(({ path }) => /0[67]0-|095-/.test(path))
    .map((file) => file.text)
    .join('\n')
}

const word = (one: string | number): RegExp => new RegExp(`(?<![\\w.-])${one}(?![\\w-])`)

/** Does something while a name or port of a component is another one. */
async function whileIs<T extends object, K extends keyof T>(of: T, key: K, other: T[K], work: () => Promise<void>) {
  const before = of[key]
  Object.assign(of, { [key]: other })
  await work().finally(() => Object.assign(of, { [key]: before }))
}

for (const [component, ports] of Object.entries({ Pulsar: pulsarPorts, Flink: flinkPorts }))
  for (const [name, port] of Object.entries(ports))
    test(`the port ${name} of ${component} is written once: where it is another one, nothing says ${port}`, async () => {
      const usual = await text()
      await whileIs(ports as Record<string, number>, name, 20000 + (port % 10000), async () =>
        assert.not.match(await text(), word(port)),
      )
      // This one is in use only where there are no certificates.
      if (port !== pulsarPorts.pulsar) assert.match(usual, word(port))
    })

for (const [name, service] of Object.entries(pulsarServices))
  test(`the Service ${service} of Pulsar is named once`, async () => {
    assert.match(await text(), word(service))
    await whileIs(pulsarServices as Record<string, string>, name, `another-${name.toLowerCase()}`, async () => {
      const changed = await text()
      assert.match(changed, word(`another-${name.toLowerCase()}`))
      assert.not.match(changed, new RegExp(`${service}\\.data\\.svc|kind: Service\\nmetadata:\\n  name: ${service}\\n`))
    })
  })

test('another namespace leaves nothing of the old one', async () => {
  const old = /namespace: data$|metadata\.name: data$|\.data\.svc/m
  assert.match(await text(), old)
  assert.not.match(await text('elsewhere'), old)
})

test.run()

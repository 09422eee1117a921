import { randomBytes } from 'node:crypto'
import { allReady, whileChanged } from './change.ts'
import { type Check, expect, type Live } from './check.ts'
import { eventually } from './eventually.ts'
import { applied, ask, inPod } from './kubectl.ts'
import { lose, nodeOf } from './pods.ts'
import { strangersAreRefused } from './strangers.ts'
import { clientNamespace, handOut, type ToolPod, toolPod } from './tool-pod.ts'

/** Who publishes and subscribes in an overlay, and from where. */
export type MqttClient = {
  /** The Secret with its certificate. */
  readonly secret: string
  /** A topic that it may use, and one that it may not. */
  readonly allowed: string
  readonly denied: string
  /** One that may not use `allowed`, but a topic of its own. */
  readonly other?: { readonly secret: string; readonly allowed: string }
  /** Where it runs, as `security.clients` names it; absent: on the own network of the broker's node. */
  readonly place?: { readonly namespace: string; readonly labels: Readonly<Record<string, string>> }
}

/** What holds of a broker. */
export function mqttChecks(client: MqttClient): readonly Check[] {
  const withPod =
    (prove: (live: Live, mqtt: Mqtt) => Promise<string>): Check['prove'] =>
    async (live) =>
      prove(live, await mqttPod(live, client))
  return [
    {
      fact: 'MQTT: what is published over mutual TLS arrives',
      prove: withPod((_, mqtt) => messagesArrive(mqtt, client)),
    },
    {
      fact: 'MQTT: the ACL refuses a topic that is not the client’s',
      prove: withPod((_, mqtt) => aclHolds(mqtt, client)),
    },
    ...(client.other
      ? [
          {
            fact: 'MQTT: a client hears nothing of topics that are another’s',
            prove: withPod((_, mqtt) => othersHearNothing(mqtt, client)),
          },
        ]
      : []),
    {
      fact: 'MQTT: retained messages and queued ones survive the loss of the broker',
      prove: withPod((live, mqtt) => messagesSurvive(live, mqtt, client)),
    },
    {
      fact: 'MQTT: clients without TLS, without a certificate or with a foreign one are refused',
      prove: (live) => strangersAreRefused(live, 'mqtt-0', 8883, client.secret),
    },
  ]
}

/** What holds of a broker that asks for passwords, which the overlay is changed to. */
export const mqttPasswordChecks = (client: MqttClient): readonly Check[] => [
  {
    fact: 'MQTT: with a password file from a Secret, who has a password is let in, and nobody else',
    prove: (live) => passwordsDecide(live, client),
  },
]

async function passwordsDecide(live: Live, client: MqttClient): Promise<string> {
  // The user whose topic it is: the ACL has the name at the second level, `devices/%u/#`.
  const [, user = ''] = client.allowed.split('/')
  const right = randomBytes(12).toString('hex')
  const { namespace } = live
  // Its own tool makes the line, in memory.
  const making = `mosquitto_passwd -b -c /dev/shm/line ${user} ${right} > /dev/null && cat /dev/shm/line && rm /dev/shm/line`
  const made = await inPod(live, { name: 'mqtt-0', container: 'mqtt' }, ['sh', '-c', making])
  expect(made.code === 0, 'mosquitto_passwd made no line')
  const metadata = { name: 'live-passwords', namespace }
  await applied(live, { apiVersion: 'v1', kind: 'Secret', metadata, stringData: { passwd: made.stdout } })
  const security = { authentication: 'passwords', passwords: { secretName: metadata.name } }
  return whileChanged(
    live,
    (written) => {
      for (const [key, value] of Object.entries(security)) written.setIn(['values', 'mqtt', 'security', key], value)
    },
    async () => {
      await allReady(live)
      const { shell, server } = await mqttPod(live, client)
      const publish = (login: string): ReturnType<typeof shell> =>
        shell(`mosquitto_pub ${server} ${login} -V mqttv5 -d -t '${client.allowed}' -q 1 -m x 2>&1`)
      const known = await publish(`-u ${user} -P ${right}`)
      expect(acknowledged.test(known.stdout), 'who has a password was not let in')
      for (const [who, login] of Object.entries({ 'a wrong password': `-u ${user} -P wrong`, 'no password': '' })) {
        const refused = await publish(login)
        expect(!/PUBACK/.test(refused.stdout) && refused.code !== 0, `${who} was let in`)
      }
      return 'a wrong password and none are refused'
    },
  ).finally(() => ask(live, ['delete', 'secret', metadata.name, `--namespace=${namespace}`]))
}

/** What version 5 of the protocol answers to a message that is taken: 16 where nobody has subscribed to it. */
const acknowledged = /PUBACK.*RC:(0|16)\b/

/** Publishes and subscribes in a pod, as the owner of the certificate. */
export type Mqtt = {
  readonly shell: (line: string) => ReturnType<ToolPod['shell']>
  /** The options that name the server, and those that name the client too. */
  readonly server: string
  readonly as: string
}

/** Starts the pod that an overlay's client is played in. */
export async function mqttPod(live: Live, { secret, other, place }: MqttClient): Promise<Mqtt> {
  const namespace = place?.namespace ?? 'kube-system'
  if (place) await clientNamespace(live, namespace)
  const secrets = [secret, ...(other ? [other.secret] : [])]
  if (namespace !== live.namespace) for (const one of secrets) await handOut(live, one, namespace)
  const pod = await toolPod(live, {
    name: 'mqtt-client',
    namespace,
    secrets,
    ...(place ? { labels: place.labels } : { onNode: await nodeOf(live, 'mqtt-0') }),
  })
  const server = `-h mqtt.${live.namespace}.svc.cluster.local -p 8883 --cafile /tls/${secret}/ca.crt`
  return { shell: (line) => pod.shell(line), server, as: `${server} ${certificateIn(secret)}` }
}

const certificateIn = (secret: string): string => `--cert /tls/${secret}/tls.crt --key /tls/${secret}/tls.key`

async function messagesArrive({ shell, as }: Mqtt, { allowed }: MqttClient): Promise<string> {
  const { stdout, stderr } = await shell(
    `mosquitto_sub ${as} -t '${allowed}' -q 1 -C 100 -W 30 > /tmp/got & sleep 3; seq 100 | mosquitto_pub ${as} -t '${allowed}' -q 1 -l; wait; sort -n /tmp/got | uniq | wc -l`,
  )
  expect(stdout.trim() === '100', `${stdout.trim()} of 100 messages arrived: ${stderr.trim()}`)
  return '100 of 100'
}

/** The client ends with 0 all the same: only version 5 of the protocol tells, in the broker's answer. */
async function aclHolds({ shell, as }: Mqtt, { allowed, denied }: MqttClient): Promise<string> {
  const publish = (topic: string): ReturnType<typeof shell> =>
    shell(`mosquitto_pub ${as} -V mqttv5 -d -t '${topic}' -q 1 -m x 2>&1`)
  const notAuthorized = /PUBACK.*RC:135/
  const refused = await publish(denied)
  expect(notAuthorized.test(refused.stdout), `${denied} was not refused: ${refused.stdout}`)
  const taken = await publish(allowed)
  expect(acknowledged.test(taken.stdout), `${allowed} was not taken: ${taken.stdout}`)
  return `${denied}: reason code 135`
}

/** A subscription is granted all the same: of the messages, its owner gets those of its own topic alone. */
async function othersHearNothing({ shell, server, as }: Mqtt, { allowed, other }: MqttClient): Promise<string> {
  expect(other !== undefined, 'there is nobody else')
  const theirs = `${server} ${certificateIn(other.secret)}`
  const { stdout, stderr } = await shell(`
    mosquitto_sub ${theirs} -t '#' -t '${allowed}' -C 2 -W 12 > /tmp/theirs &
    mosquitto_sub ${as} -t '${allowed}' -C 1 -W 12 > /tmp/own &
    sleep 3
    mosquitto_pub ${theirs} -t '${other.allowed}' -q 1 -m before
    mosquitto_pub ${as} -t '${allowed}' -q 1 -m private
    mosquitto_pub ${theirs} -t '${other.allowed}' -q 1 -m after
    wait
    cat /tmp/own; echo others; cat /tmp/theirs`)
  expect(stdout === 'private\nothers\nbefore\nafter\n', `it and others heard: ${stdout} ${stderr}`)
  return `${other.secret} subscribed to # and heard of ${other.allowed} alone`
}

async function messagesSurvive(live: Live, mqtt: Mqtt, client: MqttClient): Promise<string> {
  const stillThere = await messagesLeft(mqtt, client, `survivor-${Date.now()}`)
  const seconds = await lose(live, 'mqtt-0')
  await eventually(60, stillThere)
  return `Ready again after ${seconds.toFixed(0)} s`
}

/**
 * Leaves two messages with the broker, under a name that is to be new: one retained, one queued for a client that is
 * away. Gives what throws where they are no longer there; it takes them.
 */
export async function messagesLeft(
  { shell, as }: Mqtt,
  { allowed }: MqttClient,
  name: string,
): Promise<() => Promise<void>> {
  const [retained, queued] = [`${allowed}/${name}/retained`, `${allowed}/${name}/queued`]
  const session = `${as} -i live-${name} -c -q 1 -t '${queued}'`
  await shell(`mosquitto_sub ${session} -E`)
  for (const publish of [`-t '${retained}' -r -m 'retained ${name}'`, `-t '${queued}' -m 'queued ${name}'`]) {
    const { code, stderr } = await shell(`mosquitto_pub ${as} -q 1 ${publish}`)
    expect(code === 0, stderr)
  }
  return async () => {
    for (const [options, wanted] of [
      [`${as} -t '${retained}'`, 'retained'],
      [session, 'queued'],
    ] as const) {
      const { stdout, stderr } = await shell(`mosquitto_sub ${options} -C 1 -W 10`)
      expect(
        stdout.trim() === `${wanted} ${name}`,
        `the ${wanted} message came back as "${stdout.trim()}" ${stderr.trim()}`,
      )
    }
    // The broker would keep the one for ever, and the session of the other for days.
    await shell(
      `mosquitto_pub ${as} -q 1 -t '${retained}' -r -n; mosquitto_sub ${as} -i live-${name} -t '${queued}' -E`,
    )
  }
}

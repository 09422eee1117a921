import { expect, type Live } from './check.ts'
import { addressOf, nodeOf } from './pods.ts'
import { handOut, type ToolPod, toolPod } from './tool-pod.ts'

/** How somebody tries to get in with TLS. */
const attempts = {
  'without a certificate': '',
  'with a foreign certificate': '-cert /tmp/foreign.crt -key /tmp/foreign.key',
} as const

/** How a client without TLS calls a server, as a line of shell, and whether what it says tells that it was turned away. */
type PlainClient = {
  readonly call: (address: string, port: number) => string
  readonly refused: (said: string) => boolean
}

/**
 * A client that sends some bytes, in the notation of `printf`, and waits. A server that speaks TLS alone breaks off, after
 * an alert (hexadecimal 15) or without a word; any other answers, or waits for more.
 */
const thatSends = (bytes: string): PlainClient => ({
  call: (address, port) =>
    `(printf '${bytes}'; sleep 6) | (timeout 5 nc ${address} ${port} > /tmp/plain; echo "ended $?"; od -An -tx1 -N1 /tmp/plain)`,
  refused: (said) => /^ended 0\s*(15)?\s*$/.test(said),
})

const pulsarConnect = String.raw`\000\000\000\013\000\000\000\007\010\002\022\003\012\001x`

/**
 * By what the names of a server's pods begin with: only who speaks its protocol learns whether it would answer without TLS.
 * One that is not reached is not turned away.
 */
export const plainClients: Readonly<Record<string, PlainClient>> = {
  // Of five letters, of which the port for clients answers four, and that of the quorum waits for three more.
  zookeeper: thatSends(String.raw`srvr\n`),
  'kafka-broker': {
    call: (address, port) => `kcat -b ${address}:${port} -L -m 5 2>&1`,
    refused: (said) => /in state APIVERSION_QUERY/.test(said) && !/Metadata for/.test(said),
  },
  // CONNECT of MQTT 3.1.1 as the client "plain". Not mosquitto_pub, which speaks TLS on port 8883 by itself.
  mqtt: thatSends(String.raw`\020\021\000\004MQTT\004\002\000\074\000\005plain`),
  // CONNECT, of the client "x": the port for admins takes it for HTTP that is none.
  'pulsar-broker': thatSends(pulsarConnect),
  'pulsar-proxy': thatSends(pulsarConnect),
  // The REST API sends who speaks plain HTTP to https; the other ports break off.
  flink: {
    call: (address, port) =>
      `(printf 'GET /overview HTTP/1.0\\r\\n\\r\\n'; sleep 6) | (timeout 5 nc ${address} ${port} > /tmp/plain; echo "ended $?"; grep -aom1 '^HTTP/[0-9.]* [0-9]*' /tmp/plain || od -An -tx1 -N1 /tmp/plain)`,
    refused: (said) => /^ended 0\s*(15|HTTP\/1\.[01] 301)?\s*$/.test(said),
  },
}

/** What speaks with the server in a pod. */
const plainClientOf = (pod: string): PlainClient | undefined =>
  Object.entries(plainClients).find(([server]) => pod.startsWith(`${server}-`))?.[1]

/**
 * Whoever the NetworkPolicies do not stop is stopped by the server: a pod on the node's own network tries a port in plain
 * text, without a certificate and with one of another authority, and gets in with that of `secret` alone.
 */
export async function strangersAreRefused(
  live: Live,
  pod: string,
  port: number,
  secret: string,
  versions: readonly TlsVersion[] = ['1_2', '1_3'],
): Promise<string> {
  const stranger = await strangerBeside(live, pod, secret)
  const address = await addressOf(live, pod)
  for (const [how, options] of Object.entries(attempts)) {
    const got = await admission(stranger, address, port, options, versions)
    expect(!got.in, `port ${port} let somebody in ${how}:\n${got.said}`)
  }
  const own = await admission(stranger, address, port, ownCertificate(secret), versions)
  expect(own.in, `port ${port} refused ${secret}:\n${own.said}`)
  const plainClient = plainClientOf(pod)
  expect(plainClient !== undefined, `nobody speaks with ${pod} in plain text`)
  const { stdout } = await stranger.shell(plainClient.call(address, port))
  expect(plainClient.refused(stdout), `port ${port} did not turn away who speaks plain text:\n${stdout.slice(-500)}`)
  return ['in plain text', ...Object.keys(attempts)].join(', ')
}

/** The options of openssl for the certificate in a mounted Secret. */
export const ownCertificate = (secret: string): string => `-cert /tls/${secret}/tls.crt -key /tls/${secret}/tls.key`

/** A version of TLS, as openssl writes it. */
type TlsVersion = '1_2' | '1_3'

/** Whether a server lets somebody in, and what openssl says of it. */
type Admission = { readonly in: boolean; readonly said: string }

/**
 * Whether a server takes these options of openssl, and what openssl says; throws where none answers, or where one version
 * of TLS comes to something else than the other.
 */
export async function admission(
  pod: ToolPod,
  address: string,
  port: number,
  options: string,
  versions: readonly TlsVersion[] = ['1_2', '1_3'],
): Promise<Admission> {
  const attempts = await Promise.all(
    versions.map((version) => handshake(pod, `-connect ${address}:${port} -tls${version} ${options}`)),
  )
  const said = attempts.map((attempt) => attempt.said).join('\n')
  const letIn = attempts.filter((attempt) => attempt.in).length
  expect(letIn === 0 || letIn === versions.length, `${address}:${port} lets in by one version of TLS alone:\n${said}`)
  return { in: letIn > 0, said }
}

/** In version 1.3 a server answers to the client's certificate after the handshake, and gets some seconds for that. */
async function handshake({ shell }: ToolPod, options: string): Promise<Admission> {
  const { stdout } = await shell(`(sleep 3; echo) | timeout 10 openssl s_client ${options} 2>&1`)
  expect(/^CONNECTED/m.test(stdout), `openssl s_client ${options} reaches nobody: ${stdout}`)
  return { in: /^New, TLSv1\.[23], Cipher is [A-Z]/m.test(stdout) && !isRefused(stdout), said: stdout.slice(-500) }
}

/** What openssl says of a handshake that the server breaks off. */
const isRefused = (said: string): boolean => /SSL alert number|errno=|unexpected eof/.test(said)

/** A pod with tools and the certificate of `secret`, on the own network of the node that `pod` is on. */
export async function strangerBeside(live: Live, pod: string, secret: string): Promise<ToolPod> {
  const namespace = 'kube-system'
  await handOut(live, secret, namespace)
  const stranger = await toolPod(live, {
    name: `stranger-${pod}`,
    namespace,
    secrets: [secret],
    onNode: await nodeOf(live, pod),
  })
  const { code, stderr } = await stranger.shell(
    'openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 1 -subj /CN=kafka-admin -keyout /tmp/foreign.key -out /tmp/foreign.crt',
  )
  expect(code === 0, stderr)
  return stranger
}

import { expect, type Live } from './check.ts'
import { addressOf, nodeOf } from './pods.ts'
import { handOut, type ToolPod, toolPod } from './tool-pod.ts'

/** How somebody tries to get in with TLS. */
const attempts = {
  'without a certificate': '',
  'with a foreign certificate': '-cert /tmp/foreign.crt -key /tmp/foreign.key',
} as const

/**
 * Whoever the NetworkPolicies do not stop is stopped by the server: a pod on the node's own network tries a port in plain
 * text, without a certificate and with one of another authority, and gets in with that of `secret` alone.
 */
export async function strangersAreRefused(live: Live, pod: string, port: number, secret: string): Promise<string> {
  const stranger = await strangerBeside(live, pod, secret)
  const address = await addressOf(live, pod)
  const handshake = (options: string): string =>
    `(sleep 2; echo) | timeout 10 openssl s_client -connect ${address}:${port} -tls1_2 ${options} 2>&1`
  for (const [how, options] of Object.entries(attempts)) {
    const { stdout } = await stranger.shell(handshake(options))
    expect(/^CONNECTED/m.test(stdout), `port ${port} cannot be reached from ${pod}'s node: ${stdout}`)
    expect(isRefused(stdout), `port ${port} let somebody in ${how}:\n${stdout.slice(-500)}`)
  }
  const { stdout } = await stranger.shell(handshake(`-cert /tls/${secret}/tls.crt -key /tls/${secret}/tls.key`))
  const taken = /^New, TLSv1\.\d, Cipher is [A-Z]/m.test(stdout) && !isRefused(stdout)
  expect(taken, `port ${port} refused ${secret}:\n${stdout.slice(-500)}`)
  const plain = await stranger.shell(
    `(echo srvr; sleep 2) | timeout 5 nc ${address} ${port} | head -c 300 | od -c | head`,
  )
  expect(!/M\s+o\s+d\s+e/.test(plain.stdout), `${port} answered plain text`)
  return Object.keys(attempts).join(', ')
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

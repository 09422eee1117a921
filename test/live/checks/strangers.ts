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
  for (const [how, options] of Object.entries(attempts)) {
    const got = await admission(stranger, address, port, options)
    expect(!got.in, `port ${port} let somebody in ${how}:\n${got.said}`)
  }
  const own = await admission(stranger, address, port, ownCertificate(secret))
  expect(own.in, `port ${port} refused ${secret}:\n${own.said}`)
  // A server that speaks TLS alone closes the connection, after an alert or without a word.
  const plain = await stranger.shell(`(echo srvr; sleep 2) | timeout 5 nc ${address} ${port} | head -c 1 | od -An -tx1`)
  expect(['', '15'].includes(plain.stdout.trim()), `port ${port} answered plain text`)
  return Object.keys(attempts).join(', ')
}

/** The options of openssl for the certificate in a mounted Secret. */
export const ownCertificate = (secret: string): string => `-cert /tls/${secret}/tls.crt -key /tls/${secret}/tls.key`

/** Whether a server takes a handshake with these options of openssl, and what openssl says; throws where none answers. */
export async function admission(
  { shell }: ToolPod,
  address: string,
  port: number,
  options: string,
): Promise<{ readonly in: boolean; readonly said: string }> {
  // In version 1.2 the server's answer to the client's certificate is part of the handshake.
  const { stdout } = await shell(
    `(sleep 2; echo) | timeout 10 openssl s_client -connect ${address}:${port} -tls1_2 ${options} 2>&1`,
  )
  expect(/^CONNECTED/m.test(stdout), `${address}:${port} cannot be reached: ${stdout}`)
  return { in: /^New, TLSv1\.2, Cipher is [A-Z]/m.test(stdout) && !isRefused(stdout), said: stdout.slice(-500) }
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

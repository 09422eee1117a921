import { type Check, expect, type Live } from './check.ts'
import { eventually, timed } from './eventually.ts'
import { ask, get } from './kubectl.ts'
import { addressOf } from './pods.ts'
import { strangerBeside } from './strangers.ts'
import type { ToolPod } from './tool-pod.ts'

/** Where a server shows its certificate. */
type Server = { readonly pod: string; readonly port: number }

/** A certificate and where a server shows it. */
type Served = Server & { readonly certificate: string }

/** What holds when certificates are renewed. `client` is a Secret with a client's certificate. */
export function renewalChecks(client: string): readonly Check[] {
  return [
    {
      fact: 'Certificates: ZooKeeper and Mosquitto serve a renewed one without a restart',
      prove: (live) =>
        servedWithoutRestart(live, client, [
          { certificate: 'zookeeper-tls', pod: 'zookeeper-0', port: 2281 },
          { certificate: 'zookeeper-peer-tls', pod: 'zookeeper-0', port: 3888 },
          { certificate: 'mqtt-tls', pod: 'mqtt-0', port: 8883 },
        ]),
    },
  ]
}

/** Kubelets look at Secrets once a minute, and sidecars at files once a minute. */
const patience = 240

async function servedWithoutRestart(live: Live, client: string, servers: readonly Served[]): Promise<string> {
  const strangers = new Map<string, ToolPod>()
  for (const { pod } of servers) strangers.set(pod, await strangerBeside(live, pod, client))
  const uids = (): Promise<string[]> => Promise.all(servers.map(({ pod }) => identity(live, pod)))
  const before = await uids()
  const seconds = await Promise.all(
    servers.map(async (server) => {
      const stranger = strangers.get(server.pod)
      expect(stranger !== undefined, `nobody is beside ${server.pod}`)
      const old = await servedSerial(live, stranger, server)
      await renew(live, server.certificate)
      return timed(() =>
        eventually(patience, async () => {
          const shown = await servedSerial(live, stranger, server)
          expect(shown !== old, `${server.pod}:${server.port} still serves ${old}`)
        }),
      )
    }),
  )
  expect((await uids()).join() === before.join(), 'a pod was restarted meanwhile')
  return servers.map(({ certificate }, index) => `${certificate} after ${seconds[index]?.toFixed(0)} s`).join(', ')
}

type Certificate = { readonly status: { readonly conditions: readonly object[]; readonly revision?: number } }

/** Renews a certificate now, as `cmctl renew` does, and waits until cert-manager has done it. */
export async function renew(live: Live, name: string): Promise<void> {
  const kind = 'certificates.cert-manager.io'
  const { status } = await get<Certificate>(live, kind, name)
  const issuing = {
    type: 'Issuing',
    status: 'True',
    reason: 'ManuallyTriggered',
    message: 'Certificate re-issuance manually triggered',
    lastTransitionTime: new Date().toISOString().replace(/\.\d+Z$/, 'Z'),
  }
  const patch = JSON.stringify({ status: { conditions: [...status.conditions, issuing] } })
  const where = `--namespace=${live.namespace}`
  await ask(live, ['patch', kind, name, where, '--subresource=status', '--type=merge', `--patch=${patch}`])
  await eventually(60, async () => {
    const { status: now } = await get<Certificate>(live, kind, name)
    expect((now.revision ?? 0) > (status.revision ?? 0), `${name} was not renewed`)
  })
}

/** The serial number of the certificate that a server shows. */
export async function servedSerial(live: Live, { shell }: ToolPod, { pod, port }: Server): Promise<string> {
  const address = await addressOf(live, pod)
  const { stdout, stderr } = await shell(
    `timeout 10 openssl s_client -connect ${address}:${port} < /dev/null 2> /dev/null | openssl x509 -noout -serial`,
  )
  const serial = /serial=(\w+)/.exec(stdout)?.[1]
  expect(serial !== undefined, `${pod}:${port} shows no certificate: ${stderr}`)
  return serial
}

type Pod = {
  readonly metadata: { readonly uid: string }
  readonly status: { readonly containerStatuses: readonly { readonly restartCount: number }[] }
}

/** Changes whenever a pod or one of its containers is another than before. */
async function identity(live: Live, name: string): Promise<string> {
  const { metadata, status } = await get<Pod>(live, 'pod', name)
  return `${metadata.uid} ${status.containerStatuses.map(({ restartCount }) => restartCount).join()}`
}

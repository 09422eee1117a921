import { setTimeout as pause } from 'node:timers/promises'
import { type Check, expect, type Live } from './check.ts'
import { eventually } from './eventually.ts'
import { applied, ask, get } from './kubectl.ts'
import { addressOf } from './pods.ts'
import { admission, ownCertificate, strangerBeside } from './strangers.ts'

/** What holds when a client forgets to renew. */
export const lapseChecks: readonly Check[] = [
  {
    fact: 'Certificates: one that has lapsed lets nobody in any more',
    prove: lapsedIsRefused,
    onlyOurs: 'cert-manager issues none for less than an hour',
  },
]

const servers = [
  { pod: 'zookeeper-0', port: 2281 },
  { pod: 'kafka-broker-0', port: 9093 },
  { pod: 'mqtt-0', port: 8883 },
]

type Certificate = { readonly status?: { readonly notAfter?: string } }

async function lapsedIsRefused(live: Live): Promise<string> {
  const name = 'live-lapsing'
  const { namespace } = live
  await applied(live, {
    apiVersion: 'cert-manager.io/v1',
    kind: 'Certificate',
    metadata: { name, namespace },
    spec: {
      secretName: name,
      commonName: 'lapsing',
      // The cert-manager of a cluster of our own is an imitation, which takes any duration.
      duration: '150s',
      renewBefore: '1s',
      privateKey: { algorithm: 'ECDSA', encoding: 'PKCS8', size: 256, rotationPolicy: 'Always' },
      usages: ['digital signature', 'client auth'],
      issuerRef: { group: 'cert-manager.io', kind: 'Issuer', name: 'clients' },
    },
  })
  const notAfter = await eventually(30, async () => {
    const { status } = await get<Certificate>(live, 'certificates.cert-manager.io', name)
    expect(status?.notAfter !== undefined, `${name} was not issued`)
    return Date.parse(status.notAfter)
  })
  // Without its Certificate nobody renews it.
  await ask(live, ['delete', 'certificates.cert-manager.io', name, `--namespace=${namespace}`])
  const refused = async (wanted: boolean): Promise<void> => {
    for (const { pod, port } of servers) {
      const stranger = await strangerBeside(live, pod, name)
      const got = await admission(stranger, await addressOf(live, pod), port, ownCertificate(name))
      expect(got.in !== wanted, `${pod}:${port} ${wanted ? 'lets it in' : 'refuses it'}: ${got.said}`)
    }
  }
  await refused(false)
  await pause(Math.max(0, notAfter - Date.now()) + 2000)
  await refused(true)
  await ask(live, ['delete', 'secret', name, `--namespace=${namespace}`])
  return servers.map(({ pod, port }) => `${pod}:${port}`).join(', ')
}

import type { Live } from './check.ts'
import { applied, ask, get } from './kubectl.ts'

const dns = { name: 'coredns', namespace: 'kube-system' }

/** Has the cluster's DNS know names of the world outside, each with its address, as the DNS of that world would. */
export async function namesOutside(live: Live, names: Readonly<Record<string, string>>): Promise<void> {
  const { data } = await get<{ data: { Corefile: string } }>(live, 'configmap', dns.name, dns.namespace)
  const lines = Object.entries(names).map(([name, address]) => `        ${address} ${name}\n`)
  const hosts = `    hosts {\n${lines.join('')}        fallthrough\n    }\n`
  const Corefile = data.Corefile.replace(/ {4}hosts \{[^}]*\}\n/, '').replace(
    '    kubernetes ',
    `${hosts}    kubernetes `,
  )
  await applied(live, { apiVersion: 'v1', kind: 'ConfigMap', metadata: dns, data: { Corefile } })
  await ask(live, ['rollout', 'restart', `deployment/${dns.name}`, `--namespace=${dns.namespace}`])
  await ask(live, ['rollout', 'status', `deployment/${dns.name}`, `--namespace=${dns.namespace}`, '--timeout=120s'])
}

import { generateKeyPairSync, type KeyObject, type X509Certificate } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stringify } from 'yaml'
import { type AlternativeNames, type Signer, type Subject, signCertificate, type Usage } from '../x509.ts'

/** The port of every API server. */
export const apiPort = 6443

const lifetime = 365 * 24 * 3600 * 1000

/** Whom Kubernetes' own roles are bound to: https://kubernetes.io/docs/setup/best-practices/certificates/ */
const clients: Readonly<Record<string, Subject>> = {
  admin: { organizations: ['system:masters'], commonName: 'admin' },
  kcm: { commonName: 'system:kube-controller-manager' },
  scheduler: { commonName: 'system:kube-scheduler' },
  proxy: { commonName: 'system:kube-proxy' },
}

/**
 * Writes what a cluster identifies itself and its parts with into the folder: `ca`, `apiserver`, `apiserver-kubelet`
 * and one of each node's name as `.crt` and `.key`; `sa.key` and `sa.pub` for service accounts' tokens; and
 * `admin`, `kcm`, `scheduler`, `proxy` and one of each node's name as `.kubeconfig`, complete in themselves.
 *
 * `serviceAddress` is the cluster IP of the Service `kubernetes`; `apiAddress` is where the kubeconfigs go to. All of it
 * is valid for a year.
 */
export function makePki(
  folder: string,
  nodes: readonly { readonly name: string; readonly address: string }[],
  serviceAddress: string,
  apiAddress: string,
): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })

  const authority = issue({ commonName: 'cluster' }, ['digital signature', 'cert sign', 'crl sign'], {}, undefined)
  const ca = { key: authority.key, certificate: authority.certificate }
  writePair(folder, 'ca', authority)

  const names = {
    dnsNames: [
      'localhost',
      'kubernetes',
      'kubernetes.default',
      'kubernetes.default.svc',
      'kubernetes.default.svc.cluster.local',
    ],
    ipAddresses: ['127.0.0.1', serviceAddress, apiAddress],
  }
  writePair(folder, 'apiserver', issue({ commonName: 'kube-apiserver' }, serves, names, ca))
  const toKubelets = { organizations: ['system:masters'], commonName: 'apiserver-kubelet' }
  writePair(folder, 'apiserver-kubelet', issue(toKubelets, dials, {}, ca))

  for (const [name, subject] of Object.entries(clients))
    writeKubeconfig(folder, name, apiAddress, authority, issue(subject, dials, {}, ca))
  for (const { name, address } of nodes) {
    const subject = { organizations: ['system:nodes'], commonName: `system:node:${name}` }
    const node = issue(subject, [...serves, 'client auth'], { dnsNames: [name], ipAddresses: [address] }, ca)
    writePair(folder, name, node)
    writeKubeconfig(folder, name, apiAddress, authority, node)
  }

  const tokens = keyPair()
  writeFileSync(join(folder, 'sa.key'), privatePem(tokens.privateKey), { mode: 0o600 })
  writeFileSync(join(folder, 'sa.pub'), tokens.publicKey.export({ type: 'spki', format: 'pem' }))
}

const dials: readonly Usage[] = ['digital signature', 'key encipherment', 'client auth']
const serves: readonly Usage[] = ['digital signature', 'key encipherment', 'server auth']

type Identity = { readonly key: KeyObject; readonly certificate: X509Certificate }

const keyPair = () => generateKeyPairSync('ec', { namedCurve: 'P-256' })
const privatePem = (key: KeyObject): string => key.export({ type: 'pkcs8', format: 'pem' }).toString()

/** Without a signer: an authority of its own. */
function issue(
  subject: Subject,
  usages: readonly Usage[],
  names: AlternativeNames,
  signer: Signer | undefined,
): Identity {
  const { publicKey, privateKey: key } = keyPair()
  const notBefore = new Date(Date.now() - 60_000) // a test may turn a node's clock back a little
  const certificate = signCertificate(
    {
      subject,
      alternativeNames: names,
      usages,
      authority: signer === undefined,
      notBefore,
      notAfter: new Date(notBefore.getTime() + lifetime),
      publicKey,
    },
    signer ?? { key },
  )
  return { key, certificate }
}

function writePair(folder: string, name: string, { key, certificate }: Identity): void {
  writeFileSync(join(folder, `${name}.crt`), certificate.toString())
  writeFileSync(join(folder, `${name}.key`), privatePem(key), { mode: 0o600 })
}

function writeKubeconfig(folder: string, name: string, server: string, authority: Identity, client: Identity): void {
  const base64 = (text: string): string => Buffer.from(text).toString('base64')
  const kubeconfig = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [
      {
        name: 'live',
        cluster: {
          server: `https://${server}:${apiPort}`,
          'certificate-authority-data': base64(authority.certificate.toString()),
        },
      },
    ],
    users: [
      {
        name,
        user: {
          'client-certificate-data': base64(client.certificate.toString()),
          'client-key-data': base64(privatePem(client.key)),
        },
      },
    ],
    contexts: [{ name: 'live', context: { cluster: 'live', user: name } }],
    'current-context': 'live',
  }
  writeFileSync(join(folder, `${name}.kubeconfig`), stringify(kubeconfig), { mode: 0o600 })
}

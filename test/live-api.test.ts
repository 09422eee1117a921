import { generateKeyPairSync } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type ServerOptions } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { stringify } from 'yaml'
import { type Api, ApiError, openApi } from './live/api.ts'
import { resources } from './live/resources.ts'
import { signCertificate } from './live/x509.ts'

/** What the server answers: a status and lines of JSON. An open one does not end after them. */
type Answer = { readonly status: number; readonly lines: readonly object[]; readonly open?: boolean }

const object = (name: string, resourceVersion: string) => ({ metadata: { name, namespace: 'data', resourceVersion } })
const listOf = (resourceVersion: string, ...items: readonly object[]): Answer => ({
  status: 200,
  lines: [{ metadata: { resourceVersion }, items }],
})
const stream = (...events: readonly (readonly [string, object])[]): Answer => ({
  status: 200,
  lines: events.map(([type, object]) => ({ type, object })),
})

/** Serves the answers in turn, over TLS with a client's certificate, and gives what was asked for. */
async function served<Result>(answers: readonly Answer[], act: (api: Api) => Promise<Result>) {
  const folder = mkdtempSync(join(tmpdir(), 'api-'))
  const identity = selfSigned()
  const tls: ServerOptions = {
    key: identity.key,
    cert: identity.certificate,
    requestCert: true,
    ca: identity.certificate,
  }
  const asked: string[] = []
  const server = createServer(tls, (request, response) => {
    const answer = answers[asked.length]
    asked.push(`${request.method} ${request.url}`)
    if (!answer) throw new Error(`more was asked for than there are answers: ${request.url}`)
    response.statusCode = answer.status
    for (const line of answer.lines) response.write(`${JSON.stringify(line)}\n`)
    if (!answer.open) response.end()
  })
  try {
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo // it listens on a port
    const base64 = (text: string) => Buffer.from(text).toString('base64')
    const kubeconfig = join(folder, 'kubeconfig')
    writeFileSync(
      kubeconfig,
      stringify({
        'current-context': 'here',
        contexts: [{ name: 'here', context: { cluster: 'there', user: 'me' } }],
        clusters: [
          {
            name: 'there',
            cluster: {
              server: `https://127.0.0.1:${port}`,
              'certificate-authority-data': base64(identity.certificate),
            },
          },
        ],
        users: [
          {
            name: 'me',
            user: { 'client-certificate-data': base64(identity.certificate), 'client-key-data': base64(identity.key) },
          },
        ],
      }),
    )
    return { result: await act(openApi(kubeconfig)), asked }
  } finally {
    server.closeAllConnections()
    server.close()
    rmSync(folder, { recursive: true })
  }
}

function selfSigned() {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const certificate = signCertificate(
    {
      subject: { commonName: 'here' },
      alternativeNames: { ipAddresses: ['127.0.0.1'] },
      usages: ['digital signature', 'cert sign', 'server auth', 'client auth'],
      authority: true,
      notBefore: new Date(Date.now() - 60_000),
      notAfter: new Date(Date.now() + 3_600_000),
      publicKey,
    },
    { key: privateKey },
  )
  return { key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), certificate: certificate.toString() }
}

/** Watches until an object of that name is seen; gives the names that were seen each time. */
async function watchUntil(api: Api, last: string): Promise<string[]> {
  const seen: string[] = []
  const stop = new AbortController()
  await api.watch(
    resources.secrets,
    (objects) => {
      seen.push([...objects.keys()].join(' '))
      if (objects.has(`data/${last}`)) stop.abort()
    },
    stop.signal,
  )
  return seen
}

test('a watch goes on where its stream ended, and lists anew where the server has forgotten the version', async () => {
  const { result, asked } = await served(
    [
      listOf('5', object('a', '3')),
      stream(['ADDED', object('b', '6')], ['DELETED', object('a', '7')], ['BOOKMARK', object('', '9')]),
      stream(['ERROR', { code: 410, reason: 'Expired', message: 'too old' }]),
      listOf('20', object('c', '15')),
      { status: 410, lines: [{ reason: 'Expired', message: 'too old' }] },
      listOf('30', object('d', '25')),
      { ...stream(['MODIFIED', object('e', '31')]), open: true },
    ],
    (api) => watchUntil(api, 'e'),
  )
  assert.equal(result, ['data/a', 'data/a data/b', 'data/b', 'data/c', 'data/d', 'data/d data/e'])
  const list = 'GET /api/v1/secrets'
  const watch = `${list}?watch=true&allowWatchBookmarks=true&timeoutSeconds=60&resourceVersion=`
  assert.equal(asked, [list, `${watch}5`, `${watch}9`, list, `${watch}20`, list, `${watch}30`])
})

test('what the server refuses is told with the object, the status and the reason', async () => {
  const refused = { status: 422, lines: [{ reason: 'Invalid', message: 'spec.secretName: Required value' }] }
  const { result, asked } = await served([refused], (api) => {
    const certificate = { apiVersion: 'v1', kind: 'Certificate', metadata: { name: 'mqtt', namespace: 'data' } }
    return api.apply(resources.certificates, certificate, 'test').catch((error: unknown) => error)
  })
  assert.instance(result, ApiError)
  const { status, reason, message } = result as ApiError // just seen
  assert.equal([status, reason], [422, 'Invalid'])
  const path = 'PATCH /apis/cert-manager.io/v1/namespaces/data/certificates/mqtt'
  assert.is(message, `${path}: 422 Invalid: spec.secretName: Required value`)
  assert.equal(asked, [`${path}?force=true&fieldManager=test`])
})

test('an object that is not there is undefined, and deleting it is no error', async () => {
  const missing = { status: 404, lines: [{ reason: 'NotFound', message: 'not found' }] }
  const { result } = await served([missing, missing], async (api) => {
    await api.remove(resources.volumes, 'gone')
    return api.get(resources.volumes, 'gone')
  })
  assert.is(result, undefined)
})

test('what a list gives says its kind, which the server leaves out', async () => {
  const { result } = await served([listOf('1', object('a', '1'))], (api) => api.list(resources.pods, 'data'))
  assert.equal(
    result.map(({ apiVersion, kind }) => [apiVersion, kind]),
    [['v1', 'Pod']],
  )
})

test('a kubeconfig without a way to authenticate is refused', () => {
  const folder = mkdtempSync(join(tmpdir(), 'api-'))
  try {
    const file = join(folder, 'kubeconfig')
    writeFileSync(
      file,
      stringify({
        'current-context': 'c',
        contexts: [{ name: 'c', context: { cluster: 'c', user: 'u' } }],
        clusters: [{ name: 'c', cluster: { server: 'https://127.0.0.1:1' } }],
        users: [{ name: 'u', user: { exec: {} } }],
      }),
    )
    assert.throws(() => openApi(file), 'expected a user with client-certificate and client-key, or token')
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test.run()

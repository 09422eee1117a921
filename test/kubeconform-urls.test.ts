import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { createServer as createPlainServer, type RequestListener, type Server } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { kubeconform } from '../packages/kubeconform-wasm/src/command.ts'
import { coreForTests } from './support/kubeconform-core.ts'
import { temporaryFolder } from './temporary-folder.ts'

const core = coreForTests()
const thing = 'apiVersion: x.example.com/v1\nkind: Thing\nmetadata: {name: one}\nspec: {size: a}\n'
const wrong = "at '/spec/size' (stdin:4:14): got string, want integer"
const layout = '/{{.ResourceKind}}{{.KindSuffix}}.json'

async function run(...args: string[]): Promise<{ code: number; stdout: string }> {
  let stdout = ''
  const code = await kubeconform(args, {
    version: '0',
    core: async () => core ?? {},
    minors: [],
    shipped: async () => ({ definitions: {} }),
    threads: async () => {
      throw new Error('standard input needs no threads')
    },
    stdin: Readable.from([thing]) as unknown as NodeJS.ReadStream, // it is only read
    print: (text) => {
      stdout += text
    },
    complain: assert.unreachable,
    colours: false,
  })
  return { code, stdout }
}

const schemas: Readonly<Record<string, string>> = {
  '/thing-x-v1.json': '{"properties": {"spec": {"$ref": "parts.json#/definitions/spec"}}}',
  '/parts.json': '{"definitions": {"spec": {"properties": {"size": {"type": "integer"}}}}}',
  '/html/thing-x-v1.json': '<html>',
}

async function withServer(
  make: (listener: RequestListener) => Server,
  use: (port: number, asked: string[]) => Promise<void>,
) {
  const asked: string[] = []
  const server = make((request, response) => {
    const { url = '' } = request
    asked.push(url)
    response.writeHead(url.startsWith('/broken') ? 500 : schemas[url] === undefined ? 404 : 200)
    response.end(schemas[url])
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  try {
    await use((server.address() as AddressInfo).port, asked) // it listens on a port
  } finally {
    server.close()
    server.closeAllConnections()
  }
}

if (core)
  test('schemas are downloaded, the next location is asked where one has none, and a server that fails is told of', () =>
    withServer(createPlainServer, async (port, asked) => {
      const url = `http://127.0.0.1:${port}`
      const found = await run('-schema-location', `${url}/none${layout}`, '-schema-location', url + layout)
      assert.equal(found, { code: 1, stdout: `stdin - Thing one is invalid: ${wrong}\n` })
      assert.equal([...new Set(asked)], ['/none/thing-x-v1.json', '/thing-x-v1.json', '/parts.json'])
      assert.match(
        (await run('-schema-location', `${url}/broken${layout}`)).stdout,
        /^stdin - Thing one failed validation: http:.*\/broken\/thing-x-v1\.json: the server answers 500\n$/,
      )
      assert.match((await run('-schema-location', `${url}/html${layout}`)).stdout, /thing-x-v1\.json is no JSON: /)
    }))

if (core)
  test('what was downloaded is kept in the folder that -cache names', async () => {
    const cache = join(temporaryFolder(), 'made')
    let url = ''
    await withServer(createPlainServer, async (port, asked) => {
      url = `http://127.0.0.1:${port}${layout}`
      for (const _ of ['first', 'second']) assert.is((await run('-cache', cache, '-schema-location', url)).code, 1)
      assert.equal([...new Set(asked)], ['/thing-x-v1.json', '/parts.json'])
    })
    // The server is gone.
    assert.is((await run('-cache', cache, '-schema-location', url)).stdout, `stdin - Thing one is invalid: ${wrong}\n`)
    assert.is(readdirSync(cache).length, 2)
    assert.match((await run('-schema-location', url)).stdout, /failed validation: http:.*ECONNREFUSED/)
  })

const folder = temporaryFolder()
const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
const made = spawnSync('openssl', [
  ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '1'],
  ...['-subj', '/CN=localhost', '-keyout', key, '-out', cert],
])

if (core && made.status !== 0) process.stdout.write('# skipped: -insecure-skip-tls-verify: there is no openssl here\n')
if (core && made.status === 0)
  test('a certificate that nobody signed is accepted only with -insecure-skip-tls-verify', () =>
    withServer(
      (listener) => createServer({ key: readFileSync(key), cert: readFileSync(cert) }, listener) as unknown as Server, // both are net's
      async (port) => {
        const location = ['-schema-location', `https://127.0.0.1:${port}${layout}`]
        assert.match((await run(...location)).stdout, /failed validation: https:.*self-signed certificate/)
        try {
          const { stdout } = await run('-insecure-skip-tls-verify', ...location)
          assert.is(stdout, `stdin - Thing one is invalid: ${wrong}\n`)
        } finally {
          delete process.env['NODE_TLS_REJECT_UNAUTHORIZED']
        }
      },
    ))

test.run()

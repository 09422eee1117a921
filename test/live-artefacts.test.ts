import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fastGlob from 'fast-glob'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { archive, digestOf } from './live/artefacts/archive.ts'
import { artefact, closeCache, keyOf, openCache } from './live/artefacts/cache.ts'
import { distribution } from './live/artefacts/distribution.ts'
import { goPrograms } from './live/artefacts/go-program.ts'
import { archiveImages, fullName } from './live/artefacts/image-archive.ts'
import { images } from './live/images/all.ts'
import type { Distribution, Image } from './live/images/image.ts'
import { imagesNamed, imagesOf } from './live/images/of-overlay.ts'
import { imageTable } from './live/images/table.ts'
import { versions } from './live/versions.ts'
import { temporaryFolder } from './temporary-folder.ts'

const repository = process.env['SLUICE_ROOT'] ?? process.cwd()

const rendered = fastGlob
  .sync('overlays/*/rendered/**/*.yaml', { cwd: repository })
  .map((path) => readFileSync(join(repository, path), 'utf8'))

test('every image that the overlays render is put together for the live cluster, and stands in the table', () => {
  const needed = [...new Set(rendered.flatMap(imagesNamed))].sort()
  const table = imageTable(images)
  assert.is.not(needed.length, 0)
  assert.equal(
    needed.filter((image) => !images.some((made) => made.image === image) || !table.includes(`| \`${image}\` |`)),
    [],
  )
})

/** An overlay with one manifest, of a kind that nests an image deeper than a pod does. */
function overlayWith(...images: string[]): string {
  const folder = temporaryFolder()
  mkdirSync(join(folder, 'rendered', '020-kafka'), { recursive: true })
  const containers = images.map((image) => `      - {name: one, image: "${image}"}\n`).join('')
  const manifest = `kind: Deployment\nspec:\n  template:\n    spec:\n      containers:\n${containers}`
  writeFileSync(join(folder, 'rendered', '020-kafka', '30-deployment-one.yaml'), manifest)
  return folder
}

test('a cluster has the images that its overlay names, and its own: one without Pulsar fetches none', () => {
  const own = [`sluice.test/coredns:${versions.coredns}`, 'sluice.test/pause:1', 'sluice.test/tools:1']
  const names = (folder: string) => imagesOf(folder).map(({ image }) => image)
  assert.equal(names(overlayWith('zookeeper:3.9.5', 'apache/kafka:4.3.1', 'zookeeper:3.9.5')), [
    'apache/kafka:4.3.1',
    'zookeeper:3.9.5',
    ...own,
  ])
  assert.equal(names(overlayWith('apachepulsar/pulsar:4.0.13')), [
    'apachepulsar/pulsar:4.0.13',
    'sluice.test/pulsar-clients:1',
    ...own,
  ])
})

test('an overlay with an image that nobody put together is refused before anything is started', () => {
  assert.throws(
    () => imagesOf(overlayWith('zookeeper:3.9.5', 'example.com/orders:1')),
    /^The cluster reaches no registry and cannot have example\.com\/orders:1; there are apache\/kafka:4\.3\.1, /,
  )
})

test('a distribution is fetched once, its size is said before, and what is not of it is not kept', async () => {
  const [folder, bin] = [temporaryFolder(), temporaryFolder()]
  mkdirSync(join(bin, 'server-1', 'lib'), { recursive: true })
  writeFileSync(join(bin, 'server-1', 'lib', 'server.jar'), 'x'.repeat(1_000_000))
  const fake = `#!/bin/bash
for option in "$@"; do case $option in -DoutputDirectory=*) target=\${option#*=} ;; esac; done
echo "$@" >> '${bin}/calls'
tar --create --gzip --file="$target/server-1-bin.tar.gz" --directory='${bin}' server-1
`
  writeFileSync(join(bin, 'mvn'), fake, { mode: 0o755 })
  const { PATH } = process.env
  process.env['PATH'] = `${bin}:${PATH}`
  try {
    const said: string[] = []
    const server: Distribution = {
      name: 'server-1',
      from: { maven: 'org.example:server:1:tar.gz:bin' },
      megabytes: 245,
      folder: 'server-1',
      parts: ['lib'],
    }
    for (const _ of ['first', 'second']) {
      const found = await distribution(
        openCache(folder, (line) => said.push(line)),
        server,
      )
      assert.equal(readdirSync(found), ['lib'])
      assert.equal(readdirSync(join(found, '..')), ['server-1'])
    }
    assert.equal(said, ['server-1: to be fetched, 245 MB', 'server-1: 1 MB, 0 s'])
    assert.match(readFileSync(join(bin, 'calls'), 'utf8'), /^.* -Dartifact=org\.example:server:1:tar\.gz:bin .*\n$/)
  } finally {
    process.env['PATH'] = PATH
  }
})

test('every tool of Kafka that rendered scripts call is in both of its images', () => {
  const called = rendered.flatMap((text) => [
    ...[...text.matchAll(/\/opt\/kafka\/bin\/(kafka-[a-z-]+\.sh)/g)].map(([, script]) => script),
    ...[...text.matchAll(/^\s*(?:.*\$\()?kafka ([a-z-]+) /gm)].map(([, tool]) => `kafka-${tool}.sh`),
  ])
  const scripts = [...new Set(called)].sort()
  assert.ok(scripts.includes('kafka-server-start.sh') && scripts.includes('kafka-acls.sh'))
  for (const { image, layers } of images.filter(({ image }) => image.startsWith('apache/kafka:'))) {
    const files = Object.assign({}, ...layers.map(({ files }) => files))
    assert.equal(
      scripts.filter((script) => !(`/opt/kafka/bin/${script}` in files)),
      [],
      image,
    )
  }
})

test('the Go modules pin the versions of the table', () => {
  assert.match(goPrograms.kubernetes['go.mod'], `k8s.io/kubernetes v${versions.kubernetes}\n`)
  assert.match(goPrograms.etcd['go.mod'], `go.etcd.io/etcd/server/v3 v${versions.etcd}\n`)
  assert.match(goPrograms.coredns['go.mod'], `github.com/coredns/coredns v${versions.coredns}\n`)
})

test('what is made is named by all that it is made of', () => {
  const inputs = { packages: ['containerd', 'runc'], release: 'bookworm', files: { '/a': 'one' } }
  const others = [
    { ...inputs, packages: ['containerd', 'runc', 'tini'] },
    { ...inputs, release: 'forky' },
    { ...inputs, files: { '/a': 'two' } },
    { ...inputs, files: { '/b': 'one' } },
  ]
  assert.is(keyOf(inputs), keyOf(structuredClone(inputs)))
  assert.is(new Set([inputs, ...others].map(keyOf)).size, 5)
})

test('a part is made once, and said once', async () => {
  const folder = temporaryFolder()
  const said: string[] = []
  let made = 0
  const make = async (part: string) => {
    made += 1
    writeFileSync(join(part, 'content'), 'x'.repeat(2_000_000))
  }
  const first = openCache(folder, (line) => said.push(line))
  const paths = await Promise.all([artefact(first, 'part', { a: 1 }, make), artefact(first, 'part', { a: 1 }, make)])
  const second = openCache(folder, (line) => said.push(line))
  paths.push(await artefact(second, 'part', { a: 1 }, make))
  assert.equal(paths, Array(3).fill(join(folder, `part-${keyOf({ a: 1 })}`)))
  assert.is(made, 1)
  assert.equal(said, ['part: 2 MB, 0 s'])
})

test('a part whose making fails leaves nothing that looks whole', async () => {
  const folder = temporaryFolder()
  const fail = async (part: string) => {
    writeFileSync(join(part, 'half'), '')
    throw new Error('the registry lacks it')
  }
  const failure = await artefact(openCache(folder, assert.unreachable), 'part', {}, fail).catch((error) => error)
  assert.is(failure.message, 'the registry lacks it')
  assert.equal(readdirSync(folder), [])
})

test('what a killed process left half made is cleared away, and what a living one makes is not', () => {
  const folder = temporaryFolder()
  const gone = spawnSync('true').pid
  const names = [`a-1.unfinished-${gone}`, `b-2.unfinished-${process.ppid}`, `c-3.unfinished-${process.pid}`, 'd-4']
  for (const name of names) mkdirSync(join(folder, name, 'inside'), { recursive: true })
  const cache = openCache(folder, assert.unreachable)
  assert.equal(readdirSync(folder).sort(), names.slice(1))
  closeCache(cache)
  assert.equal(readdirSync(folder).sort(), [names[1], 'd-4'])
})

test('an archive of the same content has the same bytes, whenever and in whatever order it was made', async () => {
  const folder = temporaryFolder()
  const digests = []
  for (const [name, order, time] of [
    ['one', ['b', 'a'], 1_000],
    ['two', ['a', 'b'], 2_000],
  ] as const) {
    mkdirSync(join(folder, name))
    for (const file of order) {
      writeFileSync(join(folder, name, file), file)
      utimesSync(join(folder, name, file), time, time)
    }
    await archive(join(folder, name), join(folder, `${name}.tar`))
    digests.push(await digestOf(join(folder, `${name}.tar`)))
  }
  assert.match(digests[0] ?? '', /^sha256:[0-9a-f]{64}$/)
  assert.is(digests[0], digests[1])
})

test('images share the layers that they have in common', async () => {
  const folder = temporaryFolder()
  const layers = await Promise.all(
    ['base', 'first', 'second'].map(async (name) => {
      const file = join(folder, name)
      writeFileSync(file, name)
      return { file, digest: await digestOf(file) }
    }),
  )
  const [base, first, second] = layers as [(typeof layers)[0], (typeof layers)[0], (typeof layers)[0]] // three names
  const image = (name: string): Image => ({ image: name, layers: [], config: { User: '7' }, real: '', imitated: '' })
  const file = join(folder, 'images.tar')
  await archiveImages(
    [
      { image: image('zookeeper:1'), layers: [base, first] },
      { image: image('apache/kafka:2'), layers: [base, second] },
    ],
    file,
  )
  const read = (path: string) => JSON.parse(spawnSync('tar', ['-xOf', file, `./${path}`], { encoding: 'utf8' }).stdout)
  const names = spawnSync('tar', ['-tf', file], { encoding: 'utf8' }).stdout.trim().split('\n')
  assert.is(names.filter((name) => name.endsWith('.tar')).length, 3)
  const [one, two] = read('manifest.json')
  assert.equal([one.RepoTags, two.RepoTags], [['docker.io/library/zookeeper:1'], ['docker.io/apache/kafka:2']])
  assert.is(one.Layers[0], two.Layers[0])
  const config = read(two.Config)
  assert.equal(config.config, { User: '7' })
  assert.equal(config.rootfs, { type: 'layers', diff_ids: [base.digest, second.digest] })
  assert.is(existsSync(`${file}.content`), false)
})

test('an image has the name that containerd keeps it by', () => {
  const names = {
    'zookeeper:3.9.5': 'docker.io/library/zookeeper:3.9.5',
    'apache/kafka:4.3.1': 'docker.io/apache/kafka:4.3.1',
    'sluice.test/tools:1': 'sluice.test/tools:1',
    'localhost:5000/tools:1': 'localhost:5000/tools:1',
    'localhost/tools:1': 'localhost/tools:1',
  }
  for (const [image, full] of Object.entries(names)) assert.is(fullName(image), full)
})

test.run()

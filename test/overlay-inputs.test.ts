import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { lines, overlay, rendered } from './support/world.ts'

const components = 'components: {namespace: true, certs: true}\n'
const legal = overlay(components)

test('the smallest overlay renders without a problem', async () => {
  const { problems, files } = await rendered({ small: legal })
  assert.equal(lines(problems), [])
  assert.ok((files['small'] ?? []).some(({ path }) => path === 'rendered/000-namespace/00-namespace-data.yaml'))
})

type Case = { readonly says: string; readonly text: string | Uint8Array; readonly expects: readonly string[] }

const top = 'overlays/small/overlay.yaml'

const broken: readonly Case[] = [
  {
    says: 'an empty file',
    text: '',
    expects: [`${top}:1:1  error yaml/syntax: expected a map of settings, found an empty file`],
  },
  {
    says: 'a file of comments',
    text: '# nothing\n',
    expects: [`${top}:1:1  error yaml/syntax: expected a map of settings, found an empty file`],
  },
  { says: 'a list', text: '- a\n', expects: [`${top}:1:1  error schema/type: expected a map, got a list of 1`] },
  {
    says: 'a key written twice',
    text: `${legal}purpose: development\n`,
    expects: [`${top}:17:1  error yaml/syntax: expected each key once, found purpose twice`],
  },
  {
    says: 'a second document',
    text: `${legal}---\n${legal}`,
    expects: [`${top}:17:1  error yaml/syntax: expected one document, found a second (\`---\`)`],
  },
  {
    says: 'a tab as indentation',
    text: `${legal}values:\n\tcerts: {}\n`,
    expects: [`${top}:18:1  error yaml/syntax: expected spaces as indentation, found a tab`],
  },
  {
    says: 'bytes that are not UTF-8',
    text: Buffer.concat([Buffer.from('purpose: production\nnamespace: d'), Buffer.from([0xff]), Buffer.from('ta\n')]),
    expects: [`${top}:2:13  error yaml/syntax: expected UTF-8, found bytes that are not`],
  },
  {
    says: 'an alias',
    text: `${legal}values:\n  certs: &a {internal: ca}\n  namespace: *a\n`,
    expects: [
      `${top}:18:13  error yaml/syntax: expected a value, found the anchor &a`,
      `${top}:19:14 values.namespace error yaml/syntax: expected a value, found the alias *a`,
    ],
  },
  {
    says: 'a tag',
    text: `${legal}values:\n  certs: {internal: !secret ca}\n`,
    expects: [`${top}:18:21  error yaml/syntax: expected a plain value, found the tag !secret`],
  },
  ...['__proto__', 'constructor', 'prototype'].map((key) => ({
    says: `the key ${key}`,
    text: `${legal}values:\n  certs: {${key}: {internal: none}}\n`,
    expects: [`${top}:18:11  error yaml/syntax: the key "${key}" is not allowed anywhere`],
  })),
  {
    says: 'an integer above 2^53',
    text: `${legal}values: {certs: {leaves: {key: 9007199254740993}}}\n`,
    expects: [
      `${top}:17:32 values.certs.leaves.key error yaml/syntax: the number 9007199254740993 is too large to be held exactly`,
    ],
  },
  {
    says: '.nan',
    text: `${legal}values: {certs: {leaves: {key: .nan}}}\n`,
    expects: [`${top}:17:32 values.certs.leaves.key error yaml/syntax: expected a number, found .nan`],
  },
  {
    says: 'a number as key',
    text: `${legal}values: {certs: {clients: {42: {}}}}\n`,
    expects: [`${top}:17:28  error yaml/syntax: expected a string as key, found 42`],
  },
  {
    says: 'a number where a string is due',
    text: legal.replace('"1.35"', '1.30'),
    expects: [
      `${top}:5:15 cluster.kubernetes error schema/enum: expected one of 1.34, 1.35, 1.36, got the number 1.30`,
    ],
  },
  {
    says: 'a word that only YAML 1.1 takes for a boolean',
    text: legal.replace('namespace: true', 'namespace: yes'),
    expects: [`${top}:16:25 components.namespace error schema/type: expected true or false or a map, got "yes"`],
  },
  ...['10.0.0.0/33', '10.0.256.0/16', '10.0.0.0', '010.0.0.0/8', 'fd00::/129', 'face/64'].map((cidr) => ({
    says: `${cidr} as a range of addresses`,
    text: legal.replace('10.0.0.0/16', cidr),
    expects: [
      `${top}:12:13 cluster.network.nodes[0] error schema/pattern: expected a range of addresses such as 10.0.0.0/16, got "${cidr}"`,
    ],
  })),
  ...[
    ['a peer that is nobody', '{}', 'an empty map'],
    ['a peer that is addresses and pods', '{cidr: 10.1.0.0/24, namespace: monitoring}', 'a map with cidr, namespace'],
  ].map(([says = '', peer = '', got]) => ({
    says,
    text: legal.replace('monitoring: [{namespace: monitoring}]', `monitoring: [${peer}]`),
    expects: [
      `${top}:13:57 cluster.network.monitoring[0] error schema/${peer === '{}' ? 'min' : 'max'}-properties: expected a range of addresses (cidr) alone, or pods by their namespace and podLabels, got ${got}`,
    ],
  })),
  {
    says: 'a port that there cannot be',
    text: legal.replace('registry: null', 'registry: registry.example.com:65536/mirror'),
    expects: [
      `${top}:7:13 cluster.registry error schema/pattern: expected a registry such as registry.example.com/mirror, got "registry.example.com:65536/mirror"`,
    ],
  },
  {
    says: 'a mistyped key',
    text: legal.replace('storageClass', 'storageclass'),
    expects: [`${top}:8:3 cluster.storageclass error schema/unknown-key: unknown key "storageclass"`],
  },
  {
    says: 'a key that comes later',
    text: `${legal}patches: []\n`,
    expects: [
      `${top}:17:1 patches error schema/unknown-key: "patches" comes in a later issue; until then change values, or propose a value`,
    ],
  },
  {
    says: 'a missing fact',
    text: legal.replace('  storageClass: ssd\n', ''),
    expects: [`${top}:3:1 cluster.storageClass error schema/required: expected a value, found none`],
  },
  {
    says: 'an unknown component',
    text: legal.replace('certs: true', 'cert: true'),
    expects: [`${top}:16:31 components.cert error schema/unknown-key: unknown key "cert"`],
  },
  {
    says: 'a null that removes nothing',
    text: `${legal}values: {certs: {clients: {nobody: null}}}\n`,
    expects: [
      `${top}:17:28 values.certs.clients.nobody error overlay/removes-nothing: null removes an inherited entry, and there is none of this name to remove`,
    ],
  },
  {
    says: 'a null where the schema knows none',
    text: `${legal}values: {certs: {internal: null}}\n`,
    expects: [`${top}:17:28 values.certs.internal error schema/enum: expected one of ca, existing, none, got null`],
  },
  {
    says: 'a file of eight mistakes',
    text: `${legal}purpose: prod
values:
  certs: {leaves: {key: 9007199254740993, renewBefore: 400d, durations: 1d}}
  namespace: {__proto__: {}}
values:
  certs: {internal: many}
`,
    expects: [
      `${top}:17:1  error yaml/syntax: expected each key once, found purpose twice`,
      `${top}:17:10 purpose error schema/enum: expected one of production, development, got "prod"`,
      `${top}:19:25 values.certs.leaves.key error yaml/syntax: the number 9007199254740993 is too large to be held exactly`,
      `${top}:19:56 values.certs.leaves.renewBefore error certs/durations-are-legal: expected less than the duration (1d), got 400d`,
      `${top}:19:62 values.certs.leaves.durations error schema/unknown-key: unknown key "durations"`,
      `${top}:20:15  error yaml/syntax: the key "__proto__" is not allowed anywhere`,
      `${top}:21:1  error yaml/syntax: expected each key once, found values twice`,
      `${top}:22:21 values.certs.internal error schema/enum: expected one of ca, existing, none, got "many"`,
    ],
  },
  {
    says: 'a parent that does not exist',
    text: `extends: prdo\n`,
    expects: [`${top}:1:10 extends error overlay/extends-unknown: there is no overlay "prdo"`],
  },
  {
    says: 'itself as parent',
    text: `extends: small\n`,
    expects: [
      `${top}:1:10 extends error overlay/extends-cycle: expected a chain with an end, found the circle small -> small`,
    ],
  },
]

for (const { says, text, expects } of broken) {
  test(`${says} is refused, and nothing is rendered`, async () => {
    const { problems, files } = await rendered({ small: text })
    assert.equal(lines(problems), expects)
    assert.equal(files['small'], undefined)
  })
}

test('ranges of addresses may be of either family', async () => {
  const { problems } = await rendered({
    small: legal.replace('10.0.0.0/16', '0.0.0.0/0, 10.250.1.0/24, "::/0", "fd00:10:2::/48"'),
  })
  assert.equal(lines(problems), [])
})

const torn: readonly (readonly [says: string, text: string, expects: string])[] = [
  [
    'a line that is indented otherwise',
    'cluster:\n   name: a\n  zones: [b]\n  domain: c\n',
    '3:1 the same indentation as in the lines above, found another',
  ],
  ['a line that is too deep', 'cluster:\n  name: a\n   zones: [b]\n', '2:9 the next line no deeper than this one'],
  ['a list that is not closed', 'zones: [a, b\nname: c\n', '2:1 the closing ], found none'],
  ['a map that is not closed', 'sync: {engine: flux', '1:20 the closing }, found none'],
  ['a quote that is not closed', 'name: "a\nzones: b\n', '3:1 the closing ", found none'],
  [
    'a key without a colon',
    'purpose: production\nnamespace data\n',
    '2:1 "key: value", found a text without a colon and a space',
  ],
  [
    'a key without a space behind its colon',
    'purpose:production\nnamespace: data\n',
    '1:1 "key: value", found a text without a colon and a space',
  ],
  ['two keys on a line', 'name: a: b\n', '1:7 one "key: value", found a second behind it'],
  ['a value that begins with @', 'name: @a\n', '1:7 a value, found @, which begins none'],
  ['an unknown escape', 'name: "a\\q"\n', '1:9 an escape that YAML knows, found \\q'],
  ['a comment without a space', 'name: "a"#b\n', '1:10 a space before the comment, found none'],
]
for (const [says, text, expects] of torn) {
  test(`${says} is one mistake, told in one sentence`, async () => {
    const { problems } = await rendered({ small: text })
    assert.equal(
      problems.map(({ at, message }) => `${at.line}:${at.column} ${message.replace('expected ', '')}`),
      [expects],
    )
  })
}

test('an entry without a value is told how an entry without values of its own is written', async () => {
  const { problems } = await rendered({ small: `${legal}values: {certs: {clients: {shop: }}}\n` })
  assert.equal(
    problems.map(({ hint }) => hint),
    ['take the line out; an entry that says nothing of its own is shop: {}'],
  )
})

test('what a text should have been tells it from what it is', async () => {
  const { problems } = await rendered({
    small: `${overlay('components: {namespace: true, kafka: true}\n')}values:
  kafka: {image: {tag: latest, digest: "sha256:${'A'.repeat(64)}"}}
`,
  })
  assert.equal(
    problems.filter(({ rule }) => rule === 'schema/pattern').map(({ message }) => message.replace(/A{64}/, 'A…')),
    [
      'expected an exact version of three numbers, in quotes, got "latest"',
      'expected a digest such as sha256:… with 64 lower-case hexadecimal digits, got "sha256:A…"',
    ],
  )
})

test('a file of 5 MB is refused before it is read', async () => {
  const { problems } = await rendered({ small: `${legal}# ${'x'.repeat(5_000_000)}\n` })
  assert.match(lines(problems).join(), /:1:1 {2}error yaml\/syntax: expected at most 1048576 bytes, found 5000\d+/)
})

test('200 levels of nesting are refused, and so are 200,000', async () => {
  for (const depth of [200, 200_000]) {
    const { problems } = await rendered({ small: `${legal}values: ${'['.repeat(depth)}${']'.repeat(depth)}\n` })
    assert.match(lines(problems).join(), /levels of nesting/, String(depth))
  }
})

test('a byte order mark and CRLF change nothing', async () => {
  const plainly = await rendered({ small: legal })
  const windows = await rendered({ small: `\uFEFF${legal.replaceAll('\n', '\r\n')}` })
  assert.equal(windows, plainly)
})

test('all problems of all overlays are found in one run, sorted by file and line', async () => {
  const { problems } = await rendered({
    b: legal.replace('purpose: production', 'purpose: prod').replace('"1.35"', '"1.20"'),
    a: legal.replace('storageClass: ssd', 'storageClass: 7'),
  })
  assert.equal(
    problems.map(({ at, rule }) => `${at.file}:${at.line} ${rule}`),
    [
      'overlays/a/overlay.yaml:8 schema/type',
      'overlays/b/overlay.yaml:1 schema/enum',
      'overlays/b/overlay.yaml:5 schema/enum',
    ],
  )
})

test('a problem of an inherited value names the file that wrote it, once', async () => {
  const { problems } = await rendered({
    parent: `${legal}values: {certs: {leaves: {renewBefore: 400d}}}\n`,
    child: 'extends: parent\ncluster: {name: child}\nnamespace: data\n',
  })
  assert.equal(lines(problems), [
    'overlays/parent/overlay.yaml:17:40 values.certs.leaves.renewBefore error certs/durations-are-legal: expected less than the duration (90d), got 400d',
  ])
})

test('identities are not inherited, and missed in the file of the overlay that lacks them', async () => {
  const { problems } = await rendered({
    parent: `${legal}values: {certs: {public: acme, publicHosts: {web: {hosts: [web.example.com]}}}}\n`,
    child: 'extends: parent\ncluster: {name: child}\n',
  })
  assert.equal(lines(problems), [
    "overlays/child/overlay.yaml:1:1 values.certs.publicHosts.web.hosts error certs/public-hosts-are-named: expected the DNS names of the certificate, got none: they are the overlay's own",
  ])
})

test('an abstract overlay is checked and never rendered', async () => {
  const { problems, files } = await rendered({
    team: `${legal}abstract: true\nvalues: {certs: {leavs: {}}}\n`,
  })
  assert.equal(lines(problems), [
    'overlays/team/overlay.yaml:18:18 values.certs.leavs error schema/unknown-key: unknown key "leavs"',
  ])
  assert.equal(files['team'], [])
})

test('an acceptance silences the finding that it names, and one that matches nothing is an error', async () => {
  const accepted = `${overlay(components, { purpose: 'development' })}values: {certs: {internal: none}}
accept:
  - {rule: certs/internal-is-on, value: values.certs.internal, reason: a sandbox without secrets}
`
  assert.equal(lines((await rendered({ small: accepted })).problems), [])
  const { problems } = await rendered({ small: accepted.replace('internal: none', 'internal: ca') })
  assert.equal(lines(problems), [
    `${top}:19:5 accept[0] error overlay/acceptance: accepts certs/internal-is-on, which found no such thing`,
  ])
})

test('what cannot be read or kept secret cannot be accepted', async () => {
  const { problems } = await rendered({
    small: `${legal}accept:\n  - {rule: schema/type, value: cluster.name, reason: because I say so}\n`,
  })
  assert.equal(lines(problems), [`${top}:18:5 accept[0] error overlay/acceptance: schema/type cannot be accepted`])
})

test.run()

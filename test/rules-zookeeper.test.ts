import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { rules } from '../generators/010-zookeeper/rules.ts'
import { type RuleRow, testThatEveryRuleHasARow, withFacts } from './support/rule-table.ts'
import { lines, overlay, rendered } from './support/world.ts'

/** What an overlay says: the values of zookeeper, and what else differs from a production overlay with certificates. */
type Written = {
  readonly zookeeper?: string
  readonly certs?: string
  readonly namespaces?: string
  readonly purpose?: 'development'
  /** A change of the facts: this text by that one. */
  readonly facts?: readonly [string, string]
}

const twoZones = ['zones: [a, b, c]', 'zones: [a, b]'] as const

const table: readonly RuleRow<Written>[] = [
  {
    rule: 'zookeeper/ensemble-is-odd',
    breaks: { zookeeper: '{ensemble: {size: 4}}' },
    finding:
      'values.zookeeper.ensemble.size: expected 1, 3, 5 or 7 servers, got 4, which survives no more losses than 3',
    passes: { zookeeper: '{ensemble: {size: 5}}' },
  },
  {
    rule: 'zookeeper/ensemble-survives-a-server',
    breaks: { zookeeper: '{ensemble: {size: 1}}' },
    finding: 'values.zookeeper.ensemble.size: expected at least 3 servers, got 1: every restart is an outage',
    passes: { zookeeper: '{ensemble: {size: 3}}' },
  },
  {
    rule: 'zookeeper/ensemble-survives-a-server',
    severity: 'warning',
    breaks: { zookeeper: '{ensemble: {size: 1}}', purpose: 'development' },
    finding: 'values.zookeeper.ensemble.size: expected at least 3 servers, got 1: every restart is an outage',
    passes: { zookeeper: '{ensemble: {size: 3}}', purpose: 'development' },
  },
  {
    rule: 'zookeeper/limits-are-whole-ticks',
    breaks: { zookeeper: '{ensemble: {tick: 3s, sessions: {shortest: 6s}, joinWithin: 20s, followWithin: 9s}}' },
    finding: 'values.zookeeper.ensemble.joinWithin: expected a multiple of ensemble.tick (3s), got 20s',
    passes: { zookeeper: '{ensemble: {tick: 3s, sessions: {shortest: 6s}, joinWithin: 21s, followWithin: 9s}}' },
  },
  {
    rule: 'zookeeper/limits-allow-delays',
    breaks: { zookeeper: '{ensemble: {followWithin: 2s}}' },
    finding: 'values.zookeeper.ensemble.followWithin: expected at least two ticks (4s), got 2s',
    passes: { zookeeper: '{ensemble: {followWithin: 4s}}' },
  },
  {
    rule: 'zookeeper/sessions-have-a-range',
    breaks: { zookeeper: '{ensemble: {sessions: {shortest: 3s}}}' },
    finding: 'values.zookeeper.ensemble.sessions.shortest: expected at least two ticks (4s), got 3s',
    passes: { zookeeper: '{ensemble: {tick: 1s, sessions: {shortest: 3s}}}' },
  },
  {
    rule: 'zookeeper/sessions-have-a-range',
    breaks: { zookeeper: '{ensemble: {sessions: {shortest: 1m}}}' },
    finding: 'values.zookeeper.ensemble.sessions.longest: expected at least ensemble.sessions.shortest (1m), got 40s',
    passes: { zookeeper: '{ensemble: {sessions: {shortest: 40s}}}' },
  },
  {
    rule: 'zookeeper/heap-fits-memory',
    breaks: { zookeeper: '{heap: 769Mi}' },
    finding: 'values.zookeeper.heap: expected at most three quarters of resources.memory (768Mi of 1Gi), got 769Mi',
    passes: { zookeeper: '{heap: 768Mi}' },
  },
  {
    rule: 'zookeeper/heap-holds-requests',
    breaks: { zookeeper: '{tuning: {largestRequest: 65Mi}}' },
    finding: 'values.zookeeper.tuning.largestRequest: expected at most an eighth of heap (64Mi of 512Mi), got 65Mi',
    passes: { zookeeper: '{tuning: {largestRequest: 64Mi}}' },
  },
  {
    rule: 'zookeeper/jvm-options-are-free',
    breaks: { zookeeper: '{tuning: {jvmOptions: ["-XX:+UseG1GC", "-Xmx1g"]}}' },
    finding: 'values.zookeeper.tuning.jvmOptions[1]: expected no option that a value decides, got -Xmx1g',
    passes: { zookeeper: '{tuning: {jvmOptions: ["-XX:+UseG1GC"]}}' },
  },
  {
    rule: 'zookeeper/jvm-options-are-free',
    breaks: { zookeeper: '{tuning: {jvmOptions: [-Dzookeeper.skipACL=yes]}}' },
    finding:
      'values.zookeeper.tuning.jvmOptions[0]: expected no option that a value decides, got -Dzookeeper.skipACL=yes',
    passes: { zookeeper: '{tuning: {jvmOptions: [-Duser.timezone=UTC]}}' },
  },
  {
    rule: 'zookeeper/servers-are-on-different-hosts',
    breaks: { zookeeper: '{placement: {hosts: preferred}}' },
    finding:
      'values.zookeeper.placement.hosts: expected required, got preferred: a host with a majority of the servers takes the ensemble with it',
    passes: { zookeeper: '{placement: {zones: required}}' },
  },
  {
    rule: 'zookeeper/ensemble-survives-a-zone',
    severity: 'warning',
    breaks: { facts: twoZones },
    finding:
      'cluster.zones: expected at least three zones, got 2: one of them holds a majority of the servers, and losing it stops the ensemble',
    passes: { facts: ['zones: [a, b, c]', 'zones: [a, b, c, d]'] },
  },
  {
    rule: 'zookeeper/stops-in-time',
    breaks: { zookeeper: '{rollout: {stopWithin: 29s}}' },
    finding:
      'values.zookeeper.rollout.stopWithin: expected at least 30s, got 29s: a server may be killed while it writes',
    passes: { zookeeper: '{rollout: {stopWithin: 30s}}' },
  },
  {
    rule: 'zookeeper/metrics-have-a-reader',
    breaks: { facts: ['monitoring: [{namespace: monitoring}]', ''] },
    finding:
      'cluster.network.monitoring: expected what scrapes metrics, got nothing: all traffic that no policy names is denied',
    passes: {
      facts: ['monitoring: [{namespace: monitoring}]', ''],
      zookeeper: '{metrics: {enabled: false}}',
    },
  },
  {
    rule: 'zookeeper/issuers-are-in-reach',
    breaks: { zookeeper: '{namespace: quorum}', namespaces: '{data: {}, quorum: {}}' },
    finding:
      "values.zookeeper.namespace: expected the overlay's namespace (data), where the issuers of its certificates are, got quorum",
    passes: {
      zookeeper: '{namespace: quorum}',
      namespaces: '{data: {}, quorum: {}}',
      certs:
        '{internal: existing, existing: {peers: {name: p, kind: ClusterIssuer, group: cert-manager.io}, clients: {name: c, kind: ClusterIssuer, group: cert-manager.io}}}',
    },
  },
  {
    rule: 'zookeeper/renewal-reaches-servers',
    severity: 'warning',
    breaks: { zookeeper: '{certificates: {checkEvery: 16d}}' },
    finding:
      'values.zookeeper.certificates.checkEvery: expected at most half of values.certs.leaves.renewBefore (30d), got 16d',
    passes: { zookeeper: '{certificates: {checkEvery: 15d}}' },
  },
  {
    rule: 'zookeeper/config-leaves-ours',
    breaks: { zookeeper: '{config: {tickTime: 3000}}' },
    finding: 'values.zookeeper.config.tickTime: expected a property that no value decides, got tickTime',
    passes: { zookeeper: '{ensemble: {tick: 1s}}' },
  },
  {
    rule: 'zookeeper/config-is-safe',
    breaks: { zookeeper: '{config: {skipACL: "yes"}}', purpose: 'development' },
    finding: 'values.zookeeper.config.skipACL: expected no skipACL: every client may then read and write everything',
    passes: { zookeeper: '{config: {enforce.auth.enabled: true, enforce.auth.schemes: x509}}', purpose: 'development' },
  },
  {
    rule: 'zookeeper/config-is-safe',
    breaks: { zookeeper: '{config: {server.4: "elsewhere:2888:3888"}}' },
    finding: 'values.zookeeper.config["server.4"]: expected no server.4: the servers are those of ensemble.size',
    passes: { zookeeper: '{config: {audit.enable: true}}' },
  },
  {
    rule: 'zookeeper/config-is-known',
    breaks: { zookeeper: '{config: {globaloutstandinglimit: 500}}' },
    finding:
      'values.zookeeper.config.globaloutstandinglimit: expected a property that ZooKeeper 3.9 reads, got globaloutstandinglimit, which it would take in silence and ignore',
    passes: { zookeeper: '{config: {globalOutstandingLimit: 500}}' },
  },
  {
    rule: 'zookeeper/config-is-known',
    severity: 'warning',
    breaks: { zookeeper: '{config: {fromTheFuture: 1}}', purpose: 'development' },
    finding:
      'values.zookeeper.config.fromTheFuture: expected a property that ZooKeeper 3.9 reads, got fromTheFuture, which it would take in silence and ignore',
    passes: { zookeeper: '{config: {preAllocSize: 16384}}', purpose: 'development' },
  },
]

async function problemsOf({ zookeeper = '{}', certs = '{}', namespaces, purpose, facts }: Written): Promise<string[]> {
  const text = overlay(
    [
      'components: {namespace: true, certs: true, zookeeper: true}',
      'values:',
      `  certs: ${certs}`,
      `  zookeeper: ${zookeeper}`,
      ...(namespaces === undefined ? [] : [`  namespace: {namespaces: ${namespaces}}`]),
    ].join('\n'),
    purpose === undefined ? {} : { purpose },
  )
  const { problems } = await rendered({ test: withFacts(text, facts) })
  return lines(problems).map((line) => line.replace(/^overlays\/test\/overlay.yaml:\d+:\d+ /, ''))
}

for (const { rule, severity = 'error', breaks, finding, passes } of table) {
  const [path, ...rest] = finding.split(': ')
  test(`${rule}: ${finding}`, async () => {
    assert.equal(await problemsOf(breaks), [`${path} ${severity} ${rule}: ${rest.join(': ')}`])
  })
  test(`${rule}: nothing against ${JSON.stringify(passes)}`, async () => {
    assert.equal(await problemsOf(passes), [])
  })
}

testThatEveryRuleHasARow('zookeeper', rules, table)

test.run()

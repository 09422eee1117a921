import { stringify } from 'yaml'
import type { Engine } from './synced.ts'
import type { Limits } from './ways-out.ts'

/** An overlay as its file says it. */
export type Written = { readonly [key: string]: unknown }

/** A cluster with what every overlay must say of one. */
const facts = (name: string): Written => ({
  purpose: 'production',
  namespace: 'data',
  cluster: {
    name,
    kubernetes: '1.36',
    domain: 'cluster.local',
    registry: null,
    storageClass: 'ssd',
    zones: ['a', 'b', 'c'],
    network: {
      dns: [{ namespace: 'kube-system', podLabels: { 'k8s-app': 'kube-dns' } }],
      monitoring: [{ namespace: 'monitoring' }],
    },
  },
})

/** All that an overlay can have installed, nothing as `base/` says it. */
const charts = [
  'cert-manager',
  'trust-manager',
  'flink-operator',
  'prometheus-operator',
  'external-secrets',
  'sealed-secrets',
]
const prerequisites: Written = {
  ...Object.fromEntries(
    charts.map((name, at) => [
      name,
      {
        mode: 'install',
        version: `v1.2.${at}`,
        namespace: `operators-${at}`,
        repository: at % 2 === 0 ? 'oci://registry.example.com/charts' : 'https://charts.example.com/{version}',
        chart: `own-${name}`,
        values: { replicas: at + 2, crds: { enabled: false }, fullnameOverride: `own-${name}` },
      },
    ]),
  ),
  'gateway-api': { mode: 'external', version: 'v1.4.0' },
  ingress: { mode: 'external', version: '1.12.1' },
}

/** Every option of both engines, none as `base/` says it; `destination` is what differs between the variants. */
const sync = (engine: Engine, drives: string, destination: Written): Written => ({
  engine,
  repository: 'ssh://git@git.example.com:2222/platform/streaming.git',
  revision: 'refs/tags/v1.2',
  directory: 'platform/streaming',
  hub: true,
  overlays: [drives],
  destination: { name: null, server: null, kubeConfig: null, ...destination },
  argocd: {
    namespace: 'delivery',
    administrators: 'platform-administrators',
    selfHeal: false,
    retry: { limit: 7, duration: '15s', factor: 3, maxDuration: '10m' },
    history: 3,
    windows: {
      night: {
        kind: 'deny',
        schedule: '0 22 * * *',
        duration: '8h',
        timeZone: 'Europe/Berlin',
        manualSync: true,
      },
    },
    serviceAccount: 'name' in destination ? null : 'data:deployer',
    signatureKeys: ['0123456789ABCDEF'],
    notifications: { 'on-sync-failed.slack': 'platform;operations' },
  },
  flux: {
    namespace: 'delivery',
    rootSource: null,
    source: {
      oci: 'kubeConfig' in destination ? null : 'oci://registry.example.com:5000/platform:production',
      interval: '3m',
      secret: 'repository',
      verify: 'signers',
    },
    interval: '30m',
    retryInterval: '1m',
    serviceAccount: 'deployer',
    health: {
      'kafka.strimzi.io/v1/Kafka': {
        current: 'has(status.conditions)',
        inProgress: '!has(status.conditions)',
        failed: 'false',
      },
    },
    notifications: {
      team: {
        type: 'slack',
        channel: 'platform',
        address: 'https://hooks.example.com/1',
        secret: 'slack-url',
        severity: 'info',
      },
    },
  },
})

/** An overlay that renders a step of its own kinds, a step of built-in kinds alone and a server. */
const components: Written = { components: { namespace: true, certs: true, zookeeper: true } }

type Variant = { readonly engine: Engine; readonly name: string; readonly destination: Written }

const variants: readonly Variant[] = [
  { engine: 'argocd', name: 'by-server', destination: { server: 'https://api.example.com:6443' } },
  { engine: 'argocd', name: 'by-name', destination: { name: 'elsewhere' } },
  { engine: 'flux', name: 'from-git', destination: { kubeConfig: 'elsewhere-kubeconfig' } },
  { engine: 'flux', name: 'from-oci', destination: {} },
]

/** Overlays of an engine that between them set every option of `sync` and `prerequisites`; each is a hub, and drives another. */
export function everyOption(engine: Engine): Readonly<Record<string, Written>> {
  return Object.fromEntries(
    variants
      .filter((variant) => variant.engine === engine)
      .flatMap(({ name, destination }) => {
        const driven = `under-${name}`
        const there = engine === 'argocd' ? { server: `https://${driven}.example.com` } : { kubeConfig: driven }
        const { hub: _, overlays: __, ...options } = sync(engine, driven, there)
        return [
          [name, { ...facts(name), prerequisites, sync: sync(engine, driven, destination), ...components }],
          [driven, { ...facts(driven), prerequisites, sync: options, ...components }],
        ]
      }),
  )
}

/** Overlays as texts of their files. */
export function texts(overlays: Readonly<Record<string, Written>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(overlays).map(([name, written]) => [name, stringify(written)]))
}

/** Where those overlays are confined to. */
export const limitsOfEveryOption: Limits = {
  repository: 'ssh://git@git.example.com:2222/platform/streaming.git',
  namespace: 'delivery',
  administrators: 'platform-administrators',
  charts: charts.map((_, at) => `operators-${at}`),
  serviceAccount: 'deployer',
}

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { components } from 'sluice:components'
import { parse } from 'yaml'
import type { File, Manifest, Problem } from '../../engine/model.ts'
import { render } from '../../engine/render.ts'
import type { World } from '../../engine/render-overlay.ts'
import { openWorld } from '../../engine/world.ts'

/** The repository: the runner says where it is. */
export const repository = process.env['SLUICE_ROOT'] ?? process.cwd()

const opened: { world?: Promise<World> } = {}

/** The world of the stock components. Compiled once per process, or by the runner before. */
export function stockWorld(): Promise<World> {
  opened.world ??= openWorld(
    { package: repository, root: repository },
    components,
    process.env['SLUICE_TEST_CACHE'],
    process.env['SLUICE_TEST_INPUTS'] ?? 'test',
  )
  return opened.world
}

/** What rendering overlays, given as the texts of their files, comes to: problems, and the files of each overlay. */
export type Rendered = {
  readonly problems: readonly Problem[]
  readonly files: Readonly<Record<string, readonly File[]>>
}

/** Renders overlays that are given as text, through the whole engine, into nowhere. */
export async function rendered(
  overlays: Readonly<Record<string, string | Uint8Array>>,
  strict = false,
): Promise<Rendered> {
  const root = mkdtempSync(join(tmpdir(), 'sluice-test-'))
  try {
    for (const [name, text] of Object.entries(overlays)) {
      mkdirSync(join(root, 'overlays', name), { recursive: true })
      writeFileSync(join(root, 'overlays', name, 'overlay.yaml'), text)
    }
    const outcome = await render({ root, overlays: [], strict, progress: () => {} }, stockWorld)
    return {
      problems: outcome.problems,
      files: Object.fromEntries(outcome.overlays.map(({ name, comparison }) => [name, comparison.missing])),
    }
  } finally {
    rmSync(root, { recursive: true })
  }
}

/** The rendered manifests of an overlay, read back. */
export function manifests(files: readonly File[] | undefined): Manifest[] {
  return (files ?? []).filter(({ path }) => path.startsWith('rendered/')).map(({ text }) => parse(text))
}

/** Problems as one line each, as a table holds them. */
export function lines(problems: readonly Problem[]): string[] {
  return problems.map(
    ({ at, severity, rule, message }) =>
      `${at.file}:${at.line}:${at.column} ${at.path} ${severity} ${rule}: ${message}`,
  )
}

/** Whatever a component's kinds need is there. */
const allExternal = `{${['cert-manager', 'trust-manager', 'flink-operator', 'prometheus-operator', 'external-secrets', 'sealed-secrets', 'ingress'].map((name) => `${name}: {mode: external, version: 1.0.0}`).join(', ')}}`

/** The smallest legal overlay: facts alone. `more` is appended, at the left margin. */
export function overlay(more: string, facts: { name?: string; kubernetes?: string; purpose?: string } = {}): string {
  return `purpose: ${facts.purpose ?? 'production'}
namespace: data
cluster:
  name: ${facts.name ?? 'test'}
  kubernetes: "${facts.kubernetes ?? '1.35'}"
  domain: cluster.local
  registry: null
  storageClass: ssd
  zones: [a, b, c]
  network: {
    dns: [{namespace: kube-system, podLabels: {k8s-app: kube-dns}}],
    nodes: [10.0.0.0/16], pods: [10.244.0.0/16],
    ingress: [{namespace: ingress-nginx}], monitoring: [{namespace: monitoring}]}
prerequisites: ${allExternal}
sync: {engine: argocd, repository: "https://git.example.com/streaming.git", revision: main}
${more}`
}

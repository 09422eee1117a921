// biome-ignore-all lint/suspicious/noTemplateCurlyInString: scripts and configuration hold ${...} of their own
import type { File } from '../../engine/model.ts'

/** The file of a legal object. */
export const path = 'rendered/020-kafka/20-configmap-kafka.yaml'
/** Files that no rule finds anything wrong with. */
export const legal: readonly File[] = [
  { path, text: 'a: "${env:PASSWORD} $(VAR) ${x} ${A[@]}"\nb: |\n  exec "$@"\n' },
  {
    path: 'rendered/065-rules/65-prometheusrule-kafka.yaml',
    text: 'a: "{{ $labels.pod }} has {{ printf \\"%.2f\\" $value }}"\n',
  },
  { path: 'kustomization.yaml', text: 'kind: Kustomization\n' },
  { path: 'sync/flux.yaml', text: 'values: {title: "{{ .Release.Name }}"}\n' },
]

/** Ways to break a rule: a file beside the legal ones. */
export const rows: readonly { rule: string; that: string; file: File }[] = [
  { rule: 'text/file-is-yaml', that: 'JSON', file: { path: 'rendered/020-kafka/20-a.json', text: '{}\n' } },
  { rule: 'text/file-name-is-free', that: 'a chart', file: { path: 'rendered/a/kafka-Chart.yaml', text: 'a: b\n' } },
  {
    rule: 'text/file-name-is-free',
    that: 'a kustomization',
    file: { path: 'rendered/kustomization.yaml', text: 'a: b\n' },
  },
  { rule: 'text/file-name-is-free', that: 'a hidden file', file: { path: 'rendered/.a.yaml', text: 'a: b\n' } },
  { rule: 'text/file-name-is-free', that: 'a hidden folder', file: { path: 'rendered/.a/b.yaml', text: 'a: b\n' } },
  {
    rule: 'text/file-name-is-free',
    that: 'what Flux ignores',
    file: { path: 'rendered/a/cloudbuild.yaml', text: 'a: b\n' },
  },
  { rule: 'text/lines-are-plain', that: 'a byte order mark', file: { path, text: '\ufeffa: b\n' } },
  { rule: 'text/lines-are-plain', that: 'a carriage return', file: { path, text: 'a: b\r\n' } },
  { rule: 'text/lines-are-plain', that: 'a tab', file: { path, text: 'a:\tb\n' } },
  { rule: 'text/lines-are-plain', that: 'a mark of the seal step', file: { path, text: 'a: "\0hash:b"\n' } },
  { rule: 'text/lines-are-plain', that: 'no line feed at the end', file: { path, text: 'a: b' } },
  { rule: 'text/lines-are-plain', that: 'two line feeds at the end', file: { path, text: 'a: b\n\n' } },
  { rule: 'text/no-residue', that: 'a template', file: { path, text: 'a: "{{values.name}}"\n' } },
  { rule: 'text/no-residue', that: 'a block of a template', file: { path, text: 'a: "{{#if x}}"\n' } },
  { rule: 'text/no-residue', that: 'no value', file: { path, text: 'a: "<no value>"\n' } },
  { rule: 'text/no-residue', that: 'an object', file: { path, text: 'a: "[object Object]"\n' } },
  { rule: 'text/no-residue', that: 'undefined', file: { path, text: 'a: kafka-undefined.data\n' } },
  { rule: 'text/no-residue', that: 'no number', file: { path, text: 'a: "-Xmx NaN"\n' } },
  { rule: 'text/no-residue', that: 'work that is left', file: { path, text: 'a: ${TODO}\n' } },
  {
    rule: 'text/no-residue',
    that: 'a file that Argo CD skips',
    file: { path, text: '# +argocd:skip-file-rendering\na: b\n' },
  },
  {
    rule: 'text/no-residue',
    that: 'a file of sync/ that Argo CD skips',
    file: { path: 'sync/argocd.yaml', text: 'a: "+argocd:skip-file-rendering"\n' },
  },
  {
    rule: 'text/size-is-bearable',
    that: 'an object of more than 1 MiB',
    file: { path, text: `a: ${'x'.repeat(2 ** 20)}\n` },
  },
  {
    rule: 'text/size-is-bearable',
    that: 'letters that take three bytes',
    file: { path, text: `a: ${'€'.repeat(2 ** 19)}\n` },
  },
]

import type { File, Json, Manifest, Overlay } from './model.ts'
import { printYaml } from './print.ts'
import type { Sealed } from './seal.ts'
import { ofSecrets } from './secrets/needs.ts'

/** The text of a rendered file. Its first line says whose it is and where to edit, and never changes with the content. */
export function renderedText(overlay: string, { manifest, component, passed }: Sealed): string {
  if (passed) return `${passedHead}${passed.file}, byte for byte: edit there, then npm run render.\n${passed.text}`
  const head = component === ofSecrets ? secretsHead(overlay) : generatorHead(overlay, component)
  return head + printYaml(manifest as unknown as Json) // a sealed manifest is plain JSON
}

function generatorHead(overlay: string, component: string): string {
  return `# Rendered from overlays/${overlay} by generators/${component}: edit there, then npm run render.\n`
}

function secretsHead(overlay: string): string {
  return `# Rendered from overlays/${overlay} by npm run render: edit secrets in overlays/${overlay}/overlay.yaml, this file is generated.\n`
}

const passedHead = '# Rendered from '
const passedFirstLine = /^# Rendered from overlays\/[^/\n]+\/sealed\//

/** Whether the text of a rendered file is, behind its first line, a person's file as it is. */
export function isPassedThrough(text: string): boolean {
  return passedFirstLine.test(text)
}

/** The text of `kustomization.yaml`: every rendered file, so that `kubectl kustomize overlays/NAME` shows the whole. */
export function kustomizationText(overlay: string, files: readonly File[]): string {
  return (
    `${generatedHead(overlay)}# It is for reading and comparing with kubectl kustomize; what is synced are the files of rendered/.\n` +
    printYaml({
      apiVersion: 'kustomize.config.k8s.io/v1beta1',
      kind: 'Kustomization',
      resources: files.map(({ path }) => path),
    })
  )
}

/** The text of a file of `sync/`: its objects, one document each. */
export function syncText(overlay: string, manifests: readonly Manifest[]): string {
  return generatedHead(overlay) + manifests.map((manifest) => printYaml(manifest as unknown as Json)).join('---\n') // plain JSON
}

/**
 * What Flux's root reads of `sync/`: not the charts, which a step of their own applies. It is there where Argo CD syncs as
 * well: a root of Flux that still runs finds no flux.yaml and stops. Else it would take the steps that git has no more for
 * taken out, and each would delete what it applied.
 */
export function syncKustomizationText({ name, sync }: Overlay): string {
  const why = '# There is no flux.yaml: should Flux still sync this overlay, it stops here, and deletes nothing.\n'
  const kustomization = {
    apiVersion: 'kustomize.config.k8s.io/v1beta1',
    kind: 'Kustomization',
    resources: ['flux.yaml'],
  }
  return generatedHead(name) + (sync.engine === 'flux' ? '' : why) + printYaml(kustomization)
}

function generatedHead(overlay: string): string {
  return `# Rendered from overlays/${overlay} by npm run render: edit overlays/${overlay}/overlay.yaml, this file is generated.\n`
}

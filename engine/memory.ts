import { createHash } from 'node:crypto'
import { type Dirent, lstatSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { contentKey } from './cache.ts'
import { codeOf } from './failure.ts'
import type { OverlaySummary } from './fleet.ts'
import type { File, Problem } from './model.ts'
import { generatedFiles, generatedFolders, isTemporary } from './ours.ts'
import { readKept, writeKept } from './script.mjs'
import { readSealedFolder } from './secrets/sealed-files.ts'

/** What came of rendering an overlay in which nothing is wrong. */
export type Remembered = {
  readonly objects: number
  /** Warnings. */
  readonly problems: readonly Problem[]
  readonly summary: OverlaySummary
}

/**
 * What earlier runs came to. An overlay is rendered and checked again as soon as one byte differs: of Sluice and its
 * components, of the overlay or what it extends, of its sealed files, or of what stands in its generated files.
 */
export type Memory = {
  /** Undefined where the overlay must be rendered. Looks once in a run. */
  readonly recall: (name: string) => Remembered | undefined
  /** `chain` names the overlay and what it extends; `files` is all that it renders to. */
  readonly remember: (chain: readonly string[], files: readonly File[], remembered: Remembered) => void
  /** Whether the rules across overlays found nothing wrong between exactly these overlays as they are now. */
  readonly recallPeace: (names: readonly string[]) => boolean
  readonly rememberPeace: (names: readonly string[]) => void
}

/** For where everything is to be rendered. */
export const noMemory: Memory = {
  recall: () => undefined,
  remember: () => {},
  recallPeace: () => false,
  rememberPeace: () => {},
}

type Kept = Remembered & { readonly chain: readonly string[]; readonly inputs: string; readonly files: string }

/** The memory of a root. `codeKey` stands for all that renders: code, bases, generators, schemas. */
export function openMemory(root: string, cacheFolder: string | undefined, codeKey: string): Memory {
  if (cacheFolder === undefined) return noMemory
  const folder = join(cacheFolder, 'memory', contentKey([root]))
  const inputsNow = new Map<string, string>()
  const peaceOf = (names: readonly string[]): { file: string; inputs: string } | undefined => {
    const inputs = names.flatMap((name) => inputsNow.get(name) ?? [])
    if (inputs.length < names.length) return undefined
    return { file: join(folder, `peace-${contentKey(names)}`), inputs: contentKey(inputs) }
  }
  const recall = (name: string): Remembered | undefined => {
    const bytes = readKept(join(folder, name))
    if (bytes === undefined) return undefined
    const { chain, inputs, files, ...remembered }: Kept = JSON.parse(bytes.toString())
    if (inputs !== inputsOf(root, chain, codeKey)) return undefined
    inputsNow.set(name, inputs)
    return files === filesOnDisk(join(root, 'overlays', name)) ? remembered : undefined
  }
  const recalled = new Map<string, Remembered | undefined>()
  return {
    recall: (name) => {
      if (!recalled.has(name)) recalled.set(name, recall(name))
      return recalled.get(name)
    },
    remember: (chain, files, remembered) => {
      const [name = ''] = chain
      const inputs = inputsOf(root, chain, codeKey)
      if (inputs === undefined) return
      inputsNow.set(name, inputs)
      const kept: Kept = { ...remembered, chain, inputs, files: filesAsRendered(files) }
      writeKept(join(folder, name), Buffer.from(JSON.stringify(kept)))
    },
    recallPeace: (names) => {
      const peace = peaceOf(names)
      return peace !== undefined && readKept(peace.file)?.toString() === peace.inputs
    },
    rememberPeace: (names) => {
      const peace = peaceOf(names)
      if (peace) writeKept(peace.file, Buffer.from(peace.inputs))
    },
  }
}

/** One key for what an overlay is made from; undefined where a file of the chain is none or cannot be read. */
function inputsOf(root: string, chain: readonly string[], codeKey: string): string | undefined {
  return orNothing(() => {
    const files = chain.map((name) => join(root, 'overlays', name, 'overlay.yaml'))
    if (!files.every((file) => lstatSync(file).isFile())) return undefined
    const sealed = readSealedFolder(root, chain[0] ?? '')
    if (sealed.problems.length > 0) return undefined
    const ofSealed = sealed.files.flatMap(({ file, bytes }) => [file, bytes])
    return contentKey([codeKey, ...chain, ...files.map((file) => readFileSync(file)), ...ofSealed])
  })
}

/** One key for files by path, in one order. */
function keyOfFiles(files: Iterable<readonly [path: string, content: string | Uint8Array]>): string {
  const hash = createHash('sha256')
  for (const [path, content] of files) hash.update(`${path}\0${Buffer.byteLength(content)}\0`).update(content)
  return hash.digest('hex')
}

const byPath = (a: string, b: string): number => (a < b ? -1 : 1)

function filesAsRendered(files: readonly File[]): string {
  return keyOfFiles([...files].sort((a, b) => byPath(a.path, b.path)).map(({ path, text }) => [path, text]))
}

/** Undefined where anything stands there that no render leaves: links, other files, empty folders, what cannot be read. */
function filesOnDisk(overlayFolder: string): string | undefined {
  return orNothing(() => {
    const paths: string[] = []
    const list = (folder: string): boolean => {
      const entries = readdirSync(join(overlayFolder, folder), { withFileTypes: true })
      return entries.length > 0 && entries.every((entry) => isPlain(entry, `${folder}/${entry.name}`))
    }
    const isPlain = (entry: Dirent, path: string): boolean => {
      if (entry.isDirectory()) return list(path)
      paths.push(path)
      return entry.isFile()
    }
    const top = readdirSync(overlayFolder, { withFileTypes: true })
    // What a killed render leaves, and what Kustomize reads beside kustomization.yaml.
    if (top.some(({ name }) => isTemporary(name) || /^kustomization/i.test(name) !== generatedFiles.includes(name)))
      return undefined
    const generated = top.filter(({ name }) => generatedFiles.includes(name) || generatedFolders.includes(name))
    if (!generated.every((entry) => isPlain(entry, entry.name))) return undefined
    return keyOfFiles(paths.sort(byPath).map((path) => [path, readFileSync(join(overlayFolder, path))]))
  })
}

function orNothing<T>(read: () => T | undefined): T | undefined {
  try {
    return read()
  } catch (error) {
    if (codeOf(error) === undefined) throw error
    return undefined
  }
}

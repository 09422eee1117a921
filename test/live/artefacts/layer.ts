import {
  chmodSync,
  chownSync,
  copyFileSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import type { Layer, Owner } from '../images/image.ts'
import { archive, digestOf } from './archive.ts'
import { artefact, type Cache, nameOf } from './cache.ts'
import { unpackPackages } from './debian.ts'
import { distribution } from './distribution.ts'
import { fetchJars } from './jars.ts'
import { program } from './program.ts'
import { run } from './run.ts'

/** A layer as an archive, and its digest: `sha256:…`. */
export type BuiltLayer = { readonly file: string; readonly digest: string }

/** Folders that a container must find, though nothing is in them. */
const standardFolders = ['dev', 'etc', 'proc', 'root', 'run', 'sys', 'tmp', 'var/tmp'] as const

/** Makes a layer, unless it was made before. */
export async function buildLayer(cache: Cache, layer: Layer): Promise<BuiltLayer> {
  const programs: Record<string, string> = {}
  for (const [path, name] of Object.entries(layer.programs ?? {})) programs[path] = await program(cache, name)
  const inputs = { layer, programs: Object.values(programs).map(nameOf) }
  const folder = await artefact(cache, `layer-${layer.name}`, inputs, async (folder) => {
    const root = join(folder, 'root')
    mkdirSync(root)
    await fill(cache, layer, programs, root)
    const file = join(folder, 'layer.tar')
    await archive(root, file)
    writeFileSync(join(folder, 'digest'), await digestOf(file))
    rmSync(root, { recursive: true })
  })
  return { file: join(folder, 'layer.tar'), digest: readFileSync(join(folder, 'digest'), 'utf8') }
}

async function fill(
  cache: Cache,
  layer: Layer,
  programs: Readonly<Record<string, string>>,
  root: string,
): Promise<void> {
  if (layer.debian) await unpackPackages(cache, layer.debian, root)
  for (const path of standardFolders) mkdirSync(join(root, path), { recursive: true })
  for (const path of ['tmp', 'var/tmp']) chmodSync(join(root, path), 0o1777)
  if (layer.jars) await fetchJars(layer.jars.artefacts, join(root, layer.jars.folder))
  if (layer.distribution) {
    const { folder, of } = layer.distribution
    const fetched = await distribution(cache, of)
    mkdirSync(join(root, folder), { recursive: true })
    await run(['cp', '--archive', '--link', '--parents', ...of.parts, join(root, folder)], { folder: fetched })
  }
  for (const [path, program] of Object.entries(programs)) copyFileSync(program, place(root, path))
  for (const [path, owner] of Object.entries(layer.folders ?? {})) {
    mkdirSync(join(root, path), { recursive: true })
    own(join(root, path), owner)
  }
  for (const [path, text] of Object.entries(layer.files ?? {})) {
    writeFileSync(place(root, path), text)
    chmodSync(join(root, path), text.startsWith('#!') ? 0o755 : 0o644)
  }
  for (const [path, target] of Object.entries(layer.links ?? {})) symlinkSync(target, place(root, path))
  for (const command of layer.commands ?? []) await inside(root, command)
}

function own(folder: string, owner: Owner): void {
  if (typeof owner === 'number') chownSync(folder, owner, owner)
  else {
    chownSync(folder, owner.user, owner.group)
    chmodSync(folder, owner.mode)
  }
}

/** Where a path of the image is in a root, with the folder for it made. */
function place(root: string, path: string): string {
  const file = join(root, path)
  mkdirSync(dirname(file), { recursive: true })
  return file
}

/** Runs a shell command with a root of its own, and with /proc, which Java finds its libraries by. */
async function inside(root: string, command: string): Promise<void> {
  await run([
    'unshare',
    '--mount',
    '--pid',
    '--fork',
    '--kill-child',
    `--root=${root}`,
    '--mount-proc',
    'sh',
    '-euc',
    command,
  ])
}

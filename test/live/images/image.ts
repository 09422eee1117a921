import type { Program } from '../artefacts/program.ts'
import type { debianReleases } from '../versions.ts'

/** Packages and all that they depend on; nothing of theirs is run. */
export type DebianPackages = {
  readonly release: (typeof debianReleases)[keyof typeof debianReleases]
  readonly packages: readonly string[]
}

/** `GROUP:ARTEFACT:VERSION`, with everything that it needs at run time but what is excluded (`GROUP:ARTEFACT`). */
export type Jar = { readonly artefact: string; readonly without?: string }

/** An archive that is fetched whole, and what of it is used. */
export type Distribution = {
  readonly name: string
  /** `GROUP:ARTEFACT:VERSION:tar.gz:CLASSIFIER`, or `PROJECT==VERSION` of a wheel. */
  readonly from: { readonly maven: string } | { readonly pypi: string }
  readonly megabytes: number
  /** The folder of the archive that all the rest is in. */
  readonly folder: string
  readonly parts: readonly string[]
}

/** Whose a folder is. Where only a number is given, it is that of the user and of the group. */
export type Owner = number | { readonly user: number; readonly group: number; readonly mode: number }

/**
 * What a layer of an image holds, made in the order of these keys. Plain data: the hash of it names what was made of it.
 * Paths are those inside the image.
 */
export type Layer = {
  readonly name: string
  readonly debian?: DebianPackages
  readonly jars?: { readonly folder: string; readonly artefacts: readonly Jar[] }
  /** Where the parts of a distribution are put. */
  readonly distribution?: { readonly folder: string; readonly of: Distribution }
  /** Programs of ours, by the path that they get. */
  readonly programs?: Readonly<Record<string, Program>>
  /** Folders, by their path. */
  readonly folders?: Readonly<Record<string, Owner>>
  /** Text files, by their path. One that starts with `#!` can be run. */
  readonly files?: Readonly<Record<string, string>>
  /** Symbolic links: path and target. */
  readonly links?: Readonly<Record<string, string>>
  /** Shell commands to run inside, as root, last. */
  readonly commands?: readonly string[]
}

/** How a container of the image is started, under the names of the OCI image specification. */
export type ImageConfig = {
  readonly Env?: readonly string[]
  readonly Entrypoint?: readonly string[]
  readonly Cmd?: readonly string[]
  readonly User?: string
  readonly WorkingDir?: string
  readonly ExposedPorts?: Readonly<Record<string, Record<string, never>>>
  readonly Volumes?: Readonly<Record<string, Record<string, never>>>
}

/** An image that is put together here, and how much of it is the real thing. */
export type Image = {
  /** As manifests write it. */
  readonly image: string
  /** From the lowest to the topmost. */
  readonly layers: readonly Layer[]
  readonly config: ImageConfig
  readonly real: string
  readonly imitated: string
}

/** The files that name root and one more user, who has a group of the same name and number. */
export const accounts = (name: string, id: number, home: string): Readonly<Record<string, string>> => ({
  '/etc/passwd': `root:x:0:0:root:/root:/bin/sh\n${name}:x:${id}:${id}::${home}:/bin/sh\n`,
  '/etc/group': `root:x:0:\n${name}:x:${id}:\n`,
})

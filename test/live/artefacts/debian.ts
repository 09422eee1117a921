import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { DebianPackages } from '../images/image.ts'
import { Obstacle } from '../obstacle.ts'
import { type Cache, unfinishedFolder } from './cache.ts'
import { run } from './run.ts'

/** What nobody reads in a container. */
const unread = ['bug', 'doc', 'info', 'lintian', 'locale', 'man'].map((name) => `./usr/share/${name}`)

/** The keys of Debian's archive, from its package debian-archive-keyring. */
const debianKeys = '/usr/share/keyrings/debian-archive-keyring.gpg'

const unpackOne = `dpkg-deb --fsys-tarfile "$1" |
  tar --extract --keep-directory-symlink ${unread.map((path) => `--exclude=${path}`).join(' ')} --directory "$2"`

/** Folders that Debian has merged into those of /usr. */
const merged = ['bin', 'lib', 'lib64', 'sbin']

/**
 * Unpacks packages, and all that they depend on, into a folder. No script of theirs runs, nothing is installed, and apt's
 * and dpkg's records of this machine are neither read nor written. Throws where apt has no archive of Debian among its sources.
 */
export async function unpackPackages(cache: Cache, { release, packages }: DebianPackages, root: string): Promise<void> {
  const apt = await aptFolder(cache, release)
  const environment = { APT_CONFIG: join(apt, 'apt.conf') }
  const archives = mkdtempSync(join(apt, 'archives-'))
  mkdirSync(join(archives, 'partial'), { recursive: true })
  const options = ['-o', `Dir::Cache::archives=${archives}`, '--download-only', '--no-install-recommends']
  await run(['apt-get', '-qq', '--yes', ...options, 'install', ...packages], { environment })
  for (const folder of merged) {
    mkdirSync(join(root, 'usr', folder), { recursive: true })
    symlinkSync(`usr/${folder}`, join(root, folder))
  }
  const debs = readdirSync(archives).filter((name) => name.endsWith('.deb'))
  for (const deb of debs.sort())
    await run(['bash', '-euo', 'pipefail', '-c', unpackOne, 'bash', join(archives, deb), root])
  // A package's own script would make the links by which programs find its libraries.
  await run(['ldconfig', '-N', '-r', root])
  rmSync(archives, { recursive: true })
}

/** The folder with what apt must know of a release, as it is now. It goes with the process. */
function aptFolder(cache: Cache, release: string): Promise<string> {
  const folder = unfinishedFolder(cache, `apt-${release}`)
  const known = cache.artefacts.get(folder)
  if (known) return known
  const made = fillAptFolder(folder, release)
  cache.artefacts.set(folder, made)
  return made
}

async function fillAptFolder(folder: string, release: string): Promise<string> {
  mkdirSync(join(folder, 'lists', 'partial'), { recursive: true })
  writeFileSync(join(folder, 'status'), '')
  writeFileSync(
    join(folder, 'sources.list'),
    `deb [signed-by=${debianKeys}] ${await debianArchive()} ${release} main\n`,
  )
  const settings = {
    'APT::Sandbox::User': 'root',
    'Acquire::IndexTargets::deb::DEP-11::DefaultEnabled': 'false',
    'Acquire::Languages': 'none',
    'Debug::NoLocking': 'true',
    'Dir::Cache': folder,
    'Dir::Etc::sourcelist': join(folder, 'sources.list'),
    'Dir::Etc::sourceparts': '-',
    'Dir::State::extended_states': join(folder, 'extended-states'),
    'Dir::State::lists': join(folder, 'lists'),
    'Dir::State::status': join(folder, 'status'),
  }
  const configuration = Object.entries(settings).map(([key, value]) => `${key} "${value}";\n`)
  writeFileSync(join(folder, 'apt.conf'), configuration.join(''))
  await run(['apt-get', '-qq', 'update'], { environment: { APT_CONFIG: join(folder, 'apt.conf') } })
  return folder
}

/** The address that this machine has Debian from. */
async function debianArchive(): Promise<string> {
  if (!existsSync(debianKeys))
    throw new Obstacle('the keys of Debian are missing: apt-get install debian-archive-keyring')
  const targets = await run(['apt-get', 'indextargets', '--format', '$(CREATED_BY) $(COMPONENT) $(REPO_URI)'])
  const archive = /^Packages main (\S+\/debian\/?)$/m.exec(targets)?.[1]
  if (archive === undefined)
    throw new Obstacle('apt-get knows no archive of Debian: name one in /etc/apt/sources.list.d')
  return archive
}

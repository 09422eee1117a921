import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Distribution } from '../images/image.ts'
import { Obstacle } from '../obstacle.ts'
import { artefact, type Cache } from './cache.ts'
import { run } from './run.ts'

const goal = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy'

/** The folder that a distribution was unpacked to. A fetch of hundreds of megabytes is said before. */
export async function distribution(cache: Cache, { name, from, megabytes, folder }: Distribution): Promise<string> {
  const unpacked = await artefact(cache, name, { from }, async (target) => {
    cache.say(`${name}: to be fetched, ${megabytes} MB`)
    await ('maven' in from ? fetchTarball(from.maven, target) : fetchWheel(from.pypi, target))
  })
  return join(unpacked, folder)
}

async function fetchTarball(coordinates: string, folder: string): Promise<void> {
  await run(['mvn', '--quiet', '--batch-mode', goal, `-Dartifact=${coordinates}`, `-DoutputDirectory=${folder}`])
  const file = theFileIn(folder)
  await run(['tar', '--extract', '--no-same-owner', `--file=${file}`, `--directory=${folder}`])
  rmSync(file)
}

async function fetchWheel(requirement: string, folder: string): Promise<void> {
  const wholly = ['--no-deps', '--no-cache-dir', '--only-binary=:all:', '--disable-pip-version-check']
  await run(['pip', 'download', '--quiet', ...wholly, `--dest=${folder}`, requirement])
  const file = theFileIn(folder)
  await run(['jar', '--extract', `--file=${file}`], { folder })
  rmSync(file)
}

function theFileIn(folder: string): string {
  const [file] = readdirSync(folder)
  if (file === undefined) throw new Obstacle(`nothing was fetched into ${folder}`)
  return join(folder, file)
}

import { copyFileSync, existsSync, mkdirSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import type { LiveCommand } from '../context.ts'
import { tools } from '../images/tools.ts'
import { Obstacle } from '../obstacle.ts'
import { builtImage } from './artefacts.ts'
import { closeCache, openCache, unfinishedFolder } from './cache.ts'
import { archiveImages } from './image-archive.ts'

/** `image FILE`: the image that checks look at an overlay with, for a cluster of somebody else, as `docker load` takes it. */
export const imageCommand: LiveCommand = async ([file, ...more], { cacheFolder }) => {
  if (file === undefined || more.length > 0) {
    process.stderr.write('Usage: npm run live -- image FILE\n')
    return 2
  }
  if (process.getuid?.() !== 0)
    throw new Obstacle('Root is needed to give the files of an image their owners: use sudo.')
  if (!existsSync(dirname(resolve(file)))) throw new Obstacle(`There is no folder ${dirname(resolve(file))}.`)
  const cache = openCache(cacheFolder, (line) => process.stderr.write(`${line}\n`))
  try {
    const folder = unfinishedFolder(cache, 'image')
    mkdirSync(folder)
    // Layers are linked into the archive's content, and FILE may be on another disk.
    const archive = join(folder, 'image.tar')
    await archiveImages([await builtImage(cache, tools)], archive)
    copyFileSync(archive, resolve(file))
    return 0
  } finally {
    closeCache(cache)
  }
}

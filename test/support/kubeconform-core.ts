import { join } from 'node:path'
import { kubeconformCore, NoCore } from '../../scripts/kubeconform-core.ts'
import { temporaryFolder } from '../temporary-folder.ts'
import { repository } from './world.ts'

const folder = join(repository, 'packages', 'kubeconform-wasm')

/** The core of kubeconform-wasm; where it cannot be built here says that its tests are skipped, and gives nothing. */
export function coreForTests(): WebAssembly.Module | undefined {
  try {
    return new WebAssembly.Module(kubeconformCore(folder, process.env['SLUICE_TEST_CACHE'] ?? temporaryFolder()))
  } catch (error) {
    if (!(error instanceof NoCore)) throw error
    process.stdout.write(`# skipped: ${error.message}\n`)
    return undefined
  }
}

import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { BuildOptions } from 'esbuild'
import type { Roots } from '../engine/component-source.ts'
import { sluicePlugin } from './launch/build.mjs'
import { discoverComponents } from './launch/components.mjs'

/** How what lies under test/ becomes modules that Node runs, with the components of the root among what it can import. */
export function bundleOptions({ package: packageRoot, root }: Roots) {
  const require = JSON.stringify(pathToFileURL(join(packageRoot, 'package.json')).href)
  return {
    bundle: true,
    platform: 'node',
    target: 'node20.19',
    format: 'esm',
    banner: {
      js: `import { createRequire as createRequireOfSluice } from 'node:module'; const require = createRequireOfSluice(${require});`,
    },
    plugins: [sluicePlugin({ packageRoot, root, components: discoverComponents(packageRoot, root) })],
    logLevel: 'silent',
  } satisfies BuildOptions
}

import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { NotFetched } from './schemas-flink.ts'

/** What the schemas are read with: Go, whose module proxy serves whole releases. */
export type Fetch = {
  /** A folder that is removed at the end. */
  readonly scratch: string
  /** The folder of a Go module (`k8s.io/api@v0.36.1`), fetched where Go has not got it yet. Throws NotFetched. */
  readonly moduleFolder: (module: string) => string
  /** The folder of CustomResourceDefinitions made of Go types, of these packages of a Go module. Throws NotFetched. */
  readonly generatedFolder: (module: string, packages: readonly string[]) => string
}

/** It makes CustomResourceDefinitions of Go types, for those who publish no others. */
const controllerTools = 'sigs.k8s.io/controller-tools@v0.23.0'

/** What a release asks for and the proxy does not serve, and what it serves that will do. */
const replaced = [['k8s.io/utils', 'v0.0.0-20260626114624-be93311217bd']] as const

/** Fetches into Go's own caches, and what it makes into `scratch`; `offline` looks nowhere else. */
export function openFetch(scratch: string, { offline }: { readonly offline: boolean }): Fetch {
  writeFileSync(join(scratch, 'go.mod'), 'module scratch\n\ngo 1.25.0\n')
  const environment = { GOFLAGS: '-mod=mod', ...(offline ? { GOPROXY: 'off' } : {}) }
  return {
    scratch,
    moduleFolder: (module) => {
      const args = ['mod', 'download', '-json', module]
      return JSON.parse(go(args, scratch, environment, `cannot fetch ${module}`)).Dir
    },
    generatedFolder: (module, packages) => {
      const folder = join(scratch, module.replaceAll('/', '-'))
      mkdirSync(folder)
      const required = [module, controllerTools].map((one) => `require ${one.replace('@', ' ')}\n`)
      const instead = replaced.map(([name, version]) => `replace ${name} => ${name} ${version}\n`)
      writeFileSync(join(folder, 'go.mod'), ['module scratch\n\ngo 1.25.0\n\n', ...required, ...instead].join(''))
      const [path, tools] = [module, controllerTools].map((one) => one.split('@')[0])
      const args = [
        ...['run', `${tools}/cmd/controller-gen`, 'crd:allowDangerousTypes=true'],
        ...packages.map((name) => `paths=${path}/${name}`),
        'output:crd:dir=crds',
      ]
      go(args, folder, environment, `cannot make the schemas of ${module}`)
      return join(folder, 'crds')
    },
  }
}

function go(
  args: readonly string[],
  folder: string,
  environment: Readonly<Record<string, string>>,
  failed: string,
): string {
  try {
    return execFileSync('go', args, {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      maxBuffer: 16 * 1024 * 1024,
      env: { ...process.env, ...environment },
    })
  } catch (error) {
    const { code, stdout, stderr } = error as { code?: string; stdout?: string; stderr?: string } // as execFileSync throws
    if (code === 'ENOENT')
      throw new NotFetched('npm run schemas reads the schemas with Go, and there is no go on the PATH')
    const reason = /"Error": "(.*)"/.exec(stdout ?? '')?.[1] ?? stderr?.trim().split('\n').at(-1)
    throw new NotFetched(`Go ${failed}: ${reason || String(error)}`)
  }
}

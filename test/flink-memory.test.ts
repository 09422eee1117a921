import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fastGlob from 'fast-glob'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { parse } from 'yaml'
import { jobManagerMemory, taskManagerMemory } from '../generators/070-flink/memory.ts'
import type { Cluster } from '../generators/070-flink/names.ts'
import type { ConfigMap, FlinkDeployment } from '../generators/kubernetes.ts'
import { flinkJars, NoDistribution } from './support/flink-distribution.ts'
import { repository } from './support/world.ts'
import { temporaryFolder } from './temporary-folder.ts'

/** A configuration that is rendered, and the version of Flink that reads it. */
type Configuration = {
  readonly of: string
  readonly version: string
  readonly options: Readonly<Record<string, string>>
}

const read = <K>(path: string): K => parse(readFileSync(join(repository, path), 'utf8'))

/** Every committed cluster: its config.yaml, or what the operator makes of a FlinkDeployment. */
const rendered: readonly Configuration[] = [
  ...fastGlob.sync('overlays/*/rendered/070-flink/20-configmap-flink-*.yaml', { cwd: repository }).map((path) => {
    const [deployment = ''] = fastGlob.sync(
      `${path.replace('20-configmap', '[35]0-*').replace(/\.yaml$/, '-jobmanager*.yaml')}`,
      { cwd: repository },
    )
    const image = /image: flink:([0-9.]+)/.exec(readFileSync(join(repository, deployment), 'utf8'))?.[1]
    return { of: path, version: image ?? '', options: parse(read<ConfigMap>(path).data?.['config.yaml'] ?? '') }
  }),
  ...fastGlob.sync('overlays/*/rendered/070-flink/85-flinkdeployment-*.yaml', { cwd: repository }).map((path) => {
    const { spec } = read<FlinkDeployment>(path)
    return {
      of: path,
      version: /:([0-9.]+)/.exec(spec.image ?? '')?.[1] ?? '',
      options: {
        ...spec.flinkConfiguration,
        'jobmanager.memory.process.size': spec.jobManager?.resource?.memory ?? '',
        'taskmanager.memory.process.size': spec.taskManager?.resource?.memory ?? '',
      },
    }
  }),
]

/** Shapes that no overlay has, for each version: large and small, with fractions whose last byte is easily wrong. */
const shapes: readonly Configuration[] = ['1.20.5', '2.2.1', '2.3.0'].flatMap((version) =>
  [
    ['4096m', '16384m', 0.7, 0.05, '512m'],
    ['704m', '1100m', 0.01, 0.2, '256m'],
    ['12000m', '3000m', 0, 0.1, '300m'],
  ].map(([jobManager, taskManager, managed, network, metaspace]) => ({
    of: `${jobManager} and ${taskManager}`,
    version,
    options: {
      'jobmanager.memory.process.size': String(jobManager),
      'taskmanager.memory.process.size': String(taskManager),
      'taskmanager.memory.managed.fraction': String(managed),
      'taskmanager.memory.network.fraction': String(network),
      'taskmanager.memory.jvm-metaspace.size': String(metaspace),
    },
  })),
)

/** What our model says of a configuration, in the words of the JVM and of Flink. */
function expected({ options }: Configuration) {
  const memory = (option: string): string => `${Number.parseInt(String(options[option]), 10)}Mi`
  const percent = (option: string): number => Math.round(Number(options[option]) * 100)
  const cluster = {
    jobManager: { memory: memory('jobmanager.memory.process.size') },
    taskManagers: {
      memory: memory('taskmanager.memory.process.size'),
      managed: percent('taskmanager.memory.managed.fraction'),
      network: percent('taskmanager.memory.network.fraction'),
      metaspace: memory('taskmanager.memory.jvm-metaspace.size'),
    },
  } as Cluster // what the model reads
  const one = jobManagerMemory(cluster)
  const other = taskManagerMemory(cluster)
  return {
    jobManager: `-Xmx${one.heap} -Xms${one.heap} -XX:MaxMetaspaceSize=${one.metaspace}`,
    taskManager: `-Xmx${other.frameworkHeap + other.taskHeap} -Xms${other.frameworkHeap + other.taskHeap} -XX:MaxDirectMemorySize=${other.frameworkOffHeap + other.network} -XX:MaxMetaspaceSize=${other.metaspace}`,
    managed: `${other.managed}b`,
  }
}

/** What Flink itself computes, by the program that its start scripts ask. */
function computed(jars: string, { options }: Configuration) {
  const folder = join(temporaryFolder(), 'conf')
  mkdirSync(folder)
  const text = Object.entries(options).map(([key, value]) => `${key}: ${JSON.stringify(String(value))}\n`)
  writeFileSync(join(folder, 'config.yaml'), text.join(''))
  const ask = (command: string): string[] =>
    execFileSync(
      'java',
      ['-cp', join(jars, '*'), 'org.apache.flink.runtime.util.bash.BashJavaUtils', command, '--configDir', folder],
      { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
    )
      .split('\n')
      .flatMap((line) => /^BASH_JAVA_UTILS_EXEC_RESULT:(.*)$/.exec(line)?.[1] ?? [])
  const [jobManager = ''] = ask('GET_JM_RESOURCE_PARAMS')
  const [taskManager = '', dynamic = ''] = ask('GET_TM_RESOURCE_PARAMS')
  return { jobManager, taskManager, managed: /managed\.size=(\S+)/.exec(dynamic)?.[1] ?? '' }
}

const cache = join(process.env['SLUICE_TEST_CACHE'] ?? temporaryFolder(), 'flink')
const fetches = process.env['npm_lifecycle_event'] === 'test:flink-memory'

/** The jars of each version, or why they are not there. */
function jarsOf(versions: readonly string[]): ReadonlyMap<string, string> {
  execFileSync('java', ['-version'], { stdio: 'ignore' })
  return new Map(versions.map((version) => [version, flinkJars(version, cache, fetches)]))
}

test('every committed cluster states its memory', () => {
  assert.ok(rendered.length >= 8)
  for (const { of, version, options } of rendered) {
    assert.match(version, /^\d+\.\d+\.\d+$/, of)
    assert.match(String(options['taskmanager.memory.process.size']), /^\d+m$/, of)
  }
})

const configurations = [...rendered, ...shapes]
try {
  const jars = jarsOf([...new Set(configurations.map(({ version }) => version))])
  for (const configuration of configurations)
    test(`Flink ${configuration.version} computes the memory of ${configuration.of} as our rules do`, () => {
      assert.equal(computed(jars.get(configuration.version) ?? '', configuration), expected(configuration))
    })
} catch (error) {
  const missing = (error as { code?: string }).code === 'ENOENT' // as execFileSync throws
  if (!missing && !(error instanceof NoDistribution)) throw error
  const reason = missing ? 'there is no java on the PATH' : (error as Error).message
  console.log(`# skipped: what Flink itself computes of its memory: ${reason}`)
}

test.run()

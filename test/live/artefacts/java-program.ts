import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { flinkDistribution, pulsarDistribution } from '../images/distributions.ts'
import type { Distribution, Jar } from '../images/image.ts'
import kafkaCount from '../java/kafka-count/KafkaCount.java' with { type: 'text' }
import pulsarClients from '../java/pulsar-client/PulsarClients.java' with { type: 'text' }
import parameterTool from '../java/state-machine/ParameterTool.java' with { type: 'text' }
import { versions } from '../versions.ts'
import { artefact, type Cache } from './cache.ts'
import { distribution } from './distribution.ts'
import { fetchJars } from './jars.ts'
import { run } from './run.ts'

/** A program as one jar. */
type Program = {
  readonly main: string
  /** What it is compiled against and runs with: the jars in its `lib`. */
  readonly against: Distribution
  readonly sources: Readonly<Record<string, string>>
  /** Jars whose classes are in it too. */
  readonly jars: readonly Jar[]
  /** The folder of theirs that is taken; everything where none is said. */
  readonly only?: string
}

const stateMachine = 'org.apache.flink.streaming.examples.statemachine'

export const javaPrograms = {
  'kafka-count': {
    main: 'sluice.test.KafkaCount',
    against: flinkDistribution,
    sources: { 'KafkaCount.java': kafkaCount },
    jars: [{ artefact: `org.apache.flink:flink-connector-kafka:${versions.flinkKafka}` }],
  },
  'state-machine': {
    main: `${stateMachine}.StateMachineExample`,
    against: flinkDistribution,
    sources: { 'ParameterTool.java': parameterTool },
    // What it needs is in Flink.
    jars: [{ artefact: `org.apache.flink:flink-examples-streaming:${versions.flinkExamples}`, without: '*:*' }],
    only: stateMachine.replaceAll('.', '/'),
  },
  'pulsar-client': {
    main: 'sluice.test.PulsarClients',
    against: pulsarDistribution,
    sources: { 'PulsarClients.java': pulsarClients },
    jars: [],
  },
} as const satisfies Readonly<Record<string, Program>>

export type JavaProgram = keyof typeof javaPrograms

/** The path of a program's jar. */
export async function javaProgram(cache: Cache, name: JavaProgram): Promise<string> {
  const program: Program = javaPrograms[name]
  const folder = await artefact(cache, name, { program }, async (folder) => {
    const [classes, libraries] = [join(folder, 'classes'), join(folder, 'libraries')]
    mkdirSync(classes)
    await fetchJars(program.jars, libraries)
    const files = Object.entries(program.sources).map(([file, text]) => {
      writeFileSync(join(folder, file), text)
      return join(folder, file)
    })
    const against = join(await distribution(cache, program.against), 'lib', '*')
    await run(['javac', '--release', '17', '-d', classes, '-cp', `${join(libraries, '*')}:${against}`, ...files])
    const part = program.only === undefined ? [] : [program.only]
    for (const library of readdirSync(libraries))
      await run(['jar', '--extract', `--file=${join(libraries, library)}`, ...part], { folder: classes })
    // It would be that of one library, for all of them.
    rmSync(join(classes, 'module-info.class'), { force: true })
    await run([
      'jar',
      '--create',
      `--file=${join(folder, `${name}.jar`)}`,
      '--main-class',
      program.main,
      '-C',
      classes,
      '.',
    ])
    for (const path of [classes, libraries, ...files]) rmSync(path, { recursive: true })
  })
  return join(folder, `${name}.jar`)
}

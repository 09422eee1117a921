import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { flink } from './live/images/flink.ts'
import { temporaryFolder } from './temporary-folder.ts'

/** What Flink's own utility answers; recorded from Flink 2.2.1. */
const computed = `case "$*" in
*BashJavaUtils*broken*) echo "IllegalConfigurationException: broken" >&2; exit 1 ;;
*GET_JM_RESOURCE_PARAMS*) printf 'INFO  [] - Loading\\nBASH_JAVA_UTILS_EXEC_RESULT:-Xmx512 -Xms512\\nBASH_JAVA_UTILS_EXEC_RESULT:-D jobmanager.memory.heap.size=512b\\n'; exit ;;
*GET_TM_RESOURCE_PARAMS*) printf 'BASH_JAVA_UTILS_EXEC_RESULT:-Xmx384\\nBASH_JAVA_UTILS_EXEC_RESULT:-D taskmanager.cpu.cores=1.0\\n'; exit ;;
*UPDATE_AND_GET_FLINK_CONFIGURATION*-flatten*) cat "$FLINK_CONF_DIR/flattened"; exit ;;
esac
`

/** Starts the image's entry point, or a script, in a folder that stands for its /opt/flink. Gives Java's arguments. */
function started(args: readonly string[], environment: Record<string, string> = {}, script = '/docker-entrypoint.sh') {
  const folder = temporaryFolder()
  const here = (path: string): string => join(folder, path.replace('/opt/flink', ''))
  for (const [path, text] of flink.layers.flatMap(({ files = {} }) => Object.entries(files))) {
    mkdirSync(dirname(here(path)), { recursive: true })
    writeFileSync(here(path), text)
    if (text.startsWith('#!')) chmodSync(here(path), 0o755)
  }
  writeFileSync(
    here('/conf/flattened'),
    `BASH_JAVA_UTILS_EXEC_RESULT:env.java.opts.all: --add-opens=java.base/java.util=ALL-UNNAMED -Dof=all
BASH_JAVA_UTILS_EXEC_RESULT:env.java.opts.jobmanager: '-Dof=jobmanager'
BASH_JAVA_UTILS_EXEC_RESULT:env.java.opts.taskmanager: "-Dof=taskmanager"
BASH_JAVA_UTILS_EXEC_RESULT:rest.port: 8081
`,
  )
  mkdirSync(here('/java/bin'), { recursive: true })
  const last = `echo "$LD_PRELOAD" > '${folder}/preloaded'; printf '%s\\n' "$@"\n`
  writeFileSync(here('/java/bin/java'), `#!/bin/bash\n${computed}${last}`, { mode: 0o755 })
  const { status, stdout, stderr } = spawnSync(here(script), args, {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], HOSTNAME: 'pod-0', FLINK_HOME: folder, JAVA_HOME: here('/java'), ...environment },
  })
  return {
    status,
    stderr,
    arguments: stdout.trimEnd().replaceAll(folder, '/opt/flink').split('\n'),
    preloaded: () => readFileSync(here('/preloaded'), 'utf8').trim(),
  }
}

const logging = (role: string): string[] => [
  `-Dlog.file=/opt/flink/log/flink-${role}-pod-0.log`,
  '-Dlog4j.configuration=file:/opt/flink/conf/log4j-console.properties',
  '-Dlog4j.configurationFile=file:/opt/flink/conf/log4j-console.properties',
  '-classpath',
  '/opt/flink/lib/*',
]
const forAll = ['--add-opens=java.base/java.util=ALL-UNNAMED', '-Dof=all']
const heap = ['-D', 'jobmanager.memory.heap.size=512b']

test('Flink’s image starts a server with the sizes that Flink computes, its Java options, and what it was asked for', () => {
  const asked = ['standalone-job', '--job-classname', 'com.example.Job', '-Dparallelism.default=2', '--from', 'a topic']
  const job = started(asked)
  assert.is(job.status, 0)
  assert.equal(job.arguments, [
    '-Xmx512',
    '-Xms512',
    ...forAll,
    '-Dof=jobmanager',
    ...logging('jobmanager'),
    'org.apache.flink.container.entrypoint.StandaloneApplicationClusterEntryPoint',
    '--configDir',
    '/opt/flink/conf',
    ...heap,
    ...asked.slice(1),
  ])
  assert.equal(started(['jobmanager']).arguments.slice(-5), [
    'org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint',
    '--configDir',
    '/opt/flink/conf',
    ...heap,
  ])
  assert.equal(started(['taskmanager', '-Dtaskmanager.host=10.0.0.1']).arguments, [
    '-Xmx384',
    ...forAll,
    '-Dof=taskmanager',
    ...logging('taskmanager'),
    'org.apache.flink.runtime.taskexecutor.TaskManagerRunner',
    '--configDir',
    '/opt/flink/conf',
    '-D',
    'taskmanager.cpu.cores=1.0',
    '-Dtaskmanager.host=10.0.0.1',
  ])
})

test('Flink’s image starts a server without the entry point as well, and has the command line', () => {
  const session = started(['start-foreground', '-Drest.port=80'], {}, '/opt/flink/bin/jobmanager.sh')
  assert.equal([session.status, session.arguments.at(-1)], [0, '-Drest.port=80'])
  assert.equal(started(['list', '-a'], {}, '/opt/flink/bin/flink').arguments, [
    ...forAll,
    '-classpath',
    '/opt/flink/lib/*',
    'org.apache.flink.client.cli.CliFrontend',
    'list',
    '-a',
  ])
})

test('Flink’s image runs anything else as it is, and preloads jemalloc unless it is told not to', () => {
  assert.equal(started(['echo', 'a  b']).arguments, ['a  b'])
  assert.is(started(['jobmanager']).preloaded(), 'libjemalloc.so.2')
  assert.is(started(['jobmanager'], { DISABLE_JEMALLOC: 'true' }).preloaded(), '')
})

test('Flink’s image says what it cannot do', () => {
  const refused: [args: readonly string[], environment: Record<string, string>, message: RegExp][] = [
    [['jobmanager'], { FLINK_PROPERTIES: 'a: b' }, /^This image does not heed FLINK_PROPERTIES: mount a complete /],
    [['jobmanager', '-Dbroken=1'], {}, /^IllegalConfigurationException: broken$/m],
  ]
  for (const [args, environment, message] of refused) {
    const { status, stderr } = started(args, environment)
    assert.is(status, 1)
    assert.match(stderr, message)
  }
  const { status, stderr } = started(['start'], {}, '/opt/flink/bin/taskmanager.sh')
  assert.equal([status, stderr], [1, 'This image knows start-foreground alone, not start.\n'])
})

test.run()

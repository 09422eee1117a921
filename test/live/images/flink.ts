import { debianReleases, versions } from '../versions.ts'
import { flinkDistribution } from './distributions.ts'
import configScript from './flink/config.sh' with { type: 'text' }
import configuration from './flink/config.yaml' with { type: 'text' }
import entrypoint from './flink/docker-entrypoint.sh' with { type: 'text' }
import commandLine from './flink/flink.sh' with { type: 'text' }
import jobManager from './flink/jobmanager.sh' with { type: 'text' }
import log4j from './flink/log4j-console.properties' with { type: 'text' }
import standaloneJob from './flink/standalone-job.sh' with { type: 'text' }
import taskManager from './flink/taskmanager.sh' with { type: 'text' }
import { accounts, type Image } from './image.ts'
import { busybox, gnuTools, java, javaEnvironment } from './layers.ts'

const home = '/opt/flink'

/** The user and group of the official image, `flink`. */
const flinkUser = 9999

/** Flink in the layout of the official image. */
export const flink: Image = {
  image: `flink:${versions.flink}-java17`,
  layers: [
    java,
    gnuTools,
    {
      name: 'flink-tools',
      debian: {
        release: debianReleases.stable,
        packages: ['ca-certificates', 'gettext-base', 'libjemalloc2', 'libsnappy1v5', 'wget'],
      },
    },
    {
      name: flinkDistribution.name,
      distribution: { folder: home, of: flinkDistribution },
    },
    {
      name: 'flink-scripts',
      programs: { [`${home}/examples/streaming/StateMachineExample.jar`]: 'state-machine' },
      folders: {
        [home]: flinkUser,
        [`${home}/artifacts`]: flinkUser,
        [`${home}/conf`]: flinkUser,
        [`${home}/log`]: flinkUser,
        [`${home}/usrlib`]: flinkUser,
      },
      files: {
        ...accounts('flink', flinkUser, home),
        '/docker-entrypoint.sh': entrypoint,
        [`${home}/bin/config.sh`]: configScript,
        [`${home}/bin/flink`]: commandLine,
        [`${home}/bin/jobmanager.sh`]: jobManager,
        [`${home}/bin/standalone-job.sh`]: standaloneJob,
        [`${home}/bin/taskmanager.sh`]: taskManager,
        [`${home}/conf/config.yaml`]: configuration,
        [`${home}/conf/log4j-console.properties`]: log4j,
      },
    },
  ],
  config: {
    Env: [`PATH=${home}/bin:${javaEnvironment.path}`, `JAVA_HOME=${javaEnvironment.home}`, `FLINK_HOME=${home}`],
    Entrypoint: ['/docker-entrypoint.sh'],
    User: 'flink',
    WorkingDir: home,
    ExposedPorts: { '6123/tcp': {}, '8081/tcp': {} },
  },
  real: `Flink ${versions.flink} with its libraries and metrics plugins, as its Python package has them; StateMachineExample of ${versions.flinkExamples}, from Maven; Java 17, bash, wget, jemalloc and the GNU tools`,
  imitated: `the scripts in ${home}/bin and the entry point (ours, which heed no FLINK_PROPERTIES and switch on no plugins), and what is in ${home}/conf; a class of Flink 1.20 that StateMachineExample needs and 2 has moved; no plugin for an object store; Debian for Ubuntu`,
}

/** Jobs that the checks have of their own, for a cluster whose jar is in another image. */
export const flinkJobs: Image = {
  image: 'sluice.test/flink-jobs:1.0.0',
  layers: [busybox, { name: 'flink-jobs', programs: { '/jobs/kafka-count.jar': 'kafka-count' } }],
  config: { User: '65534:65534' },
  real: `Flink's connector for Kafka, ${versions.flinkKafka}, with its client; busybox`,
  imitated: 'nothing: the job, which counts the records of a topic, is ours',
}

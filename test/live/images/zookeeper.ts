import { versions } from '../versions.ts'
import { accounts, type Image } from './image.ts'
import { gnuTools, java, javaEnvironment } from './layers.ts'
import entrypoint from './zookeeper/docker-entrypoint.sh' with { type: 'text' }
import zkCli from './zookeeper/zkCli.sh' with { type: 'text' }
import zkServer from './zookeeper/zkServer.sh' with { type: 'text' }

const home = `/apache-zookeeper-${versions.zookeeper}-bin`

/** The user and group of the official image, `zookeeper`. */
const zookeeperUser = 1000

/** The server, and what its distribution has beside it: Maven calls most of that "provided". */
const jars = [
  { artefact: `org.apache.zookeeper:zookeeper:${versions.zookeeper}` },
  // 3.9.5 of it is not to be had; it needs nothing of its ZooKeeper that 3.9.5 lacks.
  {
    artefact: 'org.apache.zookeeper:zookeeper-prometheus-metrics:3.9.4',
    without: 'org.apache.zookeeper:zookeeper',
  },
  { artefact: 'ch.qos.logback:logback-classic:1.3.16' },
  { artefact: 'com.fasterxml.jackson.core:jackson-databind:2.15.2' },
  { artefact: 'commons-cli:commons-cli:1.5.0' },
  { artefact: 'io.dropwizard.metrics:metrics-core:4.1.12.1' },
  { artefact: 'jline:jline:2.14.6' },
  { artefact: 'org.eclipse.jetty:jetty-server:9.4.58.v20250814' },
  { artefact: 'org.eclipse.jetty:jetty-servlet:9.4.58.v20250814' },
  { artefact: 'org.xerial.snappy:snappy-java:1.1.10.5' },
] as const

/** ZooKeeper in the layout of the official image. */
export const zookeeper: Image = {
  image: `zookeeper:${versions.zookeeper}`,
  layers: [
    java,
    gnuTools,
    {
      name: `zookeeper-${versions.zookeeper}`,
      jars: { folder: `${home}/lib`, artefacts: jars },
      folders: { '/conf': zookeeperUser, '/data': zookeeperUser, '/datalog': zookeeperUser, '/logs': zookeeperUser },
      files: {
        ...accounts('zookeeper', zookeeperUser, '/home/zookeeper'),
        '/docker-entrypoint.sh': entrypoint,
        [`${home}/bin/zkServer.sh`]: zkServer,
        [`${home}/bin/zkCli.sh`]: zkCli,
      },
    },
  ],
  config: {
    Env: [
      `PATH=${javaEnvironment.path}:${home}/bin`,
      `JAVA_HOME=${javaEnvironment.home}`,
      'ZOO_CONF_DIR=/conf',
      'ZOO_DATA_DIR=/data',
      'ZOO_DATA_LOG_DIR=/datalog',
      'ZOO_LOG_DIR=/logs',
      'ZOOCFGDIR=/conf',
    ],
    Entrypoint: ['/docker-entrypoint.sh'],
    Cmd: ['zkServer.sh', 'start-foreground'],
    WorkingDir: home,
    ExposedPorts: { '2181/tcp': {}, '2888/tcp': {}, '3888/tcp': {}, '8080/tcp': {} },
    Volumes: { '/data': {}, '/datalog': {}, '/logs': {} },
  },
  real: `ZooKeeper ${versions.zookeeper} and its libraries, from Maven; Java 17, bash, nc and the GNU tools`,
  imitated:
    'zkServer.sh, zkCli.sh and the entry point (ours, with the official ones’ variables); the metrics provider is that of 3.9.4; Debian for Ubuntu',
}

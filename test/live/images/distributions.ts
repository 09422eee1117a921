import { versions } from '../versions.ts'
import type { Distribution } from './image.ts'

/** Pulsar, with the ZooKeeper and the BookKeeper that it brings. */
export const pulsarDistribution: Distribution = {
  name: `pulsar-${versions.pulsarOfMaven}`,
  from: { maven: `org.apache.pulsar:pulsar-server-distribution:${versions.pulsarOfMaven}:tar.gz:bin` },
  megabytes: 245,
  folder: `apache-pulsar-${versions.pulsarOfMaven}`,
  parts: ['bin', 'conf', 'examples', 'instances', 'lib'],
}

/** Flink as its Python package has it: without scripts, configuration, examples and what is for object stores. */
export const flinkDistribution: Distribution = {
  name: `flink-${versions.flink}`,
  from: { pypi: `apache-flink-libraries==${versions.flink}` },
  megabytes: 313,
  folder: 'pyflink',
  parts: ['bin/bash-java-utils.jar', 'lib', 'opt', 'plugins'],
}

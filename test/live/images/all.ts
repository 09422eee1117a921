import { coredns } from './coredns.ts'
import { flink, flinkJobs } from './flink.ts'
import type { Image } from './image.ts'
import { kafka, kafkaOnZooKeeper } from './kafka.ts'
import { mosquitto } from './mosquitto.ts'
import { pause } from './pause.ts'
import { pulsar, pulsarClients } from './pulsar.ts'
import { tools } from './tools.ts'
import { zookeeper } from './zookeeper.ts'

/** Every image that is put together here: a live cluster cannot fetch any. */
export const images: readonly Image[] = [
  kafka,
  kafkaOnZooKeeper,
  zookeeper,
  mosquitto,
  pulsar,
  pulsarClients,
  flink,
  flinkJobs,
  coredns,
  pause,
  tools,
]

import { coredns } from './coredns.ts'
import type { Image } from './image.ts'
import { kafka, kafkaOnZooKeeper } from './kafka.ts'
import { mosquitto } from './mosquitto.ts'
import { pause } from './pause.ts'
import { tools } from './tools.ts'
import { zookeeper } from './zookeeper.ts'

/** Every image of the live cluster: it cannot fetch any. */
export const images: readonly Image[] = [kafka, kafkaOnZooKeeper, zookeeper, mosquitto, coredns, pause, tools]

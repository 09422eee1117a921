import type { Rule } from '../../../engine/model.ts'
import type { PulsarValues } from '../../../schemas/values/060-pulsar.ts'
import { at, decidedBy, foundIf } from '../../parts/rules.ts'

const imageHoldsOffloaders: Rule<PulsarValues> = {
  id: 'pulsar/image-holds-offloaders',
  severity: 'error',
  check: (pulsar) => {
    const { image, offload } = pulsar.values
    return foundIf(
      offload.driver !== 'none' && image.tag.startsWith('4.') && image.repository === 'apachepulsar/pulsar',
      decidedBy(at(pulsar, 'image', 'repository'), at(pulsar, 'offload', 'driver'), at(pulsar, 'image', 'tag')),
      `expected apachepulsar/pulsar-all with offload.driver ${offload.driver}, got ${image.repository}: of 4.x it holds no offloaders`,
    )
  },
}

/** What pulsar-all held is in the image of 5.0, but for this one. */
const volumesAreOfFour: Rule<PulsarValues> = {
  id: 'pulsar/volumes-are-of-four',
  severity: 'error',
  check: (pulsar) => {
    const { image, offload } = pulsar.values
    return foundIf(
      offload.driver === 'filesystem' && !image.tag.startsWith('4.') && image.repository === 'apachepulsar/pulsar',
      decidedBy(at(pulsar, 'offload', 'driver'), at(pulsar, 'image', 'tag'), at(pulsar, 'image', 'repository')),
      `expected an object store with Pulsar ${image.tag}, got filesystem: its image holds no offloader for volumes`,
    )
  },
}

const brokersShareTheVolume: Rule<PulsarValues> = {
  id: 'pulsar/brokers-share-the-volume',
  severity: 'error',
  check: (pulsar) => {
    const { brokers, offload } = pulsar.values
    return foundIf(
      offload.driver === 'filesystem' && offload.claim.accessMode === 'ReadWriteOnce' && brokers.replicas > 1,
      decidedBy(
        at(pulsar, 'offload', 'claim', 'accessMode'),
        at(pulsar, 'brokers', 'replicas'),
        at(pulsar, 'offload', 'driver'),
      ),
      `expected ReadWriteMany with ${brokers.replicas} brokers, got ReadWriteOnce: any of them may have to read any message`,
    )
  },
}

const objectStoreIsNamed: Rule<PulsarValues> = {
  id: 'pulsar/object-store-is-named',
  severity: 'error',
  check: (pulsar) => {
    const { bucket, driver, endpoint, region } = pulsar.values.offload
    if (driver === 'none' || driver === 'filesystem') return []
    return [
      ...foundIf(
        bucket === null,
        at(pulsar, 'offload', 'bucket'),
        "expected the bucket, got none: it is the overlay's own",
        `for instance pulsar-${pulsar.overlay.name}`,
      ),
      ...foundIf(
        driver !== 'azureblob' && region === null && endpoint === null,
        at(pulsar, 'offload', 'region'),
        `expected the region of the bucket${driver === 'aws-s3' ? ', or an endpoint' : ''}, got none`,
      ),
      ...foundIf(
        driver !== 'aws-s3' && endpoint !== null,
        decidedBy(at(pulsar, 'offload', 'endpoint'), at(pulsar, 'offload', 'driver')),
        `expected none with ${driver}, got ${endpoint}`,
      ),
    ]
  },
}

const objectStoreLetsBrokersIn: Rule<PulsarValues> = {
  id: 'pulsar/object-store-lets-brokers-in',
  severity: 'error',
  check: (pulsar) => {
    const { driver, secret, serviceAccountAnnotations } = pulsar.values.offload
    return foundIf(
      driver !== 'none' &&
        driver !== 'filesystem' &&
        secret === null &&
        Object.keys(serviceAccountAnnotations).length === 0,
      at(pulsar, 'offload', 'secret'),
      'expected a Secret with the credentials, or annotations of the ServiceAccount that stands for them, got neither',
    )
  },
}

export const offloadRules: readonly Rule<PulsarValues>[] = [
  imageHoldsOffloaders,
  volumesAreOfFour,
  brokersShareTheVolume,
  objectStoreIsNamed,
  objectStoreLetsBrokersIn,
]

import type { Rule } from '../../../engine/model.ts'
import type { PulsarValues } from '../../../schemas/values/060-pulsar.ts'
import { at, decidedBy, foundIf } from '../../parts/rules.ts'

/** What 5.0 no longer has (administration-upgrade-to-5.0.x-configuration), and what is there instead. */
const removed: readonly (readonly [property: RegExp, instead: string])[] = [
  [/^subscription(KeyS|S)haredUseClassicPersistentImplementation$/, 'there is no classic dispatcher any more'],
  [/^managedLedgerUnackedRangesOpenCacheSetEnabled$/, 'acknowledgments are always tracked by bitmaps'],
  [/^sslFactoryPlugin(Params)?$/, 'tlsFactoryClassName and tlsFactoryConfig are in its place'],
]

const propertiesAreOfTheVersion: Rule<PulsarValues> = {
  id: 'pulsar/properties-are-of-the-version',
  severity: 'error',
  check: (pulsar) => {
    const { brokers, functions, image, jvm, proxy } = pulsar.values
    if (image.tag.startsWith('4.')) return []
    const stated = { brokers, proxy, functions }
    return [
      ...Object.entries(stated).flatMap(([key, { config }]) =>
        Object.keys(config).flatMap((property) =>
          removed
            .filter(([pattern]) => pattern.test(property))
            .map(([, instead]) => ({
              ...decidedBy(at(pulsar, key, 'config', property), at(pulsar, 'image', 'tag')),
              message: `expected no ${property} with Pulsar ${image.tag}: ${instead}`,
            })),
        ),
      ),
      ...foundIf(
        jvm.options.some((option) => option.startsWith('-Dpulsar.allocator.leak_detection')),
        decidedBy(at(pulsar, 'jvm', 'options'), at(pulsar, 'image', 'tag')),
        `expected no pulsar.allocator.leak_detection with Pulsar ${image.tag}: io.netty.leakDetection.level is in its place`,
      ),
      ...foundIf(
        jvm.options.includes('-Dpulsar.allocator.type=pooled'),
        decidedBy(at(pulsar, 'jvm', 'options'), at(pulsar, 'image', 'tag')),
        `expected no pooled allocator for everything with Pulsar ${image.tag}: the cache of what was read needs the adaptive one`,
        'write -Dpulsar.allocator.default.type=pooled and -Dio.netty.allocator.type=pooled',
      ),
    ]
  },
}

/** What the first broker of 5.0 writes no broker of 4.x reads, and no value tells where a cluster comes from. */
const wayBackIsDecided: Rule<PulsarValues> = {
  id: 'pulsar/way-back-is-decided',
  severity: 'warning',
  check: (pulsar) => {
    const { brokers, image } = pulsar.values
    if (image.tag.startsWith('4.')) return []
    const packages = String(brokers.config['enablePackagesManagement']) === 'true'
    const deciding = ['scalableTopicsEnabled', ...(packages ? ['packagesManagementJsonSerializationEnabled'] : [])]
    return deciding.flatMap((property) =>
      foundIf(
        brokers.config[property] === undefined,
        decidedBy(at(pulsar, 'brokers', 'config'), at(pulsar, 'image', 'tag')),
        `expected ${property} to be stated with Pulsar ${image.tag}: true, as it is by itself, leaves no way back to 4.x`,
        `write false until you are sure, and true in a cluster that begins with ${image.tag}`,
      ),
    )
  },
}

export const versionRules: readonly Rule<PulsarValues>[] = [propertiesAreOfTheVersion, wayBackIsDecided]

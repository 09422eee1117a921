import { tlsOf } from '../../005-certs/address.ts'
import { propertyValue } from '../../parts/properties.ts'
import { template } from '../../parts/template.ts'
import { bytes, mebibytes, seconds } from '../../parts/units.ts'
import { bookieRole, directories, type Pulsar, ports } from '../names.ts'
import { metadataServers } from '../zookeeper.ts'
import { bookieVolumes } from './volumes.ts'

/** bookkeeper.conf of the bookies, one text for all of them, which never says how many there are. */
export function bookieConfiguration(pulsar: Pulsar): string {
  const { bookies, recovery } = pulsar.values
  const { journals, ledgers } = bookieVolumes(pulsar)
  const direct = mebibytes(bookies.direct)
  return template(
    pulsar,
    'bookkeeper.conf',
  )({
    ...sharedModel(pulsar),
    journals: journals.map(({ directory }) => directory).join(','),
    ledgers: ledgers.map(({ directory }) => directory).join(','),
    journalFile: Math.min(2048, Math.floor(mebibytes(bookies.journal.size) / 4)),
    ledgerFile: Math.min(1024, Math.floor(mebibytes(bookies.ledgers.size) / 8)) * 1024 ** 2,
    cache: {
      write: Math.floor(direct / 4),
      readAhead: Math.floor(direct / 4),
      // Each volume of ledgers has an index of its own.
      index: Math.floor(direct / 10 / bookies.ledgers.volumes) * 1024 ** 2,
    },
    recovery: recovery.place === 'bookies',
    config: configModel(bookies.config),
  })
}

/** What everything of BookKeeper's agrees on. */
export function sharedModel(pulsar: Pulsar) {
  const { defaults, recovery, zookeeper } = pulsar.values
  const tls = tlsOf(pulsar)
  return {
    zookeeper: metadataServers(pulsar),
    sessionTimeout: seconds(zookeeper.sessionTimeout) * 1000,
    port: ports.bookie,
    httpPort: ports.bookieHttp,
    lostAfter: seconds(recovery.after),
    // What a message needs beside itself.
    frame: bytes(defaults.largestMessage) + 10240,
    // The second version of the protocol knows no TLS.
    plaintext: tls === undefined,
    tls: tls ? directories.peers : null,
    role: bookieRole,
  }
}

/** A person's own properties, as the templates list them. */
export function configModel(config: Readonly<Record<string, string | number | boolean>>) {
  return Object.entries(config).map(([key, value]) => ({ key, value: propertyValue(String(value)) }))
}

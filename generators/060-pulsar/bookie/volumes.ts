import { directories, type Pulsar } from '../names.ts'

/** A volume of a bookie, and the directory in it that the bookie writes: below its root, where lost+found may be. */
export type BookieVolume = {
  readonly name: string
  readonly mountPath: string
  readonly directory: string
  readonly size: string
  readonly storageClass: string | null
}

/** The volumes of a bookie, in the order of its configuration, which must not change while the data lives. */
export function bookieVolumes({ values }: Pulsar): {
  readonly journals: BookieVolume[]
  readonly ledgers: BookieVolume[]
} {
  const { journal, ledgers } = values.bookies
  return { journals: numbered('journal', journal), ledgers: numbered('ledgers', ledgers) }
}

const numbered = (kind: string, { volumes, ...volume }: Pulsar['values']['bookies']['journal']): BookieVolume[] =>
  Array.from({ length: volumes }, (_, number) => {
    const mountPath = `${directories.data}/${kind}-${number}`
    return { name: `${kind}-${number}`, mountPath, directory: `${mountPath}/bookkeeper`, ...volume }
  })

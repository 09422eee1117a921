import type { Rule } from '../../../engine/model.ts'
import type { PulsarValues } from '../../../schemas/values/060-pulsar.ts'
import { at, decidedBy, foundIf } from '../../parts/rules.ts'
import { seconds } from '../../parts/units.ts'

const ensembleFitsBookies: Rule<PulsarValues> = {
  id: 'pulsar/ensemble-fits-bookies',
  severity: 'error',
  check: (pulsar) => {
    const { bookies, quorum } = pulsar.values
    return foundIf(
      quorum.ensemble > bookies.replicas,
      decidedBy(at(pulsar, 'quorum', 'ensemble'), at(pulsar, 'bookies', 'replicas')),
      `expected at most bookies.replicas (${bookies.replicas}), got ${quorum.ensemble}: nobody could write`,
      'raise values.pulsar.bookies.replicas or lower the ensemble',
    )
  },
}

const writeFitsEnsemble: Rule<PulsarValues> = {
  id: 'pulsar/write-fits-ensemble',
  severity: 'error',
  check: (pulsar) => {
    const { ensemble, write } = pulsar.values.quorum
    return foundIf(
      write > ensemble,
      decidedBy(at(pulsar, 'quorum', 'write'), at(pulsar, 'quorum', 'ensemble')),
      `expected at most the ensemble (${ensemble}), got ${write}`,
    )
  },
}

const ackFitsWrite: Rule<PulsarValues> = {
  id: 'pulsar/ack-fits-write',
  severity: 'error',
  check: (pulsar) => {
    const { ack, write } = pulsar.values.quorum
    return foundIf(
      ack > write,
      decidedBy(at(pulsar, 'quorum', 'ack'), at(pulsar, 'quorum', 'write')),
      `expected at most as many copies as are written (${write}), got ${ack}`,
    )
  },
}

const writingSurvivesABookie: Rule<PulsarValues> = {
  id: 'pulsar/writing-survives-a-bookie',
  severity: 'production',
  check: (pulsar) => {
    const { bookies, quorum } = pulsar.values
    return foundIf(
      bookies.replicas === quorum.ensemble,
      decidedBy(at(pulsar, 'bookies', 'replicas'), at(pulsar, 'quorum', 'ensemble')),
      `expected at least ${quorum.ensemble + 1}, one more than the ensemble, got ${bookies.replicas}: the restart of one stops writing`,
    )
  },
}

const messagesSurviveABookie: Rule<PulsarValues> = {
  id: 'pulsar/messages-survive-a-bookie',
  severity: 'production',
  check: (pulsar) => {
    const { ack, write } = pulsar.values.quorum
    return [
      ...foundIf(
        write < 2,
        at(pulsar, 'quorum', 'write'),
        `expected at least 2 copies, got ${write}: the loss of one disk loses messages`,
      ),
      ...foundIf(
        write >= 2 && ack < 2,
        at(pulsar, 'quorum', 'ack'),
        `expected at least 2 copies before a producer is told so, got ${ack}: a message may be on one disk only`,
      ),
    ]
  },
}

const brokersSurviveOne: Rule<PulsarValues> = {
  id: 'pulsar/brokers-survive-one',
  severity: 'production',
  check: (pulsar) =>
    foundIf(
      pulsar.values.brokers.replicas < 2,
      at(pulsar, 'brokers', 'replicas'),
      `expected at least 2 brokers, got ${pulsar.values.brokers.replicas}: every restart is an outage`,
    ),
}

const brokersMayStop: Rule<PulsarValues> = {
  id: 'pulsar/brokers-may-stop',
  severity: 'error',
  check: (pulsar) => {
    const { stopWithin } = pulsar.values.brokers.rollout
    return foundIf(
      seconds(stopWithin) < 30,
      at(pulsar, 'brokers', 'rollout', 'stopWithin'),
      `expected at least 30s, got ${stopWithin}: a broker hands its topics over before it stops`,
    )
  },
}

const retentionIsWholeMinutes: Rule<PulsarValues> = {
  id: 'pulsar/retention-is-whole-minutes',
  severity: 'error',
  check: (pulsar) => {
    const { retention } = pulsar.values.defaults
    return foundIf(
      retention !== null && seconds(retention) % 60 !== 0,
      at(pulsar, 'defaults', 'retention'),
      `expected whole minutes, got ${retention}`,
    )
  },
}

const topicsAreDeclared: Rule<PulsarValues> = {
  id: 'pulsar/topics-are-declared',
  severity: 'warning',
  check: (pulsar) =>
    pulsar.overlay.purpose !== 'production'
      ? []
      : [
          ...foundIf(
            pulsar.values.defaults.autoCreateTopics,
            at(pulsar, 'defaults', 'autoCreateTopics'),
            'expected false in production, got true: a mistyped name makes a topic',
          ),
          ...foundIf(
            pulsar.values.defaults.deleteInactiveTopics,
            at(pulsar, 'defaults', 'deleteInactiveTopics'),
            'expected false in production, got true: a topic that nobody uses for a minute is gone, with what it retains',
          ),
        ],
}

export const durabilityRules: readonly Rule<PulsarValues>[] = [
  ensembleFitsBookies,
  writeFitsEnsemble,
  ackFitsWrite,
  writingSurvivesABookie,
  messagesSurviveABookie,
  brokersSurviveOne,
  brokersMayStop,
  retentionIsWholeMinutes,
  topicsAreDeclared,
]

import type { Rule } from '../../../engine/model.ts'
import type { KafkaValues } from '../../../schemas/values/020-kafka.ts'
import { tlsOf } from '../../005-certs/address.ts'
import { at, decidedBy, foundIf } from '../../parts/rules.ts'
import { seconds } from '../../parts/units.ts'

/** A server that keeps running shows the certificate that it started with until that one's end. */
const serversRestartInTime: Rule<KafkaValues> = {
  id: 'kafka/servers-restart-in-time',
  severity: 'error',
  check: (kafka) => {
    const { renewBefore, rollEvery } = kafka.values.certificates
    return foundIf(
      tlsOf(kafka) !== undefined && seconds(rollEvery) > seconds(renewBefore),
      decidedBy(at(kafka, 'certificates', 'rollEvery'), at(kafka, 'certificates', 'renewBefore')),
      `expected at most renewBefore (${renewBefore}), got ${rollEvery}: a certificate would end in a server that runs`,
    )
  },
}

const serversRestartWithMargin: Rule<KafkaValues> = {
  id: 'kafka/servers-restart-with-margin',
  severity: 'warning',
  check: (kafka) => {
    const { renewBefore, rollEvery } = kafka.values.certificates
    return foundIf(
      tlsOf(kafka) !== undefined &&
        seconds(rollEvery) <= seconds(renewBefore) &&
        2 * seconds(rollEvery) > seconds(renewBefore),
      decidedBy(at(kafka, 'certificates', 'rollEvery'), at(kafka, 'certificates', 'renewBefore')),
      `expected at most half of renewBefore (${renewBefore}), got ${rollEvery}: there is no second chance`,
    )
  },
}

/** cert-manager's webhook: at least an hour, renewal at least five minutes and less than the duration. */
const durationsAreLegal: Rule<KafkaValues> = {
  id: 'kafka/certificate-durations-are-legal',
  severity: 'error',
  check: (kafka) => {
    const { duration, renewBefore } = kafka.values.certificates
    return [
      ...foundIf(
        seconds(duration) < 3600,
        at(kafka, 'certificates', 'duration'),
        `expected at least 1h, got ${duration}`,
      ),
      ...foundIf(
        seconds(renewBefore) < 300 || seconds(renewBefore) >= seconds(duration),
        decidedBy(at(kafka, 'certificates', 'renewBefore'), at(kafka, 'certificates', 'duration')),
        `expected at least 5m and less than the duration (${duration}), got ${renewBefore}`,
      ),
    ]
  },
}

export const certificateRules: readonly Rule<KafkaValues>[] = [
  serversRestartInTime,
  serversRestartWithMargin,
  durationsAreLegal,
]

import type { Rule } from '../../../engine/model.ts'
import type { PulsarValues } from '../../../schemas/values/060-pulsar.ts'
import { clientNames, tlsOf } from '../../005-certs/address.ts'
import { didYouMean } from '../../parts/meant.ts'
import { at, decidedBy, foundIf } from '../../parts/rules.ts'
import { bytes, seconds } from '../../parts/units.ts'
import type { Pulsar } from '../names.ts'

/** Every namespace that values state, with where it stands. */
export function namespaces(pulsar: Pulsar) {
  return Object.entries(pulsar.values.tenants).flatMap(([tenant, entry]) =>
    Object.entries(entry.namespaces).map(([name, namespace]) => ({
      name: `${tenant}/${name}`,
      namespace,
      path: ['tenants', tenant, 'namespaces', name] as const,
    })),
  )
}

/** A certificate may also be made elsewhere, by the same issuer. */
const rolesHaveCertificates: Rule<PulsarValues> = {
  id: 'pulsar/roles-have-certificates',
  severity: 'warning',
  check: (pulsar) =>
    tlsOf(pulsar) && pulsar.values.security.tokens.secret === null
      ? namespaces(pulsar).flatMap(({ namespace, path }) =>
          Object.keys(namespace.grants).flatMap((role) =>
            foundIf(
              !clientNames(pulsar).includes(role),
              at(pulsar, ...path, 'grants', role),
              `expected a certificate of this name in values.certs.clients (${clientNames(pulsar).join(', ') || 'there is none'}), got none`,
              'add it there; or accept this where another namespace makes it',
            ),
          ),
        )
      : [],
}

/** A name that nobody has manages nothing, and whoever should cannot. */
const adminsHaveCertificates: Rule<PulsarValues> = {
  id: 'pulsar/admins-have-certificates',
  severity: 'warning',
  check: (pulsar) =>
    tlsOf(pulsar) && pulsar.values.security.tokens.secret === null
      ? Object.entries(pulsar.values.tenants).flatMap(([tenant, { admins }]) =>
          admins.flatMap((name) =>
            foundIf(
              !clientNames(pulsar).includes(name),
              at(pulsar, 'tenants', tenant, 'admins'),
              `expected names in values.certs.clients (${clientNames(pulsar).join(', ') || 'there is none'}), got ${name}`,
              didYouMean(name, clientNames(pulsar)) ?? 'add it there; or accept this where another namespace makes it',
            ),
          ),
        )
      : [],
}

const policiesAreWholeMinutes: Rule<PulsarValues> = {
  id: 'pulsar/policies-are-whole-minutes',
  severity: 'error',
  check: (pulsar) =>
    namespaces(pulsar).flatMap(({ namespace: { retention }, path }) =>
      foundIf(
        retention !== null && seconds(retention) % 60 !== 0,
        at(pulsar, ...path, 'retention'),
        `expected whole minutes, got ${retention}`,
      ),
    ),
}

/** The broker refuses the policy, and the Job would fail at it. */
const backlogFitsRetention: Rule<PulsarValues> = {
  id: 'pulsar/backlog-fits-retention',
  severity: 'error',
  check: (pulsar) =>
    namespaces(pulsar).flatMap(({ namespace: { backlog, retention, retentionSize }, path }) =>
      foundIf(
        backlog !== null && retention !== null && retentionSize !== null && bytes(backlog) >= bytes(retentionSize),
        decidedBy(
          at(pulsar, ...path, 'backlog'),
          at(pulsar, ...path, 'retentionSize'),
          at(pulsar, ...path, 'retention'),
        ),
        `expected less than the retentionSize (${retentionSize}), got ${backlog}: Pulsar refuses it`,
      ),
    ),
}

export const tenantRules: readonly Rule<PulsarValues>[] = [
  rolesHaveCertificates,
  adminsHaveCertificates,
  policiesAreWholeMinutes,
  backlogFitsRetention,
]

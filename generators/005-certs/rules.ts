import type { Rule } from '../../engine/model.ts'
import type { CertsValues } from '../../schemas/values/005-certs.ts'
import { at, foundIf } from '../parts/rules.ts'
import { goDuration, seconds } from '../parts/units.ts'

const internalIsOn: Rule<CertsValues> = {
  id: 'certs/internal-is-on',
  severity: 'production',
  check: (certs) =>
    certs.values.internal === 'none'
      ? [
          {
            at: at(certs, 'internal'),
            message: 'expected ca or existing, got none: everything is plaintext and nobody is authenticated',
            hint: 'use ca, which needs nothing but cert-manager',
          },
        ]
      : [],
}

const existingIssuersAreNamed: Rule<CertsValues> = {
  id: 'certs/existing-issuers-are-named',
  severity: 'error',
  check: (certs) => {
    const needed = [
      ...(certs.values.internal === 'existing' ? (['peers', 'clients'] as const) : []),
      ...(certs.values.public === 'existing' ? (['public'] as const) : []),
    ]
    return needed
      .filter((name) => certs.values.existing[name] === null)
      .map((name) => ({
        at: at(certs, 'existing', name),
        message: `expected an issuer, got none, while ${name === 'public' ? 'public' : 'internal'} says existing`,
        hint: `name it: {name: ..., kind: ClusterIssuer, group: cert-manager.io}`,
      }))
  },
}

/** With one authority for both, every client's certificate could join a quorum. */
const authoritiesDiffer: Rule<CertsValues> = {
  id: 'certs/authorities-differ',
  severity: 'error',
  check: (certs) => {
    const { peers, clients } = certs.values.existing
    return certs.values.internal === 'existing' && peers && clients && JSON.stringify(peers) === JSON.stringify(clients)
      ? [
          {
            at: at(certs, 'existing', 'clients'),
            message: `expected another authority than that for peers, got ${clients.kind}/${clients.name} for both`,
            hint: 'with one authority, any client certificate passes as a server',
          },
        ]
      : []
  },
}

/** cert-manager's webhook: at least an hour, renewal at least five minutes and less than the duration. */
const durationsAreLegal: Rule<CertsValues> = {
  id: 'certs/durations-are-legal',
  severity: 'error',
  check: (certs) =>
    (['authorities', 'leaves'] as const).flatMap((group) => {
      const { duration, renewBefore } = certs.values[group]
      return [
        ...(seconds(duration) < 3600
          ? [{ at: at(certs, group, 'duration'), message: `expected at least 1h, got ${duration}` }]
          : []),
        ...(seconds(renewBefore) < 300
          ? [{ at: at(certs, group, 'renewBefore'), message: `expected at least 5m, got ${renewBefore}` }]
          : []),
        ...(seconds(renewBefore) >= seconds(duration)
          ? [
              {
                at: at(certs, group, 'renewBefore'),
                message: `expected less than the duration (${duration}), got ${renewBefore}`,
              },
            ]
          : []),
      ]
    }),
}

/** cert-manager refuses a renewal before the beginning, and no certificate outlives the authority that signed it. */
const clientsOutliveRenewal: Rule<CertsValues> = {
  id: 'certs/clients-outlive-renewal',
  severity: 'error',
  check: (certs) => {
    const { authorities, clients, internal, leaves } = certs.values
    return Object.entries(clients).flatMap(([name, { duration }]) =>
      duration === null
        ? []
        : [
            ...foundIf(
              seconds(duration) <= seconds(leaves.renewBefore),
              at(certs, 'clients', name, 'duration'),
              `expected more than leaves.renewBefore (${leaves.renewBefore}), got ${duration}`,
            ),
            ...foundIf(
              internal === 'ca' && seconds(duration) >= seconds(authorities.renewBefore),
              at(certs, 'clients', name, 'duration'),
              `expected less than authorities.renewBefore (${authorities.renewBefore}), got ${duration}: the authority would end before it`,
            ),
          ],
    )
  },
}

const authoritiesOutliveLeaves: Rule<CertsValues> = {
  id: 'certs/authorities-outlive-leaves',
  severity: 'error',
  check: (certs) => {
    const { authorities, leaves } = certs.values
    return certs.values.internal === 'ca' && seconds(authorities.renewBefore) <= seconds(leaves.duration)
      ? [
          {
            at: at(certs, 'authorities', 'renewBefore'),
            message: `expected more than the duration of a leaf (${leaves.duration}), got ${authorities.renewBefore}`,
            hint: `otherwise an authority ends before a certificate that it signed; at least ${goDuration(leaves.duration)}`,
          },
        ]
      : []
  },
}

const publicHostsAreNamed: Rule<CertsValues> = {
  id: 'certs/public-hosts-are-named',
  severity: 'error',
  check: (certs) =>
    certs.values.public === 'none'
      ? []
      : Object.entries(certs.values.publicHosts)
          .filter(([, { hosts }]) => hosts === null)
          .map(([name]) => ({
            at: at(certs, 'publicHosts', name, 'hosts'),
            message: "expected the DNS names of the certificate, got none: they are the overlay's own",
            hint: `for instance ["${name}.${certs.overlay.name}.example.com"]`,
          })),
}

/** The authorities prove ownership of a wildcard by DNS only. */
const wildcardNeedsDns01: Rule<CertsValues> = {
  id: 'certs/wildcard-needs-dns01',
  severity: 'error',
  check: (certs) =>
    certs.values.public !== 'acme' || certs.values.acme.challenge === 'dns01'
      ? []
      : Object.entries(certs.values.publicHosts).flatMap(([name, { hosts }]) =>
          (hosts ?? []).flatMap((host, index) =>
            host.startsWith('*.')
              ? [
                  {
                    at: at(certs, 'publicHosts', name, 'hosts', String(index)),
                    message: `expected a name without wildcard while acme.challenge is http01, got ${host}`,
                    hint: 'use acme.challenge: dns01',
                  },
                ]
              : [],
          ),
        ),
}

const dns01IsComplete: Rule<CertsValues> = {
  id: 'certs/dns01-is-complete',
  severity: 'error',
  check: (certs) => {
    const { acme, public: source } = certs.values
    if (source !== 'acme' || acme.challenge !== 'dns01') return []
    const needed = [
      'provider',
      'secretName',
      'secretKey',
      ...(acme.dns01.provider === 'route53' || acme.dns01.provider === 'clouddns' ? ['scope'] : []),
      ...(acme.dns01.provider === 'route53' ? ['accessKeyId'] : []),
    ] as const
    return needed
      .filter((key) => acme.dns01[key as keyof typeof acme.dns01] === null) // the names above are its keys
      .map((key) => ({
        at: at(certs, 'acme', 'dns01', key),
        message: `expected a value while acme.challenge is dns01${acme.dns01.provider === null ? '' : ` with ${acme.dns01.provider}`}, got none`,
      }))
  },
}

const solverIsReachable: Rule<CertsValues> = {
  id: 'certs/solver-is-reachable',
  severity: 'error',
  check: (certs) =>
    certs.values.public === 'acme' &&
    certs.values.acme.challenge === 'http01' &&
    (certs.overlay.cluster.network.ingress ?? []).length === 0
      ? [
          {
            at: ['cluster', 'network', 'ingress'],
            message: 'expected the pods of the ingress controller, got none: the HTTP-01 challenge reaches nobody',
            hint: 'for instance [{namespace: ingress-nginx}]',
          },
        ]
      : [],
}

/** Development needs no certificate that browsers trust, and production's authority counts how many it gives. */
const developmentUsesStaging: Rule<CertsValues> = {
  id: 'certs/development-uses-staging',
  severity: 'warning',
  check: (certs) =>
    certs.overlay.purpose === 'development' &&
    certs.values.public === 'acme' &&
    certs.values.acme.server === 'letsencrypt'
      ? [
          {
            at: at(certs, 'acme', 'server'),
            message: 'expected letsencrypt-staging in development, got letsencrypt, which limits how many it gives',
          },
        ]
      : [],
}

export const rules: readonly Rule<CertsValues>[] = [
  internalIsOn,
  existingIssuersAreNamed,
  authoritiesDiffer,
  durationsAreLegal,
  clientsOutliveRenewal,
  authoritiesOutliveLeaves,
  publicHostsAreNamed,
  wildcardNeedsDns01,
  dns01IsComplete,
  solverIsReachable,
  developmentUsesStaging,
]

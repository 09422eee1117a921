import type { ManifestFinding, SetRule } from '../model.ts'
import { addressesOf, ledTo } from './addresses.ts'
import { called, type Entry, groupBy, indexOf } from './index-of-set.ts'
import { asList, asMap, asMaps, asText, isMap } from './read.ts'
import { referencesOf } from './references-of-set.ts'

const certificate = 'cert-manager.io/Certificate'

/** validation.md D37: two that write one Secret overwrite each other for ever. */
export const everySecretHasOneCertificate: SetRule = {
  id: 'cert-manager/secret-has-one-certificate',
  severity: 'error',
  check: (set) =>
    [
      ...groupBy(
        indexOf(set).ofType(certificate),
        ({ namespace, spec }) => `${namespace}/${asText(spec.secretName)}`,
      ).values(),
    ].flatMap(([first, ...more]) =>
      more.map(({ placed, spec }) => ({
        placed,
        path: ['spec', 'secretName'],
        message: `expected a Secret of its own, found ${asText(spec.secretName)}, which ${first ? called(first) : 'another'} makes too`,
      })),
    ),
}

/** A server knows a client by the common name: whoever else has one of the same authority is taken for it. */
export const everyIdentityHasOneCertificate: SetRule = {
  id: 'cert-manager/identity-has-one-certificate',
  severity: 'error',
  check: (set) =>
    [
      ...groupBy(
        indexOf(set)
          .ofType(certificate)
          .filter(({ spec }) => asText(spec.commonName) !== ''),
        ({ namespace, spec }) =>
          JSON.stringify([
            namespace,
            asText(spec.commonName),
            asText(asMap(spec.issuerRef).kind) || 'Issuer',
            asText(asMap(spec.issuerRef).name),
          ]),
      ).values(),
    ].flatMap(([first, ...more]) =>
      more.map(({ placed, spec }) => ({
        placed,
        path: ['spec', 'commonName'],
        message: `expected a name that no other certificate of the authority has, found ${asText(spec.commonName)}, which is that of ${first ? called(first) : 'another'} too`,
        hint: 'servers would take the one for the other',
      })),
    ),
}

/** A certificate that outlives its authority's is refused by everyone from the day on which that ends. */
export const everyLeafEndsBeforeItsAuthority: SetRule = {
  id: 'cert-manager/leaf-ends-before-its-authority',
  severity: 'error',
  check: (set) => {
    const index = indexOf(set)
    const makers = new Map(
      index.ofType(certificate).map((entry) => [`${entry.namespace}/${asText(entry.spec.secretName)}`, entry]),
    )
    return index.ofType(certificate).flatMap(({ placed, namespace, spec }) => {
      const issuer = index.find('Issuer', namespace, asText(asMap(spec.issuerRef).name))
      const authority = makers.get(`${namespace}/${asText(asMap(issuer?.spec.ca).secretName)}`)
      const lives = hours(spec.duration)
      const renewed = hours(authority?.spec.renewBefore)
      if (!authority || lives === undefined || renewed === undefined || lives < renewed) return []
      return [
        {
          placed,
          path: ['spec', 'duration'],
          message: `expected less than ${called(authority)} is renewed before its end (${asText(authority.spec.renewBefore)}), found ${asText(spec.duration)}`,
          hint: 'otherwise the authority ends before the certificate; raise values.certs.authorities.renewBefore, or shorten this',
        },
      ]
    })
  },
}

/** The hours of a length of time as cert-manager writes it, where it is written in whole hours. */
function hours(duration: unknown): number | undefined {
  const [, count] = /^(\d+)h$/.exec(asText(duration)) ?? []
  return count === undefined ? undefined : Number(count)
}

/** validation.md D35: what signs must be an authority itself. */
export const everyAuthorityIssuerHasAnAuthority: SetRule = {
  id: 'cert-manager/authority-issuer-has-an-authority',
  severity: 'error',
  check: (set) =>
    referencesOf(set).flatMap(({ from, path, target }) => {
      const maker = target?.entry
      return path[1] !== 'ca' || maker?.type !== certificate || maker.spec.isCA === true
        ? []
        : [
            {
              placed: from.placed,
              path,
              message: `expected the Secret of an authority (isCA: true), found that of ${called(maker)}, which is none`,
            },
          ]
    }),
}

/** Public authorities prove ownership of a wildcard by DNS only (CM-10). */
export const everyPublicWildcardIsProvedByDns: SetRule = {
  id: 'cert-manager/wildcard-is-proved-by-dns',
  severity: 'error',
  check: (set) => {
    const index = indexOf(set)
    return index.ofType(certificate).flatMap(({ placed, spec, namespace }) => {
      const { kind, name } = asMap(spec.issuerRef)
      const issuer = index.find(asText(kind) || 'Issuer', kind === 'ClusterIssuer' ? '' : namespace, asText(name))
      if (!isMap(issuer?.spec.acme) || asMaps(asMap(issuer.spec.acme).solvers).some(({ dns01 }) => isMap(dns01)))
        return []
      return asList(spec.dnsNames).flatMap((host, at) =>
        asText(host).startsWith('*.')
          ? [
              {
                placed,
                path: ['spec', 'dnsNames', `${at}`],
                message: `expected a name without wildcard, as ${called(issuer)} has no dns01 solver, found ${asText(host)}`,
              },
            ]
          : [],
      )
    })
  },
}

/**
 * validation.md D36: whoever calls a server by an address of the platform checks that name in the server's certificate. A
 * server with several certificates needs it in one.
 */
export const everyAddressStandsInACertificate: SetRule = {
  id: 'cert-manager/names-cover-the-addresses',
  severity: 'error',
  check: (set) => {
    const index = indexOf(set)
    const served = new Map<Entry, Entry[]>()
    for (const { from, path, target } of referencesOf(set)) {
      const maker = target?.entry
      if (
        maker?.type !== certificate ||
        !path.includes('volumes') ||
        !asList(maker.spec.usages).includes('server auth')
      )
        continue
      const known = served.get(from)
      if (known) known.push(maker)
      else served.set(from, [maker])
    }
    return addressesOf(set).flatMap((address) =>
      ledTo(address, index).flatMap(({ entry }): ManifestFinding[] => {
        const certificates = served.get(entry) ?? []
        return certificates.length === 0 || certificates.some(({ spec }) => covers(spec.dnsNames, address.host))
          ? []
          : [
              {
                placed: address.from.placed,
                path: address.path,
                message: `expected a name in the certificates of ${called(entry)} (${[...new Set(certificates)].map(called).join(', ')}), found ${address.host}`,
                hint: 'the names of a certificate are made from the Services (generators/parts/names.ts)',
              },
            ]
      }),
    )
  },
}

/** validation.md D33: a browser refuses a host that the certificate does not name. */
export const everyHostOfAnIngressStandsInItsCertificate: SetRule = {
  id: 'cert-manager/names-cover-the-ingress',
  severity: 'error',
  check: (set) =>
    referencesOf(set).flatMap(({ from, path, target }): ManifestFinding[] => {
      const maker = target?.entry
      if (from.type !== 'networking.k8s.io/Ingress' || maker?.type !== certificate) return []
      const at = Number(path[2])
      return asList(asMaps(from.spec.tls)[at]?.hosts).flatMap((host, nth) =>
        covers(maker.spec.dnsNames, asText(host))
          ? []
          : [
              {
                placed: from.placed,
                path: ['spec', 'tls', `${at}`, 'hosts', `${nth}`],
                message: `expected a name of ${called(maker)} (${asList(maker.spec.dnsNames).join(', ')}), found ${asText(host)}`,
              },
            ],
      )
    }),
}

/** Whether names of a certificate cover a host; a wildcard covers one label. */
function covers(names: unknown, host: string): boolean {
  const wildcard = `*${host.slice(Math.max(0, host.indexOf('.')))}`
  return asList(names).some((name) => name === host || name === wildcard)
}

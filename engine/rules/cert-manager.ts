import { isIP } from 'node:net'
import type { ManifestFinding, ManifestSet, Path, SetRule } from '../model.ts'
import { type Entry, indexOf } from './index-of-set.ts'
import { asList, asMap, asMaps, asText, isMap, type JsonMap, shown } from './read.ts'

/**
 * What cert-manager's webhook refuses (validation.md C6, 438 to 463; source: internal/apis/certmanager/validation of 1.21).
 * It runs in the cluster only, where a refusal stops the whole sync.
 */
type Check = (spec: JsonMap, entry: Entry) => readonly Wrong[]
type Wrong = { readonly at: Path; readonly message: string; readonly hint?: string }

const wrong = (holds: boolean, at: Path, message: string, hint?: string): readonly Wrong[] =>
  holds ? [] : [{ at, message, ...(hint === undefined ? {} : { hint }) }]

const ofKinds =
  (...kinds: readonly string[]) =>
  (id: string, check: Check): SetRule => ({
    id,
    severity: 'error',
    check: (set: ManifestSet): ManifestFinding[] =>
      kinds
        .flatMap((kind) => indexOf(set).ofType(`cert-manager.io/${kind}`))
        .flatMap((entry) =>
          check(entry.spec, entry).map(({ at, message, hint }) => ({
            placed: entry.placed,
            path: ['spec', ...at],
            message,
            ...(hint === undefined ? {} : { hint }),
          })),
        ),
  })
const ofCertificates = ofKinds('Certificate')
const ofIssuers = ofKinds('Issuer', 'ClusterIssuer')

const subdomain = /^(?=.{1,253}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/

/** 438 */
export const everyCertificateNamesItsSecret = ofCertificates(
  'cert-manager/certificate-names-its-secret',
  ({ secretName }) =>
    wrong(
      subdomain.test(asText(secretName)),
      ['secretName'],
      `expected the name of a Secret, found ${shown(secretName)}`,
    ),
)

/** 439 */
export const everyCertificateNamesSomebody = ofCertificates('cert-manager/certificate-names-somebody', (spec) =>
  wrong(
    ['commonName', 'literalSubject'].some((field) => asText(spec[field]) !== '') ||
      ['dnsNames', 'uris', 'emailAddresses', 'ipAddresses', 'otherNames'].some(
        (field) => asList(spec[field]).length > 0,
      ),
    [],
    'expected at least one of commonName, dnsNames, uris, emailAddresses, ipAddresses, otherNames and literalSubject, found none',
  ),
)

/** 440: bytes, and the subject of a certificate has no room for more. */
export const everyCommonNameFits = ofCertificates('cert-manager/common-name-fits', ({ commonName }) => {
  const size = Buffer.byteLength(asText(commonName))
  return wrong(size <= 64, ['commonName'], `expected at most 64 bytes, found ${size}`, 'put the name into dnsNames')
})

/** 441 */
export const everyLiteralSubjectStandsAlone = ofCertificates('cert-manager/literal-subject-stands-alone', (spec) =>
  spec.literalSubject === undefined
    ? []
    : ['commonName', 'subject'].flatMap((field) =>
        wrong(spec[field] === undefined, [field], 'expected nothing beside literalSubject, found it'),
      ),
)

const ecdsaSizes: readonly unknown[] = [undefined, 256, 384, 521]

/** 442 to 444 */
export const everyKeySizeSuitsItsAlgorithm = ofCertificates(
  'cert-manager/key-size-suits-algorithm',
  ({ privateKey }) => {
    const { algorithm = 'RSA', size } = asMap(privateKey)
    const at = ['privateKey', 'size']
    switch (algorithm) {
      case 'RSA':
        return wrong(
          size === undefined || (typeof size === 'number' && size >= 2048 && size <= 8192),
          at,
          `expected 2048 to 8192 bits for RSA, found ${shown(size)}`,
        )
      case 'ECDSA':
        return wrong(ecdsaSizes.includes(size), at, `expected 256, 384 or 521 bits for ECDSA, found ${shown(size)}`)
      case 'Ed25519':
        return wrong(size === undefined, at, `expected no size for Ed25519, which has one only, found ${shown(size)}`)
      default:
        return wrong(false, ['privateKey', 'algorithm'], `expected RSA, ECDSA or Ed25519, found ${shown(algorithm)}`)
    }
  },
)

const signatures: Readonly<Record<string, readonly unknown[]>> = {
  RSA: ['SHA256WithRSA', 'SHA384WithRSA', 'SHA512WithRSA'],
  ECDSA: ['ECDSAWithSHA256', 'ECDSAWithSHA384', 'ECDSAWithSHA512'],
  Ed25519: ['PureEd25519'],
}

/** 445 */
export const everySignatureSuitsItsKey = ofCertificates(
  'cert-manager/signature-suits-key',
  ({ privateKey, signatureAlgorithm }) => {
    const algorithm = asText(asMap(privateKey).algorithm) || 'RSA'
    const legal = signatures[algorithm] ?? []
    return wrong(
      signatureAlgorithm === undefined || legal.includes(signatureAlgorithm),
      ['signatureAlgorithm'],
      `expected one of ${legal.join(', ')} for a key of ${algorithm}, found ${shown(signatureAlgorithm)}`,
    )
  },
)

/** 446 */
export const everyCertificateKeepsARevision = ofCertificates(
  'cert-manager/keeps-a-revision',
  ({ revisionHistoryLimit }) =>
    wrong(
      revisionHistoryLimit === undefined || (typeof revisionHistoryLimit === 'number' && revisionHistoryLimit >= 1),
      ['revisionHistoryLimit'],
      `expected at least 1, found ${shown(revisionHistoryLimit)}`,
    ),
)

const units: Readonly<Record<string, number>> = { ns: 1e-9, us: 1e-6, µs: 1e-6, ms: 1e-3, s: 1, m: 60, h: 3600 }

/** Seconds of a length of time as Go writes it (`2160h0m0s`); undefined where it is none. */
function goSeconds(duration: unknown): number | undefined {
  const text = asText(duration)
  if (!/^(?:\d+(?:\.\d+)?(?:ns|us|µs|ms|s|m|h))+$/.test(text)) return undefined
  return [...text.matchAll(/(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m|h)/g)].reduce(
    (sum, [, number, unit = '']) => sum + Number(number) * (units[unit] ?? 0),
    0,
  )
}

const defaultDuration = '2160h'

/** 447 */
export const everyCertificateLastsAnHour = ofCertificates('cert-manager/lasts-an-hour', ({ duration }) =>
  wrong(
    duration === undefined || (goSeconds(duration) ?? 0) >= 3600,
    ['duration'],
    `expected at least 1h, in units that Go knows (h, m, s), found ${shown(duration)}`,
  ),
)

/** 448, 449 */
export const everyCertificateIsRenewedInTime = ofCertificates(
  'cert-manager/renewed-in-time',
  ({ duration = defaultDuration, renewBefore }) => {
    if (renewBefore === undefined) return []
    const before = goSeconds(renewBefore) ?? 0
    return [
      ...wrong(before >= 300, ['renewBefore'], `expected at least 5m, found ${shown(renewBefore)}`),
      ...wrong(
        before < (goSeconds(duration) ?? Number.POSITIVE_INFINITY),
        ['renewBefore'],
        `expected less than the duration (${asText(duration)}), found ${shown(renewBefore)}`,
      ),
    ]
  },
)

/** 450 */
export const everyRenewalIsSaidOnce = ofCertificates(
  'cert-manager/renewal-is-said-once',
  ({ renewBefore, renewBeforePercentage }) =>
    wrong(
      renewBefore === undefined || renewBeforePercentage === undefined,
      ['renewBeforePercentage'],
      'expected renewBefore or renewBeforePercentage, found both',
    ),
)

/** 451 */
export const everyIssuerReferenceIsComplete = ofCertificates(
  'cert-manager/issuer-reference-is-complete',
  ({ issuerRef }) => {
    const { name, kind = 'Issuer', group = 'cert-manager.io' } = asMap(issuerRef)
    return [
      ...wrong(asText(name) !== '', ['issuerRef', 'name'], `expected a name, found ${shown(name)}`),
      ...wrong(
        group !== 'cert-manager.io' || kind === 'Issuer' || kind === 'ClusterIssuer',
        ['issuerRef', 'kind'],
        `expected Issuer or ClusterIssuer, found ${shown(kind)}`,
        'an issuer of another kind needs its group',
      ),
    ]
  },
)

/** 452 */
export const everyIpAddressIsOne = ofCertificates('cert-manager/ip-addresses-are-addresses', ({ ipAddresses }) =>
  asList(ipAddresses).flatMap((address, at) =>
    wrong(isIP(asText(address)) !== 0, ['ipAddresses', `${at}`], `expected an IP address, found ${shown(address)}`),
  ),
)

/** 453 */
export const everyEmailAddressIsOne = ofCertificates(
  'cert-manager/email-addresses-are-addresses',
  ({ emailAddresses }) =>
    asList(emailAddresses).flatMap((address, at) =>
      wrong(
        /^[^\s@<>]+@[^\s@<>]+$/.test(asText(address)),
        ['emailAddresses', `${at}`],
        `expected an address like a@example.com, found ${shown(address)}`,
      ),
    ),
)

const knownUsages: ReadonlySet<unknown> = new Set([
  ...['any', 'cert sign', 'client auth', 'code signing', 'content commitment', 'crl sign', 'data encipherment'],
  ...['decipher only', 'digital signature', 'email protection', 'encipher only', 'ipsec end system', 'ipsec tunnel'],
  ...['ipsec user', 'key agreement', 'key encipherment', 'microsoft sgc', 'netscape sgc', 'ocsp signing', 's/mime'],
  ...['server auth', 'signing', 'timestamping'],
])

/** 454 */
export const everyUsageIsKnown = ofCertificates('cert-manager/usages-are-known', ({ usages }) =>
  asList(usages).flatMap((usage, at) =>
    wrong(
      knownUsages.has(usage),
      ['usages', `${at}`],
      `expected a usage that cert-manager knows, found ${shown(usage)}`,
    ),
  ),
)

/** 455 */
export const everySecretTemplateLeavesItsAnnotations = ofCertificates(
  'cert-manager/secret-template-annotations',
  ({ secretTemplate }) =>
    Object.keys(asMap(asMap(secretTemplate).annotations))
      .filter((key) => key.startsWith('cert-manager.io/') && key !== 'cert-manager.io/allow-direct-injection')
      .map((key) => ({
        at: ['secretTemplate', 'annotations', key],
        message: `expected no annotation of cert-manager's own, found ${key}`,
      })),
)

/** 456 */
export const everyOutputFormatIsAskedForOnce = ofCertificates(
  'cert-manager/output-formats-once',
  ({ additionalOutputFormats }) => {
    const types = asMaps(additionalOutputFormats).map(({ type }) => type)
    return types.flatMap((type, at) =>
      wrong(
        types.indexOf(type) === at,
        ['additionalOutputFormats', `${at}`],
        `expected each format once, found ${shown(type)} again`,
      ),
    )
  },
)

/** 457 */
export const everyKeystoreHasOnePassword = ofCertificates('cert-manager/keystore-has-one-password', ({ keystores }) =>
  ['jks', 'pkcs12'].flatMap((store) => {
    const { create, password, passwordSecretRef } = asMap(asMap(keystores)[store])
    return wrong(
      create !== true || (password === undefined) !== (passwordSecretRef === undefined),
      ['keystores', store],
      `expected passwordSecretRef, found ${password === undefined ? 'no password' : 'two passwords'}`,
    )
  }),
)

/** 458 */
export const everyNameConstraintIsOfAnAuthority = ofCertificates(
  'cert-manager/name-constraints-need-an-authority',
  ({ nameConstraints, isCA }) =>
    wrong(
      nameConstraints === undefined || isCA === true,
      ['nameConstraints'],
      'expected isCA: true beside it, or nothing',
    ),
)

const issuerTypes = ['acme', 'ca', 'selfSigned', 'vault', 'venafi'] as const

/** 459 */
export const everyIssuerIsOfOneType = ofIssuers('cert-manager/issuer-is-of-one-type', (spec) => {
  const found = issuerTypes.filter((type) => spec[type] !== undefined)
  return wrong(
    found.length === 1,
    [],
    `expected one of ${issuerTypes.join(', ')}, found ${found.join(' and ') || 'none'}`,
  )
})

/** 460 */
export const everyAcmeIssuerIsComplete = ofIssuers('cert-manager/acme-is-complete', ({ acme }) => {
  if (!isMap(acme)) return []
  const { server, privateKeySecretRef, solvers } = acme
  return [
    ...wrong(
      /^https?:\/\/\S+$/.test(asText(server)),
      ['acme', 'server'],
      `expected the URL of an authority, found ${shown(server)}`,
    ),
    ...wrong(
      asText(asMap(privateKeySecretRef).name) !== '',
      ['acme', 'privateKeySecretRef', 'name'],
      'expected the name of a Secret for the account, found none',
    ),
    ...asMaps(solvers).flatMap((solver, index) => {
      const at = ['acme', 'solvers', `${index}`]
      const types = ['http01', 'dns01'].filter((type) => solver[type] !== undefined)
      const ways = Object.keys(asMap(solver.http01))
      const classes = ['ingressClassName', 'name', 'class'].filter(
        (field) => asMap(asMap(solver.http01).ingress)[field] !== undefined,
      )
      const providers = Object.keys(asMap(solver.dns01)).filter((key) => key !== 'cnameStrategy')
      return [
        ...wrong(types.length === 1, at, `expected either http01 or dns01, found ${types.join(' and ') || 'none'}`),
        ...wrong(
          solver.http01 === undefined || ways.length === 1,
          [...at, 'http01'],
          `expected either ingress or gatewayHTTPRoute, found ${ways.join(' and ') || 'none'}`,
        ),
        ...wrong(
          classes.length <= 1,
          [...at, 'http01', 'ingress'],
          `expected one of ingressClassName, name and class, found ${classes.join(' and ')}`,
        ),
        ...wrong(
          solver.dns01 === undefined || providers.length === 1,
          [...at, 'dns01'],
          `expected one provider, found ${providers.join(' and ') || 'none'}`,
        ),
      ]
    }),
  ]
})

/** 461 */
export const everyAuthorityIssuerNamesItsSecret = ofIssuers(
  'cert-manager/authority-issuer-names-its-secret',
  ({ ca }) => {
    if (!isMap(ca)) return []
    return [
      ...wrong(
        subdomain.test(asText(ca.secretName)),
        ['ca', 'secretName'],
        `expected the name of a Secret, found ${shown(ca.secretName)}`,
      ),
      ...['ocspServers', 'issuingCertificateURLs', 'crlDistributionPoints'].flatMap((field) =>
        asList(ca[field]).flatMap((url, at) =>
          wrong(
            /^[a-z][a-z0-9+.-]*:\/\/\S+$/i.test(asText(url)),
            ['ca', field, `${at}`],
            `expected a URL, found ${shown(url)}`,
          ),
        ),
      ),
    ]
  },
)

const vaultWays = ['tokenSecretRef', 'appRole', 'clientCertificate', 'kubernetes', 'aws'] as const

/** 462 */
export const everyVaultIssuerHasOneWayIn = ofIssuers('cert-manager/vault-has-one-way-in', ({ vault }) => {
  if (!isMap(vault)) return []
  const ways = vaultWays.filter((way) => asMap(vault.auth)[way] !== undefined)
  return [
    ...['server', 'path'].flatMap((field) =>
      wrong(asText(vault[field]) !== '', ['vault', field], `expected a value, found ${shown(vault[field])}`),
    ),
    ...wrong(
      !asText(vault.path).split('/').includes('..'),
      ['vault', 'path'],
      `expected a path without .., found ${shown(vault.path)}`,
    ),
    ...wrong(
      ways.length === 1,
      ['vault', 'auth'],
      `expected one of ${vaultWays.join(', ')}, found ${ways.join(' and ') || 'none'}`,
    ),
  ]
})

/** 463 */
export const everySecretOfAnIssuerIsComplete = ofKinds(
  'Issuer',
  'ClusterIssuer',
  'Certificate',
)('cert-manager/secret-references-are-complete', (spec, { kind }) => {
  const below: [JsonMap, Path][] = [
    ...asMaps(asMap(spec.acme).solvers).flatMap(({ dns01 }, at) =>
      Object.entries(asMap(dns01)).map(([provider, settings]): [JsonMap, Path] => [
        asMap(settings),
        ['acme', 'solvers', `${at}`, 'dns01', provider],
      ]),
    ),
    ...(kind === 'Certificate'
      ? Object.entries(asMap(spec.keystores)).map(([store, settings]): [JsonMap, Path] => [
          asMap(settings),
          ['keystores', store],
        ])
      : []),
  ]
  return below.flatMap(([settings, path]) =>
    Object.entries(settings)
      .filter(([field]) => field.endsWith('SecretRef'))
      .flatMap(([field, reference]) =>
        ['name', 'key'].flatMap((part) =>
          wrong(
            asText(asMap(reference)[part]) !== '' || (part === 'key' && kind === 'Certificate'),
            [...path, field, part],
            `expected the ${part === 'name' ? 'name of a Secret' : 'key in the Secret'}, found none`,
          ),
        ),
      ),
  )
})

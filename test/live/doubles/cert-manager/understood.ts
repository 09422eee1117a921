import type { Certificate } from '../../resources.ts'

/**
 * The fields that the double honours, which are those that the generators render and their like. `*` stands for the
 * rest of a path. What is not here is refused: a field that is passed over would make a test say what it has not seen.
 */
const certificateFields = [
  'additionalOutputFormats[].type',
  'commonName',
  'dnsNames[]',
  'duration',
  'emailAddresses[]',
  'ipAddresses[]',
  'isCA',
  'issuerRef.group',
  'issuerRef.kind',
  'issuerRef.name',
  'keystores.pkcs12.create',
  'keystores.pkcs12.passwordSecretRef.key',
  'keystores.pkcs12.passwordSecretRef.name',
  'keystores.pkcs12.profile',
  'privateKey.algorithm',
  'privateKey.encoding',
  'privateKey.rotationPolicy',
  'privateKey.size',
  'renewBefore',
  'secretName',
  'secretTemplate.annotations.*',
  'secretTemplate.labels.*',
  'subject.countries[]',
  'subject.localities[]',
  'subject.organizationalUnits[]',
  'subject.organizations[]',
  'subject.postalCodes[]',
  'subject.provinces[]',
  'subject.serialNumber',
  'subject.streetAddresses[]',
  'uris[]',
  'usages[]',
] as const

const issuerFields = ['acme.*', 'ca.secretName', 'selfSigned'] as const

/** Paths of the Certificate's spec that the double does not honour. */
export const unknownOfCertificate = (spec: Certificate['spec']): string[] => [
  ...unknown(spec, certificateFields),
  ...unknownOfStores(spec),
]

/** Without a profile, stores are encrypted with RC2; without a password's Secret, the password is one that all know. */
function unknownOfStores({ keystores }: Certificate['spec']): string[] {
  const { create = false, profile = 'LegacyRC2', passwordSecretRef } = keystores?.pkcs12 ?? {}
  if (!create) return []
  return [
    ...(profile === 'Modern2023' ? [] : [`keystores.pkcs12.profile ${profile}`]),
    ...(passwordSecretRef ? [] : ['keystores.pkcs12 without passwordSecretRef']),
  ]
}

/** Paths of the issuer's spec that the double does not honour. */
export const unknownOfIssuer = (spec: object): string[] => unknown(spec, issuerFields)

function unknown(spec: object, known: readonly string[]): string[] {
  const open = known.filter((path) => path.endsWith('.*')).map((path) => path.slice(0, -1))
  return [...new Set(leaves(spec, ''))].filter(
    (path) => !known.includes(path) && !open.some((start) => path.startsWith(start)),
  )
}

/** The paths of a value's leaves; an empty object or list is one, too. */
function leaves(value: unknown, path: string): string[] {
  if (Array.isArray(value))
    return value.length === 0 ? [`${path}[]`] : value.flatMap((entry) => leaves(entry, `${path}[]`))
  if (!(value instanceof Object) || Object.keys(value).length === 0) return [path]
  return Object.entries(value).flatMap(([key, entry]) => leaves(entry, path === '' ? key : `${path}.${key}`))
}

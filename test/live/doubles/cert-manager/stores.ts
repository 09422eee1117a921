import { createPrivateKey } from 'node:crypto'
import { Obstacle } from '../../obstacle.ts'
import { keyStore, trustStore } from '../../pkcs12.ts'
import type { Certificate, Secret } from '../../resources.ts'
import { type Issued, readCertificates, secretKeys, textOf } from './secret.ts'

/** Files of a Secret by their keys there. */
export type Stores = Readonly<Record<string, Buffer>>

/**
 * The password of the stores that a Certificate asks for, out of the cluster's Secrets by `namespace/name`; undefined
 * where it asks for none. Throws where it is not there yet.
 */
export function storePassword(
  { spec, metadata }: Certificate,
  secrets: ReadonlyMap<string, Secret>,
): string | undefined {
  const { create = false, passwordSecretRef } = spec.keystores?.pkcs12 ?? {}
  if (!create) return undefined
  const { name = '', key = '' } = passwordSecretRef ?? {}
  const secret = secrets.get(`${metadata.namespace}/${name}`)
  if (!secret) throw new Obstacle(`fetching PKCS12 keystore password from Secret: secret "${name}" not found`)
  const password = textOf(secret, key)
  if (password === '') throw new Obstacle(`PKCS12 keystore password Secret contains no data for key "${key}"`)
  return password
}

/**
 * Stores of what was issued: the key with the chain up to the authority, and the authority as what is trusted. None
 * without a password.
 */
export function newStores({ key, chain, authority }: Issued, password: string | undefined): Stores {
  if (password === undefined) return {}
  const [shown, trusted] = [readCertificates(chain) ?? [], readCertificates(authority) ?? []]
  return {
    [secretKeys.keyStore]: keyStore(createPrivateKey(key), [...shown, ...trusted], password),
    [secretKeys.trustStore]: trustStore(trusted, password),
  }
}

/**
 * Stores without a new certificate: those of the Secret as they are, whatever password they were made with, or new ones
 * where one is not there. Throws where these cannot be made yet.
 */
export function keptStores(
  certificate: Certificate,
  issued: Issued,
  secret: Secret,
  secrets: ReadonlyMap<string, Secret>,
): Stores {
  if (!certificate.spec.keystores?.pkcs12?.create) return {}
  const { keyStore: key, trustStore: trust } = secretKeys
  const present = [key, trust].map((file) => [file, Buffer.from(secret.data?.[file] ?? '', 'base64')] as const)
  return present.every(([, store]) => store.length > 0)
    ? Object.fromEntries(present)
    : newStores(issued, storePassword(certificate, secrets))
}

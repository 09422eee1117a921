import { setTimeout as pause } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import { type Api, ApiError, keyOf, type Resource } from '../../api.ts'
import { Obstacle } from '../../obstacle.ts'
import { type Certificate, type Condition, type Issuer, resources, type Secret } from '../../resources.ts'
import { follow } from '../follow.ts'
import { invalidities } from './content.ts'
import { type Cause, type Verdict, verdict } from './decision.ts'
import { issue } from './issue.ts'
import { type IssuerState, issuerState } from './issuer.ts'
import { kinds } from './kinds.ts'
import { secretKeys, secretOf, textOf } from './secret.ts'
import { keptStores, newStores, type Stores, storePassword } from './stores.ts'
import { unknownOfCertificate } from './understood.ts'

/**
 * A double of cert-manager, which no package registry has: it answers Certificates of the issuers `ca` and
 * `selfSigned`, into Secrets and conditions as cert-manager does, and refuses each field that it does not honour.
 */
export async function certManager(api: Api): Promise<never> {
  await installKinds(api)
  const { secrets, certificates, issuers, clusterIssuers } = resources
  return follow(api, { secrets, certificates, issuers, clusterIssuers }, () => reconcile(api))
}

/** Makes Certificate, Issuer and ClusterIssuer kinds of the cluster; returns when they can be used. */
export async function installKinds(api: Api): Promise<void> {
  for (const kind of kinds) await api.apply(resources.customResources, kind, manager)
  for (const resource of [resources.certificates, resources.issuers, resources.clusterIssuers])
    while (!(await isServed(api, resource))) await pause(50)
}

/** A new kind is not found at first, and then its storage is made. */
async function isServed(api: Api, resource: Resource): Promise<boolean> {
  try {
    await api.list(resource)
    return true
  } catch (error) {
    if (error instanceof ApiError && (error.status === 404 || error.status === 429)) return false
    throw error
  }
}

/** As which cert-manager writes Secrets: whoever compares field owners sees the same. */
const manager = 'cert-manager-certificates-issuing'

type World = {
  readonly secrets: ReadonlyMap<string, Secret>
  readonly certificates: readonly Certificate[]
  /** By kind and key: `Issuer/data/peers`. */
  readonly issuers: ReadonlyMap<string, IssuerState>
}

/**
 * Looks at all anew, as a watch may show less than what was written here just now, and brings each Certificate as far
 * as it can go. Gives when the next is to be renewed.
 */
async function reconcile(api: Api): Promise<Date | undefined> {
  const secrets = new Map((await api.list(resources.secrets)).map((secret) => [keyOf(secret), secret]))
  const issuers = new Map<string, IssuerState>()
  for (const resource of [resources.issuers, resources.clusterIssuers])
    for (const issuer of await api.list(resource)) {
      const state = issuerState(issuer, secrets)
      issuers.set(`${issuer.kind}/${keyOf(issuer)}`, state)
      await tellIssuer(api, resource, issuer, state)
    }
  const certificates = await api.list(resources.certificates)
  const outcomes = await Promise.allSettled(
    certificates
      .filter(({ metadata }) => metadata.deletionTimestamp === undefined)
      .map((certificate) => reconcileOne(api, certificate, { secrets, certificates, issuers })),
  )
  const failed = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []))
  if (failed.length > 0) throw new Error(failed.map((reason) => String(reason)).join('\n'))
  const next = outcomes.flatMap((outcome) =>
    outcome.status === 'fulfilled' && outcome.value ? [outcome.value.getTime()] : [],
  )
  return next.length > 0 ? new Date(Math.min(...next)) : undefined
}

/** Issues where there is a cause to, and says what is. Gives when the certificate is to be renewed. */
async function reconcileOne(api: Api, certificate: Certificate, world: World): Promise<Date | undefined> {
  const refused = refusal(certificate, world.certificates)
  if (refused) return tell(api, certificate, 'False', refused, undefined, {})

  const { spec, metadata, status } = certificate
  const secret = world.secrets.get(`${metadata.namespace}/${spec.secretName}`)
  const now = new Date()
  const found = verdict(certificate, secret, now)
  const asked = status?.conditions?.find(({ type, status }) => type === 'Issuing' && status === 'True')
  if (!found.cause && !asked) {
    if (secret) await keepSecret(api, certificate, secret, world.secrets)
    return tell(api, certificate, 'True', upToDate, undefined, found)
  }

  const cause = found.cause ?? { reason: 'ManuallyTriggered', message: 'Issuing certificate as it was asked for' }
  const usable = found.notAfter !== undefined && now < found.notAfter && found.cause?.reason !== 'Expired'
  const wait = async (why: string): Promise<Date | undefined> => {
    const pending = { reason: cause.reason, message: `${cause.message}; ${why}` }
    await tell(api, certificate, usable ? 'True' : 'False', usable ? upToDate : pending, pending, found)
    return usable ? found.notAfter : undefined
  }
  const { name, kind = 'Issuer' } = spec.issuerRef
  const issuer = world.issuers.get(kind === 'Issuer' ? `${kind}/${metadata.namespace}/${name}` : `${kind}/${name}`)
  if (!issuer) return wait(`Referenced "${kind}" not found: ${kind} "${name}" not found`)
  if (!issuer.signer) return wait(`${kind} "${name}" is not ready: ${issuer.message}`)

  let written: Secret
  try {
    const password = storePassword(certificate, world.secrets)
    const issued = await issue(certificate, secret, issuer.signer, now)
    written = await api.apply(
      resources.secrets,
      secretOf(certificate, issued, secret?.type ?? 'kubernetes.io/tls', newStores(issued, password)),
      manager,
    )
  } catch (error) {
    if (error instanceof Obstacle) return wait(error.message)
    throw error
  }
  return tell(api, certificate, 'True', upToDate, undefined, verdict(certificate, written, now), 1)
}

const upToDate: Cause = { reason: 'Ready', message: 'Certificate is up to date and has not expired' }

/** Why a Certificate is not looked at further. */
function refusal({ spec, metadata }: Certificate, all: readonly Certificate[]): Cause | undefined {
  const unknown = unknownOfCertificate(spec)
  if (unknown.length > 0)
    return {
      reason: 'UnknownField',
      message: `the double does not know ${unknown.map((path) => `spec.${path}`).join(', ')}`,
    }
  const invalid = invalidities(spec)
  if (invalid.length > 0) return { reason: 'Invalid', message: invalid.join('; ') }
  const sharing = all.filter(
    (one) => one.metadata.namespace === metadata.namespace && one.spec.secretName === spec.secretName,
  )
  return sharing.length > 1
    ? {
        reason: 'DuplicateSecretName',
        message: `Secret ${spec.secretName} is wanted by ${sharing.map((one) => one.metadata.name).join(', ')}`,
      }
    : undefined
}

/**
 * Template and output formats follow the spec, and are mended where they are damaged, without a new certificate. Stores
 * are made where they are not there; a password that changes is theirs with the next certificate only.
 */
async function keepSecret(
  api: Api,
  certificate: Certificate,
  secret: Secret,
  secrets: ReadonlyMap<string, Secret>,
): Promise<void> {
  const issued = {
    key: textOf(secret, secretKeys.key),
    chain: textOf(secret, secretKeys.chain),
    authority: textOf(secret, secretKeys.authority),
  }
  let stores: Stores
  try {
    stores = keptStores(certificate, issued, secret, secrets)
  } catch (error) {
    if (error instanceof Obstacle) return // the certificate is good, and the password may come
    throw error
  }
  const wanted = secretOf(certificate, issued, secret.type ?? 'kubernetes.io/tls', stores)
  const holds = (
    present: Readonly<Record<string, string>> | undefined,
    entries: Readonly<Record<string, string>>,
  ): boolean => Object.entries(entries).every(([key, value]) => present?.[key] === value)
  const kept =
    holds(secret.data, wanted.data) &&
    holds(secret.metadata.labels, wanted.metadata.labels) &&
    holds(secret.metadata.annotations, wanted.metadata.annotations)
  const seen = certificate.status?.conditions?.find(({ type }) => type === 'Ready')?.observedGeneration
  if (!kept || seen !== certificate.metadata.generation) await api.apply(resources.secrets, wanted, manager)
}

/** Writes the status where it differs; a condition that stays keeps its time. Gives when to renew. */
async function tell(
  api: Api,
  certificate: Certificate,
  ready: 'True' | 'False',
  because: Cause,
  issuing: Cause | undefined,
  { notBefore, notAfter, renewal }: Verdict,
  issued = 0,
): Promise<Date | undefined> {
  const { metadata, status = {} } = certificate
  const second = (moment: Date | undefined): string | null => moment?.toISOString().replace(/\.\d+Z$/, 'Z') ?? null
  const conditions = [
    condition(certificate, 'Ready', ready, because),
    ...(issuing ? [condition(certificate, 'Issuing', 'True', issuing)] : []),
  ]
  const revision = (status.revision ?? 0) + issued
  const wanted = {
    conditions,
    notBefore: second(notBefore),
    notAfter: second(notAfter),
    renewalTime: second(renewal),
    ...(revision > 0 ? { revision } : {}),
  }
  const differs = Object.entries(wanted).some(
    ([field, value]) => !isDeepStrictEqual(value, status[field as keyof typeof status] ?? null), // the fields of the status
  )
  if (differs) await api.patchStatus(resources.certificates, metadata.name, metadata.namespace, wanted)
  return renewal
}

async function tellIssuer(api: Api, resource: Resource<Issuer>, issuer: Issuer, state: IssuerState): Promise<void> {
  const conditions = [condition(issuer, 'Ready', state.signer ? 'True' : 'False', state)]
  if (isDeepStrictEqual(conditions, issuer.status?.conditions)) return
  await api.patchStatus(resource, issuer.metadata.name, issuer.metadata.namespace, { conditions })
}

function condition(
  { metadata, status }: Certificate | Issuer,
  type: string,
  value: 'True' | 'False',
  { reason, message }: Cause,
): Condition {
  const before = status?.conditions?.find((one) => one.type === type)
  const since = before?.status === value ? before.lastTransitionTime : undefined
  return {
    type,
    status: value,
    reason,
    message,
    lastTransitionTime: since ?? new Date().toISOString().replace(/\.\d+Z$/, 'Z'),
    ...(metadata.generation === undefined ? {} : { observedGeneration: metadata.generation }),
  }
}

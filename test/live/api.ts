import { readFileSync } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import { request } from 'node:https'
import { dirname, resolve } from 'node:path'
import { parse } from 'yaml'

/**
 * A client of the Kubernetes API, as small as the harness needs it: Kubernetes' own for Node is 72 MB that everyone who
 * clones would install.
 */

/** Any object as the API server gives it. */
export type KubeObject = {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: {
    readonly name: string
    readonly namespace?: string
    readonly uid: string
    readonly resourceVersion: string
    readonly generation?: number
    readonly creationTimestamp: string
    readonly deletionTimestamp?: string
    readonly labels?: Readonly<Record<string, string>>
    readonly annotations?: Readonly<Record<string, string>>
  }
}

/** What a person writes of an object. */
export type Written = {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: { readonly name: string; readonly namespace?: string }
}

/** A kind, where its objects are, and, as a type only, what they look like. */
export type Resource<Kind extends KubeObject = KubeObject> = {
  readonly apiVersion: string
  readonly kind: string
  readonly plural: string
  readonly namespaced: boolean
  readonly object?: Kind
}

export type Api = {
  /** All objects, or those of a namespace. */
  list<Kind extends KubeObject>(resource: Resource<Kind>, namespace?: string): Promise<Kind[]>
  /** The object, or undefined where there is none. */
  get<Kind extends KubeObject>(resource: Resource<Kind>, name: string, namespace?: string): Promise<Kind | undefined>
  /** Makes the object what is written, by server-side apply: fields that others manage are taken over. */
  apply<Kind extends KubeObject>(resource: Resource<Kind>, object: Written, manager: string): Promise<Kind>
  /** What `apply` would make of the object; changes nothing. */
  foresee<Kind extends KubeObject>(resource: Resource<Kind>, object: Written, manager: string): Promise<Kind>
  /** Merges into the object; null removes a field. */
  patch<Kind extends KubeObject>(
    resource: Resource<Kind>,
    name: string,
    namespace: string | undefined,
    change: object,
  ): Promise<Kind>
  /** Merges into the status of the object; null removes a field. */
  patchStatus<Kind extends KubeObject>(
    resource: Resource<Kind>,
    name: string,
    namespace: string | undefined,
    status: object,
  ): Promise<Kind>
  /** Deletes the object; one that is not there is no error. `Foreground`: what it owns goes before it. */
  remove(resource: Resource, name: string, namespace?: string, propagation?: 'Foreground' | 'Background'): Promise<void>
  /** The kinds of a version of an API (`apps/v1`); none where the server does not have it. */
  kinds(apiVersion: string): Promise<Resource[]>
  /** The groups of the API, each with the version that the server prefers: `apps` is in `apps/v1`. */
  groups(): Promise<Map<string, string>>
  /**
   * Follows all objects of a kind: calls with the whole of them, by `namespace/name`, at first and after each change,
   * until the signal. Lists anew where the server has forgotten the version. Throws where the server is not reached.
   */
  watch<Kind extends KubeObject>(
    resource: Resource<Kind>,
    onObjects: (objects: ReadonlyMap<string, Kind>) => void,
    signal: AbortSignal,
  ): Promise<void>
}

/** The API server's refusal. `reason` is its word for the sort: `NotFound`, `Forbidden`, `Invalid`, `Expired`. */
export class ApiError extends Error {
  readonly status: number
  readonly reason: string

  constructor(subject: string, status: number, reason: string, message: string) {
    super(`${subject}: ${status} ${reason}: ${message}`)
    this.status = status
    this.reason = reason
  }
}

/** The API of the cluster that the kubeconfig's current context names. Throws where that is not complete. */
export function openApi(kubeconfigFile: string): Api {
  const server = serverOf(kubeconfigFile)
  const call = async (method: string, path: string, body?: Body): Promise<unknown> =>
    JSON.parse(await textOf(await send(server, method, path, body)))

  const list = async <Kind extends KubeObject>(resource: Resource<Kind>, namespace?: string): Promise<List<Kind>> => {
    const answer = (await call('GET', pathOf(resource, namespace))) as List<Kind> // the server's contract
    const { apiVersion, kind } = resource
    return { ...answer, items: answer.items.map((item) => ({ ...item, apiVersion, kind })) }
  }

  const applyWith = async <Kind extends KubeObject>(
    resource: Resource<Kind>,
    object: Written,
    how: string,
  ): Promise<Kind> => {
    const path = pathOf(resource, object.metadata.namespace, object.metadata.name)
    const body = { type: 'application/apply-patch+yaml', content: object }
    return (await call('PATCH', `${path}?${how}`, body)) as Kind // the server's contract
  }
  const unlessAbsent = async <T>(work: () => Promise<T>, absent: T): Promise<T> => {
    try {
      return await work()
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) return absent
      throw error
    }
  }

  return {
    list: async (resource, namespace) => (await list(resource, namespace)).items,
    get: (resource, name, namespace) =>
      unlessAbsent(async () => (await call('GET', pathOf(resource, namespace, name))) as never, undefined as never), // the same
    apply: (resource, object, manager) => applyWith(resource, object, `force=true&fieldManager=${manager}`),
    foresee: (resource, object, manager) =>
      applyWith(resource, object, `force=true&dryRun=All&fieldManager=${manager}`),
    groups: async () => {
      const { groups } = (await call('GET', '/apis')) as Groups // the server's contract
      return new Map(groups.map(({ name, preferredVersion }) => [name, preferredVersion.groupVersion]))
    },
    patch: async (resource, name, namespace, change) =>
      (await call('PATCH', pathOf(resource, namespace, name), merge(change))) as never, // the server's contract
    patchStatus: async (resource, name, namespace, status) =>
      (await call('PATCH', `${pathOf(resource, namespace, name)}/status`, merge({ status }))) as never, // the same
    remove: async (resource, name, namespace, propagation) => {
      const how = propagation === undefined ? '' : `?propagationPolicy=${propagation}`
      await unlessAbsent(() => call('DELETE', `${pathOf(resource, namespace, name)}${how}`), undefined)
    },
    kinds: async (apiVersion) => {
      const path = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`
      const none = { resources: [] } as Kinds
      const { resources } = await unlessAbsent(async () => (await call('GET', path)) as Kinds, none) // the server's contract
      return resources
        .filter(({ name }) => !name.includes('/'))
        .map(({ name, kind, namespaced }) => ({ apiVersion, kind, plural: name, namespaced }))
    },
    watch: async (resource, onObjects, signal) => {
      while (!signal.aborted) {
        const { items, metadata } = await list(resource)
        const objects = new Map(items.map((item) => [keyOf(item), item]))
        onObjects(objects)
        await followFrom(server, resource, metadata.resourceVersion, objects, () => onObjects(objects), signal)
      }
    },
  }
}

type List<Kind> = { readonly metadata: { readonly resourceVersion: string }; readonly items: readonly Kind[] & Kind[] }

type Kinds = { readonly resources: readonly { name: string; kind: string; namespaced: boolean }[] }

type Groups = { readonly groups: readonly { name: string; preferredVersion: { groupVersion: string } }[] }

type WatchEvent<Kind> =
  | { readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK'; readonly object: Kind }
  | {
      readonly type: 'ERROR'
      readonly object: { readonly code: number; readonly reason: string; readonly message: string }
    }

/** Applies events to the objects until the server has forgotten the version that the watch would go on from. */
async function followFrom<Kind extends KubeObject>(
  server: Server,
  resource: Resource<Kind>,
  from: string,
  objects: Map<string, Kind>,
  changed: () => void,
  signal: AbortSignal,
): Promise<void> {
  for (let version = from; !signal.aborted; ) {
    const path = `${pathOf(resource)}?watch=true&allowWatchBookmarks=true&timeoutSeconds=60&resourceVersion=${version}`
    const stream = await send(server, 'GET', path, undefined, signal).catch((error) => {
      if (error instanceof ApiError && error.status === 410) return undefined
      if (signal.aborted) return undefined
      throw error
    })
    if (!stream) return
    for await (const line of linesOf(stream, `watching ${resource.plural}`, signal)) {
      const event = JSON.parse(line) as WatchEvent<Kind> // the server's contract
      if (event.type === 'ERROR') {
        const { code, reason, message } = event.object
        if (code === 410) return
        throw new ApiError(`watching ${resource.plural}`, code, reason, message)
      }
      version = event.object.metadata.resourceVersion
      if (event.type === 'BOOKMARK') continue
      if (event.type === 'DELETED') objects.delete(keyOf(event.object))
      else objects.set(keyOf(event.object), event.object)
      changed()
    }
  }
}

async function* linesOf(stream: IncomingMessage, subject: string, signal: AbortSignal): AsyncGenerator<string> {
  stream.setEncoding('utf8')
  let rest = ''
  try {
    for await (const chunk of stream) {
      const lines = `${rest}${chunk}`.split('\n')
      rest = lines.pop() ?? ''
      yield* lines
    }
  } catch (error) {
    if (!signal.aborted) throw new Error(`${subject}: ${(error as Error).message}`, { cause: error }) // a stream's
  }
}

/** How an object is found among those of its kind. */
export const keyOf = ({ metadata: { namespace, name } }: Written): string =>
  namespace === undefined ? name : `${namespace}/${name}`

function pathOf({ apiVersion, plural, namespaced }: Resource, namespace?: string, name?: string): string {
  const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`
  const folder =
    namespaced && namespace !== undefined ? `${root}/namespaces/${namespace}/${plural}` : `${root}/${plural}`
  return name === undefined ? folder : `${folder}/${name}`
}

type Body = { readonly type: string; readonly content: object }
const merge = (content: object): Body => ({ type: 'application/merge-patch+json', content })

type Server = {
  readonly address: URL
  readonly tls: { readonly ca?: Buffer; readonly cert?: Buffer; readonly key?: Buffer }
  readonly token: string | undefined
}

/** A watch is asked to end after a minute: what is silent for longer, in milliseconds, has lost its server. */
const silence = 90_000

/** Sends a request; gives the answer once its head is there, if that is a success. */
function send(
  server: Server,
  method: string,
  path: string,
  body?: Body,
  signal?: AbortSignal,
): Promise<IncomingMessage> {
  const subject = `${method} ${path.replace(/\?.*/, '')}`
  return new Promise((done, failed) => {
    const sent = request(new URL(path, server.address), {
      ...server.tls,
      method,
      headers: {
        accept: 'application/json',
        ...(body ? { 'content-type': body.type } : {}),
        ...(server.token === undefined ? {} : { authorization: `Bearer ${server.token}` }),
      },
      timeout: silence,
      ...(signal ? { signal } : {}),
    })
    sent.on('timeout', () => sent.destroy(new Error('no answer')))
    sent.on('error', (error) => failed(new Error(`${subject}: ${error.message}`, { cause: error })))
    sent.on('response', (response) => {
      const status = response.statusCode ?? 0
      if (status < 300) done(response)
      else textOf(response).then((text) => failed(refusal(subject, status, text)), failed)
    })
    sent.end(body ? JSON.stringify(body.content) : undefined)
  })
}

function refusal(subject: string, status: number, text: string): ApiError {
  const answer: unknown = text.startsWith('{') ? JSON.parse(text) : {}
  const { reason = 'Unknown', message = text } = answer as { reason?: string; message?: string } // Kubernetes' `Status`
  return new ApiError(subject, status, reason, message)
}

async function textOf(stream: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(chunk as Buffer) // no encoding is set
  return Buffer.concat(chunks).toString()
}

type Kubeconfig = {
  readonly 'current-context'?: string
  readonly contexts?: readonly {
    readonly name: string
    readonly context: { readonly cluster: string; readonly user: string }
  }[]
  readonly clusters?: readonly { readonly name: string; readonly cluster: Readonly<Record<string, string>> }[]
  readonly users?: readonly { readonly name: string; readonly user: Readonly<Record<string, string>> }[]
}

function serverOf(kubeconfigFile: string): Server {
  const kubeconfig = parse(readFileSync(kubeconfigFile, 'utf8')) as Kubeconfig // checked where it is read
  const context = kubeconfig.contexts?.find(({ name }) => name === kubeconfig['current-context'])?.context
  const cluster = kubeconfig.clusters?.find(({ name }) => name === context?.cluster)?.cluster
  const user = kubeconfig.users?.find(({ name }) => name === context?.user)?.user
  if (!cluster?.['server'] || !user) throw new Error(`${kubeconfigFile}: the current context names no server or user`)
  const bytes = (entry: Readonly<Record<string, string>>, key: string): Buffer | undefined => {
    const [inline, file] = [entry[`${key}-data`], entry[key]]
    if (inline !== undefined) return Buffer.from(inline, 'base64')
    return file === undefined ? undefined : readFileSync(resolve(dirname(kubeconfigFile), file))
  }
  const [ca, cert, key] = [
    bytes(cluster, 'certificate-authority'),
    bytes(user, 'client-certificate'),
    bytes(user, 'client-key'),
  ]
  const token = user['token']
  if (!token && !(cert && key))
    throw new Error(`${kubeconfigFile}: expected a user with client-certificate and client-key, or token`)
  return {
    address: new URL(cluster['server']),
    tls: { ...(ca ? { ca } : {}), ...(cert && key ? { cert, key } : {}) },
    token,
  }
}

import { isDeepStrictEqual } from 'node:util'
import { parse } from 'yaml'
import type { Manifest, PassedFile, Path, Problem } from '../model.ts'
import { readYaml } from '../read-yaml.ts'
import { asMap, asText, isMap, type JsonMap, shown } from '../rules/read.ts'
import { secretIn } from '../rules/secrets.ts'
import { placeOf, plain, type Sourced, showPath } from '../sourced.ts'
import { type SealedFile, sealedRule } from './sealed-files.ts'

/** A sealed file that may be passed through, with the object in it. */
export type SealedSecret = {
  readonly name: string
  readonly namespace: string
  readonly manifest: Manifest
  readonly passed: PassedFile
}

/** What came of reading a sealed file. `names` are those of its Secret as far as it says them, be it wrong or not. */
export type SealedReading = {
  readonly names?: { readonly name: string; readonly namespace: string }
  readonly sealed?: SealedSecret
  readonly problems: readonly Problem[]
}

/** What of a sealed file is wrong: `path` leads to the field, or `line` says where in the text. */
type Wrong = { readonly path?: Path; readonly line?: number; readonly message: string; readonly hint?: string }

/**
 * The SealedSecret of a file, or what is wrong with the file, whoever needs it: that it is one object of that kind which
 * readers of YAML 1.1 and 1.2 read alike, that all it holds is sealed, and that nothing stands beside it in plain.
 */
export function readSealedSecret({ file, bytes }: SealedFile, overlay: string): SealedReading {
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
  const places: { tree?: Sourced } = {}
  const place = (path: Path) => (places.tree ? placeOf(places.tree, path, true) : { file, line: 1, column: 1 })
  const told = ({ path = [], line, message, hint }: Wrong): Problem => ({
    rule: sealedRule,
    severity: 'error',
    at: { ...(line === undefined ? place(path) : { file, line, column: 1 }), path: showPath(path) },
    message,
    ...(hint === undefined ? {} : { hint }),
    overlay,
  })
  const unusual = inText(text)
  if (unusual.length > 0) return { problems: unusual.map(told) }
  const { tree, problems } = readYaml(file, bytes)
  if (!tree || problems.length > 0) return { problems: problems.map((problem) => ({ ...problem, overlay })) }
  places.tree = tree
  const object = asMap(plain(tree))
  const { name, namespace } = asMap(object.metadata)
  const names = { name: asText(name), namespace: asText(namespace) }
  const wrong = [...inReading(text), ...inObject(object), ...inComments(text)]
  if (wrong.length > 0) return { names, problems: wrong.map(told) }
  return {
    names,
    problems: [],
    sealed: { ...names, manifest: withoutEmptyTimes(object), passed: { file, text, place } },
  }
}

/** Bytes that another program would read otherwise, or change. */
function inText(text: string): Wrong[] {
  const lineOf = (sign: string): number => text.slice(0, text.indexOf(sign)).split('\n').length
  const hint = 'save it as plain UTF-8 with line feeds: it is passed through byte for byte'
  if (text.startsWith('\uFEFF')) return [{ line: 1, message: 'expected no byte order mark, found one', hint }]
  if (text.includes('\r'))
    return [{ line: lineOf('\r'), message: 'expected line feeds only, found a carriage return', hint }]
  const skip = '+argocd:skip-file-rendering'
  if (text.includes(skip))
    return [
      {
        line: lineOf(skip),
        message: `expected nothing by which Argo CD leaves a file out, found ${skip}`,
        hint: 'take it out',
      },
    ]
  if (text.includes('\0')) return [{ line: lineOf('\0'), message: 'expected text, found a NUL', hint }]
  return []
}

/** What Argo CD and Flux, which read YAML 1.1, would take for something else: `on`, `1_000`, a date. */
function inReading(text: string): Wrong[] {
  const path = differing(parse(text, { version: '1.2' }), parse(text, { version: '1.1' }), [])
  return path === undefined
    ? []
    : [{ path, message: 'expected what YAML 1.1 and 1.2 read alike, found what they do not', hint: 'put it in quotes' }]
}

/** Where the first of two values that two readers make of one text differs. */
function differing(one: unknown, other: unknown, path: Path): Path | undefined {
  if (!isMap(one) || !isMap(other)) return isDeepStrictEqual(one, other) ? undefined : path
  for (const key of Object.keys(one)) {
    const below = Object.hasOwn(other, key) ? differing(one[key], other[key], [...path, key]) : [...path, key]
    if (below) return below
  }
  return undefined
}

const makeIt = 'make it with kubeseal --format=yaml'

function inObject(object: JsonMap): Wrong[] {
  const { apiVersion, kind } = object
  if (kind === 'Secret')
    return [
      {
        path: ['kind'],
        message: 'expected a SealedSecret, found a Secret, which everybody who reads the repository can read',
        hint: `${makeIt}, and make new passwords where this file was ever pushed`,
      },
    ]
  if (kind !== 'SealedSecret' || apiVersion !== 'bitnami.com/v1alpha1')
    return [
      {
        path: [kind === 'SealedSecret' ? 'apiVersion' : 'kind'],
        message: `expected a SealedSecret of bitnami.com/v1alpha1, found ${shown(kind)} of ${shown(apiVersion)}`,
        hint: makeIt,
      },
    ]
  return [...inNames(object), ...inPlain(object), ...inData(object)]
}

/** What the ciphertext is bound to: the name and the namespace, of the object and of the Secret that it becomes. */
function inNames({ metadata, spec }: JsonMap): Wrong[] {
  const own = asMap(metadata)
  const become = asMap(asMap(asMap(spec).template).metadata)
  return ['name', 'namespace'].flatMap((key): Wrong[] => {
    if (asText(own[key]) === '')
      return [
        { path: ['metadata', key], message: `expected the ${key} that it is sealed for, found ${shown(own[key])}` },
      ]
    return become[key] === undefined || become[key] === own[key]
      ? []
      : [
          {
            path: ['spec', 'template', 'metadata', key],
            message: `expected ${shown(own[key])}, as in metadata, found ${shown(become[key])}`,
            hint: 'what is sealed for one name and namespace is opened under no other: seal it again',
          },
        ]
  })
}

const onlySealed = 'put it under spec.encryptedData, sealed by kubeseal'

/** All that is neither sealed nor a template over what is. */
function inPlain(object: JsonMap): Wrong[] {
  const spec = asMap(object.spec)
  const { data = {} } = asMap(spec.template)
  return [
    ...['data', 'stringData'].flatMap((key) =>
      object[key] === undefined
        ? []
        : [{ path: [key], message: `expected nothing in plain, found ${key}`, hint: onlySealed }],
    ),
    ...(spec.data === undefined
      ? []
      : [
          {
            path: ['spec', 'data'],
            message: 'expected encryptedData, found data, which kubeseal writes no more',
            hint: onlySealed,
          },
        ]),
    ...Object.entries(asMap(data))
      .filter(([, value]) => !asText(value).includes('{{'))
      .map(([key]) => ({
        path: ['spec', 'template', 'data', key],
        message: 'expected a template over what is sealed, found plain text',
        hint: onlySealed,
      })),
  ]
}

function inData({ spec }: JsonMap): Wrong[] {
  const { encryptedData } = asMap(spec)
  const path = ['spec', 'encryptedData']
  if (!isMap(encryptedData) || Object.keys(encryptedData).length === 0)
    return [{ path, message: `expected what is sealed, by key, found ${shown(encryptedData)}`, hint: makeIt }]
  return Object.entries(encryptedData)
    .filter(([, value]) => !isCiphertext(value))
    .map(([key]) => ({
      path: [...path, key],
      // Never what was found: it may be the secret.
      message: 'expected what kubeseal made of a value (long, in base64), found something else',
      hint: 'seal the value; where it stood here in plain and was ever pushed, make a new one',
    }))
}

/**
 * Whether a value has the form of what kubeseal makes: in base64, two bytes that say how long the key is, the key as RSA
 * sealed it, and the value with the sixteen bytes by which AES-GCM knows it. Source: HybridEncrypt in Sealed Secrets'
 * pkg/crypto.
 */
function isCiphertext(value: unknown): boolean {
  if (typeof value !== 'string' || value.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(value)) return false
  const bytes = Buffer.from(value, 'base64')
  if (bytes.length < 2) return false
  const keyLength = bytes.readUInt16BE(0)
  return keyLength >= 256 && keyLength % 64 === 0 && bytes.length >= 2 + keyLength + 16
}

/** A Secret that somebody left beside what was sealed of it. */
function inComments(text: string): Wrong[] {
  return text.split('\n').flatMap((line, index) => {
    const comment = /(?:^|\s)#(.*)$/.exec(line)?.[1] ?? ''
    const states = /(?:passw(?:or)?d|passphrase|token|api[-_.]?key|private[-_.]?key)["']?\s*[=:]\s*\S+$/i.test(comment)
    const what = secretIn(comment) ?? (states ? 'a value for what is named so' : undefined)
    return what === undefined
      ? []
      : [
          {
            line: index + 1,
            message: `expected nothing that is secret, found ${what} in a comment`,
            hint: 'take it out',
          },
        ]
  })
}

/** The object without the empty times that kubeseal writes, which servers take for nothing. */
function withoutEmptyTimes(object: JsonMap): Manifest {
  const timeless = (metadata: unknown): JsonMap => {
    const { creationTimestamp, ...rest } = asMap(metadata)
    return creationTimestamp === null ? rest : asMap(metadata)
  }
  const spec = asMap(object.spec)
  const template = asMap(spec.template)
  return {
    ...object,
    metadata: timeless(object.metadata),
    spec: {
      ...spec,
      ...(isMap(template.metadata) ? { template: { ...template, metadata: timeless(template.metadata) } } : {}),
    },
  } as unknown as Manifest // its kind and names were looked at
}

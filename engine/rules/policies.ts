import type { ManifestFinding, Path, SetRule } from '../model.ts'
import { indexOf } from './index-of-set.ts'
import { asMap, asMaps, isMap, type JsonMap, shown } from './read.ts'

/** One entry of a policy's `ingress` or `egress`, as it stands there. */
type Written = { readonly rule: JsonMap; readonly path: Path; readonly side: 'from' | 'to' }

function rulesOf(spec: JsonMap): Written[] {
  return (
    [
      ['ingress', 'from'],
      ['egress', 'to'],
    ] as const
  ).flatMap(([direction, side]) =>
    asMaps(spec[direction]).map((rule, at) => ({ rule, path: ['spec', direction, `${at}`], side })),
  )
}

/** A rule over every entry of every policy. */
function overEntries(id: string, find: (written: Written) => readonly Omit<ManifestFinding, 'placed'>[]): SetRule {
  return {
    id,
    severity: 'error',
    check: (set) =>
      indexOf(set)
        .ofType('networking.k8s.io/NetworkPolicy')
        .flatMap(({ placed, spec }) =>
          rulesOf(spec).flatMap((written) => find(written).map((one) => ({ ...one, placed }))),
        ),
  }
}

/**
 * The API server refuses a peer that names nobody, and one that names addresses and pods at once:
 * https://github.com/kubernetes/kubernetes/blob/master/pkg/apis/networking/validation/validation.go
 */
export const everyPeerIsPodsOrAddresses = overEntries('network/peer-is-pods-or-addresses', ({ rule, path, side }) =>
  asMaps(rule[side]).flatMap((peer, at) => {
    const named = Object.keys(peer).filter((key) => isMap(peer[key]))
    if (named.length > 0 && (named.length === 1 || !named.includes('ipBlock'))) return []
    const found = named.length === 0 ? 'none of them' : named.join(', ')
    return [
      {
        path: [...path, side, `${at}`],
        message: `expected an ipBlock alone, or a namespaceSelector and podSelector, found ${found}`,
      },
    ]
  }),
)

/** An empty list of peers is everybody to Kubernetes, and nobody to whoever reads it. */
export const everyListOfPeersNamesSomebody = overEntries('network/peers-are-named', ({ rule, path, side }) =>
  Array.isArray(rule[side]) && rule[side].length === 0
    ? [
        {
          path: [...path, side],
          message: 'expected a peer, found an empty list, which Kubernetes takes for everybody',
          hint: `name who is meant; where everybody is, leave ${side} out`,
        },
      ]
    : [],
)

/** A port has sixteen bits, and a range ends where it begins or later; the schema knows neither. */
export const everyPortOfAPolicyIsOne = overEntries('network/policy-port-is-one', ({ rule, path }) =>
  asMaps(rule.ports).flatMap((open, at) => {
    const { port, endPort } = asMap(open)
    const wrong = (key: string, expected: string, value: unknown) => ({
      path: [...path, 'ports', `${at}`, key],
      message: `expected ${expected}, found ${shown(value)}`,
    })
    return [
      ...(typeof port !== 'number' || isPortNumber(port) ? [] : [wrong('port', '1 to 65535', port)]),
      ...(endPort === undefined || (typeof port === 'number' && isPortNumber(endPort) && Number(endPort) >= port)
        ? []
        : [wrong('endPort', 'the last port of a range that begins at port', endPort)]),
    ]
  }),
)

function isPortNumber(port: unknown): boolean {
  return Number.isInteger(port) && Number(port) >= 1 && Number(port) <= 65_535
}

/** A quantity as the API server would write it, or why it would not take or keep it. */
export type CanonicalQuantity = { readonly text: string } | { readonly fault: string }

const decimalSuffixes = ['m', '', 'k', 'M', 'G', 'T', 'P', 'E'] as const
const binarySuffixes = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'] as const

/** A billionth of one: the smallest step that a quantity can be written in (`1n`). */
const perUnit = 1_000_000_000n
const perMilli = 1_000_000n
const largest = 2n ** 63n - 1n

/** In billionths. */
const weights: Readonly<Record<string, bigint>> = {
  n: 1n,
  u: 1_000n,
  ...Object.fromEntries(decimalSuffixes.map((suffix, power) => [suffix, perMilli * 1_000n ** BigInt(power)])),
  ...Object.fromEntries(binarySuffixes.map((suffix, power) => [suffix, perUnit * 1_024n ** BigInt(power)])),
}

/**
 * The one form of a Kubernetes quantity that the API server gives back unchanged: the largest suffix of its family
 * (1,000 or 1,024) that leaves a whole number (`1000m` is `1`, `0.5Gi` is `512Mi`, `1500m` stays). Any other
 * form is a difference for ever to Argo CD, in kinds and fields that it does not know (argo-cd#16400, #21135).
 *
 * @param text the quantity as written, like `1.5Gi`
 * @param resource what it measures, like `memory` or `requests.cpu`; where given, only `cpu` may have thousandths
 * @returns the canonical text, or a fault: exponents, signs and leading zeros, which the API server takes and leaves
 *   as they are; less than a thousandth and parts of a byte, which it rounds; what is no quantity at all
 */
export function canonicalQuantity(text: string, resource?: string): CanonicalQuantity {
  const [, whole, fraction = '', suffix] =
    /^(0|[1-9]\d*|(?=\.\d))(?:\.(\d+))?([numkMGTPE]|[KMGTPE]i|)$/.exec(text) ?? []
  if (whole === undefined || suffix === undefined) return { fault: reasonOfRefusal(text) }

  const weight = weights[suffix] as bigint // the expression's suffixes are the table's
  const scaled = BigInt(whole + fraction) * weight
  const divisor = 10n ** BigInt(fraction.length)
  const binary = suffix.endsWith('i')
  const measuresWhole = binary || (resource !== undefined && !/(?:^|\.)cpu$/.test(resource))
  const step = measuresWhole ? perUnit : perMilli
  if (scaled % (divisor * step) !== 0n) {
    return {
      fault: measuresWhole ? 'expected a whole number of units or bytes' : 'expected at least a thousandth (1m)',
    }
  }
  const billionths = scaled / divisor
  if (billionths > largest * perUnit) return { fault: 'expected at most 2^63 - 1' }
  // Kubernetes writes less than 1,024 bytes in the decimal family, whatever it was written in.
  const suffixes = binary && billionths >= 1_024n * perUnit ? binarySuffixes : decimalSuffixes
  const fitting = suffixes.findLast((candidate) => billionths % (weights[candidate] as bigint) === 0n) ?? ''
  return { text: billionths === 0n ? '0' : `${billionths / (weights[fitting] as bigint)}${fitting}` }
}

function reasonOfRefusal(text: string): string {
  if (/^[-+]/.test(text)) return 'expected no sign'
  if (/[eE][-+]?\d+$/.test(text)) return 'expected no exponent'
  if (/^0\d/.test(text)) return 'expected no leading zero'
  if (/^\d+\.(?:\D|$)/.test(text)) return 'expected digits after the point'
  return 'expected a number with a suffix (m k M G T P E, Ki Mi Gi Ti Pi Ei) or none'
}

import { type CollectionTag, Document, type ScalarTag, type Tags } from 'yaml'

/**
 * YAML 1.1, as the library reads it that Kubernetes uses (sigs.k8s.io/yaml 1.6.0, compared): `yes` is a boolean and `010` is eight,
 * but `1:30` and dates are text, `0o10` is eight as well, and what is too large for a number is text.
 */
export function tags(known: Tags): Tags {
  const ours = known.filter((tag) => typeof tag === 'string' || (tag.format !== 'TIME' && !/timestamp$/.test(tag.tag)))
  return [octal, ...ours.map((tag) => (typeof tag !== 'string' && /:float$/.test(tag.tag) ? finite(tag) : tag)), whole]
}

/** With its tag, `!!float 1`; without, it is an integer before. */
const whole: ScalarTag = {
  tag: 'tag:yaml.org,2002:float',
  default: true,
  test: /^[-+]?\d[\d_]*$/,
  resolve: (text) => Number(text.replaceAll('_', '')),
}

const octal: ScalarTag = {
  tag: 'tag:yaml.org,2002:int',
  default: true,
  test: /^[-+]?0o[0-7_]+$/,
  resolve: (text) => BigInt(text.replace(/[-+_]/g, '')) * (text.startsWith('-') ? -1n : 1n),
}

function finite(tag: ScalarTag | CollectionTag): ScalarTag | CollectionTag {
  if (tag.collection) return tag
  const { resolve } = tag
  return {
    ...tag,
    resolve: (text, ...rest) => {
      const value = resolve(text, ...rest)
      const number = typeof value === 'object' && value !== null && 'value' in value ? value.value : value
      return typeof number === 'number' && !Number.isFinite(number) && /\d/.test(text) ? text : value
    },
  }
}

/** How `yaml` is told to read documents. Whole numbers are exact. */
export const reading = {
  version: '1.1',
  customTags: tags,
  merge: true,
  uniqueKeys: false,
  intAsBigInt: true,
  prettyErrors: false,
  logLevel: 'silent',
} as const

const plainTags = new Document(undefined, reading).schema.tags.filter(
  (tag): tag is ScalarTag => !tag.collection && tag.default === true && tag.test !== undefined,
)

/** The longest word of letters that is no text: `false`. */
const longestWord = 5

/** What a text without quotes says: itself, a number, a boolean or null. Throws where it looks like a number and is none: `0_`. */
export function plainScalar(text: string): unknown {
  if (text.length > longestWord && /^[A-Za-z/]/.test(text)) return text
  const tag = plainTags.find(({ test }) => test?.test(text))
  if (!tag) return text
  const refuse = (message: string): never => {
    throw new SyntaxError(message)
  }
  const value = tag.resolve(text, refuse, reading)
  return typeof value === 'object' && value !== null && 'value' in value ? value.value : value
}

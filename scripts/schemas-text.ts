import { withSharedParts } from '../engine/shared-parts.ts'
import type { Definitions, GroupVersionKind, Schema } from '../engine/strict-schema.ts'

/** One definition a line: a change of a release is a change of the lines that it changes. */
export function definitionsText(version: string, definitions: Definitions): string {
  const lines = Object.entries(definitions).map(([name, schema]) => `${JSON.stringify(name)}:${JSON.stringify(schema)}`)
  return [
    '{',
    '"$schema":"http://json-schema.org/draft-07/schema#",',
    `"x-kubernetes-version":${JSON.stringify(version)},`,
    '"definitions":{',
    lines.join(',\n'),
    '}',
    '}\n',
  ].join('\n')
}

/** A schema whose text is longer, in characters, says once what it would repeat. */
const longestWhole = 100_000

/** The text of the schema of a custom resource. `source`: what the schema says of where it is from. */
export function customResourceText(
  { group, version, kind }: GroupVersionKind,
  schema: Schema,
  source: string | undefined,
): string {
  const { $schema, ...rest } = schema
  const marked = { $schema, ...(source === undefined ? {} : { 'x-sluice-source': source }), ...rest }
  const text = `${laidOut(marked, 0)}\n`
  if (text.length <= longestWhole) return text
  // All schemas of a root share one room for the names of definitions.
  const { schemas, parts } = withSharedParts({ whole: marked }, (index) => `${group}.${version}.${kind}.${index + 1}`)
  const definitions = { ...(marked as { definitions?: Definitions }).definitions, ...parts } // as JSON Schema defines it
  return `${laidOut({ ...schemas['whole'], definitions }, 0)}\n`
}

const widestLine = 120

/** JSON that breaks what does not fit into a line. */
function laidOut(value: unknown, depth: number): string {
  const line = JSON.stringify(value)
  if (typeof value !== 'object' || value === null || depth * 2 + line.length <= widestLine) return line
  const indent = '  '.repeat(depth + 1)
  const closing = '  '.repeat(depth)
  if (Array.isArray(value)) return `[\n${value.map((one) => indent + laidOut(one, depth + 1)).join(',\n')}\n${closing}]`
  const members = Object.entries(value).filter(([, member]) => member !== undefined)
  return `{\n${members.map(([key, member]) => `${indent}${JSON.stringify(key)}: ${laidOut(member, depth + 1)}`).join(',\n')}\n${closing}}`
}

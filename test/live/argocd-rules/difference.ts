/** Where two objects differ: paths with both values, in a few words. What only the server writes is no difference. */
export function differences(live: object, foreseen: object): string[] {
  return compared(normal(live), normal(foreseen), '')
}

/** Without what is no part of the wish: its status, who manages what, and the count of changes. */
function normal(object: object): unknown {
  const { status: _, metadata, ...rest } = object as { status?: unknown; metadata?: Record<string, unknown> } // any object
  const { managedFields: _managed, resourceVersion: _version, generation: _generation, ...meta } = metadata ?? {}
  return { ...rest, metadata: meta }
}

function compared(one: unknown, other: unknown, path: string): string[] {
  if (one === other) return []
  if (isMap(one) && isMap(other)) {
    const keys = [...new Set([...Object.keys(one), ...Object.keys(other)])]
    return keys.flatMap((key) => compared(one[key], other[key], `${path}.${key}`))
  }
  if (Array.isArray(one) && Array.isArray(other) && one.length === other.length)
    return one.flatMap((member, at) => compared(member, other[at], `${path}[${at}]`))
  return [`${path.slice(1)}: ${short(one)} would be ${short(other)}`]
}

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const short = (value: unknown): string => (JSON.stringify(value) ?? 'nothing').slice(0, 120)

/** As many characters as an object may have as JSON: aliases make much of little. */
export const longestJson = 32 * 1024 * 1024

/**
 * JSON of what YAML can say and JavaScript's own writer cannot: whole numbers of any size. Throws for what JSON cannot say, and for
 * what is longer than `longestJson`.
 */
export function toJson(value: unknown): string {
  let left = longestJson
  const written = (text: string): string => {
    left -= text.length
    if (left < 0)
      throw new Error(`as JSON, with its aliases filled in, it is longer than ${longestJson / 1024 / 1024} MiB`)
    return text
  }
  const json = (value: unknown): string => {
    switch (typeof value) {
      case 'bigint':
        return written(String(value))
      case 'number':
        if (!Number.isFinite(value)) throw new Error(`${value} is no number of JSON`)
        return written(String(value))
      case 'object':
        if (value === null) return written('null')
        written('[]')
        if (Array.isArray(value)) return ofList(value)
        // What `!!binary` and `!!set` bring.
        if (value instanceof Uint8Array) return written(JSON.stringify(new TextDecoder().decode(value)))
        if (value instanceof Set) return json(Object.fromEntries([...value].map((one) => [String(one), null])))
        return ofFields(value as Readonly<Record<string, unknown>>) // nothing else is left
      case 'undefined':
        return written('null')
      default:
        return written(JSON.stringify(value))
    }
  }
  // Every object comes through here: growing one text takes half as long as joining many.
  const ofList = (list: readonly unknown[]): string => {
    let text = '['
    for (const member of list) {
      written(',')
      text += text.length > 1 ? `,${json(member)}` : json(member)
    }
    return `${text}]`
  }
  const ofFields = (fields: Readonly<Record<string, unknown>>): string => {
    let text = '{'
    for (const key of Object.keys(fields)) {
      if (fields[key] === undefined) continue
      const name = written(`${JSON.stringify(key)}:`)
      text += text.length > 1 ? `,${name}${json(fields[key])}` : `${name}${json(fields[key])}`
    }
    return `${text}}`
  }
  return json(value)
}

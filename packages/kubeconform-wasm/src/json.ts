/** JSON of what YAML can say and JavaScript's own writer cannot: whole numbers of any size. Throws for what JSON cannot say. */
export function toJson(value: unknown): string {
  switch (typeof value) {
    case 'bigint':
      return String(value)
    case 'number':
      if (!Number.isFinite(value)) throw new Error(`${value} is no number of JSON`)
      return String(value)
    case 'object':
      if (value === null) return 'null'
      if (Array.isArray(value)) return `[${value.map(toJson).join(',')}]`
      // What `!!binary` and `!!set` bring.
      if (value instanceof Uint8Array) return JSON.stringify(new TextDecoder().decode(value))
      if (value instanceof Set) return toJson(Object.fromEntries([...value].map((one) => [String(one), null])))
      return `{${Object.entries(value)
        .filter(([, one]) => one !== undefined)
        .map(([key, one]) => `${JSON.stringify(key)}:${toJson(one)}`)
        .join(',')}}`
    case 'undefined':
      return 'null'
    default:
      return JSON.stringify(value)
  }
}

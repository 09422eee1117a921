/** Bytes of a quantity with a binary suffix: `2Gi`. */
export function bytes(quantity: string): number {
  const [, amount, suffix] = /^(\d+)(Ki|Mi|Gi|Ti)$/.exec(quantity) ?? []
  const power = ['Ki', 'Mi', 'Gi', 'Ti'].indexOf(suffix ?? '') + 1
  if (amount === undefined || power === 0) throw new Error(`not a quantity of bytes: ${quantity}`)
  return Number(amount) * 1024 ** power
}

/** Whole mebibytes of a quantity with a binary suffix, rounded down. */
export function mebibytes(quantity: string): number {
  return Math.floor(bytes(quantity) / 1024 ** 2)
}

/** Seconds of a length of time: `30s`, `5m`, `24h`, `14d`. */
export function seconds(duration: string): number {
  const [, amount, unit] = /^(\d+)([smhd])$/.exec(duration) ?? []
  const length = { s: 1, m: 60, h: 3600, d: 86400 }[unit ?? '']
  if (amount === undefined || length === undefined) throw new Error(`not a length of time: ${duration}`)
  return Number(amount) * length
}

/** A length of time as Go and cert-manager read it, which know no days: `90d` is `2160h`. */
export function goDuration(duration: string): string {
  return duration.endsWith('d') ? `${Number(duration.slice(0, -1)) * 24}h` : duration
}

/** Processors of a quantity of them: `500m`, `2`, `1.5`. */
export function processors(quantity: string): number {
  return quantity.endsWith('m') ? Number(quantity.slice(0, -1)) / 1000 : Number(quantity)
}

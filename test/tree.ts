import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** All files below a root by path, with their texts; folders that hold nothing with a final `/`. */
export function tree(root: string): Record<string, string> {
  const entries = readdirSync(root, { recursive: true, withFileTypes: true })
  const found = entries.flatMap((entry): [string, string][] => {
    const path = join(entry.parentPath, entry.name)
    if (entry.isFile()) return [[path, readFileSync(path, 'utf8')]]
    return entry.isDirectory() && readdirSync(path).length === 0 ? [[`${path}/`, '']] : []
  })
  return Object.fromEntries(
    found.map(([path, text]) => [path.slice(root.length + 1).replaceAll('\\', '/'), text] as const).sort(),
  )
}

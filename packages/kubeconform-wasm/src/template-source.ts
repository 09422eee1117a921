import { groupAndVersion, type Kind, type SchemaSource } from './schema-source.ts'

/** Reads what stands at a path or URL; undefined where there is nothing. Throws where it cannot be had for another reason. */
export type ReadText = (location: string) => Promise<string | undefined>

/** What stands where a location that does not end with `.json` is a folder in kubeconform's own layout. */
const layout =
  '/{{ .NormalizedKubernetesVersion }}-standalone{{ .StrictSuffix }}/{{ .ResourceKind }}{{ .KindSuffix }}.json'

/**
 * Schemas in files, or at URLs, as `-schema-location` names them. `kubernetes` is a version such as 1.35.4, or `master`. Throws where
 * the template uses what it does not know.
 */
export function templateSource(
  location: string,
  options: { readonly kubernetes: string; readonly strict: boolean; readonly read: ReadText },
): SchemaSource {
  const { kubernetes, read, strict } = options
  const template = location.endsWith('json') ? location : `${location.replace(/\/$/, '')}${layout}`
  filled(template, { apiVersion: 'v1', kind: 'Pod' }, kubernetes, strict)
  const parsed = async (from: string): Promise<unknown> => {
    const text = await read(from)
    if (text === undefined) return undefined
    try {
      return JSON.parse(text)
    } catch (error) {
      throw new Error(`${from} is no JSON: ${(error as Error).message}`) // JSON.parse throws nothing else
    }
  }
  return {
    find: async (kind) => {
      const from = filled(template, kind, kubernetes, strict)
      const schema = await parsed(from)
      return schema === undefined ? undefined : { url: urlOf(from), schema }
    },
    load: (url) => parsed(url.startsWith('file://') ? decodeURIComponent(url.slice('file://'.length)) : url),
  }
}

const urlOf = (location: string): string =>
  /^https?:\/\//.test(location) ? location : `file://${location.split('/').map(encodeURIComponent).join('/')}`

function filled(template: string, kind: Kind, kubernetes: string, strict: boolean): string {
  const { group, version } = groupAndVersion(kind.apiVersion)
  const variables: Readonly<Record<string, string>> = {
    NormalizedKubernetesVersion: kubernetes === 'master' ? kubernetes : `v${kubernetes}`,
    StrictSuffix: strict ? '-strict' : '',
    ResourceKind: kind.kind.toLowerCase(),
    ResourceAPIVersion: version,
    Group: group === '' ? version : group,
    // Only the first label of a group: kinds of two groups may meet in one file.
    KindSuffix: group === '' ? `-${version}` : `-${group.split('.')[0]}-${version}`,
  }
  return template.replace(/\{\{-?\s*(.*?)\s*-?\}\}/g, (_, expression: string) => {
    const value = expression.startsWith('.') ? variables[expression.slice(1)] : undefined
    if (value === undefined)
      throw new Error(
        `the schema location ${template} uses {{${expression}}}, expected one of ${Object.keys(variables)
          .map((name) => `{{.${name}}}`)
          .join(', ')}`,
      )
    return value
  })
}

import certificate from '../../../../schemas/crds/cert-manager/certificate-v1.json' with { type: 'json' }
import clusterIssuer from '../../../../schemas/crds/cert-manager/clusterissuer-v1.json' with { type: 'json' }
import issuer from '../../../../schemas/crds/cert-manager/issuer-v1.json' with { type: 'json' }
import type { Written } from '../../api.ts'
import { resources } from '../../resources.ts'

type Schema = { readonly [keyword: string]: unknown }

/**
 * The kinds that the double serves, as CustomResourceDefinitions made from the very schemas that manifests are checked
 * with. CertificateRequest and ACME's Order and Challenge are left out: nobody would answer them.
 */
export const kinds: readonly Written[] = [
  definition(certificate, resources.certificates.plural, ['cert', 'certs']),
  definition(issuer, resources.issuers.plural, []),
  definition(clusterIssuer, resources.clusterIssuers.plural, []),
]

function definition(schema: Schema, plural: string, shortNames: readonly string[]) {
  const [identity] = schema['x-kubernetes-group-version-kind'] as readonly {
    group: string
    version: string
    kind: string
  }[] // a file of ours
  if (!identity) throw new TypeError(`the schema of ${plural} does not say its kind`)
  const { group, version, kind } = identity
  const { spec, status } = schema['properties'] as Readonly<Record<string, Schema>> // a file of ours
  const object = { type: 'object' }
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      scope: schema['x-kubernetes-scope'],
      names: {
        kind,
        listKind: `${kind}List`,
        plural,
        singular: kind.toLowerCase(),
        shortNames,
        categories: ['cert-manager'],
      },
      versions: [
        {
          name: version,
          served: true,
          storage: true,
          subresources: { status: {} },
          additionalPrinterColumns: [
            { name: 'Ready', type: 'string', jsonPath: '.status.conditions[?(@.type=="Ready")].status' },
            { name: 'Status', type: 'string', jsonPath: '.status.conditions[?(@.type=="Ready")].message', priority: 1 },
            { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
          ],
          schema: {
            openAPIV3Schema: {
              ...object,
              required: ['spec'],
              properties: { metadata: object, spec: structural(spec ?? object), status: structural(status ?? object) },
            },
          },
        },
      ],
    },
  }
}

/**
 * JSON Schema as a CustomResourceDefinition takes it: it prunes what is not named, instead of `additionalProperties`;
 * `exclusiveMaximum` is a boolean there, and ours only says that an integer has 64 bits; the keys of a list need its
 * type, and what may be anything is said to be. https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/
 */
function structural(schema: Schema): Schema {
  if (Object.keys(schema).length === 0) return { 'x-kubernetes-preserve-unknown-fields': true }
  const { additionalProperties, exclusiveMaximum, minimum, properties, items, ...rest } = schema
  const nested = (value: unknown): Schema => structural(value as Schema) // a schema, by its place
  return {
    ...rest,
    ...(exclusiveMaximum === undefined ? (minimum === undefined ? {} : { minimum }) : { format: 'int64' }),
    ...(additionalProperties instanceof Object ? { additionalProperties: nested(additionalProperties) } : {}),
    ...(items === undefined ? {} : { items: nested(items) }),
    ...(properties === undefined
      ? {}
      : {
          properties: Object.fromEntries(
            Object.entries(properties as object).map(([name, value]) => [name, nested(value)]),
          ),
        }),
    ...('x-kubernetes-list-map-keys' in rest ? { 'x-kubernetes-list-type': 'map' } : {}),
  }
}

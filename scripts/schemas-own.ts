import type { CustomResourceDefinition, KindScope, Schema } from '../engine/strict-schema.ts'

/**
 * The products whose CustomResourceDefinitions no registry has, and where their fields are documented: those fields are
 * written down below, and nothing else is legal. Where a manual says more of a field than we write, it takes anything.
 */
export const ownProducts: Readonly<Record<string, OwnProduct>> = {
  'external-secrets': {
    manual: 'https://external-secrets.io/latest/api/spec/',
    definitions: () => [
      definition('external-secrets.io', 'v1', 'ExternalSecret', 'Namespaced', externalSecret),
      definition('external-secrets.io', 'v1', 'SecretStore', 'Namespaced', secretStore),
      definition('external-secrets.io', 'v1', 'ClusterSecretStore', 'Cluster', secretStore),
    ],
  },
  'sealed-secrets': {
    manual: 'https://github.com/bitnami-labs/sealed-secrets#readme',
    definitions: () => [definition('bitnami.com', 'v1alpha1', 'SealedSecret', 'Namespaced', sealedSecret)],
  },
  'trust-manager': {
    manual: 'https://cert-manager.io/docs/trust/trust-manager/api-reference/',
    definitions: () => [definition('trust.cert-manager.io', 'v1alpha1', 'Bundle', 'Cluster', bundle)],
  },
}

type OwnProduct = { readonly manual: string; readonly definitions: () => readonly CustomResourceDefinition[] }

function definition(
  group: string,
  version: string,
  kind: string,
  scope: KindScope,
  spec: Schema,
): CustomResourceDefinition {
  const openAPIV3Schema = map(['spec'], { spec, status: anything })
  return {
    spec: { group, scope, names: { kind }, versions: [{ name: version, served: true, schema: { openAPIV3Schema } }] },
  }
}

type Fields = { readonly [name: string]: Schema }

const map = (required: readonly string[], properties: Fields): Schema => ({
  type: 'object',
  ...(required.length === 0 ? {} : { required }),
  properties,
})
const listOf = (items: Schema): Schema => ({ type: 'array', items })
const oneOf = (...words: readonly string[]): Schema => ({ type: 'string', enum: words })
const exactlyOne = (properties: Fields): Schema => ({ ...map([], properties), minProperties: 1, maxProperties: 1 })
const text: Schema = { type: 'string' }
const someText: Schema = { type: 'string', minLength: 1 }
const flag: Schema = { type: 'boolean' }
const whole: Schema = { type: 'integer' }
const texts: Schema = { type: 'object', additionalProperties: text }
const anything: Schema = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true }

const label = '[a-z0-9]([-a-z0-9]*[a-z0-9])?'
const name: Schema = { type: 'string', minLength: 1, maxLength: 253, pattern: `^${label}(\\.${label})*$` }
const namespace: Schema = { type: 'string', minLength: 1, maxLength: 63, pattern: `^${label}$` }
const secretKey: Schema = { type: 'string', minLength: 1, maxLength: 253, pattern: '^[-._a-zA-Z0-9]+$' }

const labelSelector = map([], {
  matchExpressions: listOf(map(['key', 'operator'], { key: text, operator: text, values: listOf(text) })),
  matchLabels: texts,
})

/** Of external-secrets: a key of a Secret. */
const keyOfSecret = map([], { name, namespace, key: secretKey })
const serviceAccount = map(['name'], { name, namespace, audiences: listOf(text) })
const authority = map(['type', 'name'], { type: oneOf('Secret', 'ConfigMap'), name, key: secretKey, namespace })
const base64: Schema = { type: 'string', format: 'byte' }

const storeRef = map([], { kind: oneOf('SecretStore', 'ClusterSecretStore'), name })
const generatorRef = map(['kind', 'name'], { apiVersion: text, kind: text, name })
const conversionStrategy: Schema = { ...oneOf('Default', 'Unicode'), default: 'Default' }
const decodingStrategy: Schema = { ...oneOf('Auto', 'Base64', 'Base64URL', 'None'), default: 'None' }

const remoteRef = map(['key'], {
  key: text,
  property: text,
  version: text,
  conversionStrategy,
  decodingStrategy,
  metadataPolicy: { ...oneOf('None', 'Fetch'), default: 'None' },
})

const rewrite = exactlyOne({
  merge: map([], {
    into: text,
    priority: listOf(text),
    conflictPolicy: oneOf('Ignore', 'Error'),
    strategy: oneOf('Extract', 'JSON'),
  }),
  regexp: map(['source', 'target'], { source: text, target: text }),
  transform: map(['template'], { template: text }),
})

const templateRef = map(['items', 'name'], {
  name,
  items: listOf(map(['key'], { key: secretKey, templateAs: oneOf('Values', 'KeysAndValues') })),
})

const secretTemplate = map([], {
  type: text,
  engineVersion: oneOf('v2'),
  metadata: map([], { annotations: texts, labels: texts, finalizers: listOf(text) }),
  mergePolicy: oneOf('Replace', 'Merge'),
  data: texts,
  templateFrom: listOf(
    map([], {
      configMap: templateRef,
      secret: templateRef,
      target: text,
      literal: text,
    }),
  ),
})

const externalSecret = map([], {
  secretStoreRef: storeRef,
  target: map([], {
    name,
    creationPolicy: oneOf('Owner', 'Orphan', 'Merge', 'None'),
    deletionPolicy: oneOf('Delete', 'Merge', 'Retain'),
    immutable: flag,
    manifest: map(['apiVersion', 'kind'], { apiVersion: someText, kind: someText }),
    template: secretTemplate,
  }),
  refreshPolicy: oneOf('CreatedOnce', 'Periodic', 'OnChange'),
  refreshInterval: text,
  syncWindows: anything,
  data: listOf(
    map(['secretKey', 'remoteRef'], {
      secretKey,
      remoteRef,
      sourceRef: exactlyOne({ storeRef, generatorRef }),
    }),
  ),
  dataFrom: listOf(
    map([], {
      extract: remoteRef,
      find: map([], {
        path: text,
        name: map([], { regexp: text }),
        tags: texts,
        conversionStrategy,
        decodingStrategy,
      }),
      rewrite: listOf(rewrite),
      sourceRef: exactlyOne({ storeRef, generatorRef }),
    }),
  ),
})

const awsKeys = map([], {
  accessKeyIDSecretRef: keyOfSecret,
  secretAccessKeySecretRef: keyOfSecret,
  sessionTokenSecretRef: keyOfSecret,
})
const awsToken = map([], { serviceAccountRef: serviceAccount })

const aws = map(['region', 'service'], {
  service: oneOf('SecretsManager', 'ParameterStore'),
  region: text,
  auth: map([], { jwt: awsToken, secretRef: awsKeys }),
  role: text,
  additionalRoles: listOf(text),
  externalID: text,
  prefix: text,
  secretsManager: map([], { forceDeleteWithoutRecovery: flag, recoveryWindowInDays: whole }),
  sessionTags: listOf(map(['key', 'value'], { key: text, value: text })),
  sessionTagsPolicy: oneOf('None', 'Simple', 'Custom'),
  customSessionTags: texts,
  transitiveTagKeys: listOf(text),
})

const azureKeyVault = map(['vaultUrl'], {
  authType: oneOf('ServicePrincipal', 'ManagedIdentity', 'WorkloadIdentity'),
  vaultUrl: text,
  tenantId: text,
  environmentType: oneOf('PublicCloud', 'USGovernmentCloud', 'ChinaCloud', 'GermanCloud', 'AzureStackCloud'),
  authSecretRef: map([], {
    clientCertificate: keyOfSecret,
    clientId: keyOfSecret,
    clientSecret: keyOfSecret,
    tenantId: keyOfSecret,
  }),
  serviceAccountRef: serviceAccount,
  identityId: text,
  useAzureSDK: flag,
  customCloudConfig: map(['activeDirectoryEndpoint'], {
    activeDirectoryEndpoint: text,
    audience: text,
    keyVaultDNSSuffix: text,
    keyVaultEndpoint: text,
    resourceManagerEndpoint: text,
  }),
})

const googleKey = map([], { secretAccessKeySecretRef: keyOfSecret })
const googleIdentity = map(['serviceAccountRef'], {
  serviceAccountRef: serviceAccount,
  clusterLocation: text,
  clusterName: text,
  clusterProjectID: text,
})

const googleSecretManager = map([], {
  auth: map([], {
    secretRef: googleKey,
    workloadIdentity: googleIdentity,
    workloadIdentityFederation: anything,
  }),
  projectID: text,
  location: text,
  getLatestEnabledSecret: flag,
  secretVersionSelectionPolicy: text,
})

const kubernetes = map([], {
  server: map([], { url: text, caBundle: base64, caProvider: authority }),
  auth: exactlyOne({
    cert: map([], { clientCert: keyOfSecret, clientKey: keyOfSecret }),
    token: map([], { bearerToken: keyOfSecret }),
    serviceAccount,
  }),
  authRef: keyOfSecret,
  remoteNamespace: namespace,
})

const vault = map(['server'], {
  server: text,
  path: text,
  version: { ...oneOf('v1', 'v2'), default: 'v2' },
  namespace: text,
  caBundle: base64,
  caProvider: authority,
  tls: map([], { certSecretRef: keyOfSecret, keySecretRef: keyOfSecret }),
  readYourWrites: flag,
  forwardInconsistent: flag,
  headers: texts,
  checkAndSet: map([], { required: flag }),
  auth: map([], {
    namespace: text,
    tokenSecretRef: keyOfSecret,
    appRole: map(['secretRef'], { path: text, roleId: text, roleRef: keyOfSecret, secretRef: keyOfSecret }),
    kubernetes: map(['role'], {
      mountPath: text,
      role: text,
      serviceAccountRef: serviceAccount,
      secretRef: keyOfSecret,
    }),
    ldap: map(['username'], { path: text, username: text, secretRef: keyOfSecret }),
    jwt: map([], {
      path: text,
      role: text,
      secretRef: keyOfSecret,
      kubernetesServiceAccountToken: map(['serviceAccountRef'], {
        serviceAccountRef: serviceAccount,
        audiences: listOf(text),
        expirationSeconds: whole,
      }),
    }),
    cert: map([], { path: text, clientCert: keyOfSecret, secretRef: keyOfSecret, vaultRole: text }),
    iam: map(['vaultRole'], {
      path: text,
      region: text,
      role: text,
      vaultRole: text,
      externalID: text,
      vaultAwsIamServerID: text,
      secretRef: awsKeys,
      jwt: awsToken,
    }),
    userPass: map(['username'], { path: text, username: text, secretRef: keyOfSecret }),
    gcp: map(['role'], {
      path: text,
      role: text,
      projectID: text,
      location: text,
      secretRef: googleKey,
      workloadIdentity: googleIdentity,
      serviceAccountRef: serviceAccount,
    }),
  }),
})

/** Where else External Secrets reads from: what belongs in there is between the person and its manual. */
const otherProviders = [
  'akeyless',
  'barbican',
  'beyondtrust',
  'beyondtrustworkloadcredentials',
  'bitwardensecretsmanager',
  'chef',
  'cloudrusm',
  'conjur',
  'delinea',
  'doppler',
  'dvls',
  'fortanix',
  'github',
  'gitlab',
  'ibm',
  'infisical',
  'keepersecurity',
  'nebiusmysterybox',
  'ngrok',
  'onboardbase',
  'onepassword',
  'onepasswordSDK',
  'oracle',
  'ovh',
  'passbolt',
  'passworddepot',
  'previder',
  'pulumi',
  'scaleway',
  'secretserver',
  'senhasegura',
  'volcengine',
  'webhook',
  'yandexcertificatemanager',
  'yandexlockbox',
]

const secretStore = map(['provider'], {
  controller: text,
  provider: exactlyOne({
    ...Object.fromEntries(otherProviders.map((provider) => [provider, anything])),
    aws,
    azurekv: azureKeyVault,
    fake: map(['data'], {
      data: listOf(map(['key', 'value'], { key: text, value: text, version: text })),
      validationResult: whole,
    }),
    gcpsm: googleSecretManager,
    kubernetes,
    vault,
  }),
  retrySettings: map([], { maxRetries: { type: 'integer', format: 'int32' }, retryInterval: text }),
  refreshInterval: whole,
  conditions: listOf(
    map([], { namespaceSelector: labelSelector, namespaces: listOf(namespace), namespaceRegexes: listOf(text) }),
  ),
})

const sealedSecret = map(['encryptedData'], {
  // The old form, one text for the whole Secret.
  data: base64,
  encryptedData: texts,
  template: map([], {
    type: text,
    immutable: flag,
    metadata: {
      ...map([], {
        annotations: texts,
        // kubeseal writes a null.
        creationTimestamp: { type: 'string', format: 'date-time', nullable: true },
        finalizers: listOf(text),
        labels: texts,
        name: text,
        namespace: text,
      }),
      nullable: true,
    },
    data: { ...texts, nullable: true },
  }),
})

const bundleSource = map([], {
  name: someText,
  selector: labelSelector,
  key: someText,
  includeAllKeys: flag,
})
const bundleTarget = map(['key'], {
  key: someText,
  metadata: map([], { annotations: texts, labels: texts }),
})

const bundle = map(['sources'], {
  sources: {
    ...listOf(map([], { configMap: bundleSource, secret: bundleSource, inLine: text, useDefaultCAs: flag })),
    minItems: 1,
    maxItems: 100,
  },
  target: map([], {
    configMap: bundleTarget,
    secret: bundleTarget,
    additionalFormats: map([], {
      jks: map(['key'], { key: someText, password: { type: 'string', minLength: 1, maxLength: 128 } }),
      pkcs12: map(['key'], {
        key: someText,
        password: { type: 'string', maxLength: 128 },
        profile: oneOf('LegacyRC2', 'LegacyDES', 'Modern2023'),
      }),
    }),
    namespaceSelector: labelSelector,
  }),
})

/* Generated from schemas/crds and schemas/kubernetes by npm run types: change what they are made from. */
// biome-ignore-all format: as it is generated

import type { ObjectMeta } from 'kubernetes-types/meta/v1.d.ts'

export interface Certificate {
  apiVersion?: 'cert-manager.io/v1'
  kind?: 'Certificate'
  metadata?: ObjectMeta
  spec?: {
    additionalOutputFormats?: {
      type: 'DER' | 'CombinedPEM'
    }[]
    commonName?: string
    dnsNames?: string[]
    duration?: string
    emailAddresses?: string[]
    encodeUsagesInRequest?: boolean
    ipAddresses?: string[]
    isCA?: boolean
    issuerRef: {
      group?: string
      kind?: string
      name: string
    }
    keystores?: {
      jks?: {
        alias?: string
        create: boolean
        password?: string
        passwordSecretRef?: {
          key?: string
          name: string
        }
      }
      pkcs12?: {
        create: boolean
        password?: string
        passwordSecretRef?: {
          key?: string
          name: string
        }
        profile?: 'LegacyRC2' | 'LegacyDES' | 'Modern2023'
      }
    }
    literalSubject?: string
    nameConstraints?: {
      critical?: boolean
      excluded?: {
        dnsDomains?: string[]
        emailAddresses?: string[]
        ipRanges?: string[]
        uriDomains?: string[]
      }
      permitted?: {
        dnsDomains?: string[]
        emailAddresses?: string[]
        ipRanges?: string[]
        uriDomains?: string[]
      }
    }
    otherNames?: {
      oid?: string
      utf8Value?: string
    }[]
    privateKey?: {
      algorithm?: 'RSA' | 'ECDSA' | 'Ed25519'
      encoding?: 'PKCS1' | 'PKCS8'
      rotationPolicy?: 'Never' | 'Always'
      size?: number
    }
    renewBefore?: string
    renewBeforePercentage?: number
    revisionHistoryLimit?: number
    secretName: string
    secretTemplate?: {
      annotations?: {
        [k: string]: string
      }
      labels?: {
        [k: string]: string
      }
    }
    signatureAlgorithm?:
      | 'SHA256WithRSA'
      | 'SHA384WithRSA'
      | 'SHA512WithRSA'
      | 'ECDSAWithSHA256'
      | 'ECDSAWithSHA384'
      | 'ECDSAWithSHA512'
      | 'PureEd25519'
    subject?: {
      countries?: string[]
      localities?: string[]
      organizationalUnits?: string[]
      organizations?: string[]
      postalCodes?: string[]
      provinces?: string[]
      serialNumber?: string
      streetAddresses?: string[]
    }
    uris?: string[]
    usages?: (
      | 'signing'
      | 'digital signature'
      | 'content commitment'
      | 'key encipherment'
      | 'key agreement'
      | 'data encipherment'
      | 'cert sign'
      | 'crl sign'
      | 'encipher only'
      | 'decipher only'
      | 'any'
      | 'server auth'
      | 'client auth'
      | 'code signing'
      | 'email protection'
      | 's/mime'
      | 'ipsec end system'
      | 'ipsec tunnel'
      | 'ipsec user'
      | 'timestamping'
      | 'ocsp signing'
      | 'microsoft sgc'
      | 'netscape sgc'
    )[]
  }
}
export interface Issuer {
  apiVersion?: 'cert-manager.io/v1'
  kind?: 'Issuer'
  metadata?: ObjectMeta
  spec: {
    acme?: {
      caBundle?: string
      disableAccountKeyGeneration?: boolean
      email?: string
      enableDurationFeature?: boolean
      externalAccountBinding?: {
        keyAlgorithm?: 'HS256' | 'HS384' | 'HS512'
        keyID: string
        keySecretRef: {
          key?: string
          name: string
        }
      }
      preferredChain?: string
      privateKeySecretRef: {
        key?: string
        name: string
      }
      profile?: string
      server: string
      skipTLSVerify?: boolean
      solvers?: {
        dns01?: {
          acmeDNS?: {
            accountSecretRef: {
              key?: string
              name: string
            }
            host: string
          }
          akamai?: {
            accessTokenSecretRef: {
              key?: string
              name: string
            }
            clientSecretSecretRef: {
              key?: string
              name: string
            }
            clientTokenSecretRef: {
              key?: string
              name: string
            }
            serviceConsumerDomain: string
          }
          azureDNS?: {
            clientID?: string
            clientSecretSecretRef?: {
              key?: string
              name: string
            }
            environment?: 'AzurePublicCloud' | 'AzureChinaCloud' | 'AzureGermanCloud' | 'AzureUSGovernmentCloud'
            hostedZoneName?: string
            managedIdentity?: {
              clientID?: string
              resourceID?: string
              tenantID?: string
            }
            resourceGroupName: string
            subscriptionID: string
            tenantID?: string
          }
          cloudDNS?: {
            hostedZoneName?: string
            project: string
            serviceAccountSecretRef?: {
              key?: string
              name: string
            }
          }
          cloudflare?: {
            apiKeySecretRef?: {
              key?: string
              name: string
            }
            apiTokenSecretRef?: {
              key?: string
              name: string
            }
            email?: string
          }
          cnameStrategy?: 'None' | 'Follow'
          digitalocean?: {
            tokenSecretRef: {
              key?: string
              name: string
            }
          }
          rfc2136?: {
            nameserver: string
            tsigAlgorithm?: string
            tsigKeyName?: string
            tsigSecretSecretRef?: {
              key?: string
              name: string
            }
          }
          route53?: {
            accessKeyID?: string
            accessKeyIDSecretRef?: {
              key?: string
              name: string
            }
            auth?: {
              kubernetes: {
                serviceAccountRef: {
                  audiences?: string[]
                  name: string
                }
              }
            }
            hostedZoneID?: string
            region?: string
            role?: string
            secretAccessKeySecretRef?: {
              key?: string
              name: string
            }
          }
          webhook?: {
            config?: unknown
            groupName: string
            solverName: string
          }
        }
        http01?: {
          gatewayHTTPRoute?: {
            labels?: {
              [k: string]: string
            }
            parentRefs?: {
              group?: string
              kind?: string
              name: string
              namespace?: string
              port?: number
              sectionName?: string
            }[]
            podTemplate?: {
              metadata?: {
                annotations?: {
                  [k: string]: string
                }
                labels?: {
                  [k: string]: string
                }
              }
              spec?: {
                affinity?: {
                  nodeAffinity?: {
                    preferredDuringSchedulingIgnoredDuringExecution?: {
                      preference: {
                        matchExpressions?: {
                          key: string
                          operator: string
                          values?: string[]
                        }[]
                        matchFields?: {
                          key: string
                          operator: string
                          values?: string[]
                        }[]
                      }
                      weight: number
                    }[]
                    requiredDuringSchedulingIgnoredDuringExecution?: {
                      nodeSelectorTerms: {
                        matchExpressions?: {
                          key: string
                          operator: string
                          values?: string[]
                        }[]
                        matchFields?: {
                          key: string
                          operator: string
                          values?: string[]
                        }[]
                      }[]
                    }
                  }
                  podAffinity?: {
                    preferredDuringSchedulingIgnoredDuringExecution?: {
                      podAffinityTerm: {
                        labelSelector?: {
                          matchExpressions?: {
                            key: string
                            operator: string
                            values?: string[]
                          }[]
                          matchLabels?: {
                            [k: string]: string
                          }
                        }
                        matchLabelKeys?: string[]
                        mismatchLabelKeys?: string[]
                        namespaceSelector?: {
                          matchExpressions?: {
                            key: string
                            operator: string
                            values?: string[]
                          }[]
                          matchLabels?: {
                            [k: string]: string
                          }
                        }
                        namespaces?: string[]
                        topologyKey: string
                      }
                      weight: number
                    }[]
                    requiredDuringSchedulingIgnoredDuringExecution?: {
                      labelSelector?: {
                        matchExpressions?: {
                          key: string
                          operator: string
                          values?: string[]
                        }[]
                        matchLabels?: {
                          [k: string]: string
                        }
                      }
                      matchLabelKeys?: string[]
                      mismatchLabelKeys?: string[]
                      namespaceSelector?: {
                        matchExpressions?: {
                          key: string
                          operator: string
                          values?: string[]
                        }[]
                        matchLabels?: {
                          [k: string]: string
                        }
                      }
                      namespaces?: string[]
                      topologyKey: string
                    }[]
                  }
                  podAntiAffinity?: {
                    preferredDuringSchedulingIgnoredDuringExecution?: {
                      podAffinityTerm: {
                        labelSelector?: {
                          matchExpressions?: {
                            key: string
                            operator: string
                            values?: string[]
                          }[]
                          matchLabels?: {
                            [k: string]: string
                          }
                        }
                        matchLabelKeys?: string[]
                        mismatchLabelKeys?: string[]
                        namespaceSelector?: {
                          matchExpressions?: {
                            key: string
                            operator: string
                            values?: string[]
                          }[]
                          matchLabels?: {
                            [k: string]: string
                          }
                        }
                        namespaces?: string[]
                        topologyKey: string
                      }
                      weight: number
                    }[]
                    requiredDuringSchedulingIgnoredDuringExecution?: {
                      labelSelector?: {
                        matchExpressions?: {
                          key: string
                          operator: string
                          values?: string[]
                        }[]
                        matchLabels?: {
                          [k: string]: string
                        }
                      }
                      matchLabelKeys?: string[]
                      mismatchLabelKeys?: string[]
                      namespaceSelector?: {
                        matchExpressions?: {
                          key: string
                          operator: string
                          values?: string[]
                        }[]
                        matchLabels?: {
                          [k: string]: string
                        }
                      }
                      namespaces?: string[]
                      topologyKey: string
                    }[]
                  }
                }
                imagePullSecrets?: {
                  name?: string
                }[]
                nodeSelector?: {
                  [k: string]: string
                }
                priorityClassName?: string
                securityContext?: {
                  fsGroup?: number
                  fsGroupChangePolicy?: string
                  runAsGroup?: number
                  runAsNonRoot?: boolean
                  runAsUser?: number
                  seLinuxOptions?: {
                    level?: string
                    role?: string
                    type?: string
                    user?: string
                  }
                  seccompProfile?: {
                    localhostProfile?: string
                    type: string
                  }
                  supplementalGroups?: number[]
                  sysctls?: {
                    name: string
                    value: string
                  }[]
                }
                serviceAccountName?: string
                tolerations?: {
                  effect?: string
                  key?: string
                  operator?: string
                  tolerationSeconds?: number
                  value?: string
                }[]
              }
            }
            serviceType?: string
          }
          ingress?: {
            class?: string
            ingressClassName?: string
            ingressTemplate?: {
              metadata?: {
                annotations?: {
                  [k: string]: string
                }
                labels?: {
                  [k: string]: string
                }
              }
            }
            name?: string
            podTemplate?: {
              metadata?: {
                annotations?: {
                  [k: string]: string
                }
                labels?: {
                  [k: string]: string
                }
              }
              spec?: {
                affinity?: {
                  nodeAffinity?: {
                    preferredDuringSchedulingIgnoredDuringExecution?: {
                      preference: {
                        matchExpressions?: {
                          key: string
                          operator: string
                          values?: string[]
                        }[]
                        matchFields?: {
                          key: string
                          operator: string
                          values?: string[]
                        }[]
                      }
                      weight: number
                    }[]
                    requiredDuringSchedulingIgnoredDuringExecution?: {
                      nodeSelectorTerms: {
                        matchExpressions?: {
                          key: string
                          operator: string
                          values?: string[]
                        }[]
                        matchFields?: {
                          key: string
                          operator: string
                          values?: string[]
                        }[]
                      }[]
                    }
                  }
                  podAffinity?: {
                    preferredDuringSchedulingIgnoredDuringExecution?: {
                      podAffinityTerm: {
                        labelSelector?: {
                          matchExpressions?: {
                            key: string
                            operator: string
                            values?: string[]
                          }[]
                          matchLabels?: {
                            [k: string]: string
                          }
                        }
                        matchLabelKeys?: string[]
                        mismatchLabelKeys?: string[]
                        namespaceSelector?: {
                          matchExpressions?: {
                            key: string
                            operator: string
                            values?: string[]
                          }[]
                          matchLabels?: {
                            [k: string]: string
                          }
                        }
                        namespaces?: string[]
                        topologyKey: string
                      }
                      weight: number
                    }[]
                    requiredDuringSchedulingIgnoredDuringExecution?: {
                      labelSelector?: {
                        matchExpressions?: {
                          key: string
                          operator: string
                          values?: string[]
                        }[]
                        matchLabels?: {
                          [k: string]: string
                        }
                      }
                      matchLabelKeys?: string[]
                      mismatchLabelKeys?: string[]
                      namespaceSelector?: {
                        matchExpressions?: {
                          key: string
                          operator: string
                          values?: string[]
                        }[]
                        matchLabels?: {
                          [k: string]: string
                        }
                      }
                      namespaces?: string[]
                      topologyKey: string
                    }[]
                  }
                  podAntiAffinity?: {
                    preferredDuringSchedulingIgnoredDuringExecution?: {
                      podAffinityTerm: {
                        labelSelector?: {
                          matchExpressions?: {
                            key: string
                            operator: string
                            values?: string[]
                          }[]
                          matchLabels?: {
                            [k: string]: string
                          }
                        }
                        matchLabelKeys?: string[]
                        mismatchLabelKeys?: string[]
                        namespaceSelector?: {
                          matchExpressions?: {
                            key: string
                            operator: string
                            values?: string[]
                          }[]
                          matchLabels?: {
                            [k: string]: string
                          }
                        }
                        namespaces?: string[]
                        topologyKey: string
                      }
                      weight: number
                    }[]
                    requiredDuringSchedulingIgnoredDuringExecution?: {
                      labelSelector?: {
                        matchExpressions?: {
                          key: string
                          operator: string
                          values?: string[]
                        }[]
                        matchLabels?: {
                          [k: string]: string
                        }
                      }
                      matchLabelKeys?: string[]
                      mismatchLabelKeys?: string[]
                      namespaceSelector?: {
                        matchExpressions?: {
                          key: string
                          operator: string
                          values?: string[]
                        }[]
                        matchLabels?: {
                          [k: string]: string
                        }
                      }
                      namespaces?: string[]
                      topologyKey: string
                    }[]
                  }
                }
                imagePullSecrets?: {
                  name?: string
                }[]
                nodeSelector?: {
                  [k: string]: string
                }
                priorityClassName?: string
                securityContext?: {
                  fsGroup?: number
                  fsGroupChangePolicy?: string
                  runAsGroup?: number
                  runAsNonRoot?: boolean
                  runAsUser?: number
                  seLinuxOptions?: {
                    level?: string
                    role?: string
                    type?: string
                    user?: string
                  }
                  seccompProfile?: {
                    localhostProfile?: string
                    type: string
                  }
                  supplementalGroups?: number[]
                  sysctls?: {
                    name: string
                    value: string
                  }[]
                }
                serviceAccountName?: string
                tolerations?: {
                  effect?: string
                  key?: string
                  operator?: string
                  tolerationSeconds?: number
                  value?: string
                }[]
              }
            }
            serviceType?: string
          }
        }
        selector?: {
          dnsNames?: string[]
          dnsZones?: string[]
          matchLabels?: {
            [k: string]: string
          }
        }
      }[]
    }
    ca?: {
      crlDistributionPoints?: string[]
      issuingCertificateURLs?: string[]
      ocspServers?: string[]
      secretName: string
    }
    selfSigned?: {
      crlDistributionPoints?: string[]
    }
    vault?: {
      auth: {
        appRole?: {
          path: string
          roleId: string
          secretRef: {
            key?: string
            name: string
          }
        }
        clientCertificate?: {
          mountPath?: string
          name?: string
          secretName?: string
        }
        kubernetes?: {
          mountPath?: string
          role: string
          secretRef?: {
            key?: string
            name: string
          }
          serviceAccountRef?: {
            audiences?: string[]
            name: string
          }
        }
        tokenSecretRef?: {
          key?: string
          name: string
        }
      }
      caBundle?: string
      caBundleSecretRef?: {
        key?: string
        name: string
      }
      clientCertSecretRef?: {
        key?: string
        name: string
      }
      clientKeySecretRef?: {
        key?: string
        name: string
      }
      namespace?: string
      path: string
      server: string
      serverName?: string
    }
    venafi?: {
      cloud?: {
        apiTokenSecretRef: {
          key?: string
          name: string
        }
        url?: string
      }
      tpp?: {
        caBundle?: string
        caBundleSecretRef?: {
          key?: string
          name: string
        }
        credentialsRef: {
          name: string
        }
        url: string
      }
      zone: string
    }
  }
}
export interface ClusterIssuer {
  apiVersion?: 'cert-manager.io/v1'
  kind?: 'ClusterIssuer'
  metadata?: ObjectMeta
  spec: Issuer['spec']
}
export interface FlinkDeployment {
  apiVersion?: 'flink.apache.org/v1beta1'
  kind?: 'FlinkDeployment'
  metadata?: ObjectMeta
  spec?: {
    flinkConfiguration?: {
      [k: string]: string
    }
    flinkVersion?:
      'v1_13' | 'v1_14' | 'v1_15' | 'v1_16' | 'v1_17' | 'v1_18' | 'v1_19' | 'v1_20' | 'v2_0' | 'v2_1' | 'v2_2'
    image?: string
    imagePullPolicy?: string
    ingress?: {
      annotations?: {
        [k: string]: string
      }
      className?: string
      labels?: {
        [k: string]: string
      }
      template?: string
      tls?: {
        hosts?: string[]
        secretName?: string
      }[]
    }
    job?: {
      allowNonRestoredState?: boolean
      args?: string[]
      autoscalerResetNonce?: number
      checkpointTriggerNonce?: number
      entryClass?: string
      initialSavepointPath?: string
      jarURI?: string
      parallelism?: number
      savepointRedeployNonce?: number
      savepointTriggerNonce?: number
      state?: 'running' | 'suspended'
      upgradeMode?: 'last-state' | 'savepoint' | 'stateless'
    }
    jobManager?: {
      podTemplate?: import('kubernetes-types/core/v1.d.ts').PodTemplateSpec
      replicas?: number
      resource?: {
        cpu?: number
        ephemeralStorage?: string
        memory?: string
      }
    }
    logConfiguration?: {
      [k: string]: string
    }
    mode?: 'native' | 'standalone'
    podTemplate?: import('kubernetes-types/core/v1.d.ts').PodTemplateSpec
    restartNonce?: number
    serviceAccount?: string
    taskManager?: {
      podTemplate?: import('kubernetes-types/core/v1.d.ts').PodTemplateSpec
      replicas?: number
      resource?: {
        cpu?: number
        ephemeralStorage?: string
        memory?: string
      }
    }
  }
}
export interface FlinkSessionJob {
  apiVersion?: 'flink.apache.org/v1beta1'
  kind?: 'FlinkSessionJob'
  metadata?: ObjectMeta
  spec?: {
    deploymentName?: string
    flinkConfiguration?: {
      [k: string]: string
    }
    job?: {
      allowNonRestoredState?: boolean
      args?: string[]
      autoscalerResetNonce?: number
      checkpointTriggerNonce?: number
      entryClass?: string
      initialSavepointPath?: string
      jarURI?: string
      parallelism?: number
      savepointRedeployNonce?: number
      savepointTriggerNonce?: number
      state?: 'running' | 'suspended'
      upgradeMode?: 'last-state' | 'savepoint' | 'stateless'
    }
    restartNonce?: number
  }
}
export interface FlinkStateSnapshot {
  apiVersion?: 'flink.apache.org/v1beta1'
  kind?: 'FlinkStateSnapshot'
  metadata?: ObjectMeta
  spec?: {
    backoffLimit?: number
    checkpoint?: Record<string, never>
    jobReference?: {
      kind?: 'FlinkDeployment' | 'FlinkSessionJob'
      name?: string
    }
    savepoint?: {
      alreadyExists?: boolean
      disposeOnDelete?: boolean
      formatType?: 'CANONICAL' | 'NATIVE' | 'UNKNOWN'
      path?: string
    }
  }
}

declare module 'kubernetes-types/autoscaling/v2.d.ts' {
  interface HPAScalingRules {
    tolerance?: string
  }
}

declare module 'kubernetes-types/core/v1.d.ts' {
  interface Container {
    restartPolicyRules?: Array<ContainerRestartRule>
  }
  interface ContainerRestartRule {
    action: string
    exitCodes?: ContainerRestartRuleOnExitCodes
  }
  interface ContainerRestartRuleOnExitCodes {
    operator: string
    values?: Array<number>
  }
  interface EnvVarSource {
    fileKeyRef?: FileKeySelector
  }
  interface EphemeralContainer {
    restartPolicyRules?: Array<ContainerRestartRule>
  }
  interface FileKeySelector {
    key: string
    optional?: boolean
    path: string
    volumeName: string
  }
  interface ImageVolumeSource {
    pullPolicy?: string
    reference?: string
  }
  interface Lifecycle {
    stopSignal?: string
  }
  interface PodCertificateProjection {
    certificateChainPath?: string
    credentialBundlePath?: string
    keyPath?: string
    keyType: string
    maxExpirationSeconds?: number
    signerName: string
    userAnnotations?: { [name: string]: string }
  }
  interface PodResourceClaim {
    resourceClaimName?: string
    resourceClaimTemplateName?: string
  }
  interface PodSchedulingGroup {
    podGroupName?: string
  }
  interface PodSecurityContext {
    seLinuxChangePolicy?: string
    supplementalGroupsPolicy?: string
  }
  interface PodSpec {
    hostnameOverride?: string
    resources?: ResourceRequirements
    schedulingGroup?: PodSchedulingGroup
  }
  interface ResourceClaim {
    request?: string
  }
  interface Volume {
    image?: ImageVolumeSource
  }
  interface VolumeProjection {
    podCertificate?: PodCertificateProjection
  }
}

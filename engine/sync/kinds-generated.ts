/* Generated from schemas/crds and schemas/kubernetes by npm run types: change what they are made from. */
// biome-ignore-all format: as it is generated

import type { ObjectMeta } from 'kubernetes-types/meta/v1.d.ts'

export interface AppProject {
  apiVersion?: 'argoproj.io/v1alpha1'
  kind?: 'AppProject'
  metadata: ObjectMeta
  spec: {
    clusterResourceBlacklist?: {
      group: string
      kind: string
      name?: string
    }[]
    clusterResourceWhitelist?: {
      group: string
      kind: string
      name?: string
    }[]
    description?: string
    destinationServiceAccounts?: {
      defaultServiceAccount: string
      namespace?: string
      server: string
    }[]
    destinations?: {
      name?: string
      namespace?: string
      server?: string
    }[]
    namespaceResourceBlacklist?: {
      group: string
      kind: string
    }[]
    namespaceResourceWhitelist?: {
      group: string
      kind: string
    }[]
    orphanedResources?: {
      ignore?: {
        group?: string
        kind?: string
        name?: string
      }[]
      warn?: boolean
    }
    permitOnlyProjectScopedClusters?: boolean
    roles?: {
      description?: string
      groups?: string[]
      jwtTokens?: {
        exp?: number
        iat: number
        id?: string
      }[]
      name: string
      policies?: string[]
    }[]
    signatureKeys?: {
      keyID: string
    }[]
    sourceIntegrity?: {
      git: {
        policies: {
          gpg: {
            keys: string[]
            mode: string
          }
          repos: {
            url: string
          }[]
        }[]
      }
    }
    sourceNamespaces?: string[]
    sourceRepos?: string[]
    syncWindows?: {
      andOperator?: boolean
      applications?: string[]
      clusters?: string[]
      description?: string
      duration?: string
      kind?: string
      manualSync?: boolean
      namespaces?: string[]
      schedule?: string
      syncOverrun?: boolean
      timeZone?: string
    }[]
  }
}
export interface Application {
  apiVersion?: 'argoproj.io/v1alpha1'
  kind?: 'Application'
  metadata: ObjectMeta
  operation?: {
    info?: {
      name: string
      value: string
    }[]
    initiatedBy?: {
      automated?: boolean
      username?: string
    }
    retry?: {
      backoff?: {
        duration?: string
        factor?: number
        maxDuration?: string
      }
      limit?: number
      refresh?: boolean
    }
    sync?: {
      autoHealAttemptsCount?: number
      dryRun?: boolean
      manifests?: string[]
      prune?: boolean
      resources?: {
        group?: string
        kind: string
        name: string
        namespace?: string
      }[]
      revision?: string
      revisions?: string[]
      source?: {
        chart?: string
        directory?: {
          exclude?: string
          include?: string
          jsonnet?: {
            extVars?: {
              code?: boolean
              name: string
              value: string
            }[]
            libs?: string[]
            tlas?: {
              code?: boolean
              name: string
              value: string
            }[]
          }
          recurse?: boolean
        }
        helm?: {
          apiVersions?: string[]
          fileParameters?: {
            name?: string
            path?: string
          }[]
          ignoreMissingValueFiles?: boolean
          kubeVersion?: string
          namespace?: string
          parameters?: {
            forceString?: boolean
            name?: string
            value?: string
          }[]
          passCredentials?: boolean
          releaseName?: string
          skipCrds?: boolean
          skipSchemaValidation?: boolean
          skipTests?: boolean
          valueFiles?: string[]
          values?: string
          valuesObject?: {
            [k: string]: unknown
          }
          version?: string
        }
        kustomize?: {
          apiVersions?: string[]
          commonAnnotations?: {
            [k: string]: string
          }
          commonAnnotationsEnvsubst?: boolean
          commonLabels?: {
            [k: string]: string
          }
          components?: string[]
          forceCommonAnnotations?: boolean
          forceCommonLabels?: boolean
          ignoreMissingComponents?: boolean
          images?: string[]
          kubeVersion?: string
          labelIncludeTemplates?: boolean
          labelWithoutSelector?: boolean
          namePrefix?: string
          nameSuffix?: string
          namespace?: string
          patches?: {
            options?: {
              [k: string]: boolean
            }
            patch?: string
            path?: string
            target?: {
              annotationSelector?: string
              group?: string
              kind?: string
              labelSelector?: string
              name?: string
              namespace?: string
              version?: string
            }
          }[]
          replicas?: {
            count: number | string
            name: string
          }[]
          version?: string
        }
        name?: string
        path?: string
        plugin?: {
          env?: {
            name: string
            value: string
          }[]
          name?: string
          parameters?: {
            array?: string[]
            map?: {
              [k: string]: string
            }
            name?: string
            string?: string
          }[]
        }
        ref?: string
        repoURL: string
        tagPrefix?: string
        targetRevision?: string
      }
      sources?: {
        chart?: string
        directory?: {
          exclude?: string
          include?: string
          jsonnet?: {
            extVars?: {
              code?: boolean
              name: string
              value: string
            }[]
            libs?: string[]
            tlas?: {
              code?: boolean
              name: string
              value: string
            }[]
          }
          recurse?: boolean
        }
        helm?: {
          apiVersions?: string[]
          fileParameters?: {
            name?: string
            path?: string
          }[]
          ignoreMissingValueFiles?: boolean
          kubeVersion?: string
          namespace?: string
          parameters?: {
            forceString?: boolean
            name?: string
            value?: string
          }[]
          passCredentials?: boolean
          releaseName?: string
          skipCrds?: boolean
          skipSchemaValidation?: boolean
          skipTests?: boolean
          valueFiles?: string[]
          values?: string
          valuesObject?: {
            [k: string]: unknown
          }
          version?: string
        }
        kustomize?: {
          apiVersions?: string[]
          commonAnnotations?: {
            [k: string]: string
          }
          commonAnnotationsEnvsubst?: boolean
          commonLabels?: {
            [k: string]: string
          }
          components?: string[]
          forceCommonAnnotations?: boolean
          forceCommonLabels?: boolean
          ignoreMissingComponents?: boolean
          images?: string[]
          kubeVersion?: string
          labelIncludeTemplates?: boolean
          labelWithoutSelector?: boolean
          namePrefix?: string
          nameSuffix?: string
          namespace?: string
          patches?: {
            options?: {
              [k: string]: boolean
            }
            patch?: string
            path?: string
            target?: {
              annotationSelector?: string
              group?: string
              kind?: string
              labelSelector?: string
              name?: string
              namespace?: string
              version?: string
            }
          }[]
          replicas?: {
            count: number | string
            name: string
          }[]
          version?: string
        }
        name?: string
        path?: string
        plugin?: {
          env?: {
            name: string
            value: string
          }[]
          name?: string
          parameters?: {
            array?: string[]
            map?: {
              [k: string]: string
            }
            name?: string
            string?: string
          }[]
        }
        ref?: string
        repoURL: string
        tagPrefix?: string
        targetRevision?: string
      }[]
      syncOptions?: string[]
      syncStrategy?: {
        apply?: {
          force?: boolean
        }
        hook?: {
          force?: boolean
        }
      }
    }
  }
  spec: {
    destination: {
      name?: string
      namespace?: string
      server?: string
    }
    ignoreDifferences?: {
      group?: string
      jqPathExpressions?: string[]
      jsonPointers?: string[]
      kind: string
      managedFieldsManagers?: string[]
      name?: string
      namespace?: string
    }[]
    info?: {
      name: string
      value: string
    }[]
    project: string
    revisionHistoryLimit?: number
    source?: {
      chart?: string
      directory?: {
        exclude?: string
        include?: string
        jsonnet?: {
          extVars?: {
            code?: boolean
            name: string
            value: string
          }[]
          libs?: string[]
          tlas?: {
            code?: boolean
            name: string
            value: string
          }[]
        }
        recurse?: boolean
      }
      helm?: {
        apiVersions?: string[]
        fileParameters?: {
          name?: string
          path?: string
        }[]
        ignoreMissingValueFiles?: boolean
        kubeVersion?: string
        namespace?: string
        parameters?: {
          forceString?: boolean
          name?: string
          value?: string
        }[]
        passCredentials?: boolean
        releaseName?: string
        skipCrds?: boolean
        skipSchemaValidation?: boolean
        skipTests?: boolean
        valueFiles?: string[]
        values?: string
        valuesObject?: {
          [k: string]: unknown
        }
        version?: string
      }
      kustomize?: {
        apiVersions?: string[]
        commonAnnotations?: {
          [k: string]: string
        }
        commonAnnotationsEnvsubst?: boolean
        commonLabels?: {
          [k: string]: string
        }
        components?: string[]
        forceCommonAnnotations?: boolean
        forceCommonLabels?: boolean
        ignoreMissingComponents?: boolean
        images?: string[]
        kubeVersion?: string
        labelIncludeTemplates?: boolean
        labelWithoutSelector?: boolean
        namePrefix?: string
        nameSuffix?: string
        namespace?: string
        patches?: {
          options?: {
            [k: string]: boolean
          }
          patch?: string
          path?: string
          target?: {
            annotationSelector?: string
            group?: string
            kind?: string
            labelSelector?: string
            name?: string
            namespace?: string
            version?: string
          }
        }[]
        replicas?: {
          count: number | string
          name: string
        }[]
        version?: string
      }
      name?: string
      path?: string
      plugin?: {
        env?: {
          name: string
          value: string
        }[]
        name?: string
        parameters?: {
          array?: string[]
          map?: {
            [k: string]: string
          }
          name?: string
          string?: string
        }[]
      }
      ref?: string
      repoURL: string
      tagPrefix?: string
      targetRevision?: string
    }
    sourceHydrator?: {
      drySource: {
        directory?: {
          exclude?: string
          include?: string
          jsonnet?: {
            extVars?: {
              code?: boolean
              name: string
              value: string
            }[]
            libs?: string[]
            tlas?: {
              code?: boolean
              name: string
              value: string
            }[]
          }
          recurse?: boolean
        }
        helm?: {
          apiVersions?: string[]
          fileParameters?: {
            name?: string
            path?: string
          }[]
          ignoreMissingValueFiles?: boolean
          kubeVersion?: string
          namespace?: string
          parameters?: {
            forceString?: boolean
            name?: string
            value?: string
          }[]
          passCredentials?: boolean
          releaseName?: string
          skipCrds?: boolean
          skipSchemaValidation?: boolean
          skipTests?: boolean
          valueFiles?: string[]
          values?: string
          valuesObject?: {
            [k: string]: unknown
          }
          version?: string
        }
        kustomize?: {
          apiVersions?: string[]
          commonAnnotations?: {
            [k: string]: string
          }
          commonAnnotationsEnvsubst?: boolean
          commonLabels?: {
            [k: string]: string
          }
          components?: string[]
          forceCommonAnnotations?: boolean
          forceCommonLabels?: boolean
          ignoreMissingComponents?: boolean
          images?: string[]
          kubeVersion?: string
          labelIncludeTemplates?: boolean
          labelWithoutSelector?: boolean
          namePrefix?: string
          nameSuffix?: string
          namespace?: string
          patches?: {
            options?: {
              [k: string]: boolean
            }
            patch?: string
            path?: string
            target?: {
              annotationSelector?: string
              group?: string
              kind?: string
              labelSelector?: string
              name?: string
              namespace?: string
              version?: string
            }
          }[]
          replicas?: {
            count: number | string
            name: string
          }[]
          version?: string
        }
        path: string
        plugin?: {
          env?: {
            name: string
            value: string
          }[]
          name?: string
          parameters?: {
            array?: string[]
            map?: {
              [k: string]: string
            }
            name?: string
            string?: string
          }[]
        }
        repoURL: string
        targetRevision: string
      }
      hydrateTo?: {
        targetBranch: string
      }
      syncSource: {
        path: string
        repoURL?: string
        targetBranch: string
      }
    }
    sources?: {
      chart?: string
      directory?: {
        exclude?: string
        include?: string
        jsonnet?: {
          extVars?: {
            code?: boolean
            name: string
            value: string
          }[]
          libs?: string[]
          tlas?: {
            code?: boolean
            name: string
            value: string
          }[]
        }
        recurse?: boolean
      }
      helm?: {
        apiVersions?: string[]
        fileParameters?: {
          name?: string
          path?: string
        }[]
        ignoreMissingValueFiles?: boolean
        kubeVersion?: string
        namespace?: string
        parameters?: {
          forceString?: boolean
          name?: string
          value?: string
        }[]
        passCredentials?: boolean
        releaseName?: string
        skipCrds?: boolean
        skipSchemaValidation?: boolean
        skipTests?: boolean
        valueFiles?: string[]
        values?: string
        valuesObject?: {
          [k: string]: unknown
        }
        version?: string
      }
      kustomize?: {
        apiVersions?: string[]
        commonAnnotations?: {
          [k: string]: string
        }
        commonAnnotationsEnvsubst?: boolean
        commonLabels?: {
          [k: string]: string
        }
        components?: string[]
        forceCommonAnnotations?: boolean
        forceCommonLabels?: boolean
        ignoreMissingComponents?: boolean
        images?: string[]
        kubeVersion?: string
        labelIncludeTemplates?: boolean
        labelWithoutSelector?: boolean
        namePrefix?: string
        nameSuffix?: string
        namespace?: string
        patches?: {
          options?: {
            [k: string]: boolean
          }
          patch?: string
          path?: string
          target?: {
            annotationSelector?: string
            group?: string
            kind?: string
            labelSelector?: string
            name?: string
            namespace?: string
            version?: string
          }
        }[]
        replicas?: {
          count: number | string
          name: string
        }[]
        version?: string
      }
      name?: string
      path?: string
      plugin?: {
        env?: {
          name: string
          value: string
        }[]
        name?: string
        parameters?: {
          array?: string[]
          map?: {
            [k: string]: string
          }
          name?: string
          string?: string
        }[]
      }
      ref?: string
      repoURL: string
      tagPrefix?: string
      targetRevision?: string
    }[]
    syncPolicy?: {
      automated?: {
        allowEmpty?: boolean
        enabled?: boolean
        prune?: boolean
        selfHeal?: boolean
      }
      managedNamespaceMetadata?: {
        annotations?: {
          [k: string]: string
        }
        labels?: {
          [k: string]: string
        }
      }
      retry?: {
        backoff?: {
          duration?: string
          factor?: number
          maxDuration?: string
        }
        limit?: number
        refresh?: boolean
      }
      syncOptions?: string[]
    }
  }
}
export interface Alert {
  apiVersion?: 'notification.toolkit.fluxcd.io/v1beta3'
  kind?: 'Alert'
  metadata?: ObjectMeta
  spec?: {
    eventMetadata?: {
      [k: string]: string
    }
    eventSeverity?: 'info' | 'error'
    eventSources: {
      apiVersion?: string
      kind:
        | 'Bucket'
        | 'GitRepository'
        | 'Kustomization'
        | 'HelmRelease'
        | 'HelmChart'
        | 'HelmRepository'
        | 'ImageRepository'
        | 'ImagePolicy'
        | 'ImageUpdateAutomation'
        | 'OCIRepository'
        | 'ArtifactGenerator'
        | 'ExternalArtifact'
      matchLabels?: {
        [k: string]: string
      }
      name: string
      namespace?: string
    }[]
    exclusionList?: string[]
    inclusionList?: string[]
    providerRef: {
      name: string
    }
    summary?: string
    suspend?: boolean
  }
}
export interface GitRepository {
  apiVersion?: 'source.toolkit.fluxcd.io/v1'
  kind?: 'GitRepository'
  metadata?: ObjectMeta
  spec?: {
    ignore?: string
    include?: {
      fromPath?: string
      repository: {
        name: string
      }
      toPath?: string
    }[]
    interval: string
    provider?: 'generic' | 'aws' | 'azure' | 'github'
    proxySecretRef?: {
      name: string
    }
    recurseSubmodules?: boolean
    ref?: {
      branch?: string
      commit?: string
      name?: string
      semver?: string
      tag?: string
    }
    secretRef?: {
      name: string
    }
    serviceAccountName?: string
    sparseCheckout?: string[]
    suspend?: boolean
    timeout?: string
    url: string
    verify?: {
      mode?: 'head' | 'HEAD' | 'Tag' | 'TagAndHEAD'
      secretRef: {
        name: string
      }
    }
  }
}
export interface HelmRelease {
  apiVersion?: 'helm.toolkit.fluxcd.io/v2'
  kind?: 'HelmRelease'
  metadata?: ObjectMeta
  spec?: {
    chart?: {
      metadata?: {
        annotations?: {
          [k: string]: string
        }
        labels?: {
          [k: string]: string
        }
      }
      spec: {
        chart: string
        ignoreMissingValuesFiles?: boolean
        interval?: string
        reconcileStrategy?: 'ChartVersion' | 'Revision'
        sourceRef: {
          apiVersion?: string
          kind: 'HelmRepository' | 'GitRepository' | 'Bucket'
          name: string
          namespace?: string
        }
        valuesFiles?: string[]
        verify?: {
          provider?: 'cosign' | 'notation'
          secretRef?: {
            name: string
          }
        }
        version?: string
      }
    }
    chartRef?: {
      apiVersion?: string
      kind: 'OCIRepository' | 'HelmChart' | 'ExternalArtifact'
      name: string
      namespace?: string
    }
    commonMetadata?: {
      annotations?: {
        [k: string]: string
      }
      labels?: {
        [k: string]: string
      }
    }
    dependsOn?: {
      name: string
      namespace?: string
      readyExpr?: string
    }[]
    driftDetection?: {
      ignore?: {
        paths: string[]
        target?: {
          annotationSelector?: string
          group?: string
          kind?: string
          labelSelector?: string
          name?: string
          namespace?: string
          version?: string
        }
      }[]
      mode?: 'enabled' | 'warn' | 'disabled'
    }
    healthCheckExprs?: {
      apiVersion: string
      current: string
      failed?: string
      inProgress?: string
      kind?: string
    }[]
    install?: {
      crds?: 'Skip' | 'Create' | 'CreateReplace'
      createNamespace?: boolean
      disableHooks?: boolean
      disableOpenAPIValidation?: boolean
      disableSchemaValidation?: boolean
      disableTakeOwnership?: boolean
      disableWait?: boolean
      disableWaitForJobs?: boolean
      remediation?: {
        ignoreTestFailures?: boolean
        remediateLastFailure?: boolean
        retries?: number
      }
      replace?: boolean
      serverSideApply?: boolean
      skipCRDs?: boolean
      strategy?: {
        name: 'RemediateOnFailure' | 'RetryOnFailure'
        retryInterval?: string
      }
      timeout?: string
    }
    interval: string
    kubeConfig?: {
      configMapRef?: {
        name: string
      }
      secretRef?: {
        key?: string
        name: string
      }
    }
    maxHistory?: number
    persistentClient?: boolean
    postRenderStrategy?: 'nohooks' | 'combined' | 'separate'
    postRenderers?: {
      kustomize?: {
        images?: {
          digest?: string
          name: string
          newName?: string
          newTag?: string
        }[]
        patches?: {
          patch: string
          target?: {
            annotationSelector?: string
            group?: string
            kind?: string
            labelSelector?: string
            name?: string
            namespace?: string
            version?: string
          }
        }[]
      }
    }[]
    releaseName?: string
    rollback?: {
      cleanupOnFail?: boolean
      disableHooks?: boolean
      disableWait?: boolean
      disableWaitForJobs?: boolean
      force?: boolean
      recreate?: boolean
      serverSideApply?: 'enabled' | 'disabled' | 'auto'
      timeout?: string
    }
    serviceAccountName?: string
    storageNamespace?: string
    suspend?: boolean
    targetNamespace?: string
    test?: {
      enable?: boolean
      filters?: {
        exclude?: boolean
        name: string
      }[]
      ignoreFailures?: boolean
      timeout?: string
    }
    timeout?: string
    uninstall?: {
      deletionPropagation?: 'background' | 'foreground' | 'orphan'
      disableHooks?: boolean
      disableWait?: boolean
      keepHistory?: boolean
      timeout?: string
    }
    upgrade?: {
      chartNameChangeStrategy?: 'InPlaceUpdate' | 'Reinstall'
      cleanupOnFail?: boolean
      crds?: 'Skip' | 'Create' | 'CreateReplace'
      disableHooks?: boolean
      disableOpenAPIValidation?: boolean
      disableSchemaValidation?: boolean
      disableTakeOwnership?: boolean
      disableWait?: boolean
      disableWaitForJobs?: boolean
      force?: boolean
      preserveValues?: boolean
      remediation?: {
        ignoreTestFailures?: boolean
        remediateLastFailure?: boolean
        retries?: number
        strategy?: 'rollback' | 'uninstall'
      }
      serverSideApply?: 'enabled' | 'disabled' | 'auto'
      strategy?: {
        name: 'RemediateOnFailure' | 'RetryOnFailure'
        retryInterval?: string
      }
      timeout?: string
    }
    values?: unknown
    valuesFrom?: {
      kind: 'Secret' | 'ConfigMap'
      literal?: boolean
      name: string
      optional?: boolean
      targetPath?: string
      valuesKey?: string
    }[]
    waitStrategy?: {
      name: 'poller' | 'legacy'
    }
  }
}
export interface HelmRepository {
  apiVersion?: 'source.toolkit.fluxcd.io/v1'
  kind?: 'HelmRepository'
  metadata?: ObjectMeta
  spec?: {
    accessFrom?: {
      namespaceSelectors: {
        matchLabels?: {
          [k: string]: string
        }
      }[]
    }
    certSecretRef?: {
      name: string
    }
    insecure?: boolean
    interval?: string
    passCredentials?: boolean
    provider?: 'generic' | 'aws' | 'azure' | 'gcp'
    secretRef?: {
      name: string
    }
    suspend?: boolean
    timeout?: string
    type?: 'default' | 'oci'
    url: string
  }
}
export interface Kustomization {
  apiVersion?: 'kustomize.toolkit.fluxcd.io/v1'
  kind?: 'Kustomization'
  metadata?: ObjectMeta
  spec?: {
    buildMetadata?: ('originAnnotations' | 'transformerAnnotations')[]
    commonMetadata?: {
      annotations?: {
        [k: string]: string
      }
      labels?: {
        [k: string]: string
      }
    }
    components?: string[]
    decryption?: {
      provider: 'sops'
      secretRef?: {
        name: string
      }
      serviceAccountName?: string
    }
    deletionPolicy?: 'MirrorPrune' | 'Delete' | 'WaitForTermination' | 'Orphan'
    dependsOn?: {
      name: string
      namespace?: string
      readyExpr?: string
    }[]
    force?: boolean
    healthCheckExprs?: {
      apiVersion: string
      current: string
      failed?: string
      inProgress?: string
      kind?: string
    }[]
    healthChecks?: {
      apiVersion?: string
      kind: string
      name: string
      namespace?: string
    }[]
    ignore?: {
      paths: string[]
      target?: {
        annotationSelector?: string
        group?: string
        kind?: string
        labelSelector?: string
        name?: string
        namespace?: string
        version?: string
      }
    }[]
    ignoreMissingComponents?: boolean
    images?: {
      digest?: string
      name: string
      newName?: string
      newTag?: string
    }[]
    interval: string
    kubeConfig?: {
      configMapRef?: {
        name: string
      }
      secretRef?: {
        key?: string
        name: string
      }
    }
    namePrefix?: string
    nameSuffix?: string
    patches?: {
      patch: string
      target?: {
        annotationSelector?: string
        group?: string
        kind?: string
        labelSelector?: string
        name?: string
        namespace?: string
        version?: string
      }
    }[]
    path?: string
    postBuild?: {
      substitute?: {
        [k: string]: string
      }
      substituteFrom?: {
        kind: 'Secret' | 'ConfigMap'
        name: string
        optional?: boolean
      }[]
      substituteStrategy?: 'WithVariables' | 'Always'
    }
    prune: boolean
    retryInterval?: string
    serviceAccountName?: string
    sourceRef: {
      apiVersion?: string
      kind: 'OCIRepository' | 'GitRepository' | 'Bucket' | 'ExternalArtifact'
      name: string
      namespace?: string
    }
    suspend?: boolean
    targetNamespace?: string
    timeout?: string
    wait?: boolean
  }
}
export interface OCIRepository {
  apiVersion?: 'source.toolkit.fluxcd.io/v1'
  kind?: 'OCIRepository'
  metadata?: ObjectMeta
  spec?: {
    certSecretRef?: {
      name: string
    }
    ignore?: string
    insecure?: boolean
    interval: string
    layerSelector?: {
      mediaType?: string
      operation?: 'extract' | 'copy'
    }
    provider?: 'generic' | 'aws' | 'azure' | 'gcp'
    proxySecretRef?: {
      name: string
    }
    ref?: {
      digest?: string
      semver?: string
      semverFilter?: string
      tag?: string
    }
    secretRef?: {
      name: string
    }
    serviceAccountName?: string
    suspend?: boolean
    timeout?: string
    url: string
    verify?: {
      matchOIDCIdentity?: {
        issuer: string
        subject: string
      }[]
      provider?: 'cosign' | 'notation'
      secretRef?: {
        name: string
      }
      trustedRootSecretRef?: {
        name: string
      }
    }
  }
}
export interface Provider {
  apiVersion?: 'notification.toolkit.fluxcd.io/v1beta3'
  kind?: 'Provider'
  metadata?: ObjectMeta
  spec?: {
    address?: string
    certSecretRef?: {
      name: string
    }
    channel?: string
    commitStatusExpr?: string
    interval?: string
    proxy?: string
    proxySecretRef?: {
      name: string
    }
    secretRef?: {
      name: string
    }
    serviceAccountName?: string
    suspend?: boolean
    timeout?: string
    type:
      | 'slack'
      | 'discord'
      | 'msteams'
      | 'rocket'
      | 'generic'
      | 'generic-hmac'
      | 'github'
      | 'gitlab'
      | 'gitea'
      | 'giteapullrequestcomment'
      | 'bitbucketserver'
      | 'bitbucket'
      | 'azuredevops'
      | 'googlechat'
      | 'googlepubsub'
      | 'webex'
      | 'sentry'
      | 'azureeventhub'
      | 'telegram'
      | 'lark'
      | 'matrix'
      | 'opsgenie'
      | 'alertmanager'
      | 'grafana'
      | 'githubdispatch'
      | 'githubpullrequestcomment'
      | 'gitlabmergerequestcomment'
      | 'pagerduty'
      | 'datadog'
      | 'nats'
      | 'zulip'
      | 'otel'
    username?: string
  }
}

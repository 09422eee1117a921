import { groupOf, isBuiltIn } from '../kinds.ts'
import type { Finding, Json, Overlay, Path, Placed, Severity } from '../model.ts'
import { idleRetirements, retirements } from '../retire.ts'
import { isHealthKnown } from './flux.ts'
import { chartNeeds, prerequisiteOf } from './prerequisites.ts'
import { everyNameFits, everyNameIsFree } from './rules-of-names.ts'

/** A rule over how an overlay is synced, named for the fact that it holds. */
export type SyncRule = {
  readonly id: string
  readonly severity: Severity
  readonly check: (overlay: Overlay, placed: readonly Placed[]) => readonly Finding[]
}

/** What an object cannot be without stands in the cluster, or is installed before it. */
const everyPrerequisiteIsDeclared: SyncRule = {
  id: 'prerequisites/declared',
  severity: 'error',
  check: ({ prerequisites }, placed) => {
    const users = new Map<string, Placed>()
    for (const one of placed) {
      const name = prerequisiteOf(one.manifest)
      if (name !== undefined && !users.has(name)) users.set(name, one)
    }
    return [...users]
      .filter(([name]) => (prerequisites[name]?.mode ?? 'absent') === 'absent')
      .map(([name, { manifest, directory }]) => ({
        at: ['prerequisites', name, 'mode'],
        message: `expected ${prerequisites[name]?.chart === undefined ? 'external' : 'external or install'}, as ${directory} has ${manifest.kind}/${manifest.metadata.name}, found absent`,
        hint: `add "prerequisites: {${name}: {mode: external, version: ...}}" with the version that the cluster has`,
      }))
  },
}

/** Without its version nobody can tell what is there, and a chart is not the same tomorrow. */
const everyPrerequisiteSaysItsVersion: SyncRule = {
  id: 'prerequisites/version',
  severity: 'error',
  check: ({ prerequisites }) =>
    Object.entries(prerequisites).flatMap(([name, { mode, version }]) =>
      mode === 'absent' || version !== null
        ? []
        : [
            {
              at: ['prerequisites', name, 'version'],
              message: `expected the version that is ${mode === 'install' ? 'installed' : 'there'}, found none`,
              hint: `add "version: ..." beside mode`,
            },
          ],
    ),
}

/** The API server takes a `null` in a custom resource for nothing said, so Helm would never hear of it. */
const noChartValueIsNull: SyncRule = {
  id: 'prerequisites/no-null',
  severity: 'error',
  check: ({ prerequisites }) =>
    Object.entries(prerequisites).flatMap(([name, { values = {} }]) =>
      nullsIn(values, ['prerequisites', name, 'values']).map((at) => ({
        at,
        message: 'expected a value of the chart, found null, which the API server drops before Helm sees it',
        hint: 'write the value that is wanted instead',
      })),
    ),
}

function nullsIn(value: Json, path: Path): Path[] {
  if (value === null) return [path]
  if (typeof value !== 'object') return []
  return Object.entries(value).flatMap(([key, child]: [string, Json]) => nullsIn(child, [...path, key]))
}

/** A chart that cannot start alone. */
const everyChartHasWhatItNeeds: SyncRule = {
  id: 'prerequisites/needs',
  severity: 'error',
  check: ({ prerequisites }) =>
    Object.entries(chartNeeds).flatMap(([name, needed]) =>
      prerequisites[name]?.mode !== 'install' || prerequisites[needed]?.mode !== 'absent'
        ? []
        : [
            {
              at: ['prerequisites', name, 'mode'],
              message: `expected ${needed} to be declared as well, which the chart of ${name} needs, found it absent`,
              hint: `add "${needed}: {mode: external, version: ...}" or "{mode: install, version: ...}" beside it`,
            },
          ],
    ),
}

/** A cluster is known to an engine in that engine's way. */
const everyDestinationIsOne: SyncRule = {
  id: 'sync/destination',
  severity: 'error',
  check: ({ sync: { engine, destination } }) => {
    const { name, server, kubeConfig } = destination
    if (name !== null && server !== null)
      return [
        {
          at: ['sync', 'destination', 'server'],
          message: `expected the cluster's name or its server, found both`,
          hint: 'take one of them out',
        },
      ]
    const isElsewhere = engine === 'argocd' ? name !== null || server !== null : kubeConfig !== null
    const said = Object.entries(destination).find(([, value]) => value !== null)
    return isElsewhere || !said
      ? []
      : [
          {
            at: ['sync', 'destination', said[0]],
            message: `expected ${engine === 'argocd' ? 'name or server, as Argo CD' : 'kubeConfig, as Flux'} knows other clusters by that, found ${said[0]} alone: it would sync the cluster that it runs in`,
            hint: `write ${engine === 'argocd' ? 'name or server' : 'kubeConfig'}, or null for what an overlay above says`,
          },
        ]
  },
}

/** Nobody reads a repository by ssh without a key. */
const everyKeyIsGiven: SyncRule = {
  id: 'sync/ssh-has-a-key',
  severity: 'error',
  check: ({ sync: { engine, repository, flux } }) =>
    engine !== 'flux' || !repository.startsWith('ssh://') || flux.source.secret !== null || flux.source.oci !== null
      ? []
      : [
          {
            at: ['sync', 'flux', 'source', 'secret'],
            orAt: [['sync', 'repository']],
            message: `expected the Secret with the key for ${repository}, found none`,
            hint: `make one beside Flux's objects (flux create secret git), and name it in sync.flux.source.secret`,
          },
        ],
}

/** Argo CD looks for a service account by the server's address. */
const everyImpersonationNamesItsServer: SyncRule = {
  id: 'sync/impersonation-names-its-server',
  severity: 'error',
  check: ({ sync: { engine, argocd, destination } }) =>
    engine !== 'argocd' || argocd.serviceAccount === null || destination.name === null
      ? []
      : [
          {
            at: ['sync', 'argocd', 'serviceAccount'],
            message: 'expected null, or a destination by its server, found a destination by its name',
            hint: 'write destination.server with the address that Argo CD has for the cluster, and take destination.name out',
          },
        ],
}

/** A hub drives somebody, and only a hub does. */
const everyHubDrivesSomebody: SyncRule = {
  id: 'sync/hub',
  severity: 'error',
  check: ({ name, sync: { hub, overlays } }) => [
    ...(hub === overlays.length > 0
      ? []
      : [
          {
            at: ['sync', hub ? 'hub' : 'overlays'],
            message: hub
              ? 'expected overlays that the hub drives, found none'
              : 'expected none, as this overlay is no hub',
            hint: hub ? 'add "overlays: [...]" under sync' : 'add "hub: true" under sync, or take them out',
          },
        ]),
    ...(overlays.includes(name)
      ? [
          {
            at: ['sync', 'overlays'],
            message: `expected other overlays, found ${name} itself`,
            hint: 'take it out of the list',
          },
        ]
      : []),
  ],
}

/** Flux takes an object without a status for well at once. */
const everyHealthIsKnown: SyncRule = {
  id: 'sync/health-is-known',
  severity: 'warning',
  check: (overlay, placed) => {
    if (overlay.sync.engine !== 'flux') return []
    const kinds = new Set(
      placed
        .map(({ manifest }) => manifest)
        .filter(({ apiVersion }) => !isBuiltIn(groupOf(apiVersion)))
        .map(({ apiVersion, kind }) => `${apiVersion}/${kind}`),
    )
    return [...kinds]
      .filter((id) => !isHealthKnown(overlay, id))
      .map((id) => ({
        at: ['sync', 'flux', 'health'],
        message: `expected to know when ${id} is well, found nothing that says so: Flux goes on at once`,
        hint: `add "${id}: {current: ...}" with an expression over the object`,
      }))
  },
}

/** What goes is told before it goes. */
const everyRetirementIsTold: SyncRule = {
  id: 'retire/component',
  severity: 'warning',
  check: retirements,
}

/** An entry that lifts nothing would lift the protection of the next object of that name. */
const everyRetirementLiftsSomething: SyncRule = {
  id: 'retire/object',
  severity: 'error',
  check: idleRetirements,
}

/** Every rule over how an overlay is synced. */
export const syncRules: readonly SyncRule[] = [
  everyPrerequisiteIsDeclared,
  everyPrerequisiteSaysItsVersion,
  noChartValueIsNull,
  everyChartHasWhatItNeeds,
  everyDestinationIsOne,
  everyKeyIsGiven,
  everyImpersonationNamesItsServer,
  everyHubDrivesSomebody,
  everyNameFits,
  everyNameIsFree,
  everyHealthIsKnown,
  everyRetirementIsTold,
  everyRetirementLiftsSomething,
]

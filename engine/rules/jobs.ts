import { contentHash } from '../content-hash.ts'
import type { ManifestFinding, SetRule } from '../model.ts'
import { indexOf } from './index-of-set.ts'
import { asMap, shown } from './read.ts'

/** gitops.md H43, D3: a Job can never change, so one that differs needs another name. The seal step gives the hash. */
export const everyJobIsNamedForItsContent: SetRule = {
  id: 'jobs/name-carries-its-hash',
  severity: 'error',
  check: (set) =>
    indexOf(set)
      .ofType('batch/Job')
      .flatMap(({ placed, name }) =>
        name.endsWith(`-${contentHash(placed.manifest)}`)
          ? []
          : [
              {
                placed,
                path: ['metadata', 'name'],
                message: `expected a name that ends with the hash of its content, found ${name}`,
                hint: 'name it with nameWithHash (generators/parts/marks.ts)',
              },
            ],
      ),
}

/** gitops.md H43: a Job waits inside its script, and is tried again, for a stated time. */
export const everyJobIsPatient: SetRule = {
  id: 'jobs/job-is-patient',
  severity: 'error',
  check: (set) =>
    indexOf(set)
      .ofType('batch/Job')
      .flatMap(({ placed, spec }): ManifestFinding[] => {
        const { restartPolicy } = asMap(asMap(spec.template).spec)
        return [
          ...(['backoffLimit', 'activeDeadlineSeconds'] as const)
            .filter((field) => typeof spec[field] !== 'number')
            .map((field) => ({
              placed,
              path: ['spec', field],
              message: `expected a number, found ${shown(spec[field])}`,
            })),
          ...(restartPolicy === 'OnFailure' || restartPolicy === 'Never'
            ? []
            : [
                {
                  placed,
                  path: ['spec', 'template', 'spec', 'restartPolicy'],
                  message: `expected OnFailure or Never, found ${shown(restartPolicy)}`,
                },
              ]),
        ]
      }),
}

/** gitops.md H43: a Job that removes itself is made and run again at the next sync. */
export const everyJobStays: SetRule = {
  id: 'jobs/job-stays',
  severity: 'error',
  check: (set) =>
    indexOf(set)
      .ofType('batch/Job')
      .flatMap(({ placed, spec }) =>
        spec.ttlSecondsAfterFinished === undefined
          ? []
          : [
              {
                placed,
                path: ['spec', 'ttlSecondsAfterFinished'],
                message: `expected nothing, as a Job that removes itself is run again, found ${shown(spec.ttlSecondsAfterFinished)}`,
              },
            ],
      ),
}

/** gitops.md H43: a name that the server makes is another object at every sync. */
export const nothingIsNamedByTheServer: SetRule = {
  id: 'jobs/no-generated-names',
  severity: 'error',
  check: (set) =>
    indexOf(set).entries.flatMap(({ placed, manifest }) =>
      asMap(manifest.metadata).generateName === undefined
        ? []
        : [{ placed, path: ['metadata', 'generateName'], message: 'expected a name, found generateName' }],
    ),
}

const marksOfHooks = ['argocd.argoproj.io/hook', 'helm.sh/hook', 'argocd.argoproj.io/hook-delete-policy'] as const

/** gitops.md H44: hooks mean something to one engine only. */
export const nothingIsAHook: SetRule = {
  id: 'jobs/no-hooks',
  severity: 'error',
  check: (set) =>
    indexOf(set).entries.flatMap(({ placed, annotations }) =>
      marksOfHooks
        .filter((key) => annotations[key] !== undefined)
        .map((key) => ({
          placed,
          path: ['metadata', 'annotations', key],
          message: `expected no hook, as Flux knows none, found ${key}`,
          hint: 'the number of the output directory says when it is applied',
        })),
    ),
}

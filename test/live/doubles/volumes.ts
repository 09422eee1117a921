import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { type Api, keyOf } from '../api.ts'
import { type Node, resources, type StorageClass, type Volume, type VolumeClaim } from '../resources.ts'
import { follow } from './follow.ts'

/** As which the double is named in the storage class. */
const provisioner = 'sluice.test/local'

/** How Kubernetes tells the provisioner that it is to act, and where the pod will be. */
const provisionerAnnotation = 'volume.kubernetes.io/storage-provisioner'
const nodeAnnotation = 'volume.kubernetes.io/selected-node'

/** Which of them a volume was made by, so that it is never another's that is deleted. */
const madeBy = 'pv.kubernetes.io/provisioned-by'

/**
 * A double of a storage provider: makes a volume of a folder of the node that the scheduler has chosen.
 * It makes the storage class, too. The volumes are under the given folder: FOLDER/NODE/NAME.
 *
 * A `local` volume, since the kubelet gives that to the pod's group as it does with a disk. Its size is not enforced.
 */
export async function volumes(api: Api, folder: string, className: string): Promise<never> {
  await api.apply(resources.storageClasses, storageClass(className), 'volumes')
  const { volumes: made, volumeClaims: claims, storageClasses: classes, nodes } = resources
  return follow(api, { made, claims, classes, nodes }, async (objects) => {
    for (const volume of objects.made.filter(isToBeDeleted)) {
      const path = volume.spec.local?.path ?? ''
      if (path.startsWith(join(folder, '/'))) rmSync(path, { recursive: true, force: true })
      await api.remove(made, volume.metadata.name)
    }
    const known = new Set(objects.made.map(({ metadata }) => metadata.name))
    const provide = async (claim: VolumeClaim): Promise<void> => {
      const volume = volumeFor(claim, objects.classes, objects.nodes, folder)
      if (!volume || known.has(volume.metadata.name)) return
      mkdirSync(volume.spec.local.path, { recursive: true })
      // A fresh disk has this, and a server that takes the disk's root for its own stumbles over it.
      mkdirSync(join(volume.spec.local.path, 'lost+found'), { recursive: true, mode: 0o700 })
      await api.apply(made, volume, 'volumes')
    }
    const outcomes = await Promise.allSettled(objects.claims.filter(isWaiting).map(provide))
    const failed = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [String(outcome.reason)] : []))
    if (failed.length > 0) throw new Error(failed.join('\n'))
    return undefined
  })
}

/** Beside the folders of the nodes, whose names have no such letter. */
const sharedFolder = '_shared'

/** A disk follows the pod to where it is scheduled, as it does in clouds with zones. */
const storageClass = (name: string) => ({
  apiVersion: 'storage.k8s.io/v1',
  kind: 'StorageClass',
  metadata: { name },
  provisioner,
  reclaimPolicy: 'Delete',
  volumeBindingMode: 'WaitForFirstConsumer',
})

const isWaiting = ({ metadata, spec }: VolumeClaim): boolean =>
  spec.volumeName === undefined &&
  metadata.deletionTimestamp === undefined &&
  metadata.annotations?.[provisionerAnnotation] === provisioner

const isToBeDeleted = ({ metadata, spec, status }: Volume): boolean =>
  status?.phase === 'Released' &&
  metadata.deletionTimestamp === undefined &&
  spec.persistentVolumeReclaimPolicy === 'Delete' &&
  metadata.annotations?.[madeBy] === provisioner

/**
 * The volume for a claim; undefined while its class waits for the pod that uses it. What several nodes are to share they
 * share, as all of them are on one machine. Throws where the claim wants what a folder is not: a device, or made from another
 * volume.
 */
export function volumeFor(
  claim: VolumeClaim,
  classes: readonly StorageClass[],
  nodes: readonly Node[],
  folder: string,
) {
  const { metadata, spec } = claim
  const kind = classes.find((one) => one.metadata.name === spec.storageClassName)
  const chosen = metadata.annotations?.[nodeAnnotation]
  const node = nodes.find(({ metadata: { name }, spec }) =>
    chosen === undefined ? kind?.volumeBindingMode === 'Immediate' && !spec?.unschedulable : name === chosen,
  )
  if (!kind || !node) return undefined
  const { accessModes = [], volumeMode = 'Filesystem', dataSource, selector, resources: size } = spec
  if (volumeMode !== 'Filesystem' || dataSource || selector)
    throw new Error(`claim ${keyOf(claim)} wants a volume that the double cannot make`)
  const name = `pvc-${metadata.uid}`
  const hostname = 'kubernetes.io/hostname'
  const host = node.metadata.labels?.[hostname] ?? node.metadata.name
  const shared = accessModes.some((mode) => !mode.startsWith('ReadWriteOnce'))
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name, annotations: { [madeBy]: provisioner } },
    spec: {
      capacity: { storage: size?.requests?.['storage'] },
      accessModes,
      volumeMode,
      storageClassName: kind.metadata.name,
      persistentVolumeReclaimPolicy: kind.reclaimPolicy ?? 'Delete',
      claimRef: {
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        name: metadata.name,
        namespace: metadata.namespace,
        uid: metadata.uid,
      },
      local: { path: join(folder, shared ? sharedFolder : node.metadata.name, name) },
      nodeAffinity: {
        required: {
          nodeSelectorTerms: [
            {
              matchExpressions: [
                shared ? { key: hostname, operator: 'Exists' } : { key: hostname, operator: 'In', values: [host] },
              ],
            },
          ],
        },
      },
    },
  }
}

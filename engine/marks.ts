/** What Argo CD and Flux read of an object, by the key of its annotation. */
export const waveMark = 'argocd.argoproj.io/sync-wave'
export const optionsMark = 'argocd.argoproj.io/sync-options'
export const pruneMark = 'kustomize.toolkit.fluxcd.io/prune'

/** What may wait for the world outside stands in this directory, last, so that it holds nothing else up. */
export const edge = '095-edge'

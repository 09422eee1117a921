/** What the launcher found under `generators/` of the package and of the root, by number. */
declare module 'sluice:components' {
  export const components: readonly {
    /** `020-kafka` */
    readonly id: string
    /** `generators/020-kafka`, relative to its root, with `/`. */
    readonly folder: string
    /** Where it comes from: Sluice itself, or the folder of `--root`. */
    readonly root: 'package' | 'root'
    readonly component: import('../engine/model.ts').Component
  }[]
}

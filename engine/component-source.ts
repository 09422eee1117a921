import type { Component } from './model.ts'

/** A component as the launcher found it: its folder name, which root holds it, and what its `component.ts` exports. */
export type ComponentSource = {
  /** `020-kafka` */
  readonly id: string
  readonly root: 'package' | 'root'
  readonly component: Component
}

/** The two folders that everything is read from, absolute; in Sluice's own repository both are the same. */
export type Roots = { readonly package: string; readonly root: string }

/** `kafka` of `020-kafka`: the key in `components` and `values`. */
export function componentName(id: string): string {
  return id.replace(/^\d{3}-/, '')
}

import type { Component } from '../../engine/model.ts'
import type { ZookeeperValues } from '../../schemas/values/010-zookeeper.ts'
import { ensemble } from './ensemble.ts'
import { externals } from './externals.ts'
import { rules } from './rules.ts'

export const component: Component<ZookeeperValues> = {
  requires: () => ['namespace', 'certs'],
  directories: { '010-zookeeper': ensemble },
  external: externals,
  rules,
}

import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readIfThere } from './record.ts'
import { writeWhole } from './write-whole.ts'

/**
 * What the kubelet sets for the whole machine, whatever namespace it is in. Source: `setupKernelTunables` in
 * k8s.io/kubernetes/pkg/kubelet/cm/container_manager_linux.go.
 */
const changedByKubelet = [
  'vm/overcommit_memory',
  'vm/panic_on_oom',
  'kernel/panic',
  'kernel/panic_on_oops',
  'kernel/keys/root_maxkeys',
  'kernel/keys/root_maxbytes',
]

type Settings = Readonly<Record<string, string>>

const read = (setting: string): string => readFileSync(join('/proc/sys', setting), 'utf8').trim()

/** Writes down how the machine is set, unless that was done and not restored yet: then it may be changed already. */
export function saveKernelSettings(file: string): void {
  if (existsSync(file)) return
  const settings: Settings = Object.fromEntries(changedByKubelet.map((setting) => [setting, read(setting)]))
  writeWhole(file, JSON.stringify(settings))
}

/** The settings that are not as they were saved, by name: what they were. Empty where nothing is saved. */
export function changedKernelSettings(file: string): Settings {
  const saved = JSON.parse(readIfThere(file) ?? '{}') as Settings // written by saveKernelSettings
  return Object.fromEntries(Object.entries(saved).filter(([setting, value]) => read(setting) !== value))
}

/** Sets the machine as it was. */
export function restoreKernelSettings(file: string): void {
  for (const [setting, value] of Object.entries(changedKernelSettings(file))) {
    writeFileSync(join('/proc/sys', setting), value)
  }
}

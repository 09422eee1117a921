#!/usr/bin/env node
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

// The launcher builds what has changed since.
const sluice = fileURLToPath(new URL('../../../scripts/sluice.mjs', import.meta.url))
const { status, signal } = spawnSync(process.execPath, [sluice, 'kubeconform', ...process.argv.slice(2)], {
  stdio: 'inherit',
})
if (signal) process.kill(process.pid, signal)
process.exitCode = status ?? 1

#!/usr/bin/env node
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const here = (/** @type {string} */ path) => fileURLToPath(new URL(path, import.meta.url))

if (existsSync(here('../core/main.go'))) {
  // In a checkout of Sluice, whose launcher builds what has changed since.
  const args = [here('../../../scripts/sluice.mjs'), 'kubeconform', ...process.argv.slice(2)]
  const { status, signal } = spawnSync(process.execPath, args, { stdio: 'inherit' })
  if (signal) process.kill(process.pid, signal)
  process.exitCode = status ?? 1
} else await import(new URL('../dist/cli.js', import.meta.url).href)

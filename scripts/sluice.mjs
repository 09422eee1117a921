#!/usr/bin/env node
// Every Node that knows modules must be able to read this file: an old one gets a sentence, not a syntax error.
const oldest = { major: 20, minor: 19 }
const { node } = process.versions
const [major = 0, minor = 0] = node.split('.').map(Number)

if (major > oldest.major || (major === oldest.major && minor >= oldest.minor)) {
  import('./launch/launch.mjs').then(({ launch }) => launch(process.argv.slice(2)))
} else {
  console.error(
    `Sluice needs Node ${oldest.major}.${oldest.minor} or newer, and this is Node ${node}: install a newer one.`,
  )
  process.exitCode = 2
}

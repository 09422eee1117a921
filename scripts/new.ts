import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { components } from 'sluice:components'
import { componentName } from '../engine/component-source.ts'
import { type Command, exit } from './command.ts'
import { generatedFiles, typeName } from './types.ts'

const help = `Usage: npm run new -- component NNN-name

Starts a component of your own in its three places: base/, schemas/values/ and generators/. Sluice's own numbers end in
0 or 5; use the others.

Example: npm run new -- component 083-nifi
`

/** `new`: starts a component that renders one ServiceAccount, for its author to go on from. */
export const newCommand: Command = async (args, { roots }) => {
  const [what, id = '', ...rest] = args
  if (what === '--help' || what === '-h') {
    process.stdout.write(help)
    return exit.clean
  }
  if (what !== 'component' || rest.length > 0 || !/^\d{3}-[a-z]([-a-z0-9]*[a-z0-9])?$/.test(id)) {
    process.stderr.write(help)
    return exit.wrong
  }
  const taken = components.find(
    (source) => source.id.slice(0, 3) === id.slice(0, 3) || componentName(source.id) === componentName(id),
  )
  if (taken) {
    process.stderr.write(`${taken.id} has this number or name already.\n`)
    return exit.problems
  }
  const own = roots.root === roots.package
  for (const [path, text] of Object.entries(files(id, own ? '../..' : 'sluice'))) {
    const file = join(roots.root, path)
    if (existsSync(file)) {
      process.stderr.write(`${path} is there already; nothing more was written.\n`)
      return exit.problems
    }
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
    process.stdout.write(`${path}\n`)
  }
  for (const { path, text } of await generatedFiles(roots)) {
    mkdirSync(dirname(join(roots.root, path)), { recursive: true })
    writeFileSync(join(roots.root, path), text)
  }
  process.stdout.write(
    `Put it in with "components: {${componentName(id)}: true}" in an overlay, then npm run render.\n`,
  )
  return exit.clean
}

/** The files of a new component. `from` is where the engine and the parts are imported from. */
function files(id: string, from: string): Record<string, string> {
  const name = componentName(id)
  const type = typeName(id)
  const parts = from === 'sluice' ? 'sluice/generators' : '..'
  const variable = variableName(name)
  return {
    [`base/${id}/values.yaml`]: `# The namespace that ${name} renders into; null: the overlay's.\nnamespace: null\n`,
    [`schemas/values/${id}.schema.json`]: `${JSON.stringify(
      {
        $schema: 'http://json-schema.org/draft-07/schema#',
        title: `Values of ${id}`,
        description: `What a person decides about ${name}.`,
        type: 'object',
        additionalProperties: false,
        required: ['namespace'],
        properties: {
          namespace: {
            $ref: '../definitions.schema.json#/definitions/name',
            type: ['string', 'null'],
            description: "The namespace that it renders into, or null for the overlay's.",
          },
        },
      },
      null,
      2,
    )}\n`,
    [`generators/${id}/component.ts`]: `import type { Component } from '${from}/engine/model.ts'
import type { ${type} } from '../../schemas/values/${id}.ts'
import { serviceAccount } from './serviceaccount.ts'

export const component: Component<${type}> = {
  requires: () => ['namespace'],
  directories: {
    '${id}': (${variable}) => [serviceAccount(${variable})],
  },
  rules: [],
}
`,
    [`generators/${id}/serviceaccount.ts`]: `import type { Instance } from '${from}/engine/model.ts'
import type { ${type} } from '../../schemas/values/${id}.ts'
import type { ServiceAccount } from '${parts}/kubernetes.ts'
import { labels } from '${parts}/parts/labels.ts'

export const serviceAccount = (${variable}: Instance<${type}>) =>
  ({
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name: '${name}', namespace: ${variable}.namespace, labels: labels(${variable}, '${name}') },
    automountServiceAccountToken: false,
  }) satisfies ServiceAccount
`,
  }
}

/** `nifiRegistry` of `nifi-registry`; a name that JavaScript keeps for itself, or that the file uses, gets a tail. */
function variableName(name: string): string {
  const camel = name.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
  try {
    new Function(camel, '"use strict"')
    return camel === 'serviceAccount' ? `${camel}Component` : camel
  } catch {
    return `${camel}Component`
  }
}

/**
 * A team's folder with components of its own, by path. `notes` puts what its values say into a ConfigMap without a look
 * at it, which no component of Sluice may do, and fails in the ways that a component can fail; what `blots` renders is
 * wrong whatever its values say.
 */
export const ownComponents: Readonly<Record<string, string>> = {
  'package.json': JSON.stringify({ name: 'team', type: 'module', devDependencies: { sluice: '0.1.0' } }),
  'base/083-notes/values.yaml': `text: fine
line: one line
lines: []
template: note.conf
throws: false
pause: 0
entries: {}
`,
  'base/083-notes/note.conf.hbs': 'line = {{line}}\n{{#each lines}}\n{{this}}\n{{/each}}\n',
  'base/083-notes/absent.conf.hbs': '# the second line names what is not there\nline = {{lime}}\n',
  'schemas/values/083-notes.schema.json': JSON.stringify({
    $schema: 'http://json-schema.org/draft-07/schema#',
    description: 'Notes.',
    ...map({
      text: { type: ['string', 'integer'], description: 'A text.' },
      line: { type: 'string', description: 'A line.' },
      lines: { type: 'array', description: 'More lines.', items: { type: 'string', description: 'A line.' } },
      template: { enum: ['note.conf', 'absent.conf'], description: 'The template.' },
      throws: { type: 'boolean', description: 'Whether the generator throws.' },
      pause: { type: 'integer', description: 'How long the generator takes, in milliseconds.' },
      entries: {
        type: 'object',
        description: 'More texts, by name.',
        additionalProperties: {
          description: 'A text.',
          ...map({
            text: { type: ['string', 'integer'], description: 'The text.' },
            copies: { type: 'integer', description: 'How often it is there.' },
          }),
        },
      },
    }),
  }),
  'generators/083-notes/component.ts': `import { labels } from 'sluice/generators/parts/labels.ts'

type Values = {
  text: string
  line: string
  lines: string[]
  template: string
  throws: boolean
  pause: number
  entries: Record<string, { text: string; copies: number }>
}

const notes = (notes: { values: Values; namespace: string; templates: Record<string, (model: object) => string> }) => {
  const { text, line, lines, template, throws, pause, entries } = notes.values
  const start = Date.now()
  while (Date.now() - start < pause);
  if (throws) throw new Error('no notes today')
  const copies = Object.entries(entries).flatMap(([name, entry]) =>
    Array.from({ length: entry.copies }, (_, copy) => [\`\${name}-\${copy}\`, entry.text]),
  )
  return [
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'notes', namespace: notes.namespace, labels: labels(notes, 'notes') },
      data: { text, 'note.conf': notes.templates[template]({ line, lines }), ...Object.fromEntries(copies) },
    },
  ]
}

export const component = { requires: () => [], directories: { '083-notes': notes }, rules: [] }
`,
  'base/084-blots/values.yaml': 'color: blue\n',
  'schemas/values/084-blots.schema.json': JSON.stringify({
    $schema: 'http://json-schema.org/draft-07/schema#',
    description: 'Blots.',
    ...map({ color: { type: 'string', description: 'The color.' } }),
  }),
  'generators/084-blots/component.ts': `const blots = ({ values: { color }, namespace }: { values: { color: string }; namespace: string }) => [
  { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'blots', namespace }, data: { color, count: color.length } },
]

export const component = { requires: () => [], directories: { '084-blots': blots }, rules: [] }
`,
}

function map(properties: Readonly<Record<string, object>>): object {
  return { type: 'object', additionalProperties: false, required: Object.keys(properties), properties }
}

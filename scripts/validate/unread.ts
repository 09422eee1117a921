import { Composer, type CST, LineCounter, Parser, type ScalarTag, type Tags } from 'yaml'
import { tags } from '../../packages/kubeconform-wasm/src/scalars.ts'
import type { NoObject } from './objects.ts'

/**
 * What stands in a text that Kubernetes does not read as it is meant: text behind the end of a document, directives, and tags.
 * As compared with kubectl 1.35 (k8s.io/apimachinery 0.35.4 on sigs.k8s.io/yaml 1.6.0). The text is one that can be read.
 */
export function unreadIn(text: string): NoObject[] {
  if (!mayHoldSome.test(text)) return []
  const lines = new LineCounter()
  const found: NoObject[] = []
  const tell = (is: NoObject['is'], offset: number, message: string, hint: string): void => {
    const { line, col } = lines.linePos(offset)
    found.push({ is, message, hint, at: { line, column: col }, path: '' })
  }
  let ended = false
  function* watched(tokens: Iterable<CST.Token>): Generator<CST.Token> {
    for (const token of tokens) {
      yield token
      if (token.type === 'directive')
        // kubectl cuts a stream before each `---`, and so reads every directive as a document, which is none. `%YAML 1.2`
        // sigs.k8s.io/yaml refuses as well. It is told and not followed, as nothing makes a server read YAML 1.2.
        tell(
          'directive',
          token.offset,
          `expected no directive, found ${token.source.trim()}, at which kubectl refuses the file`,
          'take the line out: Kubernetes reads YAML 1.1, whatever a file says',
        )
      if (token.type === 'doc-end') ended = true
      if (token.type !== 'document') continue
      const says = token.start.find(({ type }) => !spaces.includes(type))
      if (says?.type === 'doc-start') ended = false
      const first = says ?? token.value
      if (!ended || !first) continue
      tell(
        'text behind an end',
        first.offset,
        'expected nothing behind `...`, which ends the document, found text that Kubernetes does not read',
        'write --- before it where it is a document, or take the ... out',
      )
      ended = false // one for all that stands behind this end
    }
  }
  const composer = new Composer({ version: '1.1', customTags: fitting, resolveKnownTags: false, prettyErrors: false })
  const parsed = new Parser(lines.addNewLine).parse(text)
  for (const { warnings } of composer.compose(watched(parsed), true, text.length))
    for (const { code, pos } of warnings)
      if (code === 'TAG_RESOLVE_FAILED') {
        const tag = text.slice(...pos)
        if (known.test(tag))
          tell(
            'tag',
            pos[0],
            `expected a value that fits its tag, found one that is no ${tag}, which kubectl refuses`,
            'take the tag out, or mend the value',
          )
        else
          tell(
            'tag',
            pos[0],
            `expected a value without a tag, found ${tag}, which Kubernetes drops`,
            'take it out, and quote what is to be a text',
          )
      }
  return found.sort((one, other) => one.at.line - other.at.line || one.at.column - other.at.column)
}

/** Few texts do, and reading them once more takes as long as reading them. */
const mayHoldSome = /^\ufeff?%|^\.\.\.(?:\s|$)|(?:^|[\s,[{:?-])![^\s=]/m

const spaces: readonly string[] = ['space', 'newline', 'comment', 'byte-order-mark']

/** The tags that Kubernetes knows. On a list or a map it drops even those of a scalar. */
const known = /^!!(?:str|null|bool|int|float|binary|timestamp|map|seq)$/

const scalar = (name: string, test: RegExp): ScalarTag => ({
  tag: `tag:yaml.org,2002:${name}`,
  default: true,
  test,
  resolve: (text) => text,
})

/** What they may stand before. Of two of one name that which fits counts; nobody asks for what is read here. */
function fitting(all: Tags): Tags {
  const ours = tags(all).filter(
    (tag) => typeof tag === 'string' || /:(?:map|seq|str|null|bool|int|float)$/.test(tag.tag),
  )
  const base64 =
    /^(?:(?:[a-z\d+/][\r\n]*){4})*(?:(?:[a-z\d+/][\r\n]*){2}(?:=[\r\n]*){2}|(?:[a-z\d+/][\r\n]*){3}=[\r\n]*)?$/i
  return [...ours, scalar('binary', base64), scalar('timestamp', /^\d{4}-\d\d?-\d\d?(?:$|[Tt \t])/)]
}

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ecmaPattern } from '../engine/re2.ts'

const patterns: readonly { re2: string; matches: readonly string[]; refuses: readonly string[] }[] = [
  { re2: '^(?i)(abort|warn)?$', matches: ['', 'abort', 'WARN', 'Abort'], refuses: ['aborts', 'x'] },
  { re2: '^a(?i:b)c$', matches: ['abc', 'aBc'], refuses: ['Abc', 'abC'] },
  { re2: '^((?i)a)b$', matches: ['ab', 'Ab'], refuses: ['aB'] },
  { re2: '(?i)^[a-f0-9]+$', matches: ['aF0'], refuses: ['g'] },
  { re2: '(?i)^[^x]$', matches: ['a'], refuses: ['x', 'X'] },
  { re2: '(?i)^x(?-i)y$', matches: ['Xy', 'xy'], refuses: ['xY'] },
  { re2: '^(?P<hour>\\d+)h$', matches: ['12h'], refuses: ['h'] },
  { re2: '\\Aab\\z', matches: ['ab'], refuses: ['ab\n', 'xab'] },
  { re2: '^\\Qa.b\\E$', matches: ['a.b'], refuses: ['axb'] },
  { re2: '^[[:alpha:]_][[:alnum:]]*$', matches: ['_a1', 'Z'], refuses: ['1a', 'é'] },
  { re2: '^[]a]+$', matches: [']a'], refuses: ['b'] },
  { re2: '^[^]a]$', matches: ['b'], refuses: [']', 'a'] },
  { re2: '(?s)^a.b$', matches: ['a\nb', 'axb'], refuses: ['ab'] },
  { re2: '^a.b$', matches: ['a\rb'], refuses: ['a\nb'] },
  { re2: '(?m)^b$', matches: ['a\nb\nc'], refuses: ['ab'] },
  { re2: '^a$', matches: ['a'], refuses: ['b\na'] },
  { re2: '^\\x{41}\\x42$', matches: ['AB'], refuses: ['x{41}B'] },
  { re2: '^[\\w.-]+\\.$', matches: ['a-b.'], refuses: ['a'] },
  { re2: '^\\s$', matches: [' ', '\t'], refuses: ['\v', '\u00a0'] },
  { re2: '(?i)^\\Qk.\\E$', matches: ['K.', 'k.'], refuses: ['kx'] },
]

for (const { re2, matches, refuses } of patterns)
  test(`the RE2 pattern ${re2} means the same in JavaScript`, () => {
    const pattern = new RegExp(ecmaPattern(re2))
    assert.equal(
      [...matches, ...refuses].filter((text) => pattern.test(text)),
      matches,
    )
  })

for (const re2 of ['^\\p{L}+$', '\\pN', '^\\x{1F600}$', 'a)', '(a', '[a'])
  test(`the RE2 pattern ${re2} is refused, because JavaScript cannot say it`, () => {
    assert.throws(() => ecmaPattern(re2), /the pattern/)
  })

test.run()

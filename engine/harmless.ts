/**
 * A text without what a terminal would obey or hide: files and arguments may hold anything. Tabs stay; a line break in
 * it is shown, as it would tear a line of ours.
 */
export function harmless(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, (character) =>
    character === '\t' ? character : `<U+${character.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0')}>`,
  )
}

/** Says what fails, with the time, and not again while the same fails again: `over` tells that it does not any longer. */
export function complainer(say: (line: string) => void) {
  let said = ''
  return {
    complain: (error: unknown): void => {
      const sentence = error instanceof Error ? error.message : String(error)
      if (sentence !== said) say(`${new Date().toISOString()} ${sentence}`)
      said = sentence
    },
    over: (): void => {
      said = ''
    },
  }
}

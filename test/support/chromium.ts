import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { temporaryFolder } from '../temporary-folder.ts'

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

/** Why no page can be run here. */
export const noChromium = `a test in a browser: there is no ${names.join(', ')} on the PATH, and no CHROME_PATH`

/** The Chromium of this machine: what CHROME_PATH names, or the first of its names on the PATH; undefined where there is none. */
export function chromium(): string | undefined {
  const { CHROME_PATH: chosen, PATH: path = '' } = process.env
  if (chosen) return chosen
  return names
    .flatMap((name) => path.split(delimiter).map((folder) => join(folder, name)))
    .find((file) => existsSync(file))
}

/** Opens a page without a window, until `said` is there, which its script has to bring about within two minutes. */
export async function openPage(program: string, url: string, said: Promise<string>): Promise<string> {
  const options = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--no-first-run']
  const child = spawn(
    program,
    // Without a port to be debugged at it ends when the page is loaded.
    [...options, `--user-data-dir=${temporaryFolder()}`, '--remote-debugging-port=0', url],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  )
  let complained = ''
  child.stderr.on('data', (part) => {
    complained += part
  })
  let timer: NodeJS.Timeout | undefined
  try {
    return await Promise.race([
      said,
      new Promise<never>((_, reject) => {
        const fail = (why: string) => reject(new Error(`${why}: ${complained.slice(-2000)}`))
        timer = setTimeout(() => fail('the page said nothing in two minutes'), 120_000)
        child.on('error', reject)
        child.on('exit', (code) => fail(`Chromium ended with ${code}`))
      }),
    ])
  } finally {
    clearTimeout(timer)
    child.kill('SIGKILL')
  }
}

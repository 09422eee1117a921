import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { type Command, type Context, exit, WrongArguments } from '../command.ts'
import type { Input } from './inputs.ts'
import { fileLooker, type Part, type Work } from './part.ts'

/** From so many files each, starting a process pays. */
const worthAProcess = 1500
const mostProcesses = 8

/** So many files at a time: what a process holds stays small, and all end at about the same time. */
const handful = 100

/** What is asked of a process: first how to look, then at what. */
type Message = { readonly work: Work } | { readonly inputs: readonly Input[] }

/** Looks at all inputs, of many in several processes; gives what came of each handful, in the order of the inputs. */
export async function* seenOf(inputs: readonly Input[], work: Work, context: Context): AsyncGenerator<Part> {
  const handfuls = Array.from({ length: Math.ceil(inputs.length / handful) }, (_, index) =>
    inputs.slice(index * handful, (index + 1) * handful),
  )
  const processes = Math.min(availableParallelism(), mostProcesses, Math.floor(inputs.length / worthAProcess))
  if (processes < 2) {
    const see = fileLooker(work, context)
    for (const some of handfuls) yield await see(some)
    return
  }
  const children = Array.from({ length: processes }, () => started(work, context))
  try {
    const free: Promise<unknown>[] = children.map(() => Promise.resolve())
    const parts = handfuls.map((some, index) => {
      const at = index % processes
      const part = (free[at] as Promise<unknown>).then(() => answer(children[at] as ChildProcess, some)) // at is below their number
      part.catch(() => {}) // whoever waits for it in turn is told
      free[at] = part
      return part
    })
    for (const part of parts) yield await part
  } finally {
    for (const child of children) child.kill()
  }
}

function started(work: Work, { roots }: Context): ChildProcess {
  const program = join(roots.package, 'scripts', 'sluice.mjs')
  const child = fork(program, ['validate-part', '--root', roots.root], { serialization: 'advanced' })
  child.send({ work } satisfies Message)
  return child
}

/** Throws where the process ends before it has answered. */
async function answer(child: ChildProcess, inputs: readonly Input[]): Promise<Part> {
  child.send({ inputs } satisfies Message)
  const over = new AbortController()
  const ended = once(child, 'exit', over).then(([code, signal]): never => {
    const how = signal === null ? `with ${code}; why stands above` : `by ${signal}: was there too little memory?`
    throw new WrongArguments(`A process that looked at files ended ${how}`)
  })
  ended.catch(() => {}) // it is over as soon as there is an answer
  try {
    const [part] = await Promise.race([once(child, 'message', over), ended])
    return part as Part // what validatePartCommand sends
  } finally {
    over.abort()
  }
}

/** What such a process does. */
export const validatePartCommand: Command = async (_args, context) => {
  let see: ((inputs: readonly Input[]) => Promise<Part>) | undefined
  process.on('message', async (message: Message) => {
    if ('work' in message) see = fileLooker(message.work, context)
    else process.send?.(await see?.(message.inputs))
  })
  await once(process, 'disconnect')
  return exit.clean
}

import type { Cache } from './cache.ts'
import { type GoProgram, goProgram } from './go-program.ts'
import { type JavaProgram, javaProgram, javaPrograms } from './java-program.ts'

/** What is built of sources of ours. */
export type Program = GoProgram | JavaProgram

/** The path of a program, built of its sources. */
export function program(cache: Cache, name: Program): Promise<string> {
  return isJava(name) ? javaProgram(cache, name) : goProgram(cache, name)
}

const isJava = (name: Program): name is JavaProgram => Object.hasOwn(javaPrograms, name)

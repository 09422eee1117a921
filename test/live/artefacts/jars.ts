import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Jar } from '../images/image.ts'
import { run } from './run.ts'

const goal = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies'

/** Fetches jars, with all that they need when they run, into a folder. */
export async function fetchJars(jars: readonly Jar[], folder: string): Promise<void> {
  const project = `${folder}.project`
  mkdirSync(folder, { recursive: true })
  mkdirSync(project)
  writeFileSync(join(project, 'pom.xml'), pom(jars))
  await run(['mvn', '--quiet', '--batch-mode', goal, `-DoutputDirectory=${folder}`, '-DincludeScope=runtime'], {
    folder: project,
  })
  rmSync(project, { recursive: true })
}

/** A project that depends on the jars and is nothing else. */
function pom(jars: readonly Jar[]): string {
  const dependencies = jars.map(({ artefact, without }) => {
    const exclusion =
      without === undefined ? '' : `<exclusions><exclusion>${coordinates(without)}</exclusion></exclusions>`
    return `    <dependency>${coordinates(artefact)}${exclusion}</dependency>`
  })
  return `<project>
  <modelVersion>4.0.0</modelVersion>
  ${coordinates('sluice.test:jars:1')}
  <dependencies>
${dependencies.join('\n')}
  </dependencies>
</project>
`
}

/** `GROUP:ARTEFACT` or `GROUP:ARTEFACT:VERSION` as Maven's elements. */
function coordinates(text: string): string {
  const names = ['groupId', 'artifactId', 'version'] as const
  return text
    .split(':')
    .map((value, index) => `<${names[index]}>${value}</${names[index]}>`)
    .join('')
}

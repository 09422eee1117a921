import type { LiveCommand } from '../context.ts'
import { firstProcessOf } from './kernel-namespaces.ts'
import { kubectl } from './kubectl.ts'
import { clusterPaths } from './paths.ts'
import { cgroupOf, controlNode, type NodePlan, readPlan } from './plan.ts'
import { podProcesses, processesIn } from './processes.ts'
import { programStates } from './programs.ts'
import { readIfThere } from './record.ts'

/** `status`: the nodes' programs with their memory and what became of them, then nodes and pods. 1 where none runs. */
export const statusCommand: LiveCommand = async (_, context) => {
  const plan = readPlan(context.stateFolder)
  if (!plan) {
    process.stdout.write('No cluster runs.\n')
    return 1
  }
  const programs = plan.nodes.map((node) => `${node.name}\n${programsOf(context.stateFolder, node)}`)
  process.stdout.write(`Overlay ${plan.overlay.name}\n${programs.join('')}`)
  if (firstProcessOf(context.stateFolder, controlNode(plan.nodes).name) === undefined) return 1
  const { stdout, stderr, code } = await kubectl(context, ['get', 'nodes,pods', '--all-namespaces', '--output=wide'])
  process.stdout.write(stdout)
  process.stderr.write(stderr)
  return code
}

/** A line for each program of a node, and one for all that its pods run. */
function programsOf(stateFolder: string, { name: node, number }: NodePlan): string {
  const first = firstProcessOf(stateFolder, node)
  if (first === undefined) return '  does not run\n'
  const processes = processesIn(first)
  const states = programStates(clusterPaths(stateFolder).node(node).programs)
  const lines = states.map(({ name, pid, starts, ended }) => {
    const outside = processes.get(pid)
    const again = starts > 1 || ended ? `, started ${starts} times, ended with ${ended}` : ''
    return `  ${name.padEnd(20)} ${outside === undefined ? 'does not run' : mebibytes(memoryOf(outside))}${again}`
  })
  const pods = podProcesses(cgroupOf(stateFolder, number)).reduce((sum, pid) => sum + memoryOf(pid), 0)
  return [...lines, `  ${'its pods'.padEnd(20)} ${mebibytes(pods)}`, ''].join('\n')
}

/** Resident memory in KiB. */
function memoryOf(pid: number): number {
  return Number(/^VmRSS:\s*(\d+)/m.exec(readIfThere(`/proc/${pid}/status`) ?? '')?.[1] ?? 0)
}

const mebibytes = (kibibytes: number): string => `${(kibibytes / 1024).toFixed(0).padStart(6)} MiB`

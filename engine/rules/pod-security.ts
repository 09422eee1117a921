import type { ManifestFinding, Path, SetRule } from '../model.ts'
import { type Container, indexOf, type Workload } from './index-of-set.ts'
import { asList, asMap, asMaps, asText, isMap, type JsonMap, shown } from './read.ts'

const enforce = 'pod-security.kubernetes.io/enforce'
const levels: readonly unknown[] = ['privileged', 'baseline', 'restricted']

/** What a level demands of a pod: the field, and what was expected. */
type Violation = { readonly path: Path; readonly expected: string; readonly found: unknown }

/** reference X-01: a namespace without a level takes every pod. */
export const everyNamespaceSaysItsLevel: SetRule = {
  id: 'pod-security/namespace-says-its-level',
  severity: 'error',
  check: (set) =>
    indexOf(set)
      .ofType('/Namespace')
      .flatMap(({ placed, labels }) =>
        levels.includes(labels[enforce])
          ? []
          : [
              {
                placed,
                path: ['metadata', 'labels', enforce],
                message: `expected restricted, baseline or privileged, found ${shown(labels[enforce])}`,
              },
            ],
      ),
}

/**
 * validation.md D48: the API server refuses a pod that its namespace's level does not allow, and tells only the controller
 * that makes the pod. Source: the Pod Security Standards of Kubernetes 1.36.
 */
export const everyPodKeepsTheLevelOfItsNamespace: SetRule = {
  id: 'pod-security/pod-keeps-the-level',
  severity: 'error',
  check: (set) => {
    const index = indexOf(set)
    return index.workloads.flatMap((workload): ManifestFinding[] => {
      const { entry } = workload
      const level = index.find('Namespace', '', entry.namespace)?.labels[enforce]
      if (level !== 'baseline' && level !== 'restricted') return []
      const violations = [...baseline(workload), ...(level === 'restricted' ? restricted(workload) : [])]
      return violations.map(({ path, expected, found }) => ({
        placed: entry.placed,
        path,
        message: `expected ${expected}, as namespace ${entry.namespace} is ${level}, found ${shown(found)}`,
      }))
    })
  },
}

/** Security contexts: the pod's, then those of its containers. */
function contexts({ pod, podPath, containers }: Workload): { context: JsonMap; path: Path; container?: Container }[] {
  return [
    { context: asMap(pod.securityContext), path: [...podPath, 'securityContext'] },
    ...containers.map((container) => ({
      context: asMap(container.spec.securityContext),
      path: [...container.path, 'securityContext'],
      container,
    })),
  ]
}

function unless(holds: boolean, path: Path, expected: string, found: unknown): Violation[] {
  return holds ? [] : [{ path, expected, found }]
}

const baselineCapabilities: ReadonlySet<unknown> = new Set([
  ...['AUDIT_WRITE', 'CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'FSETID', 'KILL', 'MKNOD', 'NET_BIND_SERVICE', 'SETFCAP'],
  ...['SETGID', 'SETPCAP', 'SETUID', 'SYS_CHROOT'],
])
const seLinuxTypes: readonly unknown[] = [
  undefined,
  '',
  'container_t',
  'container_init_t',
  'container_kvm_t',
  'container_engine_t',
]
const profileTypes: readonly unknown[] = [undefined, 'RuntimeDefault', 'Localhost']
const safeSysctls: ReadonlySet<unknown> = new Set([
  'kernel.shm_rmid_forced',
  'net.ipv4.ip_local_port_range',
  'net.ipv4.ip_local_reserved_ports',
  'net.ipv4.ip_unprivileged_port_start',
  'net.ipv4.ping_group_range',
  'net.ipv4.tcp_fin_timeout',
  'net.ipv4.tcp_keepalive_intvl',
  'net.ipv4.tcp_keepalive_probes',
  'net.ipv4.tcp_keepalive_time',
  'net.ipv4.tcp_rmem',
  'net.ipv4.tcp_syncookies',
  'net.ipv4.tcp_wmem',
])

function baseline(workload: Workload): Violation[] {
  const { pod, podPath, containers } = workload
  return [
    ...['hostNetwork', 'hostPID', 'hostIPC'].flatMap((field) =>
      unless(pod[field] !== true, [...podPath, field], 'nothing', pod[field]),
    ),
    ...asMaps(pod.volumes).flatMap(({ hostPath }, at) =>
      unless(
        hostPath === undefined,
        [...podPath, 'volumes', `${at}`, 'hostPath'],
        'no directory of the node',
        hostPath,
      ),
    ),
    ...asMaps(asMap(pod.securityContext).sysctls).flatMap(({ name }, at) =>
      unless(safeSysctls.has(name), [...podPath, 'securityContext', 'sysctls', `${at}`], 'a safe sysctl', name),
    ),
    ...contexts(workload).flatMap(({ context, path }) => [
      ...unless(
        profileTypes.includes(asMap(context.seccompProfile).type),
        [...path, 'seccompProfile', 'type'],
        'RuntimeDefault or Localhost',
        asMap(context.seccompProfile).type,
      ),
      ...unless(
        profileTypes.includes(asMap(context.appArmorProfile).type),
        [...path, 'appArmorProfile', 'type'],
        'RuntimeDefault or Localhost',
        asMap(context.appArmorProfile).type,
      ),
      ...seLinux(asMap(context.seLinuxOptions), [...path, 'seLinuxOptions']),
      ...unless(
        asMap(context.windowsOptions).hostProcess !== true,
        [...path, 'windowsOptions', 'hostProcess'],
        'nothing',
        true,
      ),
    ]),
    ...containers.flatMap(({ spec, path }) => {
      const context = asMap(spec.securityContext)
      const below = [...path, 'securityContext']
      return [
        ...unless(context.privileged !== true, [...below, 'privileged'], 'nothing', context.privileged),
        ...unless(
          context.procMount === undefined || context.procMount === 'Default',
          [...below, 'procMount'],
          'Default',
          context.procMount,
        ),
        ...asList(asMap(context.capabilities).add).flatMap((capability, at) =>
          unless(
            baselineCapabilities.has(capability),
            [...below, 'capabilities', 'add', `${at}`],
            'no capability beyond the usual',
            capability,
          ),
        ),
        ...asMaps(spec.ports).flatMap(({ hostPort }, at) =>
          unless(
            hostPort === undefined || hostPort === 0,
            [...path, 'ports', `${at}`, 'hostPort'],
            'no port of the node',
            hostPort,
          ),
        ),
        ...hostsOfHandlers(spec, path),
      ]
    }),
  ]
}

function seLinux({ type, user, role }: JsonMap, path: Path): Violation[] {
  return [
    ...unless(seLinuxTypes.includes(type), [...path, 'type'], 'a type of containers', type),
    ...unless(user === undefined || user === '', [...path, 'user'], 'nothing', user),
    ...unless(role === undefined || role === '', [...path, 'role'], 'nothing', role),
  ]
}

/** A probe of another host makes the kubelet send requests for the pod; refused from 1.34 on. */
function hostsOfHandlers(spec: JsonMap, path: Path): Violation[] {
  const { postStart, preStop } = asMap(spec.lifecycle)
  const handlers: [Path, unknown][] = [
    ...['livenessProbe', 'readinessProbe', 'startupProbe'].map((probe): [Path, unknown] => [[probe], spec[probe]]),
    [['lifecycle', 'postStart'], postStart],
    [['lifecycle', 'preStop'], preStop],
  ]
  return handlers.flatMap(([below, handler]) =>
    ['httpGet', 'tcpSocket'].flatMap((way) => {
      const { host } = asMap(asMap(handler)[way])
      return unless(host === undefined || host === '', [...path, ...below, way, 'host'], 'nothing', host)
    }),
  )
}

const restrictedVolumes: ReadonlySet<string> = new Set([
  ...[
    'configMap',
    'csi',
    'downwardAPI',
    'emptyDir',
    'ephemeral',
    'image',
    'persistentVolumeClaim',
    'projected',
    'secret',
  ],
])

function restricted({ pod, podPath, containers }: Workload): Violation[] {
  const own = asMap(pod.securityContext)
  const path = [...podPath, 'securityContext']
  return [
    ...asMaps(pod.volumes).flatMap((volume, at) =>
      Object.keys(volume)
        .filter((key) => key !== 'name' && key !== 'hostPath' && !restrictedVolumes.has(key))
        .map((key) => ({
          path: [...podPath, 'volumes', `${at}`, key],
          expected: `a volume of ${[...restrictedVolumes].join(', ')}`,
          found: key,
        })),
    ),
    ...unless(own.runAsUser !== 0, [...path, 'runAsUser'], 'a user other than root', own.runAsUser),
    ...containers.flatMap(({ spec, path: at }) => {
      const context = asMap(spec.securityContext)
      const below = [...at, 'securityContext']
      const { add, drop } = asMap(context.capabilities)
      const seccomp = asMap(context.seccompProfile).type ?? asMap(own.seccompProfile).type
      return [
        ...unless(
          context.allowPrivilegeEscalation === false,
          [...below, 'allowPrivilegeEscalation'],
          'false',
          context.allowPrivilegeEscalation,
        ),
        ...unless(
          (context.runAsNonRoot ?? own.runAsNonRoot) === true,
          [...below, 'runAsNonRoot'],
          'true here or in the pod',
          context.runAsNonRoot,
        ),
        ...unless(context.runAsUser !== 0, [...below, 'runAsUser'], 'a user other than root', context.runAsUser),
        ...unless(
          isMap(context.seccompProfile) || asText(seccomp) !== '',
          [...below, 'seccompProfile'],
          'RuntimeDefault or Localhost here or in the pod',
          seccomp,
        ),
        ...unless(asList(drop).includes('ALL'), [...below, 'capabilities', 'drop'], 'ALL', drop),
        ...asList(add).flatMap((capability, index) =>
          unless(
            capability === 'NET_BIND_SERVICE',
            [...below, 'capabilities', 'add', `${index}`],
            'none but NET_BIND_SERVICE',
            capability,
          ),
        ),
      ]
    }),
  ]
}

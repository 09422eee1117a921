import type { Overlay } from '../../engine/model.ts'

/** The full DNS name of a Service. */
export function serviceHost({ cluster }: Overlay, service: string, namespace: string): string {
  return `${service}.${namespace}.svc.${cluster.domain}`
}

/** The full DNS name of a pod of a StatefulSet behind its headless Service. */
export function podHost(overlay: Overlay, pod: string, service: string, namespace: string): string {
  return `${pod}.${serviceHost(overlay, service, namespace)}`
}

/** Every name that a Service answers to inside the cluster, shortest first. */
export function serviceNames(overlay: Overlay, service: string, namespace: string): string[] {
  return [service, `${service}.${namespace}`, `${service}.${namespace}.svc`, serviceHost(overlay, service, namespace)]
}

/** What covers every pod behind a headless Service; a wildcard covers one label, so not the Service itself. */
export function podNames(overlay: Overlay, service: string, namespace: string): string[] {
  return [`*.${service}.${namespace}.svc`, `*.${serviceHost(overlay, service, namespace)}`]
}

import type { HealthExpressions } from '../model.ts'

/**
 * When objects of custom kinds are well, for Flux. Without an expression it takes an object without a status for well at
 * once (gitops.md B4); each of these therefore asks for what only a status says. A status of an older generation counts for none: Flux
 * compares status.observedGeneration before it evaluates. `undefined`: a kind that has
 * no status, so that there is nothing to wait for. Sources: the kinds' CustomResourceDefinitions in schemas/crds, and for
 * Flink's states those of its operator 1.15.
 */
export const health: Readonly<Record<string, HealthExpressions | undefined>> = {
  'bitnami.com/v1alpha1/SealedSecret': whenTrue('Synced'),
  'cert-manager.io/v1/Certificate': whenTrue('Ready'),
  'cert-manager.io/v1/ClusterIssuer': whenTrue('Ready'),
  'cert-manager.io/v1/Issuer': whenTrue('Ready'),
  'external-secrets.io/v1/ExternalSecret': whenTrue('Ready'),
  'flink.apache.org/v1beta1/FlinkDeployment': {
    current: inState('lifecycleState', ['STABLE', 'SUSPENDED']),
    failed: inState('lifecycleState', ['FAILED']),
  },
  'flink.apache.org/v1beta1/FlinkSessionJob': {
    current: inState('lifecycleState', ['STABLE', 'SUSPENDED']),
    failed: inState('lifecycleState', ['FAILED']),
  },
  'flink.apache.org/v1beta1/FlinkStateSnapshot': {
    current: inState('state', ['COMPLETED', 'ABANDONED']),
    failed: inState('state', ['FAILED']),
  },
  'monitoring.coreos.com/v1/PodMonitor': undefined,
  'monitoring.coreos.com/v1/PrometheusRule': undefined,
  'monitoring.coreos.com/v1/ServiceMonitor': undefined,
  'trust.cert-manager.io/v1alpha1/Bundle': whenTrue('Synced'),
}

/** Well as soon as a condition is true of the generation that the object has now, where the condition says of which it is. */
function whenTrue(condition: string): HealthExpressions {
  const ofNow = '(!has(c.observedGeneration) || c.observedGeneration == metadata.generation)'
  return {
    current: `has(status.conditions) && status.conditions.exists(c, c.type == '${condition}' && c.status == 'True' && ${ofNow})`,
  }
}

function inState(field: string, states: readonly string[]): string {
  return `has(status.${field}) && status.${field} in [${states.map((state) => `'${state}'`).join(', ')}]`
}

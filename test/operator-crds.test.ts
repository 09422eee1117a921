import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { CustomResourceDefinition, Schema } from '../engine/strict-schema.ts'
import { asOfOperator115, NotFetched, operatorCrds, withOpenPodTemplates } from '../scripts/schemas-flink.ts'

const definition = (spec: Schema): CustomResourceDefinition => ({
  spec: {
    group: 'flink.apache.org',
    scope: 'Namespaced',
    names: { kind: 'FlinkDeployment' },
    versions: [
      {
        name: 'v1beta1',
        served: true,
        schema: { openAPIV3Schema: { type: 'object', properties: { spec: { type: 'object', properties: spec } } } },
      },
    ],
  },
})
const podTemplate = { type: 'object', properties: { spec: { type: 'object' } } }

test('what the operator 1.15 added is laid over the kinds of 1.10, and nothing else is changed', () => {
  assert.equal(
    asOfOperator115(
      definition({
        podTemplate,
        flinkVersion: { type: 'string', enum: ['v1_20'] },
        job: { type: 'object', properties: { jarURI: { type: 'string' } } },
      }),
    ),
    definition({
      podTemplate,
      flinkVersion: { type: 'string', enum: ['v1_20', 'v2_0', 'v2_1', 'v2_2'] },
      job: {
        type: 'object',
        properties: { jarURI: { type: 'string' }, autoscalerResetNonce: { type: 'integer', format: 'int64' } },
      },
    }),
  )
})

test('a pod template is left to Kubernetes', () => {
  assert.equal(
    withOpenPodTemplates(definition({ podTemplate })),
    definition({ podTemplate: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } }),
  )
})

try {
  const kinds = operatorCrds({ offline: true })
  test('the kinds of the operator are whole, as an API server takes them', () => {
    assert.equal(
      kinds.map(({ spec }) => spec.names.kind),
      ['FlinkDeployment', 'FlinkSessionJob', 'FlinkStateSnapshot'],
    )
    const text = JSON.stringify(kinds)
    assert.match(text, /"kind":"CustomResourceDefinition"/)
    assert.match(text, /"terminationGracePeriodSeconds"/)
    assert.match(text, /"v1_20","v2_0","v2_1","v2_2"/)
  })
} catch (error) {
  if (!(error instanceof NotFetched)) throw error
  console.log(`# skipped: the kinds of the Flink operator as an API server takes them: ${error.message}`)
}

test.run()

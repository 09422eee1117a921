import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Problem } from '../engine/model.ts'
import { showAnnotation, showProblem, sortProblems } from '../engine/problem.ts'

const problem = (overlay: string, message = 'expected one'): Problem => ({
  rule: 'a/rule',
  severity: 'error',
  at: { file: 'overlays/prod/overlay.yaml', line: 3, column: 5, path: 'values.a' },
  message,
  overlay,
})

const told = (...problems: readonly Problem[]): string[] => sortProblems(problems).map((one) => showProblem(one, false))

test('a problem that an overlay inherits says which overlay has it', () => {
  assert.equal(told(problem('prod-eu')), [
    'overlays/prod/overlay.yaml:3:5: values.a: expected one (in overlay prod-eu)  error [a/rule]',
  ])
  assert.match(showAnnotation(problem('prod-eu')), /::values.a: expected one \(in overlay prod-eu\)$/)
})

test('what several overlays inherit is one problem, which names them', () => {
  assert.equal(told(problem('staging'), problem('prod-eu')), [
    'overlays/prod/overlay.yaml:3:5: values.a: expected one (in overlays staging, prod-eu)  error [a/rule]',
  ])
  assert.match(told(...Array.from({ length: 9 }, (_, at) => problem(`o${at}`))).join(), /o3, o4 and 4 more\)/)
})

test('what the overlay of the file has itself needs no name, and what differs stands apart', () => {
  assert.equal(told(problem('prod'), problem('prod-eu'), problem('prod-eu', 'expected two')), [
    'overlays/prod/overlay.yaml:3:5: values.a: expected one  error [a/rule]',
    'overlays/prod/overlay.yaml:3:5: values.a: expected two (in overlay prod-eu)  error [a/rule]',
  ])
})

test.run()

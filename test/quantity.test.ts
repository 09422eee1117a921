import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { canonicalQuantity } from '../engine/quantity.ts'

/** As the API server answers a dry run, and where a value is already canonical, itself. */
const canonicalForms: readonly (readonly [written: string, canonical: string])[] = [
  ['1000m', '1'],
  ['1.0', '1'],
  ['0.5', '500m'],
  ['.5', '500m'],
  ['1.5', '1500m'],
  ['1500m', '1500m'],
  ['0.001', '1m'],
  ['1000000n', '1m'],
  ['1000', '1k'],
  ['1024Ki', '1Mi'],
  ['1048576Ki', '1Gi'],
  ['1024Mi', '1Gi'],
  ['0.5Gi', '512Mi'],
  ['1.5Gi', '1536Mi'],
  ['1536Mi', '1536Mi'],
  ['0.5Ki', '512'],
  ['1000M', '1G'],
  ['1000000k', '1G'],
  ['1.5G', '1500M'],
  ['1500M', '1500M'],
  ['2147483648', '2147483648'],
  ['9223372036854775807', '9223372036854775807'],
  ['1E', '1E'],
  ['7Ei', '7Ei'],
  ['0', '0'],
  ['0m', '0'],
  ['0Gi', '0'],
]

test('a quantity takes the largest suffix of its family that leaves a whole number', () => {
  assert.equal(
    canonicalForms.map(([written]) => [written, canonicalQuantity(written)]),
    canonicalForms.map(([written, text]) => [written, { text }]),
  )
})

test('a canonical quantity stays as it is', () => {
  assert.equal(
    canonicalForms.map(([, text]) => canonicalQuantity(text)),
    canonicalForms.map(([, text]) => ({ text })),
  )
})

const whole = 'expected a whole number of units or bytes'
const suffix = 'expected a number with a suffix (m k M G T P E, Ki Mi Gi Ti Pi Ei) or none'
const faults: readonly (readonly [written: string, resource: string | undefined, fault: string])[] = [
  ['1e3', undefined, 'expected no exponent'],
  ['1E+9', undefined, 'expected no exponent'],
  ['01', undefined, 'expected no leading zero'],
  ['00', undefined, 'expected no leading zero'],
  ['5.', undefined, 'expected digits after the point'],
  ['5.Gi', undefined, 'expected digits after the point'],
  ['-1', undefined, 'expected no sign'],
  ['+1Gi', undefined, 'expected no sign'],
  ['0.0005', 'cpu', 'expected at least a thousandth (1m)'],
  ['100u', 'requests.cpu', 'expected at least a thousandth (1m)'],
  ['0.1Gi', undefined, whole],
  ['0.1Gi', 'memory', whole],
  ['1500m', 'memory', whole],
  ['0.5', 'requests.storage', whole],
  ['8Ei', undefined, 'expected at most 2^63 - 1'],
  ['', undefined, suffix],
  ['.', undefined, suffix],
  ['1 Gi', undefined, suffix],
  ['1gi', undefined, suffix],
  ['1K', undefined, suffix],
  ['1GiB', undefined, suffix],
  ['one', undefined, suffix],
  ['1\n', undefined, suffix],
]

test('a quantity that the API server would refuse, round or keep in a form of its own is a fault', () => {
  assert.equal(
    faults.map(([written, resource]) => [written, resource, canonicalQuantity(written, resource)]),
    faults.map(([written, resource, fault]) => [written, resource, { fault }]),
  )
})

test('only cpu has thousandths', () => {
  assert.equal(
    ['cpu', 'requests.cpu', 'limits.cpu', 'memory', 'pods'].map((resource) => canonicalQuantity('1.5', resource)),
    [{ text: '1500m' }, { text: '1500m' }, { text: '1500m' }, { fault: whole }, { fault: whole }],
  )
})

test.run()

import { isIPv4 } from 'node:net'
import { type Api, keyOf } from '../api.ts'
import { resources, type Service } from '../resources.ts'
import { follow } from './follow.ts'

/**
 * A double of a cloud's load balancers: gives each Service of type LoadBalancer an address, which kube-proxy then serves
 * on every node. The range, `FIRST-LAST`, are addresses that nothing else has.
 */
export async function loadBalancer(api: Api, addresses: string): Promise<never> {
  const range = rangeOf(addresses)
  return follow(api, { services: resources.services }, async () => {
    // Looks anew: a watch may not show yet what was given just now, and it would be given twice.
    const wanted = assignments(await api.list(resources.services), range)
    for (const { service, address } of wanted) {
      const { name, namespace } = service.metadata
      if (address === undefined) continue
      await api.patchStatus(resources.services, name, namespace, { loadBalancer: { ingress: [{ ip: address }] } })
    }
    const left = wanted.filter(({ address }) => address === undefined).map(({ service }) => keyOf(service))
    if (left.length > 0) throw new Error(`${addresses} has no address left for ${left.join(', ')}`)
    return undefined
  })
}

/** Which Services are to be given which addresses: the lowest that are free; undefined where none is left. */
export function assignments(services: readonly Service[], range: AddressRange) {
  const balanced = services.filter(({ spec }) => spec.type === 'LoadBalancer' && spec.loadBalancerClass === undefined)
  const given = ({ status }: Service): string | undefined => status?.loadBalancer?.ingress?.[0]?.ip
  const taken = new Set(balanced.map(given))
  const free = addressesIn(range).filter((address) => !taken.has(address))
  const waiting = balanced.filter((service) => given(service) === undefined)
  return waiting.map((service, index) => ({ service, address: free[index] }))
}

export type AddressRange = { readonly first: number; readonly last: number }

/** The range that `10.98.0.1-10.98.0.99` says; throws where it is none. */
export function rangeOf(text: string): AddressRange {
  const [first = 0, last = 0, ...more] = text.split('-').map((address) => {
    if (!isIPv4(address)) throw new Error(`expected a range FIRST-LAST of IPv4 addresses, got "${text}"`)
    return address.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0)
  })
  if (more.length > 0 || last < first) throw new Error(`expected a range FIRST-LAST of IPv4 addresses, got "${text}"`)
  return { first, last }
}

const addressesIn = ({ first, last }: AddressRange): string[] =>
  Array.from({ length: last - first + 1 }, (_, index) =>
    [24, 16, 8, 0].map((bits) => Math.floor((first + index) / 2 ** bits) % 256).join('.'),
  )

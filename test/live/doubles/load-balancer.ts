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
    for (const [service, address] of assignments(await api.list(resources.services), range)) {
      const { name, namespace } = service.metadata
      await api.patchStatus(resources.services, name, namespace, { loadBalancer: { ingress: [{ ip: address }] } })
    }
    return undefined
  })
}

/** Which Services are to be given which addresses: the lowest that are free. Throws where none is left. */
export function assignments(services: readonly Service[], range: AddressRange): [Service, string][] {
  const balanced = services.filter(({ spec }) => spec.type === 'LoadBalancer' && spec.loadBalancerClass === undefined)
  const given = ({ status }: Service): string | undefined => status?.loadBalancer?.ingress?.[0]?.ip
  const taken = new Set(balanced.map(given))
  const free = addressesIn(range).filter((address) => !taken.has(address))
  return balanced
    .filter((service) => given(service) === undefined)
    .map((service) => {
      const address = free.shift()
      if (address === undefined) throw new Error(`no address is left for the Service ${keyOf(service)}`)
      return [service, address]
    })
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

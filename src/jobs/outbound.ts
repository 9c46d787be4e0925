/** The only way out of the service: resolves once, checks every address, connects to a checked one, follows nobody. */
import { lookup } from 'node:dns/promises'
import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import ipaddr from 'ipaddr.js'
import { OutboundError, type Outbound, type OutboundAnswer, type OutboundRequest } from '../domain/outbound.ts'

type Resolve = (host: string) => Promise<readonly string[]>

const resolveByDns: Resolve = async (host) => (await lookup(host, { all: true })).map(({ address }) => address)

type Range = [ipaddr.IPv4 | ipaddr.IPv6, number]

/** Only what is routed in public; an address of IPv4 inside one of IPv6 is judged as what it is. */
const isPublic = (address: ipaddr.IPv4 | ipaddr.IPv6): boolean => address.range() === 'unicast'

const permitter = (ranges: readonly Range[]) => {
  const isListed = (address: ipaddr.IPv4 | ipaddr.IPv6): boolean =>
    ranges.some(([range, bits]) => range.kind() === address.kind() && address.match(range, bits))
  return (text: string): { readonly permitted: boolean; readonly listed: boolean } => {
    const address = ipaddr.process(text)
    const listed = isListed(address)
    return { permitted: listed || isPublic(address), listed }
  }
}

const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[(.*)\]$/, '$1')

const send = (url: URL, address: string, { method, headers, body, timeoutMs, maxBytes, cut }: OutboundRequest) =>
  new Promise<OutboundAnswer>((resolve, reject) => {
    const family = isIP(address)
    // Whatever the name means by now: the connection goes to the address that was checked.
    const pinned: LookupFunction = (_host, options, done) => {
      if (options.all) done(null, [{ address, family }])
      else done(null, address, family)
    }
    const signal = AbortSignal.timeout(timeoutMs)
    const failed = (error: Error): void => {
      reject(error instanceof OutboundError ? error : new OutboundError(signal.aborted ? 'timeout' : 'unreachable'))
    }
    const request = (url.protocol === 'https:' ? httpsRequest : httpRequest)(
      url,
      { method, agent: false, lookup: pinned, signal, headers: { ...headers, connection: 'close' } },
      (response) => {
        const chunks: Buffer[] = []
        let size = 0
        const answer = (): void => {
          resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).subarray(0, maxBytes) })
        }
        response.on('data', (chunk: Buffer) => {
          chunks.push(chunk)
          size += chunk.length
          if (size <= maxBytes) return
          if (cut) answer()
          else failed(new OutboundError('tooLarge'))
          request.destroy()
        })
        response.once('end', answer)
        response.once('error', failed)
      },
    )
    request.once('error', failed)
    request.end(body)
  })

/**
 * `allowed` are ranges ("127.0.0.0/8") beside the public ones; only what lies in them may be asked without TLS. Throws
 * Error for a range that is none.
 */
export const outbound = (allowed: readonly string[], resolve: Resolve = resolveByDns): Outbound => {
  const judge = permitter(allowed.map((range) => ipaddr.parseCIDR(range)))
  return async (text, request) => {
    const url = URL.canParse(text) ? new URL(text) : null
    if (!url || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '')
      throw new OutboundError('address')
    const host = hostOf(url)
    const addresses = isIP(host) ? [host] : await resolve(host).catch(() => [])
    const [first] = addresses
    if (first === undefined) throw new OutboundError('unreachable')
    const judged = addresses.map(judge)
    const mayPlain = judged.every(({ listed }) => listed)
    if (!judged.every(({ permitted }) => permitted) || (url.protocol === 'http:' && !mayPlain))
      throw new OutboundError('forbidden')
    return send(url, first, request)
  }
}

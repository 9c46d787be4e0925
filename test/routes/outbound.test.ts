/** The way out: addresses are checked after names were resolved, and the connection goes where the check was. */
import { createServer } from 'node:http'
import { once } from 'node:events'
import t from 'tap'
import { outbound } from '../../src/jobs/outbound.ts'
import type { OutboundRequest } from '../../src/domain/outbound.ts'

const ASK: OutboundRequest = { method: 'GET', timeoutMs: 500, maxBytes: 1_000 }

const faultOf = (asked: Promise<unknown>): Promise<string> =>
  asked.then(
    () => 'none',
    (error: unknown) => (error as { fault: string }).fault,
  )

void t.test('names that change their mind', async (tt) => {
  const hosts: string[] = []
  const server = createServer((request, response) => {
    hosts.push(String(request.headers.host))
    if (request.url === '/large') response.end('x'.repeat(5_000))
    else if (request.url === '/away') response.writeHead(302, { location: 'http://169.254.169.254/' }).end()
    else if (request.url !== '/silent') response.end('ok')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  tt.teardown(() => {
    server.close()
    server.closeAllConnections()
  })
  const { port } = server.address() as { port: number }
  const url = `http://receiver.test:${String(port)}`
  let looked = 0
  /** Public the first time, inside from then on. */
  const rebinding = (): Promise<string[]> => {
    looked += 1
    return Promise.resolve(looked === 1 ? ['127.0.0.1'] : ['10.0.0.1'])
  }
  const ask = outbound(['127.0.0.0/8'], rebinding)
  tt.equal((await ask(`${url}/`, ASK)).status, 200, 'the address that was checked is the one that is asked')
  tt.equal(looked, 1, 'looked up once')
  tt.same(hosts, [`receiver.test:${String(port)}`], 'under the name that was asked for')
  tt.equal(await faultOf(ask(`${url}/`, ASK)), 'forbidden')
  const mixed = outbound([], () => Promise.resolve(['93.184.216.34', '127.0.0.1']))
  tt.equal(
    await faultOf(mixed(`https://receiver.test:${String(port)}/`, ASK)),
    'forbidden',
    'one address inside is enough',
  )
  tt.equal(
    await faultOf(outbound([], () => Promise.resolve(['93.184.216.34']))('http://receiver.test/', ASK)),
    'forbidden',
    'no TLS, no asking',
  )
  tt.equal(
    await faultOf(outbound([], () => Promise.reject(new Error('no such name')))('https://receiver.test/', ASK)),
    'unreachable',
  )
  const inside = outbound(['127.0.0.0/8'], () => Promise.resolve(['127.0.0.1']))
  tt.equal((await inside(`${url}/away`, ASK)).status, 302, 'nobody is followed')
  tt.equal(await faultOf(inside(`${url}/large`, ASK)), 'tooLarge')
  tt.equal((await inside(`${url}/large`, { ...ASK, cut: true })).body.length, 1_000)
  tt.equal(await faultOf(inside(`${url}/silent`, ASK)), 'timeout')
  tt.equal(await faultOf(inside('http://127.0.0.1:1/', ASK)), 'unreachable')
  for (const address of ['ftp://receiver.test/', 'http://a:b@receiver.test/', 'nonsense', '//x'])
    tt.equal(await faultOf(inside(address, ASK)), 'address', address)
  tt.throws(() => outbound(['10.0.0.0']), 'a range is a range')
})

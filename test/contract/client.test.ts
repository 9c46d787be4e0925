/** The published client: its types are the contract's, a stranger's project compiles against it, and it works over the wire. */
import { spawnSync } from 'node:child_process'
import { createServer } from 'node:http'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import openapiTS, { astToString, COMMENT_HEADER } from 'openapi-typescript'
import t from 'tap'
import { createClient, KompetenError, ok } from '../../src/client/index.ts'
import { testApp } from '../support/app.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const CONTRACT = join(ROOT, 'openapi/openapi.json')
const TSC = join(ROOT, 'node_modules/typescript/bin/tsc')

/** A folder with a package.json of its own, in which nothing of ours lies but what is published. */
const stranger = (sources: Readonly<Record<string, string>>): string => {
  const folder = mkdtempSync(join(tmpdir(), 'kompeten-stranger-'))
  mkdirSync(join(folder, 'node_modules/kompeten/openapi'), { recursive: true })
  const published = join(folder, 'node_modules/kompeten')
  cpSync(join(ROOT, 'package.json'), join(published, 'package.json'))
  cpSync(join(ROOT, 'dist/client'), join(published, 'dist/client'), { recursive: true })
  cpSync(join(ROOT, 'openapi/client.d.ts'), join(published, 'openapi/client.d.ts'))
  for (const name of ['openapi-fetch', 'openapi-typescript-helpers'])
    symlinkSync(join(ROOT, 'node_modules', name), join(folder, 'node_modules', name))
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}')
  for (const [name, text] of Object.entries(sources)) writeFileSync(join(folder, name), text)
  return folder
}

const compile = (folder: string, ...files: string[]) =>
  spawnSync(
    process.execPath,
    [
      TSC,
      '--noEmit',
      '--strict',
      '--skipLibCheck',
      '--target',
      'es2022',
      '--module',
      'nodenext',
      '--lib',
      'es2023,dom,dom.iterable',
      ...files,
    ],
    { cwd: folder, encoding: 'utf8' },
  )

void t.test('the types are those of the contract', async (tt) => {
  const generated = `${COMMENT_HEADER}${astToString(await openapiTS(new URL(`file://${CONTRACT}`)))}`
  tt.ok(generated.trim() === readFileSync(join(ROOT, 'openapi/client.d.ts'), 'utf8').trim(), 'run `npm run openapi`')
})

void t.test('a stranger’s project compiles against the package, and does not where it is wrong', (tt) => {
  const folder = stranger({
    'right.ts': `import { createClient, ok, type components } from 'kompeten/client'
const kompeten = createClient({ baseUrl: 'https://kompeten.example', client: { id: 'x', secret: 'y' } })
const units: components['schemas']['Unit'][] = ok(await kompeten.GET('/v1/units', { params: { query: { limit: 10 } } })).items
const made = ok(await kompeten.POST('/v1/units', { body: { code: 'A', name: units[0]?.name ?? '' } }))
export const version: number = made.version
`,
    'wrong.ts': `import { createClient } from 'kompeten/client'
const kompeten = createClient({ baseUrl: 'https://kompeten.example', token: 'x' })
await kompeten.GET('/v1/unit')
await kompeten.POST('/v1/units', { body: { kode: 'A' } })
`,
  })
  const right = compile(folder, 'right.ts')
  tt.equal(right.status, 0, right.stdout)
  const wrong = compile(folder, 'wrong.ts')
  tt.match(wrong.stdout, /wrong\.ts\(3,/)
  tt.match(wrong.stdout, /wrong\.ts\(4,/)
  tt.end()
})

void t.test('the client of a second generator compiles', (tt) => {
  const folder = mkdtempSync(join(tmpdir(), 'kompeten-generated-'))
  const generator = join(ROOT, 'node_modules/@hey-api/openapi-ts/bin/run.js')
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [
      generator,
      '--input',
      CONTRACT,
      '--output',
      join(folder, 'out'),
      '--client',
      '@hey-api/client-fetch',
      '--silent',
      '--no-log-file',
    ],
    { cwd: folder, encoding: 'utf8' },
  )
  tt.equal(status, 0, `${stdout}${stderr}`)
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}')
  writeFileSync(
    join(folder, 'use.ts'),
    `import { listUnits, createUnit } from './out/index'
const { data } = await listUnits({ query: { limit: 10 } })
export const names: string[] = data?.items.map(({ name }) => name) ?? []
await createUnit({ body: { code: 'A', name: 'A' } })
`,
  )
  const compiled = spawnSync(
    process.execPath,
    [
      TSC,
      '--noEmit',
      '--strict',
      '--skipLibCheck',
      '--target',
      'es2022',
      '--module',
      'esnext',
      '--moduleResolution',
      'bundler',
      '--lib',
      'es2023,dom,dom.iterable',
      'use.ts',
    ],
    { cwd: folder, encoding: 'utf8' },
  )
  tt.equal(compiled.status, 0, compiled.stdout.slice(0, 2_000))
  tt.end()
})

void t.test('over the wire: tokens of its own, refusals as errors, and patience', async (tt) => {
  const app = await testApp(tt)
  app.setNow(new Date().toISOString())
  const { hr } = await app.institution('KLIEN')
  const { clientId, clientSecret } = (
    await hr.post('/v1/api-clients', { label: 'x', scopes: ['organisation:read', 'organisation:write'] })
  ).body
  const service = await app.server.listen({ port: 0, host: '127.0.0.1' })
  // In front of the service stands what refuses every third request for now.
  let count = 0
  const keys: (string | undefined)[] = []
  const proxy = createServer((request, response) => {
    count += 1
    if (request.url === '/v1/units' && request.method === 'POST')
      keys.push(request.headers['idempotency-key'] as string | undefined)
    if (count % 3 === 0) {
      response.writeHead(503, { 'retry-after': '0' }).end()
      return
    }
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.once('end', () => {
      const headers = Object.fromEntries(
        Object.entries(request.headers).filter(
          ([name]) => !['host', 'connection', 'content-length', 'transfer-encoding'].includes(name),
        ),
      )
      const body = Buffer.concat(chunks)
      void fetch(`${service}${request.url ?? ''}`, {
        method: request.method ?? 'GET',
        headers: headers as Record<string, string>,
        ...(body.length > 0 && { body }),
      }).then(async (answer) => {
        const type = answer.headers.get('content-type') ?? 'application/json'
        response.writeHead(answer.status, { 'content-type': type }).end(Buffer.from(await answer.arrayBuffer()))
      })
    })
  })
  proxy.listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  tt.teardown(() => {
    proxy.close()
    proxy.closeAllConnections()
  })
  const baseUrl = `http://127.0.0.1:${String((proxy.address() as { port: number }).port)}`
  const client = createClient({ baseUrl, client: { id: clientId, secret: clientSecret } })
  for (const code of ['A', 'B', 'C', 'D']) ok(await client.POST('/v1/units', { body: { code, name: code } }))
  const page = ok(await client.GET('/v1/units', { params: { query: { limit: 10 } } }))
  tt.same(page.items.map(({ code }) => code).sort(), ['A', 'B', 'C', 'D'])
  tt.ok(keys.length > 4, 'some were repeated')
  tt.equal(new Set(keys).size, 4, 'each under one key')
  const refused = await client
    .POST('/v1/units', { body: { code: 'A', name: 'A' } })
    .then(ok)
    .catch((error: unknown) => error)
  tt.ok(refused instanceof KompetenError)
  tt.match(refused, { status: 409, code: 'unit.codeTaken', problem: { type: 'urn:kompeten:problem:unit.codeTaken' } })
  const english = createClient({ baseUrl, token: app.token('nobody'), language: 'en' })
  await tt.rejects(english.call('/v1/units'), { message: /^401 token.invalid: The token/ })
  tt.throws(() => createClient({ baseUrl }), TypeError)
})

/** What travels with what follows it: the audit chain and the keys of writes, under writers who do not know of each other. */
import type { FastifyRequest } from 'fastify'
import { sql } from 'kysely'
import t from 'tap'
import { inTransaction, nobodyOf, type Tx } from '../../src/db/transaction.ts'
import { DomainError } from '../../src/domain/errors.ts'
import type { Actor } from '../../src/domain/policy.ts'
import { firstTime, once, PLAIN, type Answer, type Claiming, type Keyed } from '../../src/http/idempotency.ts'
import { confirmActor, findActor, type Named } from '../../src/repositories/access/actors.ts'
import { ISSUER, testApp } from '../support/app.ts'
import { createDatabase } from '../support/database.ts'
import { chainEnds } from '../../src/services/access/chain-ends.ts'

void t.test('two processes and many requests at once on one institution', async (tt) => {
  const url = await createDatabase()
  const database = { url, proxied: url }
  const [one, two] = [await testApp(tt, { database }), await testApp(tt, { database })]
  const { hr, hrSubject } = await one.institution('SHARED')
  const elsewhere = two.as(hrSubject)
  let serial = 0
  const statuses: number[] = []
  const write = async (caller: typeof hr): Promise<void> => {
    statuses.push((await caller.post('/v1/units', { code: `C${String((serial += 1))}`, name: 'Unit' })).status)
  }
  // Alone, then in turns, then all at once.
  for (let n = 0; n < 10; n++) await write(hr)
  for (let n = 0; n < 20; n++) await write(n % 2 === 0 ? hr : elsewhere)
  await Promise.all(Array.from({ length: 40 }, (_, n) => write(n % 2 === 0 ? hr : elsewhere)))
  await Promise.all(Array.from({ length: 10 }, () => hr.post('/v1/units', { code: 'TAKEN', name: 'Unit' })))
  for (let n = 0; n < 10; n++) await write(elsewhere)
  tt.same([...new Set(statuses)], [201], 'every write went through')
  const { body } = await hr.get('/v1/audit-verifications')
  tt.same([body.sound, body.continueAfter], [true, null])
  tt.equal(body.entries, serial + 1, 'one entry for each act, and none for those that were refused')
})

const end = (seq: number, hash = `h${String(seq)}`) => ({ seq, hash })

void t.test('writers of one process take turns, and each knows where the one before ended', async (tt) => {
  const ends = chainEnds()
  const [a, b, c, d] = [{}, {}, {}, {}]
  const told: string[] = []
  const take = async (name: string, transaction: object) => {
    told.push(`${name} ${String((await ends.take('i', transaction))?.seq ?? 'reads')}`)
  }
  await take('a', a)
  await take('a again', a)
  const others = [take('b', b), take('c', c), take('d', d)]
  await take('elsewhere', {}).catch(() => undefined)
  tt.same(told.slice(0, 2), ['a reads', 'a again reads'], 'the second entry of a transaction follows what only it sees')
  await Promise.all(others)
  tt.equal(told.filter((one) => one.endsWith('reads')).length, 6, 'who is not told in time reads the head')
  const commits = (transaction: object, seq: number): void => {
    ends.wrote(transaction, end(seq))
    ends.over('i', transaction, true)
  }
  commits(a, 1)
  tt.same(ends.seen('i'), end(1))
  tt.same(await ends.take('i', a), end(1))
  const [second, third, fourth] = [ends.take('i', b), ends.take('i', c), ends.take('i', d)]
  ends.wrote(a, end(2))
  commits(a, 3)
  ends.over('i', a, true)
  tt.same(await second, end(3), 'whoever appended twice passes on the last, once')
  ends.wrote(b, end(4))
  ends.over('i', b, false)
  tt.equal(await third, null, 'after a failure nobody knows')
  tt.same(ends.seen('i'), end(3), 'but what was committed is not forgotten')
  commits(c, 5)
  tt.same(await fourth, end(5))
  const late = {}
  commits(late, 4)
  tt.same(ends.seen('i'), end(5), 'an answer that comes late moves nothing back')
  const fifth = ends.take('i', a)
  tt.equal(await Promise.race([fifth, Promise.resolve('waits')]), 'waits', 'nor does it take the turn from its holder')
  commits(d, 6)
  tt.same(await fifth, end(6))
  ends.met('i', end(6))
  commits(a, 7)
  tt.same(await ends.take('i', b), end(7))
  ends.met('i', end(9))
  commits(b, 10)
  tt.equal(await ends.take('i', c), null, 'a chain that others continue is read')
  tt.equal(await ends.take('other', c), null)
})

void t.test('a write that fails keeps nobody waiting', async (tt) => {
  const app = await testApp(tt)
  const { hr } = await app.institution('FAILS')
  const post = (code: string) => hr.post('/v1/units', { code, name: 'Unit' })
  await post('FIRST')
  // The unit itself is refused before the trail is touched; the key that is used twice after it.
  const key = { 'idempotency-key': 'one-key' }
  const twice = (code: string) =>
    hr.request('POST', '/v1/units', {
      body: { code, name: 'Unit' },
      headers: { ...key, 'content-type': 'application/json' },
    })
  await twice('KEYED')
  const began = performance.now()
  const replies = await Promise.all([post('FIRST'), twice('OTHER'), post('A'), post('FIRST'), post('B'), post('C')])
  tt.ok(performance.now() - began < 400, 'nobody ran out of patience')
  tt.same(
    replies.map(({ status }) => status),
    [409, 422, 201, 409, 201, 201],
  )
  tt.equal((await hr.get('/v1/audit-verifications')).body.sound, true)
})

void t.test('a key that is not new fails the transaction, whatever was done in it', async (tt) => {
  const app = await testApp(tt)
  const { hr } = await app.institution('KEYS')
  const { institutionId, identityId } = (await hr.get('/v1/me')).body as Record<string, string>
  const actor = { institutionId, identityId } as Actor
  const answer = { status: 201, headers: {}, body: '{}' }
  const keyed = (key: string): Keyed => {
    const request = { method: 'POST', url: '/v1/units', body: {} } as FastifyRequest
    return { actor, key, request, now: new Date(), keeping: PLAIN }
  }
  const write = (claiming: Claiming, key: string, work: (tx: Tx) => Promise<Answer>) =>
    inTransaction(app.pools.app, nobodyOf(String(institutionId)), 'read write', (tx) =>
      claiming(tx, keyed(key), () => work(tx)),
    )
  const nothing = () => Promise.resolve(answer)
  const refuses = () => Promise.reject(new DomainError('unit.codeTaken'))
  const reads = async (tx: Tx) => {
    await sql`select 1`.execute(tx)
    return answer
  }
  const breaks = async (tx: Tx) => {
    await sql`select 1 / 0`.execute(tx).catch(() => undefined)
    throw new DomainError('unit.codeTaken')
  }
  tt.same(await write(firstTime, 'one', nothing), answer)
  for (const [name, work] of Object.entries({ nothing, refuses, reads, breaks }))
    await tt.rejects(write(firstTime, 'one', work), { code: 'KP001' }, `known: ${name}`)
  tt.equal((await write(once, 'one', refuses)).headers['idempotency-replayed'], 'true')
  await tt.rejects(write(firstTime, 'two', refuses), { code: 'unit.codeTaken' }, 'new: its own refusal')
  await tt.rejects(
    write(firstTime, 'two', breaks),
    { code: 'unit.codeTaken' },
    'new: its own refusal, of a broken transaction',
  )
  await write(firstTime, 'two', async (tx) => {
    await reads(tx)
    for (const [name, work] of Object.entries({ nothing, refuses, reads, breaks }))
      await tt.rejects(write(firstTime, 'two', work), { code: 'KP001' }, `held: ${name}`)
    await tt.rejects(write(once, 'two', nothing), { code: 'idempotency.inProgress' })
    return answer
  })
  await tt.rejects(write(firstTime, 'two', nothing), { code: 'KP001' }, 'and known then')
})

void t.test('whoever is another by now fails the transaction, whatever was done in it', async (tt) => {
  const app = await testApp(tt)
  const { hrSubject } = await app.institution('ACTORS')
  const named: Named = { issuer: ISSUER, subject: hrSubject }
  const actor = await findActor(app.pools.read, named.issuer, named.subject)
  if (!actor) throw new Error('nobody')
  const write = (as: Actor, whom = named) =>
    inTransaction(app.pools.app, nobodyOf(actor.institutionId), 'read write', async (tx) => {
      await confirmActor(tx, whom, as)
      const { rows } = await sql<{ n: number }>`select 1 as n`.execute(tx)
      return rows
    })
  tt.same(await write(actor), [{ n: 1 }])
  const nobody = '01980a5e-7c1b-7000-8000-000000000009'
  const others: Partial<Actor>[] = [
    { identityId: nobody },
    { institutionId: nobody },
    { timezone: 'Asia/Makassar' },
    { kind: 'client' },
    { employeeId: nobody },
    { roles: ['auditor'] },
    { roles: [] },
    { roles: [...actor.roles, 'auditor'] },
    { scopes: ['access:read'] },
    { rateLimit: 1 },
  ]
  const looked = new Set([...others.flatMap((other) => Object.keys(other)), 'through', 'lastUsedAt'])
  tt.same(looked, new Set(Object.keys(actor)), 'all that an actor is; nobody acts through another here')
  for (const other of others) await tt.rejects(write({ ...actor, ...other }), { code: 'KP002' }, JSON.stringify(other))
  await tt.rejects(write(actor, { ...named, subject: 'x' }), { code: 'KP002' })
  await tt.rejects(write(actor, { ...named, issuer: 'x' }), { code: 'KP002' })
  const nothing = inTransaction(app.pools.app, nobodyOf(actor.institutionId), 'read write', (tx) =>
    confirmActor(tx, named, { ...actor, roles: [] }),
  )
  await tt.rejects(nothing, { code: 'KP002' }, 'with COMMIT at the latest')
  await app.pools.owner.query('update identities set disabled_at = now() where id = $1', [actor.identityId])
  await tt.rejects(write(actor), { code: 'KP002' }, 'disabled')
})

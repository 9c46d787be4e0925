/** The audit chain against its own database's owner: 1,000 random edits in SQL, each found, and the entry named. */
import pg from 'pg'
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import type { ChainVerification } from '../../src/services/access/audit-chain.ts'
import { verifyChain } from '../../src/services/access/audit-chain.ts'
import { inTransaction } from '../../src/db/transaction.ts'
import { signHeads } from '../../src/jobs/checkpoints.ts'
import pino from 'pino'
import { testApp, type TestApp } from '../support/app.ts'
import { openCycle, smallOffice } from '../support/cycle.ts'
import { createDatabase } from '../support/database.ts'

const EDITS = 1_000
const ENTRIES = 40

/** Numerical Recipes' generator: the same edits in every run. */
const random = (seed: number) => (limit: number) => {
  seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0
  return Math.floor((seed / 0x1_0000_0000) * limit)
}

const TABLES = ['audit_entries', 'audit_heads', 'audit_checkpoints']

interface Edit {
  readonly what: string
  /** Places of which one must be named; empty where the end itself is what is wrong. */
  readonly named: readonly number[]
  readonly statements: readonly string[]
  /** Found without any copy of a head outside the database. */
  readonly unanchored?: true
}

const CHANGES = [
  "at = at + interval '1 second'",
  'actor_id = gen_random_uuid()',
  "action = action || '.'",
  'resource_id = gen_random_uuid()',
  `facts = '{"state":"forged"}'`,
  "request_id = request_id || 'x'",
  'id = gen_random_uuid()',
  "hash = encode(sha256(convert_to(hash, 'UTF8')), 'hex')",
  "mac = encode(sha256(convert_to(mac, 'UTF8')), 'hex')",
]

/** All hashes anew from a place on, as the owner of the tables can: without the key, each mac stays what it was. */
const rehash = (institution: string, from: number): string => `
  do $$ declare e record; before text; begin
    select hash into before from audit_entries where institution_id = '${institution}' and seq = ${String(from - 1)};
    for e in select * from audit_entries where institution_id = '${institution}' and seq >= ${String(from)} order by seq loop
      before := encode(sha256(convert_to(coalesce(before, '') || E'\\n' || json_build_array(e.institution_id, e.seq, e.id,
        to_char(e.at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), e.actor_id, e.action, e.resource_id, e.facts, e.request_id)::text, 'UTF8')), 'hex');
      update audit_entries set hash = before where institution_id = '${institution}' and seq = e.seq;
    end loop; end $$`

const editOf = (pick: (limit: number) => number, institution: string, other: string): Edit => {
  const seq = 1 + pick(ENTRIES)
  const second = 1 + ((seq + pick(ENTRIES - 1)) % ENTRIES)
  const at = (place: number): string => `where institution_id = '${institution}' and seq = ${String(place)}`
  const copy = (place: string): string => `
    insert into audit_entries (institution_id, id, at, actor_id, action, resource_id, facts, request_id, seq, hash, mac)
    select institution_id, gen_random_uuid(), at, actor_id, action, resource_id, facts, request_id, ${place}, hash, mac
    from audit_entries ${at(seq)}`
  const change = CHANGES[pick(CHANGES.length)] ?? ''
  const cut = ENTRIES - pick(5)
  const edits: readonly Edit[] = [
    { what: `change ${change}`, named: [seq], statements: [`update audit_entries set ${change} ${at(seq)}`] },
    {
      what: 'change and rehash',
      named: [seq],
      statements: [`update audit_entries set facts = '{}', action = 'x.y' ${at(seq)}`, rehash(institution, seq)],
    },
    { what: 'delete', named: [seq], statements: [`delete from audit_entries ${at(seq)}`] },
    {
      what: 'delete, renumber and rehash',
      named: Array.from({ length: ENTRIES }, (_, index) => index + 1),
      statements: [
        `delete from audit_entries ${at(seq)}`,
        `update audit_entries set seq = -seq where institution_id = '${institution}' and seq > ${String(seq)}`,
        `update audit_entries set seq = -seq - 1 where institution_id = '${institution}' and seq < 0`,
        rehash(institution, seq),
      ],
    },
    {
      what: 'cut the end',
      named: [cut],
      statements: [`delete from audit_entries where institution_id = '${institution}' and seq >= ${String(cut)}`],
    },
    {
      what: 'cut the end with an older head',
      named: [],
      statements: [
        `delete from audit_entries where institution_id = '${institution}' and seq > 20`,
        `delete from audit_checkpoints where institution_id = '${institution}' and seq > 20`,
        `update audit_heads h set seq = s.seq, hash = s.hash, mac = s.mac from saved_head s where h.institution_id = '${institution}'`,
      ],
    },
    {
      what: 'cut the end and make a head of an entry',
      named: [],
      unanchored: true,
      statements: [
        `update audit_heads h set seq = e.seq, hash = e.hash, mac = e.mac from audit_entries e
         where h.institution_id = '${institution}' and e.institution_id = h.institution_id and e.seq = 25`,
        `delete from audit_entries where institution_id = '${institution}' and seq > 25`,
        `delete from audit_checkpoints where institution_id = '${institution}' and seq > 25`,
      ],
    },
    {
      what: 'swap two places',
      named: [seq, second],
      statements: [
        `update audit_entries set seq = -1 ${at(seq)}`,
        `update audit_entries set seq = ${String(seq)} ${at(second)}`,
        `update audit_entries set seq = ${String(second)} ${at(-1)}`,
      ],
    },
    { what: 'append a copy', named: [ENTRIES + 1], statements: [copy(String(ENTRIES + 1))] },
    { what: 'slip in without a place', named: [0], statements: [copy('null')] },
    { what: 'slip in below the first', named: [0], statements: [copy(String(-pick(9)))] },
    {
      what: 'slip in a second with the same place',
      named: [seq],
      statements: ['alter table audit_entries drop constraint audit_entries_place_once', copy(String(seq))],
    },
    {
      what: 'move to another institution',
      named: [seq],
      statements: [`update audit_entries set institution_id = '${other}', seq = null ${at(seq)}`],
    },
    { what: 'empty', named: [1], statements: [`delete from audit_entries where institution_id = '${institution}'`] },
    {
      what: 'move the head',
      named: [],
      statements: [`update audit_heads set seq = seq + ${String(1 + pick(3))} where institution_id = '${institution}'`],
    },
    {
      what: 'forge a checkpoint',
      named: [],
      statements: [`update audit_checkpoints set hash = 'x' where institution_id = '${institution}'`],
    },
  ]
  return edits[pick(edits.length)] as Edit
}

const verify = (app: TestApp, institutionId: string, unanchored?: true): Promise<ChainVerification> =>
  inTransaction(app.pools.app, { institutionId, employeeId: null }, 'snapshot', (tx) =>
    // Keys without a memory of what was written: the database alone is judged.
    verifyChain(tx, Buffer.from(app.secret), institutionId, {
      after: 0,
      limit: 10_000,
      anchored: unanchored ? null : app.anchors.read(institutionId),
    }),
  )

void t.test('1,000 edits by the owner of the tables', async (tt) => {
  const url = await createDatabase()
  const app = await testApp(tt, { database: { url, proxied: url } })
  const { id, hr } = await app.institution('TRAIL')
  const other = await app.institution('ELSE')
  const owner = new pg.Client({ connectionString: url })
  await owner.connect()
  tt.teardown(() => owner.end())
  const sign = () =>
    signHeads(
      { owner: app.pools.owner, secret: app.secret, anchors: app.anchors, logger: pino({ level: 'silent' }) },
      '2026-06-15T03:00:00.000Z',
    )
  for (let n = 1; n <= ENTRIES; n++) {
    tt.equal((await hr.post('/v1/units', { code: `U${String(n)}`, name: 'Unit' })).status, 201)
    if (n === 20) {
      await sign()
      await owner.query(
        `create table saved_head as select seq, hash, mac from audit_heads where institution_id = '${id}'`,
      )
    }
  }
  await sign()
  const clean = await verify(app, id)
  tt.same([clean.entries, clean.complete, clean.findings], [ENTRIES, true, []], 'a chain that nobody touched is sound')
  for (const table of TABLES) await owner.query(`create table kept_${table} as select * from ${table}`)

  const pick = random(20_261_125)
  const kinds = new Map<string, number>()
  let found = 0
  for (let n = 0; n < EDITS; n++) {
    const edit = editOf(pick, id, other.id)
    for (const statement of edit.statements) await owner.query(statement)
    const { findings } = await verify(app, id, edit.unanchored)
    const named = findings.map(({ seq }) => seq)
    const isNamed = edit.named.length === 0 || edit.named.some((seq) => named.includes(seq))
    if (findings.length > 0 && isNamed) found += 1
    else tt.fail(`not found: ${edit.what} (${JSON.stringify({ named: edit.named, findings })})`)
    kinds.set(edit.what, (kinds.get(edit.what) ?? 0) + 1)
    for (const table of TABLES) {
      await owner.query(`truncate ${table}`)
      await owner.query(`insert into ${table} select * from kept_${table}`)
    }
    if (edit.what.includes('same place'))
      await owner.query(
        'alter table audit_entries add constraint audit_entries_place_once unique (institution_id, seq)',
      )
  }
  tt.equal(found, EDITS, `${String(found)} of ${String(EDITS)} found`)
  tt.ok(kinds.size >= 20, `${String(kinds.size)} kinds of edit`)
  tt.same((await verify(app, id)).findings, [], 'and sound again when undone')

  // The last minute, not signed yet: an older copy of the whole end deceives nobody who has seen the newer one.
  for (const table of TABLES) await owner.query(`create table earlier_${table} as select * from ${table}`)
  await hr.post('/v1/units', { code: 'UNSIGNED', name: 'Unit' })
  for (const table of TABLES) {
    await owner.query(`truncate ${table}`)
    await owner.query(`insert into ${table} select * from earlier_${table}`)
  }
  tt.match((await hr.get('/v1/audit-verifications')).body, {
    sound: false,
    findings: [{ finding: 'entryMissing', seq: ENTRIES + 1 }],
  })

  await owner.query(`delete from audit_entries where institution_id = '${id}' and seq = 7`)
  const { body } = await hr.get('/v1/audit-verifications')
  tt.equal(body.sound, false)
  tt.match(body.findings[0], { finding: 'entryMissing', seq: 7, entryId: null })
  tt.equal((await hr.post('/v1/units', { code: 'AFTER', name: 'Unit' })).status, 201, 'writes go on')
  await owner.query(`update audit_heads set hash = 'forged' where institution_id = '${id}'`)
  await hr.post('/v1/units', { code: 'AFTER-2', name: 'Unit' })
  const seen = (await hr.get('/v1/audit-verifications')).body.findings.map(({ seq }: { seq: number }) => seq)
  tt.same(seen, [7, ENTRIES + 2], 'a head that was forged breaks the chain for ever, at the entry after it')
})

void t.test('what a job did to a cycle is signed and kept outside as soon as it is done', async (tt) => {
  const app = await testApp(tt)
  const office = await smallOffice(app, 'SIGNED')
  await openCycle(office)
  const { rows } = await app.pools.owner.query<{ seq: number }>(
    `select seq from audit_entries where institution_id = $1 and facts like '%"done":"cycle.open"%'`,
    [office.institutionId],
  )
  tt.equal(rows.length, 1)
  const kept = (): number => app.anchors.read(office.institutionId)?.seq ?? 0
  for (let tries = 0; tries < 100 && kept() === 0; tries++) await sleep(20)
  tt.ok(kept() >= Number(rows[0]?.seq), `${String(kept())} of ${String(rows[0]?.seq)}`)
})

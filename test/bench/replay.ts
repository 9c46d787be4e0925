/** The floor of submissions: the statements of the repositories, played by pgbench, or by `pg` where that is not installed. */
import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { promisify } from 'node:util'
import pg from 'pg'
import { unconnected } from '../../src/db/hot.ts'
import type { Tx } from '../../src/db/transaction.ts'
import type { Actor } from '../../src/domain/policy.ts'
import type { RaterGroup } from '../../src/domain/scoring/policies.ts'
import { claimNewKey, storeAnswer } from '../../src/repositories/access/idempotency-keys.ts'
import { findFeedbackRequestForUpdate } from '../../src/repositories/feedback/requests.ts'
import { saveFeedbackResponse, type ResponseValues } from '../../src/repositories/feedback/responses.ts'
import { groupOf, groupSql, idOf, ITEMS, KINDS, RATERS, sqlOf } from './institution.ts'
import { CONNECTIONS, rateOf, type Rate } from './reads.ts'
import type { World } from './world.ts'

const run = promisify(execFile)

interface Statement {
  readonly sql: string
  readonly values: readonly unknown[]
}

/** What a call of a repository would send. */
const recorded = async (call: (tx: Tx) => Promise<unknown>): Promise<Statement[]> => {
  const sent: Statement[] = []
  const recorder = unconnected(({ query }) => {
    sent.push({ sql: query.sql, values: query.parameters })
  })
  await recorder.transaction().execute((tx) => call(tx))
  return sent.filter(({ values }) => values.length > 0)
}

/** Of the nth submission: as pgbench computes it, and as we do. */
const NUMBERED: Readonly<Record<string, { readonly sql: string; readonly of: (n: number) => string }>> = {
  '@request': { sql: sqlOf.request(':n::bigint'), of: (n) => idOf(KINDS.request, n) },
  '@appraisal': {
    sql: sqlOf.appraisal(`:n::bigint / ${String(RATERS)}`),
    of: (n) => idOf(KINDS.appraisal, Math.floor(n / RATERS)),
  },
  '@group': { sql: groupSql(':n::bigint'), of: groupOf },
  '@key': { sql: "'key-' || :n", of: (n) => `key-${String(n)}` },
  '@identity': { sql: sqlOf.employee(':n::bigint % 1000'), of: (n) => idOf(KINDS.employee, n % 1_000) },
}

/** All of one transaction; the audit chain by its head alone, with hashes that nobody computed. */
const statementsOf = async (institution: string): Promise<Statement[]> => {
  const actor = { institutionId: institution, identityId: '@identity' } as Actor
  const now = new Date().toISOString()
  const answer = { requestDigest: 'x'.repeat(64), status: 200, headers: {}, body: 'x'.repeat(600), expiresAt: now }
  const values = {
    requestId: '@request',
    appraisalId: '@appraisal',
    group: '@group' as RaterGroup,
    state: 'submitted',
    ratings: Array.from({ length: ITEMS }, (_, index) => 1 + ((index * 3) % 5)),
    comments: [],
    answeredOn: now.slice(0, 10),
  } satisfies ResponseValues
  const own = await recorded(async (tx) => {
    await claimNewKey(tx, actor, '@key')
    await findFeedbackRequestForUpdate(tx, institution, '@request')
    await saveFeedbackResponse(tx, institution, values)
    await storeAnswer(tx, actor, '@key', answer)
  })
  return [
    {
      sql: "select set_config('app.institution', $1, true), set_config('app.employee', '', true)",
      values: [institution],
    },
    ...own,
    {
      sql: `with moved as (update audit_heads set seq = seq + 1, hash = repeat('h', 64), mac = repeat('m', 64) where institution_id = $1 returning seq)
        insert into audit_entries (institution_id, id, at, action, facts, request_id, seq, hash, mac)
        select $2::uuid, gen_random_uuid(), current_date, 'feedbackResponse.submit', '{}', '', seq, repeat('h', 64), repeat('m', 64) from moved`,
      values: [institution, institution],
    },
  ]
}

const literal = (value: unknown): string => {
  if (value === null) return 'null'
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return NUMBERED[text]?.sql ?? `'${text.replaceAll("'", "''")}'`
}

const scripted = ({ sql, values }: Statement): string =>
  `${sql.replaceAll(/\$(\d+)/g, (_, place: string) => literal(values[Number(place) - 1])).replaceAll('\n', ' ')};`

/** One round trip for the whole transaction. */
const scriptOf = (statements: readonly Statement[]): string =>
  [
    ...['\\set i :i + 1', '\\set n :base + :client_id * :each + :i', '\\startpipeline', 'begin;'],
    ...statements.map(scripted),
    ...['commit;', '\\endpipeline', ''],
  ].join('\n')

/** Which submissions a round plays, and for how long: so many for each client, from `base` on. */
export interface Round {
  readonly base: number
  readonly each: number
  readonly seconds: number
}

const OPTIONS = '-c role=kompeten_app -c timezone=UTC -c jit=off'

const byPgbench = async (world: World, script: string, { base, each, seconds }: Round): Promise<number> => {
  const variables = { i: 0, base, each }
  const { stdout } = await run(
    'pgbench',
    [
      ...['-n', '-M', 'prepared', '-c', String(CONNECTIONS), '-j', '1', '-T', String(seconds), '-f', script],
      ...Object.entries(variables).flatMap(([name, value]) => ['-D', `${name}=${String(value)}`]),
      world.url,
    ],
    { env: { ...process.env, PGOPTIONS: OPTIONS } },
  )
  return Number(/transactions actually processed: (\d+)/.exec(stdout)?.[1])
}

const byDriver = async (
  world: World,
  statements: readonly Statement[],
  { base, each, seconds }: Round,
): Promise<number> => {
  const end = performance.now() + seconds * 1_000
  let played = 0
  const client = async (_: unknown, number: number): Promise<void> => {
    const connection = new pg.Client({ connectionString: world.url, options: OPTIONS, pipeline: true })
    await connection.connect()
    for (let i = 1; performance.now() < end; i++) {
      const n = base + number * each + i
      const own = (value: unknown): unknown => (typeof value === 'string' ? (NUMBERED[value]?.of(n) ?? value) : value)
      await Promise.all([
        connection.query('begin'),
        ...statements.map(({ sql, values }, place) =>
          connection.query({ name: `s${String(place)}`, text: sql, values: values.map(own) }),
        ),
        connection.query('commit'),
      ])
      played += 1
    }
    await connection.end()
  }
  await Promise.all(Array.from({ length: CONNECTIONS }, client))
  return played
}

export interface Replay {
  readonly name: string
  readonly play: (round: Round) => Promise<Rate>
}

const isInstalled = (command: string): Promise<boolean> =>
  run(command, ['--version']).then(
    () => true,
    () => false,
  )

export const replayOf = async (world: World, institution: string): Promise<Replay> => {
  const statements = await statementsOf(institution)
  const script = `${world.folder}/submission.sql`
  writeFileSync(script, scriptOf(statements))
  const hasPgbench = await isInstalled('pgbench')
  const play: Replay['play'] = async (round) => {
    const before = world.cpu()
    const requests = await (hasPgbench ? byPgbench(world, script, round) : byDriver(world, statements, round))
    const load = { requests, seconds: round.seconds, latencies: [] }
    return rateOf(load, { ...before, node: 0 }, { ...world.cpu(), node: 0 })
  }
  return { name: `${hasPgbench ? 'pgbench' : 'bare pg'} with the same statements in one round trip`, play }
}

/** Submissions of 21 ratings, against pgbench playing the statements of the same repositories with nothing around them. */
import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { unconnected } from '../../src/db/hot.ts'
import type { Tx } from '../../src/db/transaction.ts'
import type { Actor } from '../../src/domain/policy.ts'
import type { RaterGroup } from '../../src/domain/scoring/policies.ts'
import { claimKey, storeAnswer } from '../../src/repositories/access/idempotency-keys.ts'
import { findFeedbackRequestForUpdate } from '../../src/repositories/feedback/requests.ts'
import { saveFeedbackResponse, type ResponseValues } from '../../src/repositories/feedback/responses.ts'
import {
  APPRAISED,
  groupSql,
  idOf,
  ITEMS,
  KINDS,
  raterOf,
  RATERS,
  sqlOf,
  subjectOf,
  type Institution,
} from './institution.ts'
import type { Measured } from './measure.ts'
import { CONNECTIONS, judgeRates, rateOf, type Rate } from './reads.ts'
import { closedLoop, expects, type Shot } from './traffic.ts'
import type { World } from './world.ts'

const run = promisify(execFile)

/** Half of the requests are ours to answer, by every fourth rater, who has his or her token by then; pgbench has the others. */
const OURS = Math.floor((APPRAISED * RATERS) / 2)
const answeredByUs = (): number[] => Array.from({ length: OURS }, (_, n) => n).filter((n) => raterOf(n) % 4 === 3)

const BODY = JSON.stringify({
  ratings: Array.from({ length: ITEMS }, (_, index) => ({ item: index + 1, value: 1 + ((index * 3) % 5) })),
})

const shots = (world: World): { warm: () => Shot | null; next: () => Shot | null } => {
  const queue = answeredByUs()
  const tokens = new Map([...new Set(queue.map(raterOf))].map((rater) => [rater, world.sign(subjectOf(rater))]))
  const strangers = [...tokens.values()]
  return {
    warm: () => {
      const token = strangers.pop()
      return token === undefined ? null : { path: '/v1/me', token, check: expects('"identityId"') }
    },
    next: () => {
      const n = queue.shift()
      if (n === undefined) return null
      return {
        method: 'POST',
        path: `/v1/feedback-requests/${idOf(KINDS.request, n)}/submission`,
        token: tokens.get(raterOf(n)) ?? '',
        headers: { 'idempotency-key': randomUUID() },
        body: BODY,
        check: expects('"state":"submitted"'),
      }
    },
  }
}

/** What a call of a repository would send. */
const recorded = async (call: (tx: Tx) => Promise<unknown>): Promise<{ sql: string; values: readonly unknown[] }[]> => {
  const sent: { sql: string; values: readonly unknown[] }[] = []
  const recorder = unconnected(({ query }) => {
    sent.push({ sql: query.sql, values: query.parameters })
  })
  await recorder.transaction().execute((tx) => call(tx))
  return sent.filter(({ values }) => values.length > 0)
}

/** Ids that differ with every transaction, as the script computes them. */
const NUMBERED: Readonly<Record<string, string>> = {
  '@request': sqlOf.request(':n::bigint'),
  '@appraisal': sqlOf.appraisal(`:n::bigint / ${String(RATERS)}`),
  '@group': groupSql(':n::bigint'),
  '@key': `'key-' || :n`,
  '@identity': sqlOf.employee(':n::bigint % 1000'),
}

const literal = (value: unknown): string => {
  if (value === null) return 'null'
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return NUMBERED[text] ?? `'${text.replaceAll("'", "''")}'`
}

const written = ({ sql, values }: { sql: string; values: readonly unknown[] }): string =>
  `${sql.replaceAll(/\$(\d+)/g, (_, place: string) => literal(values[Number(place) - 1])).replaceAll('\n', ' ')};`

/** One round trip for the whole transaction; the audit chain by its head alone, with hashes that nobody computed. */
export const scriptFor = async (institution: string): Promise<string> => {
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
  const statements = await recorded(async (tx) => {
    await claimKey(tx, actor, '@key', now)
    await findFeedbackRequestForUpdate(tx, institution, '@request')
    await saveFeedbackResponse(tx, institution, values)
    await storeAnswer(tx, actor, '@key', answer)
  })
  return [
    '\\set i :i + 1',
    '\\set n :base + :client_id * :each + :i',
    '\\startpipeline',
    'begin;',
    `select set_config('app.institution', '${institution}', true), set_config('app.employee', '', true);`,
    ...statements.map(written),
    `with moved as (update audit_heads set seq = seq + 1, hash = repeat('h', 64), mac = repeat('m', 64) where institution_id = '${institution}' returning seq)
     insert into audit_entries (institution_id, id, at, action, facts, request_id, seq, hash, mac)
     select '${institution}', gen_random_uuid(), current_date, 'feedbackResponse.submit', '{}', '', seq, repeat('h', 64), repeat('m', 64) from moved;`.replaceAll(
      '\n',
      ' ',
    ),
    'commit;',
    '\\endpipeline',
    '',
  ].join('\n')
}

const played = async (world: World, script: string, base: number, each: number, seconds: number): Promise<Rate> => {
  const before = world.cpu()
  const variables = { i: 0, base, each }
  const { stdout } = await run(
    'pgbench',
    [
      ...['-n', '-M', 'prepared', '-c', String(CONNECTIONS), '-j', '1', '-T', String(seconds), '-f', script],
      ...Object.entries(variables).flatMap(([name, value]) => ['-D', `${name}=${String(value)}`]),
      world.url,
    ],
    { env: { ...process.env, PGOPTIONS: '-c role=kompeten_app -c timezone=UTC -c jit=off' } },
  )
  const requests = Number(/transactions actually processed: (\d+)/.exec(stdout)?.[1])
  const after = world.cpu()
  const load = { requests, seconds, latencies: [] }
  return rateOf(load, { ...before, node: 0 }, { ...after, node: 0 })
}

export const submissionCase = async (
  { id, world }: Institution,
  { rounds, seconds }: { readonly rounds: number; readonly seconds: number },
): Promise<Measured> => {
  const script = `${world.folder}/submission.sql`
  writeFileSync(script, await scriptFor(id))
  const { warm, next } = shots(world)
  await closedLoop(world.address, warm, { connections: CONNECTIONS, seconds: 60 })
  const [ours, theirs]: [Rate[], Rate[]] = [[], []]
  const each = Math.floor(OURS / (rounds * CONNECTIONS))
  for (let round = 0; round < rounds; round++) {
    const before = world.cpu()
    const load = await closedLoop(world.address, next, { connections: CONNECTIONS, seconds })
    ours.push(rateOf(load, before, world.cpu()))
    theirs.push(await played(world, script, OURS + round * each * CONNECTIONS, each, seconds))
  }
  return judgeRates(
    { name: 'submission of 21 ratings', floor: 'pgbench with the same statements in one round trip', target: 0.4 },
    ours,
    theirs,
  )
}

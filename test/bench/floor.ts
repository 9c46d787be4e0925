/**
 * What a service costs that does nothing but answer: Fastify with a response schema, `pg` with named statements, a token
 * verified once and remembered. No roles, no rules, no record, no limits. Run as a process.
 */
import { createVerifier } from 'fast-jwt'
import fastify from 'fastify'
import pg from 'pg'
import { types } from '../../src/db/database.ts'

const { DATABASE_URL = '', FLOOR_KEY = '', FLOOR_INSTITUTION = '' } = process.env

const poolOf = (max: number, own?: pg.CustomTypesConfig): pg.Pool =>
  new pg.Pool({
    connectionString: DATABASE_URL,
    max,
    options: '-c timezone=UTC -c jit=off',
    ...(own && { types: own }),
  })

/** As many connections as serve each best, of 4, 8 and 12 that were tried. Times stay text. */
const forOne = poolOf(8, types)
const forLists = poolOf(4, types)
/** Times become `Date` and text again, as `pg` does where nobody tells it otherwise. */
const asDriverReads = poolOf(4)

const verify = createVerifier({ key: FLOOR_KEY, algorithms: ['EdDSA'], cache: false })
const known = new Set<string>()

const app = fastify()
app.addHook('onRequest', (request, _reply, done) => {
  const token = (request.headers.authorization ?? '').slice('Bearer '.length)
  if (!known.has(token)) {
    verify(token)
    known.add(token)
  }
  done()
})

const EMPLOYEE = `id, nip, siasn_id as "siasnId", official_email as "officialEmail", name, employment_kind as "employmentKind",
  grade, active, sample, restricted_at as "restrictedAt", pseudonymised_at as "pseudonymisedAt", version,
  created_at as "createdAt", updated_at as "updatedAt", array[]::text[] as warnings`

const text = { type: 'string' } as const
const maybe = { type: ['string', 'null'] } as const
const flag = { type: 'boolean' } as const
const employee = {
  type: 'object',
  properties: {
    nip: text,
    name: text,
    employmentKind: text,
    siasnId: maybe,
    officialEmail: maybe,
    grade: maybe,
    active: flag,
    id: text,
    sample: flag,
    restrictedAt: maybe,
    pseudonymisedAt: maybe,
    version: { type: 'integer' },
    createdAt: text,
    updatedAt: text,
    warnings: { type: 'array', items: text },
  },
} as const
const listOf = (items: object) => ({
  type: 'object',
  properties: { items: { type: 'array', items }, next: maybe },
})

const pageOf = (rows: readonly { readonly id: string }[]) => ({
  items: rows.slice(0, 50),
  next: rows.length > 50 ? rows[49]?.id : null,
})

app.get<{ Params: { id: string } }>(
  '/employees/:id',
  { schema: { response: { 200: employee } } },
  async ({ params }) => {
    const { rows } = await forOne.query({
      name: 'employee',
      text: `select ${EMPLOYEE} from employees where institution_id = $1 and id = $2`,
      values: [FLOOR_INSTITUTION, params.id],
    })
    return rows[0] as object
  },
)

const pageFrom = (pool: pg.Pool) => async (request: { readonly query: { readonly after: string } }) => {
  const { rows } = await pool.query<{ id: string }>({
    name: 'employees',
    text: `select ${EMPLOYEE} from employees where institution_id = $1 and id > $2 order by id limit 51`,
    values: [FLOOR_INSTITUTION, request.query.after],
  })
  return pageOf(rows)
}
interface After {
  Querystring: { after: string }
}
const page = { schema: { response: { 200: listOf(employee) } } }
app.get<After>('/employees', page, pageFrom(asDriverReads))
app.get<After>('/employees-with-times-as-text', page, pageFrom(forLists))

const task = {
  type: 'object',
  properties: {
    id: text,
    cycleId: text,
    cycleName: text,
    formId: text,
    subjectName: text,
    subjectPosition: text,
    group: text,
    state: text,
    from: text,
    to: text,
    saved: flag,
    version: { type: 'integer' },
  },
} as const

app.get<{ Params: { rater: string } }>(
  '/tasks/:rater',
  { schema: { response: { 200: listOf(task) } } },
  async ({ params }) => {
    const { rows } = await forLists.query<{ id: string }>({
      name: 'tasks',
      text: `select r.id, r.cycle_id as "cycleId", c.name as "cycleName", c.form_id as "formId", a.frozen ->> 'employeeName' as "subjectName",
        a.frozen ->> 'positionTitle' as "subjectPosition", r.rater_group as "group", r.state,
        c.phases -> (case r.rater_group when 'self' then 'selfAssessment' else 'feedback' end) ->> 'from' as "from",
        c.phases -> (case r.rater_group when 'self' then 'selfAssessment' else 'feedback' end) ->> 'to' as "to",
        exists (select from feedback_responses f where f.institution_id = r.institution_id and f.request_id = r.id) as saved, r.version
      from rater_identities i
      join feedback_requests r on r.institution_id = i.institution_id and r.id = i.request_id
      join appraisals a on a.institution_id = r.institution_id and a.id = r.appraisal_id
      join cycles c on c.institution_id = r.institution_id and c.id = r.cycle_id
      where i.institution_id = $1 and i.rater_id = $2 and r.state in ('active', 'submitted', 'declined')
      order by r.id limit 51`,
      values: [FLOOR_INSTITUTION, params.rater],
    })
    return pageOf(rows)
  },
)

console.log(`floor ${await app.listen({ port: 0, host: '127.0.0.1' })}`)

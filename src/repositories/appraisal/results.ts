/** Results: sealed editions, only ever added to. */
import { sql } from 'kysely'
import type { Db } from '../../db/database.ts'
import type { Tx } from '../../db/transaction.ts'
import { FIRST_ID, pageOf, type Page, type PageRequest } from '../../domain/pages.ts'
import type { ReleasedDocument } from '../../domain/appraisal/release.ts'
import type { ResultChange } from '../../domain/appraisal/results.ts'
import type { Gap } from '../../domain/scoring/jpm.ts'
import type { Breakdown } from '../../domain/scoring/breakdown.ts'
import type { Instrument, RaterGroup } from '../../domain/scoring/policies.ts'
import type { CompetencyScore, Composite, ScoringFacts } from '../../domain/scoring/score.ts'
import { mine, type Frozen, type Mine } from './appraisals.ts'

const SUMMARY = [
  'r.id',
  'r.appraisal_id as appraisalId',
  'a.cycle_id as cycleId',
  'c.state as cycleState',
  'c.form_id as formId',
  'c.published_at as publishedAt',
  'a.employee_id as employeeId',
  'a.supervisor_id as supervisorId',
  'a.superior_id as superiorId',
  'a.unit_path as unitPath',
  'r.instrument',
  'r.edition',
  'r.stage',
  'r.supersedes_id as supersedesId',
  'r.policy_id as policyId',
  'r.total',
  'r.proposal',
  'r.predicate',
  'r.figure',
  'r.reason',
  'r.result_sha256 as resultSha256',
  'r.sealed_at as sealedAt',
] as const

/** Of the result `r`. */
export const NEWEST_EDITION = sql<boolean>`not exists (select from results n where n.institution_id = r.institution_id
    and n.appraisal_id = r.appraisal_id and n.instrument = r.instrument and n.edition > r.edition)`

const query = (db: Db, institutionId: string) =>
  db
    .selectFrom('results as r')
    .innerJoin('appraisals as a', (join) =>
      join.onRef('a.institution_id', '=', 'r.institution_id').onRef('a.id', '=', 'r.appraisal_id'),
    )
    .innerJoin('cycles as c', (join) =>
      join.onRef('c.institution_id', '=', 'a.institution_id').onRef('c.id', '=', 'a.cycle_id'),
    )
    .select(SUMMARY)
    .where('r.institution_id', '=', institutionId)

/** Raters counted per released group. */
export type ReleasedCounts = Readonly<Partial<Record<RaterGroup, number>>>

export type ResultSummary = Awaited<ReturnType<ReturnType<typeof query>['executeTakeFirstOrThrow']>>
export type ResultRow = ResultSummary & {
  readonly frozen: Frozen
  readonly competencies: readonly CompetencyScore[]
  readonly gaps: readonly Gap[]
  readonly facts: ScoringFacts
  readonly released: ReleasedCounts
  readonly agreement: Composite['agreement']
  readonly change: ResultChange | null
  /** Canonical JSON, byte for byte what was sealed. */
  readonly breakdown: string
}

const whole = (db: Db, institutionId: string) =>
  query(db, institutionId).select([
    'a.frozen',
    'r.competencies',
    'r.gaps',
    'r.facts',
    'r.released',
    'r.agreement',
    'r.change',
    'r.breakdown',
  ])

export const findResult = async (db: Db, institutionId: string, id: string): Promise<ResultRow | undefined> =>
  (await whole(db, institutionId).where('r.id', '=', id).executeTakeFirst()) as ResultRow | undefined

/** The newest edition of each instrument of an appraisal, behaviour first. */
export const findNewestResults = async (db: Db, institutionId: string, appraisalId: string): Promise<ResultRow[]> =>
  (await whole(db, institutionId)
    .where('r.appraisal_id', '=', appraisalId)
    .where(NEWEST_EDITION)
    .orderBy('r.instrument')
    .execute()) as ResultRow[]

export interface ResultFilter {
  readonly cycleId?: string
  readonly appraisalId?: string
  readonly employeeId?: string
  readonly instrument?: Instrument
}

/** Newest editions alone. The viewer's own are listed from publication on, others' once they are scored. */
export const listResults = async (
  db: Db,
  institutionId: string,
  filter: ResultFilter,
  viewer: { readonly employeeId: string | null; readonly own: Mine | null },
  page: PageRequest,
): Promise<Page<ResultSummary>> => {
  const { own } = viewer
  const visible = sql<boolean>`(a.employee_id <> ${viewer.employeeId ?? FIRST_ID} or c.state = 'published')`
  const rows = await query(db, institutionId)
    .where('r.id', '>', page.after ?? FIRST_ID)
    .where(NEWEST_EDITION)
    .where(visible)
    .$if(filter.cycleId !== undefined, (q) => q.where('a.cycle_id', '=', filter.cycleId ?? ''))
    .$if(filter.appraisalId !== undefined, (q) => q.where('r.appraisal_id', '=', filter.appraisalId ?? ''))
    .$if(filter.employeeId !== undefined, (q) => q.where('a.employee_id', '=', filter.employeeId ?? ''))
    .$if(filter.instrument !== undefined, (q) => q.where('r.instrument', '=', filter.instrument ?? 'behaviour'))
    .$if(own !== null, (q) => q.where(mine(own ?? { employeeId: FIRST_ID, led: [] })))
    .orderBy('r.id')
    .limit(page.limit + 1)
    .execute()
  return pageOf(rows, page)
}

/** The newest edition of one instrument of an appraisal. */
export const findNewestResult = (tx: Tx, institutionId: string, appraisalId: string, instrument: Instrument) =>
  tx
    .selectFrom('results')
    .select(['id', 'edition', 'proposal', 'policy_id as policyId', 'breakdown'])
    .select((eb) => eb.ref('facts').$castTo<ScoringFacts>().as('facts'))
    .where('institution_id', '=', institutionId)
    .where('appraisal_id', '=', appraisalId)
    .where('instrument', '=', instrument)
    .orderBy('edition', 'desc')
    .limit(1)
    .executeTakeFirst()

export interface NewResult {
  readonly id: string
  readonly appraisalId: string
  readonly instrument: Instrument
  readonly edition: number
  readonly stage: 'proposed' | 'final'
  readonly supersedesId: string | null
  readonly policyId: string
  readonly total: string | null
  readonly proposal: string | null
  readonly predicate: string | null
  readonly figure: string | null
  readonly reason: string | null
  readonly gaps: readonly Gap[]
  readonly competencies: readonly CompetencyScore[]
  readonly facts: ScoringFacts
  readonly released: ReleasedCounts
  readonly agreement: Composite['agreement']
  readonly change: ResultChange | null
  readonly breakdown: string
  readonly resultSha256: string
}

/** One statement, whatever the number. */
export const insertResults = async (
  tx: Tx,
  institutionId: string,
  results: readonly NewResult[],
  now: string,
): Promise<void> => {
  await sql`
    insert into results (institution_id, id, appraisal_id, instrument, edition, stage, supersedes_id, policy_id, total, proposal,
      predicate, figure, reason, gaps, competencies, facts, released, agreement, change, breakdown, result_sha256, sealed_at)
    select ${institutionId}, x.id, x."appraisalId", x.instrument, x.edition, x.stage, x."supersedesId", x."policyId", x.total, x.proposal,
      x.predicate, x.figure, x.reason, x.gaps, x.competencies, x.facts, x.released, x.agreement, nullif(x.change, 'null'::jsonb), x.breakdown, x."resultSha256", ${now}
    from jsonb_to_recordset(${JSON.stringify(results)}::jsonb) as x(id uuid, "appraisalId" uuid, instrument text, edition integer, stage text,
      "supersedesId" uuid, "policyId" uuid, total text, proposal text, predicate text, figure text, reason text, gaps jsonb,
      competencies jsonb, facts jsonb, released jsonb, agreement jsonb, change jsonb, breakdown text, "resultSha256" text)`.execute(
    tx,
  )
}

export interface ReleasableRow extends ReleasedDocument {
  readonly instrument: Instrument
  readonly unitPath: string
  readonly positionClass: string
  readonly total: string | null
  readonly predicate: string | null
  readonly figure: string | null
  readonly gaps: readonly Gap[]
}

/** Every edition of the appraisals named, in their order: all of them stay readable. */
export const loadReleasable = async (
  tx: Tx,
  institutionId: string,
  appraisalIds: readonly string[],
): Promise<ReadonlyMap<string, readonly ReleasableRow[]>> => {
  const rows = await query(tx, institutionId)
    .select(['r.breakdown', 'r.competencies', 'r.gaps', 'a.position_class as positionClass'])
    .where(sql<boolean>`r.appraisal_id = any(${[...appraisalIds]}::uuid[])`)
    .orderBy('r.appraisal_id')
    .orderBy('r.instrument')
    .orderBy('r.edition')
    .execute()
  const byAppraisal = new Map<string, ReleasableRow[]>()
  for (const { appraisalId, breakdown, competencies, gaps, ...rest } of rows) {
    const { instrument, unitPath, positionClass, total, predicate, figure } = rest
    const row = {
      instrument,
      unitPath,
      positionClass,
      total,
      predicate,
      figure,
      gaps: gaps as Gap[],
      breakdown: JSON.parse(breakdown) as Breakdown,
      competencies: competencies as CompetencyScore[],
    }
    const known = byAppraisal.get(appraisalId)
    if (known) known.push(row)
    else byAppraisal.set(appraisalId, [row])
  }
  return byAppraisal
}

export interface NewestFacts {
  readonly appraisalId: string
  readonly policyId: string
  readonly total: string | null
  readonly proposal: string | null
  readonly predicate: string | null
  readonly facts: ScoringFacts
}

/** Of the newest editions of one instrument. */
export const loadNewestFacts = async (
  db: Db,
  institutionId: string,
  appraisalIds: readonly string[],
  instrument: Instrument,
): Promise<NewestFacts[]> => {
  const { rows } = await sql<NewestFacts>`
    select appraisal_id as "appraisalId", policy_id as "policyId", total, proposal, predicate, facts
    from results r where institution_id = ${institutionId} and instrument = ${instrument}
      and appraisal_id = any(${[...appraisalIds]}::uuid[]) and ${NEWEST_EDITION}
    order by appraisal_id`.execute(db)
  return rows
}

/** Staged lines → rows, in one statement for what is known and one for what is new. */
import { sql, type RawBuilder } from 'kysely'
import type { Tx } from '../../db/transaction.ts'
import type { Target, TargetColumn } from './targets.ts'

export interface Publication {
  readonly institutionId: string
  readonly now: string
  readonly target: Target
  /** Fields that every line has; null where each line says for itself which it has. */
  readonly fields: ReadonlySet<string> | null
  /** Position of a field in the mask of a line. */
  readonly bitOf: (field: string) => number
}

const raw = (text: string): RawBuilder<unknown> => sql.raw(text)

const given = ({ field, staged, merged, column }: TargetColumn): string => {
  if (field === null) return `s.${staged}`
  return merged ? `jsonb_strip_nulls(t.${column} || s.${staged})` : `s.${staged}`
}

/** What a known row gets, and what a new one gets. */
const valuesOf = ({ fields, bitOf }: Publication, column: TargetColumn): { known: string; fresh: string } => {
  const { field, staged, fallback, merged } = column
  const plain = merged ? `jsonb_strip_nulls(s.${staged})` : `s.${staged}`
  if (field === null || fields?.has(field)) return { known: given(column), fresh: plain }
  if (fields) return { known: `t.${column.column}`, fresh: fallback }
  const has = `s.present & ${String(1 << bitOf(field))} <> 0`
  return {
    known: `case when ${has} then ${given(column)} else t.${column.column} end`,
    fresh: `case when ${has} then ${plain} else ${fallback} end`,
  }
}

const always = ({ target, now }: Publication): { names: string[]; values: RawBuilder<unknown>[] } => ({
  names: Object.keys(target.always),
  values: Object.values(target.always).map((value) => (value === '$now' ? sql`${now}::timestamptz` : raw(value))),
})

const differs = (publication: Publication): string => {
  const { columns } = publication.target
  const news = columns.map((column) => valuesOf(publication, column).known)
  const olds = columns.map(({ column }) => `t.${column}`)
  return `(${news.join(', ')}) is distinct from (${olds.join(', ')})`
}

/** Rows that the file names and would change. `only` narrows it to some lines. */
export const updateKnown = async (publication: Publication, tx: Tx, only: string): Promise<number> => {
  const { target, institutionId, now } = publication
  const sets = target.columns.map((column) => raw(`${column.column} = ${valuesOf(publication, column).known}`))
  const { names, values } = always(publication)
  const more = names.map((name, index) => sql`${raw(name)} = ${values[index]}`)
  const { numAffectedRows } = await sql`
    update ${raw(target.table)} t set ${sql.join([...sets, ...more])}, version = t.version + 1, updated_at = ${now}
    from staged s
    where t.institution_id = ${institutionId} and ${raw(target.match)} and s.faults is null and ${raw(differs(publication))}
      and ${raw(only)}`.execute(tx)
  return Number(numAffectedRows ?? 0)
}

const unknown = ({ target, institutionId }: Publication): RawBuilder<unknown> =>
  sql`s.faults is null and not exists (select from ${raw(target.table)} t where t.institution_id = ${institutionId} and ${raw(target.match)})`

export const insertNew = async (publication: Publication, tx: Tx): Promise<number> => {
  const { target, institutionId, now } = publication
  const { names, values } = always(publication)
  const columns = [...target.columns.map(({ column }) => column), ...names]
  const fresh = target.columns.map((column) => raw(valuesOf(publication, column).fresh))
  const { numAffectedRows } = await sql`
    insert into ${raw(target.table)} (institution_id, id, ${raw(columns.join(', '))}, created_at, updated_at)
    select ${institutionId}, s.id, ${sql.join([...fresh, ...values])}, ${now}, ${now} from staged s where ${unknown(publication)}`.execute(
    tx,
  )
  return Number(numAffectedRows ?? 0)
}

/** New lines without a value that nothing can stand for. */
export const unknownWithout = (publication: Publication, field: string): RawBuilder<boolean> => {
  const absent = publication.fields ? 'true' : `s.present & ${String(1 << publication.bitOf(field))} = 0`
  return sql<boolean>`${raw(absent)} and ${unknown(publication)}`
}

export interface Missing {
  readonly known: number
  readonly missing: number
}

const notNamed = ({ target, institutionId }: Publication): RawBuilder<unknown> =>
  sql`t.institution_id = ${institutionId} and t.active and not exists (select from staged s where ${raw(target.match)})`

/** Of the active rows, how many the file does not name. */
export const countMissing = async (publication: Publication, tx: Tx): Promise<Missing> => {
  const { target, institutionId } = publication
  const { rows } = await sql<Missing>`
    select count(*)::int as known, (select count(*)::int from ${raw(target.table)} t where ${notNamed(publication)}) as missing
    from ${raw(target.table)} t where t.institution_id = ${institutionId} and t.active`.execute(tx)
  return rows[0] ?? { known: 0, missing: 0 }
}

export const deactivateMissing = async (publication: Publication, tx: Tx): Promise<number> => {
  const { numAffectedRows } = await sql`
    update ${raw(publication.target.table)} t set active = false, version = t.version + 1, updated_at = ${publication.now}
    where ${notNamed(publication)}`.execute(tx)
  return Number(numAffectedRows ?? 0)
}

const asObject = (publication: Publication, value: (column: TargetColumn) => string): string =>
  `jsonb_build_object(${publication.target.columns
    .map((column) => `'${column.field ?? column.column}', ${value(column)}`)
    .join(', ')})`

/** What the file would change, before it does: keys, and of known rows the members that differ. */
export const previewChanges = async (
  publication: Publication,
  tx: Tx,
  importId: string,
  key: readonly string[],
  deactivates: boolean,
): Promise<void> => {
  const { target, institutionId } = publication
  const keys = raw(`jsonb_build_object(${key.map((field) => `'${field}', s."${field}"`).join(', ')})`)
  const [before, after] = [
    asObject(publication, ({ column }) => `t.${column}`),
    asObject(publication, (c) => valuesOf(publication, c).known),
  ]
  const fresh = asObject(publication, (column) => valuesOf(publication, column).fresh)
  const missing = deactivates
    ? sql`union all select null, 'deactivated', jsonb_build_object(${sql.lit(key[0])}, t.${sql.ref(key[0] ?? 'code')}), '{"active": true}', '{"active": false}'
        from ${raw(target.table)} t where ${notNamed(publication)}`
    : sql``
  await sql`
    insert into import_changes (institution_id, import_id, place, line, change, key, before, after)
    select ${institutionId}, ${importId}, row_number() over (order by c.line nulls last, c.key::text), c.line, c.change, c.key,
      (select jsonb_object_agg(b.key, b.value) from jsonb_each(c.before) b where b.value is distinct from c.after -> b.key),
      (select jsonb_object_agg(a.key, a.value) from jsonb_each(c.after) a where c.before is null or a.value is distinct from c.before -> a.key)
    from (
      select s.line, 'updated' as change, ${keys} as key, ${raw(before)} as before, ${raw(after)} as after
      from staged s join ${raw(target.table)} t on t.institution_id = ${institutionId} and ${raw(target.match)}
      where s.faults is null and ${raw(differs(publication))}
      union all
      select s.line, 'inserted', ${keys}, null, ${raw(fresh)} from staged s where ${unknown(publication)}
      ${missing}) c`.execute(tx)
}

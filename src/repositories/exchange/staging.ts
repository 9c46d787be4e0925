/** The staging table of an import: the lines of a file, with the faults found so far. It ends with its transaction. */
import { sql } from 'kysely'
import type { Tx } from '../../db/transaction.ts'
import type { LineFault, StagedField } from '../../domain/exchange/lines.ts'

const quoted = (field: string): string => `"${field}"`

/** Memory for joins of a whole file with a whole table. */
const WORK_MEM = '128MB'

/** `resolved` are ids and paths that take the place of codes once they are looked up. */
export const createStaging = async (
  tx: Tx,
  fields: readonly StagedField[],
  resolved: readonly string[],
): Promise<void> => {
  const columns = [...fields.map(({ field, type }) => `${quoted(field)} ${type}`), ...resolved]
  await sql`select set_config('work_mem', ${WORK_MEM}, true)`.execute(tx)
  await sql
    .raw(
      `create temp table staged (id uuid not null, line integer not null, present integer not null, faults jsonb, cells jsonb,
       ${columns.join(', ')}) on commit drop`,
    )
    .execute(tx)
}

export const stagingCopy = (fields: readonly StagedField[]): string =>
  `copy staged (id, line, present, faults, cells, ${fields.map(({ field }) => quoted(field)).join(', ')}) from stdin`

/** `condition` speaks of the staged line `s`; `value` names the field that is quoted in the report. */
export const markLines = async (
  tx: Tx,
  condition: ReturnType<typeof sql<boolean>>,
  fault: Pick<LineFault, 'column' | 'code'> & Partial<Pick<LineFault, 'facts'>>,
  value: string,
): Promise<void> => {
  await sql`
    update staged s set faults = jsonb_build_array(jsonb_build_object('column', ${fault.column}::text, 'code', ${fault.code}::text,
      'value', coalesce(left(s.${sql.ref(value)}::text, 100), ''), 'facts', ${JSON.stringify(fault.facts ?? {})}::jsonb))
    where s.faults is null and ${condition}`.execute(tx)
}

/** Faults that were found outside the database. */
export const markFound = async (tx: Tx, found: readonly (LineFault & { readonly line: number })[]): Promise<void> => {
  await sql`
    update staged s set faults = f.faults
    from (select x.line, jsonb_agg(jsonb_build_object('column', x."column", 'code', x.code, 'value', x.value, 'facts', x.facts)) as faults
      from jsonb_to_recordset(${JSON.stringify(found)}::jsonb) as x(line integer, "column" text, code text, value text, facts jsonb)
      group by x.line) f
    where s.line = f.line and s.faults is null`.execute(tx)
}

/** Every line whose key another line has too. */
export const markRepeated = async (tx: Tx, key: readonly string[]): Promise<void> => {
  const keys = sql.join(key.map((field) => sql`s.${sql.ref(field)}`))
  const { rows } =
    await sql`select from staged s where s.faults is null group by ${keys} having count(*) > 1 limit 1`.execute(tx)
  if (rows.length === 0) return
  const shown = sql.join(key.map((field) => sql`s.${sql.ref(field)}::text`))
  await sql`
    with repeated as (
      select s.line, min(s.line) over same as first, max(s.line) over same as last, count(*) over same as n, concat_ws(' ', ${shown}) as key
      from staged s where s.faults is null window same as (partition by ${keys}))
    update staged s set faults = jsonb_build_array(jsonb_build_object('column', ${key[0]}::text, 'code', 'import.keyRepeated',
      'value', left(r.key, 100), 'facts', jsonb_build_object('line', case when r.line = r.first then r.last else r.first end)))
    from repeated r where r.line = s.line and r.n > 1`.execute(tx)
}

export const countStaged = async (tx: Tx): Promise<{ rows: number; refused: number }> => {
  const { rows } = await sql<{ rows: number; refused: number }>`
    select count(*)::int as rows, count(faults)::int as refused from staged`.execute(tx)
  return rows[0] ?? { rows: 0, refused: 0 }
}

/** A line refused for its shape has its cells; one refused later is told by the values that were read. */
export const keepRefusals = async (
  tx: Tx,
  institutionId: string,
  importId: string,
  fields: readonly StagedField[],
): Promise<void> => {
  const values = sql.join(fields.flatMap(({ field }) => [sql.lit(field), sql`s.${sql.ref(field)}`]))
  await sql`
    insert into import_refusals (institution_id, import_id, line, faults, cells)
    select ${institutionId}, ${importId}, s.line, s.faults, coalesce(s.cells, jsonb_strip_nulls(jsonb_build_object(${values})))
    from staged s where s.faults is not null`.execute(tx)
}

/** Where the cells are somebody's answers: nothing of them but the key, in no place of the report. */
export const keepSilentRefusals = async (
  tx: Tx,
  institutionId: string,
  importId: string,
  key: readonly string[],
): Promise<void> => {
  const keys = sql.join(
    key.flatMap((field) => [sql.lit(field), sql`coalesce(s.cells ->> ${sql.lit(field)}, s.${sql.ref(field)}::text)`]),
  )
  await sql`
    insert into import_refusals (institution_id, import_id, line, faults, cells)
    select ${institutionId}, ${importId}, s.line,
      (select jsonb_agg(f || '{"value": ""}') from jsonb_array_elements(s.faults) f), jsonb_strip_nulls(jsonb_build_object(${keys}))
    from staged s where s.faults is not null`.execute(tx)
}

export const setSavepoint = (tx: Tx) => sql`savepoint published`.execute(tx)
export const undoToSavepoint = (tx: Tx) => sql`rollback to savepoint published`.execute(tx)

/** Imports of one institution run one after another: two files that touch the same people must not cross. */
export const lockImports = (tx: Tx, institutionId: string) =>
  sql`select pg_advisory_xact_lock(hashtextextended(${`imports/${institutionId}`}, 0))`.execute(tx)

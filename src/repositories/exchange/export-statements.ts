/** One COPY per export: PostgreSQL writes the lines, so that they are one snapshot and cost nothing but their transfer. */
import { instantText } from '../../db/instants.ts'
import { sql, type RawBuilder } from 'kysely'
import { NEWEST_EDITION } from '../appraisal/results.ts'
import type { Tx } from '../../db/transaction.ts'
import { EXPORT_HEADINGS, type LineKind } from '../../domain/exchange/exports.ts'
import { FORMULA_SIGNS } from '../../domain/exchange/sheets.ts'
import type { FileFormat } from '../../domain/exchange/kinds.ts'

export interface ExportFilter {
  readonly institutionId: string
  readonly cycleId: string | null
  /** Employee whose own unpublished results are left out. */
  readonly viewerId: string | null
}

interface Source {
  /** One expression per heading. */
  readonly values: readonly string[]
  /** Texts that people wrote; in a CSV a spreadsheet program could take one for a formula. */
  readonly written: readonly string[]
  readonly from: (filter: ExportFilter) => RawBuilder<unknown>
}

const frozen = (member: string): string => `a.frozen ->> '${member}'`
const SUBJECT = [frozen('nip'), frozen('employeeName'), frozen('unitName'), frozen('positionTitle')]

/** Newest editions of a cycle; of the viewer only what is published. */
const newestResults = ({ institutionId, cycleId, viewerId }: ExportFilter): RawBuilder<unknown> => sql`
  results r
  join appraisals a on a.institution_id = r.institution_id and a.id = r.appraisal_id
  join cycles c on c.institution_id = a.institution_id and c.id = a.cycle_id
  where r.institution_id = ${sql.lit(institutionId)} and a.cycle_id = ${sql.lit(cycleId)}
    and ${NEWEST_EDITION}
    and (c.state = 'published' or a.employee_id is distinct from ${sql.lit(viewerId)}::uuid)`

const SOURCES: Readonly<Record<LineKind, Source>> = {
  results: {
    values: [
      ...SUBJECT,
      ...['instrument', 'edition', 'stage', 'total', 'proposal', 'predicate', 'figure', 'reason'].map(
        (name) => `r.${name}`,
      ),
      instantText('r.sealed_at'),
      'r.result_sha256',
    ],
    written: ['name', 'unitName', 'positionTitle'],
    from: (filter) => sql`${newestResults(filter)} order by r.id`,
  },
  gaps: {
    values: [...SUBJECT, ...['code', 'required', 'attained', 'gap', 'priority'].map((name) => `g ->> '${name}'`)],
    written: ['name', 'unitName', 'positionTitle'],
    from: (filter) => sql`
      (select r.id, r.gaps, a.frozen from ${newestResults(filter)}) r, lateral (select r.frozen) a,
      lateral jsonb_array_elements(r.gaps) with ordinality x(g, place) order by r.id, place`,
  },
  employees: {
    values: [
      't.nip',
      't.name',
      't.employment_kind',
      't.grade',
      't.siasn_id',
      't.official_email',
      't.active',
      't.sample',
    ],
    written: ['name', 'officialEmail'],
    from: ({ institutionId }) => sql`employees t where t.institution_id = ${sql.lit(institutionId)}`,
  },
  assignments: {
    values: ['e.nip', 'p.code', 't.kind', 't.starts_on', 't.ends_on', 'v.nip'],
    written: [],
    from: ({ institutionId }) => sql`
      assignments t
      join employees e on e.institution_id = t.institution_id and e.id = t.employee_id
      join positions p on p.institution_id = t.institution_id and p.id = t.position_id
      left join employees v on v.institution_id = t.institution_id and v.id = t.supervisor_id
      where t.institution_id = ${sql.lit(institutionId)}`,
  },
  audit: {
    values: [
      't.seq',
      instantText('t.at'),
      't.actor_id',
      't.action',
      't.resource_id',
      't.facts',
      't.request_id',
      't.hash',
    ],
    written: ['facts', 'requestId'],
    from: ({ institutionId }) => sql`audit_entries t where t.institution_id = ${sql.lit(institutionId)} order by t.seq`,
  },
  development: {
    values: [
      'e.nip',
      'e.name',
      ...[
        'code',
        'name',
        'delivery',
        'siasn_type_id',
        'certificate_kind',
        'organiser',
        'hours',
        'starts_on',
        'ends_on',
      ].map((name) => `t.${name}`),
      'n.state',
      'n.certificate_number',
    ],
    written: ['name', 'trainingName', 'organiser', 'certificateNumber'],
    from: ({ institutionId }) => sql`
      enrolments n
      join trainings t on t.institution_id = n.institution_id and t.id = n.training_id
      join employees e on e.institution_id = n.institution_id and e.id = n.employee_id
      where n.institution_id = ${sql.lit(institutionId)} order by n.id`,
  },
}

const FORMULA_CODES = FORMULA_SIGNS.map((sign) => sign.codePointAt(0)).join(', ')

/** A quote before it makes text of a formula. By code point: a pattern costs a third of the whole export. */
const defused = (value: string): string =>
  `case when ascii(${value}) in (${FORMULA_CODES}) then '''' || (${value}) else ${value} end`

/** Whatever cannot stand in JSON serves as delimiter and quote, so that a line is what the JSON says. */
const JSON_LINES = `(format csv, delimiter e'\\x02', quote e'\\x01')`

const pairsOf = (kind: LineKind): [string, string][] =>
  SOURCES[kind].values.map((value, index) => [EXPORT_HEADINGS[kind][index] ?? '', value])

const selection = (kind: LineKind, format: FileFormat): string => {
  const pairs = pairsOf(kind)
  if (format === 'ndjson')
    return `json_build_object(${pairs.map(([name, value]) => `'${name}', ${value}`).join(', ')})::text`
  const written = new Set(SOURCES[kind].written)
  return pairs
    .map(([name, value]) => `(${format === 'csv' && written.has(name) ? defused(value) : value})::text as "${name}"`)
    .join(', ')
}

const OPTIONS: Readonly<Record<FileFormat, string>> = {
  csv: '(format csv, header true)',
  ndjson: JSON_LINES,
  xlsx: '(format text)',
}

/** The statement as text: COPY takes no parameters. */
export const exportStatement = (tx: Tx, kind: LineKind, format: FileFormat, filter: ExportFilter): string =>
  sql`copy (select ${sql.raw(selection(kind, format))} from ${SOURCES[kind].from(filter)}) to stdout ${sql.raw(OPTIONS[format])}`.compile(
    tx,
  ).sql

/** Writes what the migrated database is: migrations/schema.sql for people, db/schema.ts for the compiler. */
import type pg from 'pg'

interface Column {
  table: string
  column: string
  type: string
  nullable: boolean
  default: string | null
  class: string | null
  /** Whether the role that reads by predicate alone may read it. */
  readable: boolean
}

const OURS = "n.nspname = 'public' and c.relname <> 'kompeten_migrations'"

const columnsOf = async (owner: pg.Pool): Promise<Column[]> => {
  const { rows } = await owner.query<Column>(`
    select c.relname as table, a.attname as column, format_type(a.atttypid, a.atttypmod) as type, not a.attnotnull as nullable,
           pg_get_expr(d.adbin, d.adrelid) as default, col_description(c.oid, a.attnum) as class,
           has_column_privilege('kompeten_read', c.oid, a.attnum, 'select') as readable
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
    where ${OURS} and c.relkind = 'r' order by c.relname, a.attnum`)
  return rows
}

const linesOf = async (owner: pg.Pool, query: string): Promise<{ table: string; line: string }[]> =>
  (await owner.query<{ table: string; line: string }>(query)).rows

const CONSTRAINTS = `
  select c.relname as table, 'constraint ' || k.conname || ' ' || pg_get_constraintdef(k.oid) as line
  from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
  where ${OURS} and k.contype <> 'n' order by c.relname, k.conname`
const INDEXES = `
  select c.relname as table, pg_get_indexdef(i.indexrelid) as line
  from pg_index i join pg_class c on c.oid = i.indrelid join pg_namespace n on n.oid = c.relnamespace
  join pg_class x on x.oid = i.indexrelid
  where ${OURS} and not exists (select from pg_constraint k where k.conindid = i.indexrelid) order by c.relname, x.relname`
const POLICIES = `
  select c.relname as table, 'policy ' || p.polname || ' for ' || p.polcmd::text || ' using ' || pg_get_expr(p.polqual, p.polrelid) as line
  from pg_policy p join pg_class c on c.oid = p.polrelid join pg_namespace n on n.oid = c.relnamespace
  where ${OURS} order by c.relname, p.polname`
const GRANTS = `
  select table_name as table, 'grant ' || lower(string_agg(privilege_type, ', ' order by privilege_type)) || ' to ' || grantee as line
  from information_schema.role_table_grants where table_schema = 'public' and grantee like 'kompeten\\_%'
  group by table_name, grantee order by table_name, grantee`
const FUNCTIONS = `
  select p.proname as table, pg_get_functiondef(p.oid) as line
  from pg_proc p join pg_namespace n on n.oid = p.pronamespace where n.nspname = 'public' order by p.proname`

/** The whole schema as text, the same on every supported PostgreSQL. */
export const describeSchema = async (owner: pg.Pool): Promise<string> => {
  const columns = await columnsOf(owner)
  const parts = await Promise.all([CONSTRAINTS, INDEXES, POLICIES, GRANTS].map((query) => linesOf(owner, query)))
  const tables = [...new Set(columns.map(({ table }) => table))].map((table) => {
    const own = columns.filter((column) => column.table === table)
    const lines = own.map(
      ({ column, type, nullable, default: value, class: dataClass, readable }) =>
        `  ${column} ${type}${nullable ? '' : ' not null'}${value === null ? '' : ` default ${value}`} -- ${dataClass ?? 'UNCLASSIFIED'}${readable ? ', kompeten_read' : ''}`,
    )
    const rest = parts.flatMap((part) => part.filter((entry) => entry.table === table).map(({ line }) => `  ${line}`))
    return [`table ${table}`, ...lines, ...rest].join('\n')
  })
  const functions = (await linesOf(owner, FUNCTIONS)).map(({ line }) => line.trim())
  return `-- Written by \`npm run db:types\` from the migrated database; compared by a test.\n\n${[...tables, ...functions].join('\n\n')}\n`
}

const SCALARS: Record<string, string> = {
  uuid: 'string',
  text: 'string',
  date: 'string',
  'timestamp with time zone': 'string',
  integer: 'number',
  bigint: 'number',
  boolean: 'boolean',
  'text[]': 'string[]',
  jsonb: 'Json',
  bytea: 'Buffer',
  'smallint[]': 'Packed',
}

const LITERALS = /'([^']*)'::text/g

/** Kysely's own does not look into a type that is written otherwise than it is read. */
const generated = (type: string): string => (type === 'Json' ? 'GeneratedJson' : `Generated<${type}>`)

/** The values that a check constraint allows, as a union type; the table says what TypeScript may write. */
const unionOf = (constraints: { table: string; line: string }[], { table, column }: Column): string | null => {
  const check = constraints.find((entry) => entry.table === table && entry.line.includes(`_${column}_known CHECK`))
  const values = [...(check?.line.matchAll(LITERALS) ?? [])].map(([, value]) => `'${value ?? ''}'`)
  return values.length ? values.join(' | ') : null
}

export const describeTypes = async (owner: pg.Pool): Promise<string> => {
  const [columns, constraints] = await Promise.all([columnsOf(owner), linesOf(owner, CONSTRAINTS)])
  const names = [...new Set(columns.map(({ table }) => table))]
  const pascal = (name: string): string => name.replace(/(?:^|_)(\w)/g, (_, letter: string) => letter.toUpperCase())
  const interfaces = names.map((table) => {
    const lines = columns
      .filter((column) => column.table === table)
      .map((column) => {
        const scalar = unionOf(constraints, column) ?? SCALARS[column.type] ?? 'never'
        const type = column.nullable ? `${scalar} | null` : scalar
        return `  ${column.column}: ${column.default === null ? type : generated(type)}`
      })
    return `export interface ${pascal(table)} {\n${lines.join('\n')}\n}`
  })
  const database = `export interface Database {\n${names.map((table) => `  ${table}: ${pascal(table)}`).join('\n')}\n}`
  return `/** Written by \`npm run db:types\` from the migrated database; compared by a test. */
import type { ColumnType, Generated } from 'kysely'

/** Read as a value, written as JSON text. */
export type Json = ColumnType<unknown, string, string>
export type GeneratedJson = ColumnType<unknown, string | undefined, string>
/** smallint[]: read as its text form, written as an array or as that text. */
export type Packed = ColumnType<string, readonly (number | null)[] | string, readonly (number | null)[] | string>

${[...interfaces, database].join('\n\n')}
`
}

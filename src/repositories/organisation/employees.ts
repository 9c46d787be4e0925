/** Employees. NIP and SIASN id are attributes with look-ups; the key is ours. */
import { sql } from 'kysely'
import type { Db } from '../../db/database.ts'
import { listed, readAll } from '../../db/listed.ts'
import { flag, free, instant, line, maybe, plain, whole, type Members } from '../../db/packed.ts'
import { shared, sharedList } from '../../db/shared.ts'
import type { Tx } from '../../db/transaction.ts'
import type { EmploymentKind } from '../../domain/organisation/employees.ts'
import { FIRST_ID, pageOfWritten, type Page, type PageRequest } from '../../domain/pages.ts'
import type { Written } from '../../domain/written.ts'
import { belowAny } from './units.ts'

const COLUMNS = [
  'id',
  'nip',
  'siasn_id as siasnId',
  'official_email as officialEmail',
  'name',
  'employment_kind as employmentKind',
  'grade',
  'active',
  'sample',
  'restricted_at as restrictedAt',
  'pseudonymised_at as pseudonymisedAt',
  'version',
  'created_at as createdAt',
  'updated_at as updatedAt',
] as const

const query = (db: Db, institutionId: string) =>
  db.selectFrom('employees').select(COLUMNS).where('institution_id', '=', institutionId)

const selectOne = (db: Db, institutionId: string, id: string) => query(db, institutionId).where('id', '=', id)

export type EmployeeRow = Awaited<ReturnType<ReturnType<typeof selectOne>['executeTakeFirstOrThrow']>>

const MEMBERS: Members<EmployeeRow> = {
  id: plain(),
  nip: plain(),
  siasnId: maybe(plain()),
  officialEmail: maybe(line),
  employmentKind: plain(),
  grade: maybe(plain()),
  active: flag,
  sample: flag,
  restrictedAt: maybe(instant),
  pseudonymisedAt: maybe(instant),
  version: whole,
  createdAt: instant,
  updatedAt: instant,
  name: free,
}

const one = shared<EmployeeRow, [institutionId: string, id: string]>(['uuid', 'uuid'], MEMBERS, selectOne)

export const findEmployee = async (db: Db, institutionId: string, id: string): Promise<EmployeeRow | undefined> =>
  (await one(db, institutionId, id))[0]

export const findEmployeeForUpdate = (tx: Tx, institutionId: string, id: string) =>
  selectOne(tx, institutionId, id).forUpdate().executeTakeFirst()

const rows = listed(MEMBERS, ['id', 'nip', 'employmentKind'])
export type EmployeeLine = Written<EmployeeRow, Pick<EmployeeRow, 'id' | 'nip' | 'employmentKind'>>

const allAfter = sharedList(
  ['uuid', 'uuid', 'int'],
  rows,
  (db: Db, institutionId: string, after: string, limit: number) =>
    query(db, institutionId).where('id', '>', after).orderBy('id').limit(limit),
)

/** The whole institution: what scripts walk through. */
export const listAllEmployees = async (db: Db, institutionId: string, page: PageRequest): Promise<Page<EmployeeLine>> =>
  pageOfWritten(await allAfter(db, institutionId, page.after ?? FIRST_ID, page.limit + 1), page)

export interface EmployeeFilter {
  readonly nip?: string
  readonly siasnId?: string
  readonly unitId?: string
  readonly active?: boolean
}

/** `within`: path prefixes of units, by today's placement; null for the whole institution. */
export const listEmployees = async (
  db: Db,
  institutionId: string,
  filter: EmployeeFilter,
  within: { paths: readonly string[]; day: string } | null,
  page: PageRequest,
): Promise<Page<EmployeeLine>> => {
  const found = query(db, institutionId)
    .where('id', '>', page.after ?? FIRST_ID)
    .$if(filter.nip !== undefined, (q) => q.where('nip', '=', filter.nip ?? ''))
    .$if(filter.siasnId !== undefined, (q) => q.where('siasn_id', '=', filter.siasnId ?? ''))
    .$if(filter.active !== undefined, (q) => q.where('active', '=', filter.active ?? true))
    .$if(filter.unitId !== undefined, (q) =>
      q.where(
        sql<boolean>`exists (select from assignments a join positions p on p.institution_id = a.institution_id and p.id = a.position_id
            where a.institution_id = employees.institution_id and a.employee_id = employees.id and p.unit_id = ${filter.unitId ?? ''}
              and a.ends_on is null)`,
      ),
    )
    .$if(within !== null, (q) =>
      q.where(
        sql<boolean>`exists (select from placements_on(${institutionId}, ${within?.day ?? ''}::date) l
            where l.employee_id = employees.id and ${belowAny('l.unit_path', within?.paths ?? [])})`,
      ),
    )
    .orderBy('id')
    .limit(page.limit + 1)
  return pageOfWritten(await readAll(db, rows, found), page)
}

export interface EmployeeValues {
  readonly nip: string
  readonly siasnId: string | null
  readonly officialEmail: string | null
  readonly name: string
  readonly employmentKind: EmploymentKind
  readonly grade: string | null
  readonly active: boolean
}

const columnsOf = (values: EmployeeValues) => ({
  nip: values.nip,
  siasn_id: values.siasnId,
  official_email: values.officialEmail,
  name: values.name,
  employment_kind: values.employmentKind,
  grade: values.grade,
  active: values.active,
})

export const insertEmployee = (
  tx: Tx,
  institutionId: string,
  id: string,
  values: EmployeeValues & { sample: boolean },
  now: string,
): Promise<EmployeeRow> =>
  tx
    .insertInto('employees')
    .values({
      institution_id: institutionId,
      id,
      ...columnsOf(values),
      sample: values.sample,
      created_at: now,
      updated_at: now,
    })
    .returning(COLUMNS)
    .executeTakeFirstOrThrow()

export const updateEmployee = (
  tx: Tx,
  institutionId: string,
  id: string,
  values: EmployeeValues,
  now: string,
): Promise<EmployeeRow> =>
  tx
    .updateTable('employees')
    .set((eb) => ({ ...columnsOf(values), version: eb('version', '+', 1), updated_at: now }))
    .where('institution_id', '=', institutionId)
    .where('id', '=', id)
    .returning(COLUMNS)
    .executeTakeFirstOrThrow()

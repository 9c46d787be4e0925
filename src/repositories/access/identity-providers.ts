/** Identity providers of agencies: whose signatures are believed, for whom, and by which claim a person is known. */
import { sql } from 'kysely'
import type { Db } from '../../db/database.ts'
import type { Tx } from '../../db/transaction.ts'
import { FIRST_ID, pageOf, type Page, type PageRequest } from '../../domain/pages.ts'

/** Column of an employee, by the member of our resource that shows it. */
export const MATCHED = { nip: 'nip', siasnId: 'siasn_id', officialEmail: 'official_email' } as const
export type Match = keyof typeof MATCHED

const COLUMNS = [
  'id',
  'institution_id as institutionId',
  'issuer',
  'audiences',
  'exchange_audiences as exchangeAudiences',
  'claim',
  sql<Match>`case matches when 'siasn_id' then 'siasnId' when 'official_email' then 'officialEmail' else matches end`.as(
    'matches',
  ),
  'disabled_at as disabledAt',
  'version',
  'created_at as createdAt',
  'updated_at as updatedAt',
] as const

const query = (db: Db) => db.selectFrom('identity_providers').select(COLUMNS)

export type IdentityProviderRow = Awaited<ReturnType<ReturnType<typeof query>['executeTakeFirstOrThrow']>>

/** All that may sign somebody in. */
export const activeProviders = (db: Db): Promise<IdentityProviderRow[]> =>
  query(db).where('disabled_at', 'is', null).execute()

/** `institutionId` null: of every institution, for the platform. */
export const findIdentityProvider = (db: Db, institutionId: string | null, id: string) =>
  query(db)
    .where('id', '=', id)
    .$if(institutionId !== null, (one) => one.where('institution_id', '=', institutionId ?? ''))
    .executeTakeFirst()

export const findIdentityProviderForUpdate = (tx: Tx, id: string) =>
  query(tx).where('id', '=', id).forUpdate().executeTakeFirst()

export const listIdentityProviders = async (
  db: Db,
  institutionId: string | null,
  page: PageRequest,
): Promise<Page<IdentityProviderRow>> =>
  pageOf(
    await query(db)
      .$if(institutionId !== null, (all) => all.where('institution_id', '=', institutionId ?? ''))
      .where('id', '>', page.after ?? FIRST_ID)
      .orderBy('id')
      .limit(page.limit + 1)
      .execute(),
    page,
  )

export interface IdentityProviderValues {
  readonly audiences: readonly string[]
  readonly exchangeAudiences: readonly string[]
  readonly claim: string
  readonly matches: Match
}

const columnsOf = ({ audiences, exchangeAudiences, claim, matches }: IdentityProviderValues) => ({
  audiences: [...audiences],
  exchange_audiences: [...exchangeAudiences],
  claim,
  matches: MATCHED[matches],
})

export const insertIdentityProvider = (
  tx: Tx,
  id: string,
  values: IdentityProviderValues & { readonly institutionId: string; readonly issuer: string },
  now: string,
): Promise<IdentityProviderRow> =>
  tx
    .insertInto('identity_providers')
    .values({
      institution_id: values.institutionId,
      id,
      issuer: values.issuer,
      ...columnsOf(values),
      created_at: now,
      updated_at: now,
    })
    .returning(COLUMNS)
    .executeTakeFirstOrThrow()

export const updateIdentityProvider = (
  tx: Tx,
  id: string,
  values: IdentityProviderValues & { readonly disabledAt: string | null },
  now: string,
): Promise<IdentityProviderRow> =>
  tx
    .updateTable('identity_providers')
    .set((eb) => ({
      ...columnsOf(values),
      disabled_at: values.disabledAt,
      version: eb('version', '+', 1),
      updated_at: now,
    }))
    .where('id', '=', id)
    .returning(COLUMNS)
    .executeTakeFirstOrThrow()

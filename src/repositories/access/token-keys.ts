/** Names of the keys that sign tokens; they are the platform's. Read before it is known whose request it is. */
import { sql } from 'kysely'
import type pg from 'pg'
import { v7 } from 'uuid'
import type { Db } from '../../db/database.ts'
import type { Tx } from '../../db/transaction.ts'
import { FIRST_ID, pageOf, type Page, type PageRequest } from '../../domain/pages.ts'
import { PLATFORM_ID } from './bootstrap.ts'

const COLUMNS = ['id', 'created_at as createdAt', 'retired_at as retiredAt', 'version'] as const

const query = (db: Db) => db.selectFrom('token_keys').select(COLUMNS).where('institution_id', '=', PLATFORM_ID)

export type TokenKeyRow = Awaited<ReturnType<ReturnType<typeof query>['executeTakeFirstOrThrow']>>

/** Newest first: the first one signs, tokens of all are taken. */
export const activeTokenKeys = (db: Db): Promise<TokenKeyRow[]> =>
  query(db).where('retired_at', 'is', null).orderBy('created_at', 'desc').orderBy('id', 'desc').execute()

export const listTokenKeys = async (db: Db, page: PageRequest): Promise<Page<TokenKeyRow>> =>
  pageOf(
    await query(db)
      .where('id', '>', page.after ?? FIRST_ID)
      .orderBy('id')
      .limit(page.limit + 1)
      .execute(),
    page,
  )

export const findTokenKeyForUpdate = (tx: Tx, id: string): Promise<TokenKeyRow | undefined> =>
  query(tx).where('id', '=', id).forUpdate().executeTakeFirst()

export const insertTokenKey = (tx: Tx, id: string, now: string): Promise<TokenKeyRow> =>
  tx
    .insertInto('token_keys')
    .values({ institution_id: PLATFORM_ID, id, created_at: now })
    .returning(COLUMNS)
    .executeTakeFirstOrThrow()

export const retireTokenKey = (tx: Tx, id: string, now: string): Promise<TokenKeyRow> =>
  tx
    .updateTable('token_keys')
    .set((eb) => ({ retired_at: now, version: eb('version', '+', 1) }))
    .where('institution_id', '=', PLATFORM_ID)
    .where('id', '=', id)
    .returning(COLUMNS)
    .executeTakeFirstOrThrow()

/**
 * By the process itself: a first key where there is none, a new one when the newest was made before `since`, and the end
 * of those that were replaced before `until`. Does nothing in all other cases.
 */
export const rotateTokenKeys = async (owner: pg.Pool, now: string, since: string, until: string): Promise<void> => {
  await owner.query(
    `insert into token_keys (institution_id, id, created_at)
     select $1, $2, $3 where not exists (select from token_keys where retired_at is null and created_at > $4)`,
    [PLATFORM_ID, v7({ msecs: Date.parse(now) }), now, since],
  )
  await owner.query(
    `update token_keys k set retired_at = $1, version = version + 1 where retired_at is null and exists (
       select from token_keys n where n.retired_at is null and n.created_at > k.created_at and n.created_at < $2)`,
    [now, until],
  )
}

/** Tokens taken back, assertions used: what has run out of its own needs no remembering. Returns how many. */
export const forgetExpiredTokens = async (owner: pg.Pool, now: string): Promise<number> => {
  const { rowCount } = await owner.query(
    `with tokens as (delete from revoked_tokens where expires_at <= $1 returning 1),
          assertions as (delete from used_assertions where expires_at <= $1 returning 1)
     select from tokens union all select from assertions`,
    [now],
  )
  return rowCount ?? 0
}

export const isRevoked = (digest: string) =>
  sql<boolean>`exists (select from revoked_tokens r where r.institution_id = i.institution_id and r.digest = ${digest})`

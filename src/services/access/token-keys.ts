/** The keys that sign the service's own tokens: made, listed, retired by the platform. */
import type { Page, PageRequest } from '../../domain/pages.ts'
import { refuseUnless } from '../../domain/errors.ts'
import * as keys from '../../repositories/access/token-keys.ts'
import type { TokenKeyRow } from '../../repositories/access/token-keys.ts'
import { checkVersion, found, record, type Context, type WriteContext } from '../context.ts'

/** Signs from the next token on; tokens of the keys before it are taken until they run out. */
export const createTokenKey = (context: WriteContext): Promise<TokenKeyRow> => {
  const id = context.newId()
  record(context, id)
  return keys.insertTokenKey(context.tx, id, context.now)
}

export const listTokenKeys = (context: Context, page: PageRequest): Promise<Page<TokenKeyRow>> =>
  keys.listTokenKeys(context.db, page)

/** Ends every token that the key has signed. The last one cannot go: nobody could get a token any more. */
export const retireTokenKey = async (context: WriteContext, id: string): Promise<null> => {
  const row = found(await keys.findTokenKeyForUpdate(context.tx, id))
  checkVersion(context, row)
  const active = await keys.activeTokenKeys(context.tx)
  refuseUnless(row.retiredAt !== null || active.length > 1, 'tokenKey.lastOne')
  record(context, id, { retired: true })
  if (row.retiredAt === null) await keys.retireTokenKey(context.tx, id, context.now)
  return null
}

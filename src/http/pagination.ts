/** Keyset pages: an opaque cursor that only opens the same list for the same asker. */
import { createHmac, timingSafeEqual } from 'node:crypto'
import { DomainError } from '../domain/errors.ts'

const seal = (secret: Buffer, list: string, after: string): Buffer =>
  createHmac('sha256', secret).update(`${list}\n${after}`).digest().subarray(0, 12)

/** `list` names operation, asker and filters, so that a cursor fits nowhere else. */
export const writeCursor = (secret: Buffer, list: string, after: string): string =>
  Buffer.concat([seal(secret, list, after), Buffer.from(after)]).toString('base64url')

/** Throws `request.cursorInvalid` for anything this service did not write for this list. */
export const readCursor = (secret: Buffer, list: string, cursor: string): string => {
  const bytes = Buffer.from(cursor, 'base64url')
  const after = bytes.subarray(12).toString()
  const isCanonical = bytes.toString('base64url') === cursor
  if (!isCanonical || bytes.length <= 12 || !timingSafeEqual(bytes.subarray(0, 12), seal(secret, list, after)))
    throw new DomainError('request.cursorInvalid')
  return after
}

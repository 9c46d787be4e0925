/** Webhook endpoints: addresses of API clients that are told what happened. */
import type { Db } from '../../db/database.ts'
import type { Tx } from '../../db/transaction.ts'
import type { EventName } from '../../domain/exchange/events.ts'
import { FIRST_ID, pageOf, type Page, type PageRequest } from '../../domain/pages.ts'

const COLUMNS = [
  'id',
  'client_id as clientId',
  'url',
  'label',
  'types',
  'secret_version as secretVersion',
  'previous_secret_until as previousSecretUntil',
  'disabled_at as disabledAt',
  'disabled_reason as disabledReason',
  'failing_since as failingSince',
  'version',
  'created_at as createdAt',
  'updated_at as updatedAt',
] as const

const query = (db: Db, institutionId: string) =>
  db.selectFrom('webhook_endpoints').select(COLUMNS).where('institution_id', '=', institutionId)

type Row = Awaited<ReturnType<ReturnType<typeof query>['executeTakeFirstOrThrow']>>
export type WebhookEndpointRow = Omit<Row, 'types'> & { readonly types: readonly EventName[] | null }

/** The service writes known types alone. */
const typed = (row: Row): WebhookEndpointRow => ({ ...row, types: row.types as readonly EventName[] | null })

export const findEndpoint = async (db: Db, institutionId: string, id: string) => {
  const row = await query(db, institutionId).where('id', '=', id).executeTakeFirst()
  return row && typed(row)
}

/** Always after its delivery; its key stays free, so that events go on being written meanwhile. */
export const findEndpointForUpdate = async (tx: Tx, institutionId: string, id: string) => {
  const row = await query(tx, institutionId).where('id', '=', id).forNoKeyUpdate().executeTakeFirst()
  return row && typed(row)
}

/** `clientId`: those of one client alone. */
export const listEndpoints = async (
  db: Db,
  institutionId: string,
  clientId: string | null,
  page: PageRequest,
): Promise<Page<WebhookEndpointRow>> => {
  const rows = await query(db, institutionId)
    .where('id', '>', page.after ?? FIRST_ID)
    .$if(clientId !== null, (all) => all.where('client_id', '=', clientId ?? ''))
    .orderBy('id')
    .limit(page.limit + 1)
    .execute()
  return pageOf(rows.map(typed), page)
}

export interface EndpointValues {
  readonly url: string
  readonly label: string
  readonly types: readonly EventName[] | null
}

const columnsOf = ({ url, label, types }: EndpointValues) => ({ url, label, types: types && [...types] })

export const insertEndpoint = async (
  tx: Tx,
  institutionId: string,
  endpoint: EndpointValues & { readonly id: string; readonly clientId: string },
  now: string,
): Promise<WebhookEndpointRow> =>
  typed(
    await tx
      .insertInto('webhook_endpoints')
      .values({
        institution_id: institutionId,
        id: endpoint.id,
        client_id: endpoint.clientId,
        ...columnsOf(endpoint),
        created_at: now,
        updated_at: now,
      })
      .returning(COLUMNS)
      .executeTakeFirstOrThrow(),
  )

export interface EndpointChange extends Partial<EndpointValues> {
  readonly secretVersion?: number
  readonly previousSecretUntil?: string
  readonly disabled?: { readonly at: string; readonly reason: 'asked' | 'failing' | 'gone' } | null
}

export const updateEndpoint = async (
  tx: Tx,
  institutionId: string,
  id: string,
  change: EndpointChange,
  now: string,
): Promise<WebhookEndpointRow> => {
  const { url, label, types, secretVersion, previousSecretUntil, disabled } = change
  return typed(
    await tx
      .updateTable('webhook_endpoints')
      .set((eb) => ({
        ...(url !== undefined && { url }),
        ...(label !== undefined && { label }),
        ...(types !== undefined && { types: types && [...types] }),
        ...(secretVersion !== undefined && { secret_version: secretVersion }),
        ...(previousSecretUntil !== undefined && { previous_secret_until: previousSecretUntil }),
        ...(disabled !== undefined && {
          disabled_at: disabled?.at ?? null,
          disabled_reason: disabled?.reason ?? null,
          failing_since: null,
        }),
        version: eb('version', '+', 1),
        updated_at: now,
      }))
      .where('institution_id', '=', institutionId)
      .where('id', '=', id)
      .returning(COLUMNS)
      .executeTakeFirstOrThrow(),
  )
}

/** Says nothing to If-Match: what an attempt met is no change of the endpoint. */
export const markFailing = async (tx: Tx, institutionId: string, id: string, since: string | null): Promise<void> => {
  await tx
    .updateTable('webhook_endpoints')
    .set({ failing_since: since })
    .where('institution_id', '=', institutionId)
    .where('id', '=', id)
    .where('failing_since', 'is distinct from', since)
    .execute()
}

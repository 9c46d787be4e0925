/** The first platform administrator, made by the process itself, since nobody could have made it through the API. */
import { v7 } from 'uuid'
import type pg from 'pg'

export const PLATFORM_ID = '00000000-0000-4000-8000-000000000001'

/** Does nothing when the identity exists, whatever became of it: a disabled administrator stays disabled. */
export const ensurePlatformAdmin = async (owner: pg.Pool, issuer: string, subject: string): Promise<void> => {
  await owner.query(
    `with identity as (
       insert into identities (institution_id, id, issuer, subject, kind, label, created_at, updated_at)
       values ($1, $2, $3, $4, 'person', 'Platform administrator', now(), now())
       on conflict (issuer, subject) do nothing returning id)
     insert into role_grants (institution_id, id, identity_id, role, granted_at)
     select $1, $5, id, 'platform_admin', now() from identity`,
    [PLATFORM_ID, v7(), issuer, subject, v7()],
  )
}

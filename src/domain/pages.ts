/** Keyset pages: items after an id, in the order of ids, which is the order of creation. */

export const DEFAULT_LIMIT = 50

export interface PageRequest {
  readonly limit: number
  /** Id after which the page begins; null for the first. */
  readonly after: string | null
}

export interface Page<T> {
  readonly items: readonly T[]
  readonly nextAfter: string | null
}

/** Before every id. */
export const FIRST_ID = '00000000-0000-0000-0000-000000000000'

/** Cuts what was read with `limit + 1`. */
export const pageOf = <T extends { readonly id: string }>(rows: readonly T[], { limit }: PageRequest): Page<T> => ({
  items: rows.slice(0, limit),
  nextAfter: rows.length > limit ? (rows[limit - 1]?.id ?? null) : null,
})

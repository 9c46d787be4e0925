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

/** Cuts what was read with `limit + 1`, in the order of the key. */
export const pageBy = <T>(rows: readonly T[], { limit }: PageRequest, keyOf: (row: T) => string): Page<T> => {
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  return { items, nextAfter: rows.length > limit && last !== undefined ? keyOf(last) : null }
}

export const pageOf = <T extends { readonly id: string }>(rows: readonly T[], request: PageRequest): Page<T> =>
  pageBy(rows, request, ({ id }) => id)

/** The same for rows that are text already, of which the id was seen. */
export const pageOfWritten = <Line extends { readonly seen: { readonly id: string } }>(
  lines: readonly Line[],
  request: PageRequest,
): Page<Line> => pageBy(lines, request, ({ seen }) => seen.id)

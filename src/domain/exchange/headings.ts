/** Headings of a file → columns of its kind. */
import { DomainError } from '../errors.ts'
import { plain, type Column } from './cells.ts'
import { DROPPED_HEADINGS, KIND_RULES, type Family, type ImportKind } from './kinds.ts'

/** Where a cell of a line goes. */
export type Place =
  | { readonly to: 'column'; readonly column: Column }
  | { readonly to: 'member'; readonly family: Family; readonly member: string }
  | { readonly to: 'nothing' }

export interface Reading {
  /** One per heading, in the order of the file. */
  readonly places: readonly Place[]
  /** Fields that the file has, columns and families alike. */
  readonly fields: readonly string[]
  /** Headings that are dropped. */
  readonly ignored: readonly string[]
}

const MAX_TOLD = 20

const finders = new Map<ImportKind, (heading: string) => Place | null>()

/** For one kind, a heading's place; null for one that nobody knows. A field's own name wins over another's synonym. */
const finderOf = (kind: ImportKind): ((heading: string) => Place | null) => {
  const known = finders.get(kind)
  if (known) return known
  const { columns, families } = KIND_RULES[kind]
  const byName = new Map<string, Column>()
  for (const column of columns) for (const name of column.headings) byName.set(plain(name), column)
  for (const column of columns) byName.set(plain(column.field), column)
  const find = (heading: string): Place | null => {
    const column = byName.get(plain(heading))
    if (column) return { to: 'column', column }
    for (const family of families) {
      const member = family.memberOf(heading)
      if (member !== null) return { to: 'member', family, member }
    }
    return DROPPED_HEADINGS.has(plain(heading)) || heading.trim() === '' ? { to: 'nothing' } : null
  }
  finders.set(kind, find)
  return find
}

const nameOf = (place: Place): string | null => {
  if (place.to === 'column') return place.column.field
  return place.to === 'member' ? `${place.family.field}.${place.member}` : null
}

const refuseRepeated = (places: readonly Place[], headings: readonly string[]): void => {
  const seen = new Map<string, string>()
  places.forEach((place, index) => {
    const name = nameOf(place)
    if (name === null) return
    const [first, second] = [seen.get(name), headings[index] ?? '']
    if (first !== undefined) throw new DomainError('import.columnRepeated', { first, second: second.slice(0, 60) })
    seen.set(name, second.slice(0, 60))
  })
}

/** Key fields that no column can stand for. A key with a value for empty cells is never lacking. */
const lackingKeys = (kind: ImportKind, fields: ReadonlySet<string>): string[] => {
  const { columns, orElse } = KIND_RULES[kind]
  return columns
    .filter(({ field, need, empty }) => need === 'key' && empty === undefined && !fields.has(field))
    .map(({ field }) => field)
    .filter((field) => !fields.has(orElse[field] ?? ''))
}

/**
 * Throws `import.columnsUnknown` (unless they are to be ignored), `import.columnRepeated`, and `import.columnsMissing`
 * where a column is lacking by which lines are known again.
 */
export const readHeadings = (kind: ImportKind, headings: readonly string[], ignoreUnknown: boolean): Reading => {
  const find = finderOf(kind)
  const found = headings.map(find)
  const unknown = headings.filter((_, index) => found[index] === null)
  if (unknown.length > 0 && !ignoreUnknown)
    throw new DomainError('import.columnsUnknown', {
      columns: unknown
        .slice(0, MAX_TOLD)
        .map((name) => name.slice(0, 40))
        .join(', '),
      known: KIND_RULES[kind].columns.map(({ field }) => field).join(', '),
    })
  const places = found.map((place): Place => place ?? { to: 'nothing' })
  refuseRepeated(places, headings)
  const fields = new Set(
    places.flatMap((place) => {
      if (place.to === 'column') return [place.column.field]
      return place.to === 'member' ? [place.family.field] : []
    }),
  )
  const lacking = lackingKeys(kind, fields)
  if (lacking.length > 0) throw new DomainError('import.columnsMissing', { columns: lacking.join(', ') })
  const ignored = headings.filter((_, index) => places[index]?.to === 'nothing').slice(0, MAX_TOLD * 5)
  return { places, fields: [...fields], ignored }
}

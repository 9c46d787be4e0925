/** One line of a file → the values that are staged for it, or every fault of it. */
import type { Facts } from '../errors.ts'
import { readCell, type Column } from './cells.ts'
import type { Place, Reading } from './headings.ts'
import { KIND_RULES, type ImportKind } from './kinds.ts'

/** A number that its file format could not keep exactly, such as a NIP in a numeric cell. */
export const IMPRECISE = '\u0000imprecise'

/** null is an empty cell; undefined is none at all. */
export type RawCell = string | null | undefined

export interface LineFault {
  /** Our name of the column, or the heading of a member; empty for the line as a whole. */
  readonly column: string
  readonly code: string
  /** As it was sent, shortened. */
  readonly value: string
  readonly facts: Facts
}

export interface StagedLine {
  /** In the order of `stagedFields`. */
  readonly values: readonly (string | null)[]
  /** Bit by bit, which of them the line has: the others are left as they are. */
  readonly present: number
  readonly faults: readonly LineFault[]
}

export interface StagedField {
  readonly field: string
  readonly type: 'text' | 'date' | 'boolean' | 'integer' | 'jsonb'
}

const STORED: Record<Column['type'], StagedField['type']> = {
  text: 'text',
  pattern: 'text',
  decimal: 'text',
  choice: 'text',
  day: 'date',
  flag: 'boolean',
  whole: 'integer',
}

/** Columns of the staging table of a kind, after those that every kind has. */
export const stagedFields = (kind: ImportKind): readonly StagedField[] => {
  const { columns, families } = KIND_RULES[kind]
  return [
    ...columns.map(({ field, type }): StagedField => ({ field, type: STORED[type] })),
    ...families.map(({ field }): StagedField => ({ field, type: 'jsonb' })),
  ]
}

export const MAX_TOLD_VALUE = 100

const faultOf = (column: string, code: string, raw: RawCell, facts: Facts): LineFault => ({
  column,
  code,
  value: (raw === IMPRECISE ? '' : (raw ?? '')).replaceAll('\u0000', '').toWellFormed().slice(0, MAX_TOLD_VALUE),
  facts,
})

/** Numbers in a family are JSON numbers, all else is text. */
const memberValue = (column: Column, value: string): string | number =>
  column.type === 'whole' ? Number(value) : value

interface Draft {
  readonly values: (string | null)[]
  readonly members: Map<number, Record<string, string | number | null>>
  readonly faults: LineFault[]
  present: number
}

type Filler = (draft: Draft, raw: RawCell) => void

const take = (draft: Draft, name: string, column: Column, raw: RawCell): { value: string | null } | null => {
  if (raw === IMPRECISE) {
    draft.faults.push(faultOf(name, 'import.numberImprecise', raw, {}))
    return null
  }
  const cell = readCell(column, raw ?? null)
  if ('value' in cell) return cell
  draft.faults.push(faultOf(name, cell.fault.code, raw, cell.fault.facts))
  return null
}

const fillerOf = (place: Place, indexOf: ReadonlyMap<string, number>): Filler => {
  if (place.to === 'nothing') return () => undefined
  if (place.to === 'column') {
    const { column } = place
    const index = indexOf.get(column.field) ?? 0
    return (draft, raw) => {
      draft.present |= 1 << index
      draft.values[index] = take(draft, column.field, column, raw)?.value ?? null
    }
  }
  const { family, member } = place
  const index = indexOf.get(family.field) ?? 0
  return (draft, raw) => {
    draft.present |= 1 << index
    const cell = take(draft, member, family.column, raw)
    const known = draft.members.get(index) ?? {}
    known[member] = cell?.value == null ? null : memberValue(family.column, cell.value)
    draft.members.set(index, known)
  }
}

/** What a key is when its column is absent: the value of an empty cell, or that of another column. */
const completer = (kind: ImportKind, fields: ReadonlySet<string>, indexOf: ReadonlyMap<string, number>) => {
  const { columns, orElse } = KIND_RULES[kind]
  const absent = columns.filter(({ field, need }) => need === 'key' && !fields.has(field))
  return (values: (string | null)[]): void => {
    for (const { field, empty } of absent) {
      const other = indexOf.get(orElse[field] ?? '')
      values[indexOf.get(field) ?? 0] = other === undefined ? (empty ?? null) : (values[other] ?? null)
    }
  }
}

/** Made once per file: a reader of its lines. A cell that is `undefined` leaves the value as it is. */
export const lineReader = (
  kind: ImportKind,
  { places, fields }: Reading,
): ((cells: readonly RawCell[]) => StagedLine) => {
  const staged = stagedFields(kind)
  const indexOf = new Map(staged.map(({ field }, index) => [field, index]))
  const fillers = places.map((place) => fillerOf(place, indexOf))
  const complete = completer(kind, new Set(fields), indexOf)
  return (cells) => {
    const draft: Draft = {
      values: new Array<string | null>(staged.length).fill(null),
      members: new Map(),
      faults: [],
      present: 0,
    }
    for (let i = 0; i < fillers.length; i++) if (cells[i] !== undefined) fillers[i]?.(draft, cells[i])
    for (const [index, members] of draft.members) draft.values[index] = JSON.stringify(members)
    complete(draft.values)
    return draft
  }
}

/** The cells of a line by our names, as they came: to be mended and sent again. */
export const namedCells = (places: readonly Place[], cells: readonly RawCell[]): Record<string, string> =>
  Object.fromEntries(
    places.flatMap((place, index): [string, string][] => {
      const raw = cells[index]
      if (place.to === 'nothing' || raw === undefined || raw === IMPRECISE) return []
      const name = place.to === 'column' ? place.column.field : place.member
      return [[name, (raw ?? '').replaceAll('\u0000', '').toWellFormed().slice(0, 2_000)]]
    }),
  )

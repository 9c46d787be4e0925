/** Cells of a file: what a column takes, and the text of a cell as the value it means. */
import type { Facts } from '../errors.ts'
import { isCalendarDay } from '../time.ts'
import { undefused } from './sheets.ts'

export type CellType = 'text' | 'pattern' | 'day' | 'flag' | 'whole' | 'decimal' | 'choice'

export interface Column {
  /** Our name of it; a heading of the file may be this, or one of the others. */
  readonly field: string
  /** Other headings, Indonesian, English and SIASN's own. Compared without case, spaces and punctuation. */
  readonly headings: readonly string[]
  readonly type: CellType
  /** key: in every line · new: for what is not known yet · optional: may be absent or empty. */
  readonly need: 'key' | 'new' | 'optional'
  /** What an empty cell means: it clears, unless a value is named here; `REPLACED_ONLY` where nothing can be cleared. */
  readonly empty?: string
  readonly maxLength?: number
  /** pattern: what the whole cell has to be. */
  readonly pattern?: RegExp
  /** whole and decimal: bounds, both included. */
  readonly least?: number
  readonly most?: number
  /** choice: the value stored, and other ways to write it. */
  readonly choices?: Readonly<Record<string, readonly string[]>>
  readonly example: string
}

export interface CellFault {
  readonly code: string
  readonly facts: Facts
}

/** `value` is text as PostgreSQL reads it, null where the cell is empty. */
export type Cell = { readonly value: string | null } | { readonly fault: CellFault }

/** Headings and choices are compared by this. */
export const plain = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '')

const fault = (code: string, facts: Facts = {}): Cell => ({ fault: { code, facts } })

const DAY = /^(?:(\d{4})-(\d{2})-(\d{2})|(\d{2})-(\d{2})-(\d{4}))$/

/** `YYYY-MM-DD` and `dd-mm-yyyy`, real days of 1900 to 2199. */
const readDay = (text: string): Cell => {
  const match = DAY.exec(text)
  if (!match) return fault('import.dayFormat')
  const [, y, m, d, d2, m2, y2] = match
  const day = y === undefined ? `${y2 ?? ''}-${m2 ?? ''}-${d2 ?? ''}` : `${y}-${m ?? ''}-${d ?? ''}`
  return isCalendarDay(day) && day >= '1900-01-01' && day < '2200-01-01' ? { value: day } : fault('import.dayUnreal')
}

const TRUE = new Set(['true', 'ya', 'yes', 'y', '1', 't', 'aktif', 'active', 'benar'])
const FALSE = new Set(['false', 'tidak', 'no', 'n', '0', 'f', 'nonaktif', 'tidakaktif', 'inactive', 'salah'])

const readFlag = (text: string): Cell => {
  const word = plain(text)
  if (TRUE.has(word)) return { value: 'true' }
  return FALSE.has(word) ? { value: 'false' } : fault('notAllowed', { allowed: 'ya, tidak' })
}

const inBounds = (text: string, { least = 0, most = 2_147_483_647 }: Column): Cell => {
  const value = Number(text)
  if (value < least) return fault('tooSmall', { limit: least })
  return value > most ? fault('tooLarge', { limit: most }) : { value: text }
}

const readWhole = (text: string, column: Column): Cell =>
  /^-?\d{1,10}$/.test(text) ? inBounds(String(Number(text)), column) : fault('type', { type: 'integer' })

/** A decimal comma is a decimal point; digits are kept as they are written. */
const readDecimal = (text: string, column: Column): Cell => {
  const written = text.replace(',', '.')
  return /^\d{1,6}(\.\d{1,4})?$/.test(written) ? inBounds(written, column) : fault('format')
}

const synonyms = new WeakMap<Column, ReadonlyMap<string, string>>()
const synonymsOf = (column: Column): ReadonlyMap<string, string> => {
  const known = synonyms.get(column)
  if (known) return known
  const made = new Map(
    Object.entries(column.choices ?? {}).flatMap(([value, others]) =>
      [value, ...others].map((name): [string, string] => [plain(name), value]),
    ),
  )
  synonyms.set(column, made)
  return made
}

const readChoice = (text: string, column: Column): Cell => {
  const value = synonymsOf(column).get(plain(text))
  return value === undefined
    ? fault('notAllowed', { allowed: Object.keys(column.choices ?? {}).join(', ') })
    : { value }
}

const READERS: Record<CellType, (text: string, column: Column) => Cell> = {
  text: (text) => ({ value: text }),
  pattern: (text, { pattern }) => (pattern?.test(text) === false ? fault('format') : { value: text }),
  day: readDay,
  flag: readFlag,
  whole: readWhole,
  decimal: readDecimal,
  choice: readChoice,
}

/** As `empty` of a column: its value can be replaced, but never cleared. */
export const REPLACED_ONLY = ''

const emptyCell = ({ need, empty }: Column): Cell => {
  if (empty === REPLACED_ONLY || (need === 'key' && empty === undefined)) return fault('required')
  return { value: empty ?? null }
}

/** Control characters other than those of a line break cannot be stored or shown. */
const UNREADABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/

const MAX_LENGTH = 200

/** Trims, then reads. `null` is an empty cell: it clears, unless the column says otherwise. */
export const readCell = (column: Column, raw: string | null): Cell => {
  const text = undefused(raw?.trim() ?? '')
  if (text === '') return emptyCell(column)
  if (text.length > (column.maxLength ?? MAX_LENGTH)) return fault('tooLong', { limit: column.maxLength ?? MAX_LENGTH })
  if (UNREADABLE.test(text) || !text.isWellFormed()) return fault('import.unreadableCharacters')
  return READERS[column.type](text, column)
}

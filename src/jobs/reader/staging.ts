/** Lines → rows of the staging table in the text format of COPY. */
import { randomFillSync } from 'node:crypto'
import { v7 } from 'uuid'
import { DomainError } from '../../domain/errors.ts'
import { readHeadings, type Place } from '../../domain/exchange/headings.ts'
import { lineReader, namedCells, stagedFields, type LineFault, type StagedLine } from '../../domain/exchange/lines.ts'
import type { ImportKind } from '../../domain/exchange/kinds.ts'
import type { RawLine } from './rows.ts'

const SPECIAL = /[\\\n\r\t]/g
const ESCAPED: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' }

const hasSpecial = /[\\\n\r\t]/

const copyText = (value: string | null): string => {
  if (value === null) return '\\N'
  return hasSpecial.test(value) ? value.replace(SPECIAL, (sign) => ESCAPED[sign] ?? sign) : value
}

const ID_BYTES = 16
const POOLED = 4_096

/** In the order of the lines. Random bytes are drawn by the page: sixteen at a time cost more than all else of an id. */
const idMaker = (): (() => string) => {
  const pool = Buffer.alloc(ID_BYTES * POOLED)
  const msecs = Date.now()
  let [at, seq] = [pool.length, 0]
  return () => {
    if (at === pool.length) {
      randomFillSync(pool)
      at = 0
    }
    at += ID_BYTES
    seq += 1
    return v7({ msecs, seq, random: pool.subarray(at - ID_BYTES, at) })
  }
}

interface Shape {
  readonly places: readonly Place[]
  readonly fields: readonly string[]
  readonly ignored: readonly string[]
  readonly read: (cells: RawLine['cells']) => StagedLine
}

const shapeOf = (kind: ImportKind, headings: readonly string[], ignoreUnknown: boolean): Shape => {
  const reading = readHeadings(kind, headings, ignoreUnknown)
  return { ...reading, read: lineReader(kind, reading) }
}

const MAX_SHAPES = 1_000

/** Shapes by their headings: one for a file with headings of its own, few for a file whose lines name their cells. */
const remembered = (kind: ImportKind, ignoreUnknown: boolean): ((headings: readonly string[]) => Shape) => {
  let [last, lastShape]: [readonly string[] | null, Shape | null] = [null, null]
  const shapes = new Map<string, Shape>()
  return (headings) => {
    if (headings === last && lastShape) return lastShape
    const name = JSON.stringify(headings)
    const shape = shapes.get(name) ?? shapeOf(kind, headings, ignoreUnknown)
    if (shapes.size < MAX_SHAPES) shapes.set(name, shape)
    ;[last, lastShape] = [headings, shape]
    return shape
  }
}

const ofLine = (code: string, facts: LineFault['facts']): LineFault => ({ column: '', code, value: '', facts })

export interface Stager {
  /** Throws what `readHeadings` throws. */
  readonly shape: (headings: readonly string[]) => Shape
  /** The row, and whether the line was refused. */
  readonly row: (line: RawLine) => { text: string; refused: boolean }
}

export const stager = (kind: ImportKind, ignoreUnknown: boolean): Stager => {
  const newId = idMaker()
  const shape = remembered(kind, ignoreUnknown)
  const empty = stagedFields(kind).map(() => null)
  const write = (
    line: number,
    present: number,
    faults: readonly LineFault[],
    cells: string | null,
    values: readonly (string | null)[],
  ) => {
    const head = `${newId()}\t${String(line)}\t${String(present)}\t`
    const told = faults.length === 0 ? '\\N\t\\N' : `${copyText(JSON.stringify(faults))}\t${copyText(cells)}`
    let text = head + told
    for (const value of values) text += `\t${copyText(value)}`
    return { text: `${text}\n`, refused: faults.length > 0 }
  }
  const row = ({ line, headings, cells, fault }: RawLine): { text: string; refused: boolean } => {
    const known = shape(headings)
    const named = (): string => JSON.stringify(namedCells(known.places, cells))
    if (fault) return write(line, 0, [ofLine(fault.code, fault.facts)], named(), empty)
    const { values, present, faults } = known.read(cells)
    return write(line, present, faults, faults.length === 0 ? null : named(), values)
  }
  return {
    shape,
    row: (line) => {
      try {
        return row(line)
      } catch (error) {
        if (!(error instanceof DomainError)) throw error
        return write(line.line, 0, [ofLine(error.code, error.facts)], '{}', empty)
      }
    },
  }
}

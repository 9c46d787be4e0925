/** A file to begin with: what each column takes, and a line that could go in as it is. */
import type { Column } from './cells.ts'
import { KIND_RULES, type Family, type ImportKind } from './kinds.ts'
import type { Sheet } from './sheets.ts'

/** Words for a column; remarks hold no delimiter, or a spreadsheet program would tear them apart when it saves. */
export type Describe = (column: Column, isKey: boolean) => string

const remark = (heading: string, words: string): string => `${heading}: ${words.replaceAll(/[,;"\n]/g, ' ')}`

const examplesOf = (families: readonly Family[]): (readonly [string, string])[] =>
  families.flatMap(({ examples }) => [...examples])

export const templateOf = (kind: ImportKind, describe: Describe): Sheet => {
  const { columns, families, key } = KIND_RULES[kind]
  const members = examplesOf(families)
  return {
    name: `kompeten-${kind}`,
    remarks: [
      ...columns.map((column) => remark(column.field, describe(column, key.includes(column.field)))),
      ...families.map(({ column, examples }) =>
        remark(examples.map(([heading]) => heading).join(' '), describe(column, false)),
      ),
    ],
    headings: [...columns.map(({ field }) => field), ...members.map(([heading]) => heading)],
    lines: [[...columns.map(({ example }) => example), ...members.map(([, cell]) => cell)]],
    choices: Object.fromEntries(
      columns.filter(({ type }) => type === 'choice').map(({ field, choices }) => [field, Object.keys(choices ?? {})]),
    ),
  }
}

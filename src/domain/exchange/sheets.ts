/** Lines under headings, as people open them in a spreadsheet program. */

export const SHEET_FORMATS = ['csv', 'xlsx'] as const
export type SheetFormat = (typeof SHEET_FORMATS)[number]

export interface Sheet {
  /** Of the file, without its ending. */
  readonly name: string
  /** Stand above the headings, each in a line that begins with `#`. */
  readonly remarks: readonly string[]
  readonly headings: readonly string[]
  readonly lines: readonly (readonly string[])[]
  /** Values that the cells under a heading may have, where they are few. */
  readonly choices: Readonly<Record<string, readonly string[]>>
}

/** What a spreadsheet program would take for a formula and run (OWASP, CSV injection). */
export const FORMULA_SIGNS = ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'] as const
const isFormula = (cell: string): boolean => FORMULA_SIGNS.some((sign) => cell.startsWith(sign))

/** A quote before it makes it text again; whoever reads such a file back drops the quote. */
export const defused = (cell: string): string => (isFormula(cell) ? `'${cell}` : cell)
export const undefused = (cell: string): string =>
  cell.startsWith("'") && isFormula(cell.slice(1)) ? cell.slice(1) : cell

/** What a column of a file takes, in words. */
import type { Column } from '../domain/exchange/cells.ts'
import { REPLACED_ONLY } from '../domain/exchange/cells.ts'
import { fill, type Language } from './index.ts'

const WORDS = {
  id: {
    key: 'kunci',
    new: 'wajib bagi yang baru',
    optional: 'boleh tidak ada',
    text: 'teks sampai {limit} karakter',
    pattern: 'ditulis seperti {example}',
    code: 'kode sampai {limit} karakter',
    day: 'tanggal YYYY-MM-DD atau dd-mm-yyyy',
    flag: 'ya atau tidak',
    whole: 'bilangan bulat {least} sampai {most}',
    decimal: 'bilangan {least} sampai {most} dengan titik atau koma',
    choice: 'salah satu dari {choices}',
    kept: 'tidak dapat dikosongkan',
    means: 'kosong berarti {empty}',
    cleared: 'kosong menghapus',
    other: 'judul lain: {headings}',
  },
  en: {
    key: 'key',
    new: 'needed for what is new',
    optional: 'may be absent',
    text: 'text of up to {limit} characters',
    pattern: 'written like {example}',
    code: 'code of up to {limit} characters',
    day: 'day as YYYY-MM-DD or dd-mm-yyyy',
    flag: 'ya or tidak',
    whole: 'whole number from {least} to {most}',
    decimal: 'number from {least} to {most} with point or comma',
    choice: 'one of {choices}',
    kept: 'cannot be cleared',
    means: 'empty means {empty}',
    cleared: 'empty clears',
    other: 'other headings: {headings}',
  },
} as const

export const columnText = (column: Column, isKey: boolean, language: Language): string => {
  const words = WORDS[language]
  const {
    type,
    need,
    example,
    empty,
    headings,
    maxLength = 200,
    least = 0,
    most = 2_147_483_647,
    choices = {},
  } = column
  const shape = type === 'pattern' && example === '' ? words.code : words[type]
  const emptied = (): string => {
    if (empty === REPLACED_ONLY || (isKey && empty === undefined)) return words.kept
    return empty === undefined ? words.cleared : fill(words.means, { empty })
  }
  return [
    isKey ? words.key : words[need === 'key' ? 'optional' : need],
    fill(shape, { example, limit: maxLength, least, most, choices: Object.keys(choices).join(' | ') }),
    emptied(),
    ...(headings.length > 0 ? [fill(words.other, { headings: headings.join(' | ') })] : []),
  ].join(' · ')
}

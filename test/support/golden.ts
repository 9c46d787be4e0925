/** Golden files: a promise to read the difference. `UPDATE_GOLDEN=1 npx tap …` writes them anew. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import type { Test } from 'tap'

export const golden = (t: Test, file: URL, found: string): void => {
  if (process.env.UPDATE_GOLDEN === '1') writeFileSync(file, found)
  t.equal(
    found,
    existsSync(file) ? readFileSync(file, 'utf8') : '',
    `${file.pathname.split('/').at(-1) ?? ''} is as committed`,
  )
}

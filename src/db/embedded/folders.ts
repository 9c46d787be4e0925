/** Folders that must exist before anything is written. */
import { existsSync, mkdirSync } from 'node:fs'
import { dirname } from 'node:path'

/** With every folder above; `mode` is that of the last. Not mkdir's own `recursive`, which below /proc never comes back. Throws what mkdir throws. */
export const makeFolder = (folder: string, mode = 0o777): void => {
  if (existsSync(folder)) return
  makeFolder(dirname(folder))
  mkdirSync(folder, { mode })
}

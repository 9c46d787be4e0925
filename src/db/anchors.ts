/** The newest signed head of every audit chain, kept as files outside the database: what its owner cannot rewrite. */
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Checkpoint } from '../domain/access/audit-chain.ts'
import { makeFolder } from './embedded/folders.ts'

export interface Anchors {
  /** null where none was kept. */
  readonly read: (institutionId: string) => Checkpoint | null
  /** An older one never replaces a newer one. Throws what the file system throws. */
  readonly keep: (checkpoint: Checkpoint) => void
}

export const anchorsIn = (folder: string): Anchors => {
  const fileOf = (institutionId: string): string => join(folder, `${institutionId}.json`)
  const read = (institutionId: string): Checkpoint | null => {
    try {
      return JSON.parse(readFileSync(fileOf(institutionId), 'utf8')) as Checkpoint
    } catch {
      return null
    }
  }
  return {
    read,
    keep: (checkpoint) => {
      const { institutionId, seq } = checkpoint
      if ((read(institutionId)?.seq ?? 0) >= seq) return
      makeFolder(folder, 0o700)
      const draft = `${fileOf(institutionId)}.${String(process.pid)}`
      writeFileSync(draft, `${JSON.stringify(checkpoint)}\n`, { mode: 0o600 })
      renameSync(draft, fileOf(institutionId))
    },
  }
}

/** Where no process keeps files: nothing is known from outside. */
export const noAnchors: Anchors = { read: () => null, keep: () => undefined }

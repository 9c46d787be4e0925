/** PostgreSQL refuses to run as root: which account runs it, and a place that this account can reach. */
import { createHash } from 'node:crypto'
import { accessSync, chownSync, constants, existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { EmbeddedDatabaseError } from './binaries.ts'
import { makeFolder } from './folders.ts'

export interface Account {
  readonly uid: number
  readonly gid: number
}

const findAccount = (): Account => {
  const lines = existsSync('/etc/passwd') ? readFileSync('/etc/passwd', 'utf8').split('\n') : []
  for (const name of ['postgres', 'nobody']) {
    const [, , uid, gid] = lines.find((line) => line.startsWith(`${name}:`))?.split(':') ?? []
    if (uid && gid) return { uid: Number(uid), gid: Number(gid) }
  }
  throw new EmbeddedDatabaseError('running as root without a postgres or nobody account: set DATABASE_URL')
}

const canPass = (folder: string, { uid, gid }: Account): boolean => {
  const { mode, uid: owner, gid: group } = statSync(folder)
  return (mode & (owner === uid ? 0o100 : group === gid ? 0o010 : 0o001)) !== 0
}

const canReach = (folder: string, account: Account): boolean => {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(at) && !canPass(at, account)) return false
    if (at === dirname(at)) return true
  }
}

const writable = (folder: string): string => {
  try {
    makeFolder(folder)
    accessSync(folder, constants.W_OK)
    return folder
  } catch {
    throw new EmbeddedDatabaseError(`the data folder cannot be written: ${folder}`)
  }
}

export interface Home {
  /** Holds the binaries and the data directory. */
  readonly folder: string
  /** Set when running as root: who the server runs as. */
  readonly account: Account | null
}

/**
 * `wanted` itself, or, for root in a folder that the server's account cannot enter, a folder of the same content under
 * /var/lib/kompeten (one per wanted path). Throws EmbeddedDatabaseError when neither can be written.
 */
export const findHome = (wanted: string): Home => {
  const account = process.getuid?.() === 0 ? findAccount() : null
  const asked = writable(resolve(wanted))
  if (!account || canReach(asked, account)) return { folder: asked, account }
  const name = createHash('sha256').update(asked).digest('hex').slice(0, 12)
  return { folder: writable(join('/var/lib/kompeten', name)), account }
}

export const giveTo = (path: string, account: Account | null): void => {
  if (account) chownSync(path, account.uid, account.gid)
}

/** The folder of files that were sent and are not read yet. */
import { createHash, randomUUID } from 'node:crypto'
import {
  createWriteStream,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Transform, type Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { DomainError } from '../domain/errors.ts'

export interface Spool {
  /** Names the folder in the queue: whoever sees the folder can do the work. */
  readonly id: string
  readonly pathOf: (file: string) => string
  readonly has: (file: string) => boolean
  /** On disk when it resolves. Throws `request.tooLarge` above `limit` bytes; what fails leaves nothing behind. */
  readonly keep: (source: Readable, limit: number) => Promise<KeptFile>
  readonly forget: (file: string) => Promise<void>
}

export interface KeptFile {
  readonly file: string
  readonly bytes: number
  readonly sha256: string
  readonly compressed: boolean
}

/** Of bytes at a time: a trip to the disk costs more than what it carries. */
export const CHUNK = 1_024 ** 2

const ID_FILE = 'spool-id'
/** Of a file that nobody came back for. */
const MAX_AGE_MS = 7 * 86_400_000

const idOf = (folder: string): string => {
  const path = join(folder, ID_FILE)
  // Two processes that start at once agree on whichever came first.
  if (!existsSync(path)) {
    try {
      writeFileSync(path, randomUUID(), { flag: 'wx' })
    } catch (error) {
      if ((error as { code?: string }).code !== 'EEXIST') throw error
    }
  }
  return readFileSync(path, 'utf8').trim()
}

const removeOld = (folder: string): void => {
  for (const name of readdirSync(folder))
    if (name !== ID_FILE && statSync(join(folder, name)).mtimeMs < Date.now() - MAX_AGE_MS) rmSync(join(folder, name))
}

const sync = async (path: string): Promise<void> => {
  const file = await open(path, 'r')
  try {
    await file.sync()
  } finally {
    await file.close()
  }
}

/** By its first two bytes (RFC 1952). */
export const isGzip = (head: Buffer): boolean => head[0] === 0x1f && head[1] === 0x8b

const keep = async (path: string, source: Readable, limit: number): Promise<Omit<KeptFile, 'file'>> => {
  const hash = createHash('sha256')
  let [bytes, head] = [0, Buffer.alloc(0)]
  const measured = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      if (head.length < 2) head = Buffer.concat([head, chunk.subarray(0, 2)])
      bytes += chunk.length
      hash.update(chunk)
      done(bytes > limit ? new DomainError('request.tooLarge') : null, chunk)
    },
  })
  try {
    await pipeline(source, measured, createWriteStream(path, { flags: 'wx', mode: 0o600, highWaterMark: CHUNK }))
    await sync(path)
  } catch (error) {
    await rm(path, { force: true })
    throw error
  }
  return { bytes, sha256: hash.digest('hex'), compressed: isGzip(head) }
}

export const openSpool = (folder: string): Spool => {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  removeOld(folder)
  const pathOf = (file: string): string => join(folder, file)
  return {
    id: idOf(folder),
    pathOf,
    has: (file) => existsSync(pathOf(file)),
    keep: async (source, limit) => {
      const file = randomUUID()
      return { file, ...(await keep(pathOf(file), source, limit)) }
    },
    forget: (file) => rm(pathOf(file), { force: true }),
  }
}

/** Where no file will ever come. */
export const noSpool: Spool = {
  id: '00000000-0000-4000-8000-000000000000',
  pathOf: (file) => file,
  has: () => false,
  keep: () => Promise.reject(new DomainError('service.unavailable')),
  forget: () => Promise.resolve(),
}

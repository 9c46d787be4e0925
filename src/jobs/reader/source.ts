/** A file of unknown origin as text: unpacked within bounds, UTF-8 or refused by name, and no other kind of file. */
import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { Transform, pipeline, type Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { isGzip } from '../../db/spool.ts'
import { DomainError } from '../../domain/errors.ts'
import type { FileFormat } from '../../domain/exchange/kinds.ts'

const SNIFFED = 4_096
/** Of an unpacked file. Reading is in constant memory; this bounds the time. */
const MAX_UNPACKED = 4 * 1_024 ** 3
const KEPT_OF_CHUNK = 256 * 1_024

export interface Counter {
  /** Of the file as it was sent. */
  bytes: number
}

const startsWith = (head: Buffer, ...bytes: number[]): boolean => bytes.every((byte, index) => head[index] === byte)

const isZip = (head: Buffer): boolean => startsWith(head, 0x50, 0x4b, 0x03, 0x04)

/** Signs of files that people send instead of the one they mean. */
const otherFormat = (head: Buffer): string | null => {
  if (isZip(head)) return 'XLSX'
  if (startsWith(head, 0xd0, 0xcf, 0x11, 0xe0)) return 'XLS'
  if (startsWith(head, 0x25, 0x50, 0x44, 0x46)) return 'PDF'
  const text = head
    .toString('latin1')
    .replace(/^\u00ef\u00bb\u00bf/, '')
    .trimStart()
    .slice(0, 200)
    .toLowerCase()
  if (/^(<!doctype html|<html|<head|<body)/.test(text)) return 'HTML'
  return text.startsWith('<?xml') ? 'XML' : null
}

const otherEncoding = (head: Buffer): string | null => {
  if (startsWith(head, 0xff, 0xfe) || startsWith(head, 0xfe, 0xff)) return 'UTF-16'
  const zeros = head.subarray(0, 200).filter((byte) => byte === 0).length
  return zeros > 20 ? 'UTF-16' : null
}

/** Throws `import.fileEmpty`, `import.formatMismatch`, `import.encodingUnsupported`. */
export const checkHead = (head: Buffer, format: FileFormat): void => {
  if (head.length === 0) throw new DomainError('import.fileEmpty')
  const found = otherFormat(head)
  if (found !== null && found.toLowerCase() !== format)
    throw new DomainError('import.formatMismatch', { declared: format.toUpperCase(), found })
  if (format === 'xlsx' && found === null)
    throw new DomainError('import.formatMismatch', { declared: 'XLSX', found: 'text' })
  const encoding = format === 'xlsx' ? null : otherEncoding(head)
  if (encoding !== null) throw new DomainError('import.encodingUnsupported', { found: encoding })
}

export const headOf = async (path: string): Promise<Buffer> => {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(SNIFFED), 0, SNIFFED, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}

const counting = (counter: Counter): Transform =>
  new Transform({
    transform(chunk: Buffer, _encoding, done) {
      counter.bytes += chunk.length
      done(null, chunk)
    },
  })

/** Passes what is UTF-8, from behind the byte order mark on, and no more than may be unpacked. */
const checkedText = (format: FileFormat): Transform => {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  let unpacked = 0
  const check = (chunk: Buffer): Buffer => {
    const isFirst = unpacked === 0
    unpacked += chunk.length
    if (isFirst) checkHead(chunk.subarray(0, SNIFFED), format)
    if (unpacked > MAX_UNPACKED) throw new DomainError('import.fileTooLarge', { limit: '4 GiB' })
    decoder.decode(chunk, { stream: true })
    return isFirst && startsWith(chunk, 0xef, 0xbb, 0xbf) ? chunk.subarray(3) : chunk
  }
  const asRefusal = (error: unknown): Error =>
    error instanceof DomainError
      ? error
      : new DomainError('import.encodingUnsupported', { found: 'ISO-8859-1 / Windows-1252' })
  return new Transform({
    readableHighWaterMark: KEPT_OF_CHUNK,
    transform(chunk: Buffer, _encoding, done) {
      try {
        done(null, check(chunk))
      } catch (error) {
        done(asRefusal(error))
      }
    },
    flush(done) {
      try {
        decoder.decode()
        done(unpacked === 0 ? new DomainError('import.fileEmpty') : null)
      } catch (error) {
        done(asRefusal(error))
      }
    },
  })
}

/** A gzip that ends early or is damaged comes out as `import.fileTruncated`, whatever was read before. */
export const openText = async (path: string, format: FileFormat, counter: Counter): Promise<Readable> => {
  const packed = isGzip(await headOf(path))
  const text = checkedText(format)
  const steps = [createReadStream(path), counting(counter), ...(packed ? [createGunzip()] : []), text]
  // Destroys every step with the error of the first that fails, the last one too, where the reader meets it.
  pipeline(steps, () => undefined)
  return text
}

const ZLIB = /^(Z_|ERR_ZLIB)/

/** What a failure of reading means for whoever sent the file; null for a fault of ours. */
export const refusalOf = (error: unknown): DomainError | null => {
  if (error instanceof DomainError) return error
  const { code = '' } = error as { code?: string }
  return ZLIB.test(code) ? new DomainError('import.fileTruncated') : null
}

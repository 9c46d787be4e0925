/** Bodies that are files: streamed to disk before anything looks at them, and forgotten where nothing came of them. */
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Readable } from 'node:stream'
import { DomainError } from '../domain/errors.ts'
import { FILE_TYPES, type FileFormat } from '../domain/exchange/kinds.ts'
import type { KeptFile } from '../db/spool.ts'
import type { Door } from './execute.ts'

export const MAX_UPLOAD = 1_024 ** 3
export const UPLOAD_TIMEOUT_MS = 10 * 60_000
/** Of one process at a time: each holds a connection of its client for as long as the network takes. */
const MAX_AT_ONCE = 4

const FORMATS: ReadonlyMap<string, FileFormat> = new Map(
  Object.entries(FILE_TYPES).map(([format, type]) => [type, format as FileFormat]),
)

/** Equal files are equal requests, whatever they are called on disk. */
export class Upload {
  readonly format: FileFormat
  readonly kept: KeptFile
  readonly spool: string
  constructor(format: FileFormat, kept: KeptFile, spool: string) {
    this.format = format
    this.kept = kept
    this.spool = spool
  }
  toJSON(): object {
    return { format: this.format, sha256: this.kept.sha256 }
  }
}

const formatOf = ({ headers }: FastifyRequest): FileFormat =>
  FORMATS.get((headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '') ?? 'csv'

/** For the routes of `scope` alone. */
export const registerUploads = (scope: FastifyInstance, { spool }: Pick<Door, 'spool'>): void => {
  let underWay = 0
  const receive = async (request: FastifyRequest, payload: Readable): Promise<Upload> => {
    if (underWay >= MAX_AT_ONCE) throw new DomainError('service.overloaded')
    underWay += 1
    try {
      return new Upload(formatOf(request), await spool.keep(payload, MAX_UPLOAD), spool.id)
    } catch (error) {
      // A connection that broke in the middle: nobody is left to hear of it, and it is no fault of ours.
      throw error instanceof DomainError
        ? error
        : new DomainError('request.malformed', { reason: 'the body ended early' })
    } finally {
      underWay -= 1
    }
  }
  scope.removeAllContentTypeParsers()
  scope.addContentTypeParser([...FORMATS.keys()], (request: FastifyRequest, payload: Readable) =>
    receive(request, payload),
  )
  scope.addHook('onResponse', async ({ body }, reply) => {
    const isTaken = reply.statusCode === 202 && reply.getHeader('idempotency-replayed') === undefined
    if (body instanceof Upload && !isTaken) await spool.forget(body.kept.file)
  })
}

/** What the handler of an upload is given as its body. */
export const sentFile = (body: unknown): KeptFile & { readonly format: FileFormat } => {
  const { format, kept } = body as Upload
  return { ...kept, format }
}
export const spoolOf = (body: unknown): string => (body as Upload).spool

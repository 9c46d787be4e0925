/** What Node's parser lets through and a strict service should not (hardening.md §4.3). */
import type { FastifyInstance, FastifyRequest } from 'fastify'
import Negotiator from 'negotiator'
import { DomainError } from '../domain/errors.ts'
import { parseJson } from '../domain/json.ts'

const MAX_HEADERS = 100

const ONCE = new Set(['host', 'authorization', 'if-match', 'idempotency-key'])

/** A header that may be sent once and was sent again: Node keeps the first of some and joins others. */
const repeatedIn = (rawHeaders: readonly string[]): string | null => {
  const seen = new Set<string>()
  for (let place = 0; place < rawHeaders.length; place += 2) {
    const name = (rawHeaders[place] ?? '').toLowerCase()
    if (!ONCE.has(name)) continue
    if (seen.has(name)) return name
    seen.add(name)
  }
  return null
}

const JSON_ALONE = ['application/json']

/** Throws `request.notAcceptable` when the client takes nothing of what is sent: a success would be of no use to it. */
export const checkAcceptable = (request: FastifyRequest, types: readonly string[] = JSON_ALONE): void => {
  const { accept } = request.headers
  if (accept === undefined || accept === '*/*' || accept === 'application/json') return
  if (!new Negotiator(request).mediaType([...types])) throw new DomainError('request.notAcceptable')
}

/** Files may come compressed; the process that reads them unpacks within bounds. */
const isUpload = ({ routeOptions }: FastifyRequest): boolean => routeOptions.config.upload === true

/** JSON alone, without encodings, one Host, one Authorization, and no header dropped in silence. */
export const registerFraming = (app: FastifyInstance): void => {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(
    ['application/json', 'application/merge-patch+json'],
    { parseAs: 'buffer' },
    (_request, body: Buffer, done) => {
      try {
        done(null, body.length === 0 ? undefined : parseJson(body))
      } catch (error) {
        done(error as Error)
      }
    },
  )
  app.addHook('onRequest', (request, _reply, done) => {
    const { rawHeaders } = request.raw
    const repeated = repeatedIn(rawHeaders)
    if (repeated !== null || rawHeaders.length >= MAX_HEADERS * 2 || request.raw.httpVersion === '0.9')
      done(
        new DomainError('request.malformed', {
          reason: repeated === null ? 'too many headers' : `${repeated} is sent twice`,
        }),
      )
    else if (request.headers['content-encoding'] !== undefined && !isUpload(request))
      done(new DomainError('request.unsupportedMediaType'))
    else done()
  })
}

/** Forms of OAuth, and how a client proves in one who it is (RFC 6749 §2.3.1, RFC 7523). */
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { createPublicKey } from 'node:crypto'
import { compactVerify, decodeJwt, decodeProtectedHeader, type JWTPayload, type ProtectedHeaderParameters } from 'jose'
import { SIGNS_AS, type PublicJwk } from '../../domain/access/api-clients.ts'
import { DomainError } from '../../domain/errors.ts'
import type { ClientProof } from '../../services/access/client-tokens.ts'

export type Form = ReadonlyMap<string, string>

const FORM = 'application/x-www-form-urlencoded'
const ASSERTION = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const MAX_VALUE = 8_192
const MAX_ASSERTION_S = 300
const CLOCK_SKEW_S = 30

export const invalidRequest = (reason: string): DomainError => new DomainError('oauth.requestInvalid', { reason })
const invalidClient = (): DomainError => new DomainError('oauth.clientInvalid')

/** No parameter twice (RFC 6749 §3.2), none without end. */
const parseForm = (text: string): Form => {
  const form = new Map<string, string>()
  for (const [name, value] of new URLSearchParams(text)) {
    if (form.has(name)) throw invalidRequest(`${name.slice(0, 50)} is sent twice`)
    if (value.length > MAX_VALUE || /[\u0000-\u001f\u007f]/.test(value)) throw invalidRequest('a value is not readable')
    form.set(name, value)
  }
  return form
}

export const registerForms = (app: FastifyInstance): void => {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(FORM, { parseAs: 'string' }, (_request, body: string, done) => {
    try {
      done(null, parseForm(body))
    } catch (error) {
      done(error as Error)
    }
  })
}

export const formOf = ({ body }: FastifyRequest): Form => {
  if (body instanceof Map) return body as Form
  throw invalidRequest('the form is empty')
}

const formDecoded = (text: string): string => decodeURIComponent(text.replaceAll('+', ' '))

/** Identifier and secret are form-encoded before they are joined. */
const basicProof = (credentials: string): ClientProof => {
  const [id, secret] = Buffer.from(credentials, 'base64').toString('latin1').split(':')
  try {
    const [clientId, clientSecret] = [formDecoded(id ?? ''), formDecoded(secret ?? '')]
    if (UUID.test(clientId) && clientSecret !== '') return { kind: 'secret', clientId, clientSecret }
  } catch {
    // What cannot be decoded proves nothing.
  }
  throw invalidClient()
}

interface Assertion {
  readonly header: ProtectedHeaderParameters
  readonly payload: JWTPayload
}

const decodedOf = (assertion: string): Assertion => {
  try {
    return { header: decodeProtectedHeader(assertion), payload: decodeJwt(assertion) }
  } catch {
    throw invalidClient()
  }
}

const isSignedBy = async (assertion: string, key: PublicJwk): Promise<boolean> => {
  try {
    const publicKey = createPublicKey({ key: key as unknown as Record<string, string>, format: 'jwk' })
    await compactVerify(assertion, publicKey, { algorithms: [...SIGNS_AS[key.kty]] })
    return true
  } catch {
    return false
  }
}

/** RFC 7523 §3: for this service, of this client, short-lived, and with an id that lets it be taken once. */
const assertionProof = (assertion: string, audiences: readonly string[], nowS: number): ClientProof => {
  const { header, payload } = decodedOf(assertion)
  const { iss, sub, aud, exp, jti, iat = nowS, nbf = nowS } = payload
  const isOurs = [aud].flat().some((one) => one !== undefined && audiences.includes(one))
  const isTimely = typeof exp === 'number' && exp > nowS - CLOCK_SKEW_S && exp <= nowS + MAX_ASSERTION_S + CLOCK_SKEW_S
  const isNow = [iat, nbf].every((at) => typeof at === 'number' && at <= nowS + CLOCK_SKEW_S)
  const isNamed = typeof jti === 'string' && jti !== '' && jti.length <= 255
  const isOfClient = typeof sub === 'string' && sub === iss && UUID.test(sub)
  if (!isOurs || !isTimely || !isNow || !isNamed || !isOfClient || header.crit !== undefined) throw invalidClient()
  return {
    kind: 'assertion',
    clientId: sub,
    id: jti,
    expiresAt: new Date((exp + CLOCK_SKEW_S) * 1_000).toISOString(),
    // A client that names no key has it looked for among its own.
    verify: async (key) => (header.kid === undefined || header.kid === key.kid) && (await isSignedBy(assertion, key)),
  }
}

/** Throws `oauth.clientInvalid`, or `oauth.requestInvalid` for two ways at once. */
export const proofOf = (
  request: FastifyRequest,
  form: Form,
  audiences: readonly string[],
  nowS: number,
): ClientProof => {
  const { authorization } = request.headers
  const assertion = form.get('client_assertion')
  if (form.has('client_secret')) throw invalidRequest('send the client secret by HTTP Basic')
  if (authorization !== undefined && assertion !== undefined) throw invalidRequest('prove the client in one way')
  if (assertion !== undefined && form.get('client_assertion_type') !== ASSERTION)
    throw invalidRequest('client_assertion_type is not known')
  const [, basic] = /^Basic ([A-Za-z0-9+/]{1,2000}={0,2})$/i.exec(authorization ?? '') ?? []
  if (assertion === undefined && basic === undefined) throw invalidClient()
  const proof = assertion === undefined ? basicProof(basic ?? '') : assertionProof(assertion, audiences, nowS)
  if (form.has('client_id') && form.get('client_id') !== proof.clientId) throw invalidClient()
  return proof
}

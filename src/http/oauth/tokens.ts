/** The token endpoint, taking tokens back, and what a client needs to know to use them. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { v7 } from 'uuid'
import { inTransaction, nobodyOf } from '../../db/transaction.ts'
import { DomainError } from '../../domain/errors.ts'
import { SIGNS_AS } from '../../domain/access/api-clients.ts'
import { SCOPES } from '../../domain/policy.ts'
import { findTokenClient, type TokenClient } from '../../repositories/access/client-tokens.ts'
import * as grants from '../../services/access/client-tokens.ts'
import { sha256 } from '../../services/access/keys.ts'
import type { ClientProof, TokenContext } from '../../services/access/client-tokens.ts'
import type { Authentication, AuthenticationDeps, Verified } from '../authenticate.ts'
import { TOKEN_SECONDS, type OwnClaims } from '../own-tokens.ts'
import { formOf, invalidRequest, proofOf, registerForms, type Form } from './form.ts'
import { refuser } from './refusals.ts'
import { SCHEMAS } from './schemas.ts'

const EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange'
const ACCESS_TOKEN = 'urn:ietf:params:oauth:token-type:access_token'
const SUBJECT_TYPES = new Set([
  ACCESS_TOKEN,
  'urn:ietf:params:oauth:token-type:id_token',
  'urn:ietf:params:oauth:token-type:jwt',
])

export type OAuthDeps = AuthenticationDeps & Pick<Authentication, 'verify' | 'bearer'>

/** What is decided in the transaction is signed once that is committed. */
const decideOwn = async (context: TokenContext, client: TokenClient, form: Form): Promise<OwnClaims> => {
  const scopes = grants.grantedScopes(client, form.get('scope') ?? null)
  await grants.recordToken(context, client, 'token.issue', client.id, { scopes: scopes.join(' ') })
  return { subject: client.id, generation: client.generation, seconds: TOKEN_SECONDS, scopes }
}

/** The person's token, verified before the transaction, since a provider may have to be asked for its key. */
const subjectOf = async (deps: OAuthDeps, form: Form, nowS: number, requestId: string) => {
  const token = form.get('subject_token')
  if (token === undefined || !SUBJECT_TYPES.has(form.get('subject_token_type') ?? ''))
    throw invalidRequest('subject_token and a subject_token_type that is known are needed')
  if ((form.get('requested_token_type') ?? ACCESS_TOKEN) !== ACCESS_TOKEN)
    throw invalidRequest('only access tokens are given')
  const audiencesOf = ({ provider }: Verified['trust']): readonly string[] =>
    provider ? [...provider.audiences, ...provider.exchangeAudiences] : [deps.rules.audience]
  try {
    const verified = await deps.verify(token, audiencesOf, nowS)
    if (verified.trust.isOwn) throw new DomainError('oauth.subjectTokenInvalid')
    return { person: await deps.bearer(verified, token, requestId), expiresAt: verified.expiresAt }
  } catch (error) {
    const isTheirs = error instanceof DomainError && /^(token\.(invalid|expired)|access\.)/.test(error.code)
    throw isTheirs ? new DomainError('oauth.subjectTokenInvalid') : error
  }
}

const decideExchange = async (
  context: TokenContext,
  client: TokenClient,
  { person, expiresAt }: Awaited<ReturnType<typeof subjectOf>>,
  nowS: number,
): Promise<OwnClaims> => {
  const generation = await grants.actFor(context, client, person)
  await grants.recordToken(context, client, 'token.exchange', person.identityId, {})
  const seconds = Math.min(TOKEN_SECONDS, expiresAt - nowS)
  const through = { id: client.id, generation: client.generation }
  return { subject: person.identityId, generation, through, seconds, scopes: [] }
}

export const registerOAuth = (app: FastifyInstance, deps: OAuthDeps): void => {
  const { own, pools, secret, clock } = deps
  const tokenEndpoint = `${own.issuer}/v1/oauth/token`
  const refuse = refuser(app)

  /** In one transaction with what it was proved for; a client that is not known costs the same look. */
  const proved = async <T>(
    request: FastifyRequest,
    proof: ClientProof,
    work: (context: TokenContext, client: TokenClient) => Promise<T>,
  ): Promise<T> => {
    const client = await findTokenClient(pools.read, proof.clientId)
    if (!client) throw new DomainError('oauth.clientInvalid')
    return inTransaction(pools.app, nobodyOf(client.institutionId), 'read write', async (tx) => {
      const now = clock()
      const newId = (): string => v7({ msecs: now.getTime() })
      const context = { tx, secret, now: now.toISOString(), newId, requestId: request.id }
      await grants.proveClient(context, client, proof)
      return work(context, client)
    })
  }

  const issue = async (request: FastifyRequest, form: Form, proof: ClientProof, nowS: number): Promise<object> => {
    const grant = form.get('grant_type')
    if (grant !== 'client_credentials' && grant !== EXCHANGE)
      throw grant === undefined ? invalidRequest('grant_type is missing') : new DomainError('oauth.grantUnsupported')
    const decide =
      grant === EXCHANGE
        ? async (): Promise<OwnClaims> => {
            const subject = await subjectOf(deps, form, nowS, request.id)
            return proved(request, proof, (context, client) => decideExchange(context, client, subject, nowS))
          }
        : () => proved(request, proof, (context, client) => decideOwn(context, client, form))
    const claims = await decide()
    return {
      access_token: await own.sign(claims, nowS, v7()),
      token_type: 'Bearer',
      expires_in: claims.seconds,
      scope: claims.scopes.join(' '),
      ...(grant === EXCHANGE && { issued_token_type: ACCESS_TOKEN }),
    }
  }

  const takeBack = async (request: FastifyRequest, form: Form, proof: ClientProof, nowS: number): Promise<null> => {
    const token = form.get('token')
    if (token === undefined) throw invalidRequest('token is missing')
    const verified = await deps.verify(token, () => [deps.rules.audience], nowS).catch(() => null)
    await proved(request, proof, async (context, client) => {
      const { sub: through } = (verified?.claims.act ?? {}) as { sub?: string }
      const isTheirs = verified?.trust.isOwn === true && (through ?? verified.subject) === client.id
      if (!isTheirs) return
      const expiresAt = new Date(verified.expiresAt * 1_000).toISOString()
      await grants.revoke(context, client, { digest: sha256(token), expiresAt, subject: verified.subject })
    })
    return null
  }

  const answering =
    (work: (...given: Parameters<typeof issue>) => Promise<object | null>) =>
    async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
      let clientId = ''
      try {
        const nowS = Math.floor(clock().getTime() / 1_000)
        const form = formOf(request)
        const proof = proofOf(request, form, [own.issuer, tokenEndpoint], nowS)
        clientId = proof.clientId
        const answer = await work(request, form, proof, nowS)
        return await reply.header('cache-control', 'no-store').send(answer ?? undefined)
      } catch (error) {
        return refuse(error, request, reply, clientId)
      }
    }

  void app.register((scope, _options, done) => {
    registerForms(scope)
    scope.setErrorHandler((error, request, reply) => refuse(error, request, reply, ''))
    scope.post('/v1/oauth/token', { schema: SCHEMAS.token, handler: answering(issue) })
    scope.post('/v1/oauth/revocation', { schema: SCHEMAS.revocation, handler: answering(takeBack) })
    done()
  })
  app.get('/.well-known/jwks.json', { schema: SCHEMAS.keySet, handler: () => own.keySet() })
  app.get('/.well-known/oauth-authorization-server', {
    schema: SCHEMAS.metadata,
    handler: () => ({
      issuer: own.issuer,
      token_endpoint: tokenEndpoint,
      revocation_endpoint: `${own.issuer}/v1/oauth/revocation`,
      jwks_uri: `${own.issuer}/.well-known/jwks.json`,
      grant_types_supported: ['client_credentials', EXCHANGE],
      response_types_supported: [],
      token_endpoint_auth_methods_supported: ['client_secret_basic', 'private_key_jwt'],
      token_endpoint_auth_signing_alg_values_supported: Object.values(SIGNS_AS).flat(),
      scopes_supported: SCOPES,
      service_documentation: `${own.issuer}/docs`,
    }),
  })
}

/** A server that behaves as SIASN's is described (rules.md §6.3): two tokens, its own names, its own ways to fail. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import type { Test } from 'tap'

export interface Saved {
  readonly service: string
  readonly id: string
  readonly body: Record<string, unknown>
}

export interface LocalSiasn {
  readonly environment: Record<string, string>
  readonly saved: Saved[]
  /** Tokens given so far, by kind. */
  readonly tokens: { apim: number; sso: number }
  /** What the next saves meet, one after the other; `ok` when it is empty. */
  readonly next: ('ok' | 'reject' | 'unauthorised' | 'busy' | 'cutBefore' | 'cutAfter')[]
}

const IDS: Readonly<Record<string, string>> = {
  'skp22/save': 'rwSkpId',
  'kinerjaperiodik/save': 'rwKinerjaPeriodikId',
  'kursus/save': 'rwKursusId',
}
const HISTORY: Readonly<Record<string, string>> = {
  'rw-skp22': 'skp22/save',
  'rw-kinerjaperiodik': 'kinerjaperiodik/save',
  'rw-kursus': 'kursus/save',
}

const send = (response: ServerResponse, status: number, body: object): void => {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

/** `nipOf` says whose a body is: SIASN knows people by its own ids. */
export const localSiasn = async (t: Test, nipOf: (siasnId: string) => string | undefined): Promise<LocalSiasn> => {
  const [saved, next]: [Saved[], LocalSiasn['next']] = [[], []]
  const tokens = { apim: 0, sso: 0 }
  const subjectOf = (body: Record<string, unknown>): string =>
    String(body.pnsDinilaiOrang ?? body.pnsDinilaiId ?? body.pnsOrangId)
  const token = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const fields = new URLSearchParams(await text(request))
    const isApim = request.url === '/oauth2/token'
    const basic = `Basic ${Buffer.from('key:secret').toString('base64')}`
    const isRight = isApim
      ? request.headers.authorization === basic && fields.get('grant_type') === 'client_credentials'
      : fields.get('grant_type') === 'password' &&
        fields.get('client_id') === 'client' &&
        fields.get('password') === 'sandi'
    if (!isRight) send(response, 401, { error: 'invalid_client' })
    else {
      const kind = isApim ? 'apim' : 'sso'
      tokens[kind] += 1
      send(response, 200, { access_token: `${kind}-${String(tokens[kind])}`, expires_in: isApim ? 3_600 : 43_200 })
    }
  }
  const save = async (request: IncomingMessage, response: ServerResponse, service: string): Promise<void> => {
    const body = JSON.parse(await text(request)) as Record<string, unknown>
    const fate = next.shift() ?? 'ok'
    if (fate === 'unauthorised') send(response, 401, { code: 401, message: 'Invalid Credentials' })
    else if (fate === 'busy') send(response, 503, { message: 'busy' })
    else if (fate === 'cutBefore') request.socket.destroy()
    else if (fate === 'reject') send(response, 200, { success: false, message: 'PNS Penilai tidak ditemukan', code: 0 })
    else {
      const id = (body.id as string | null) ?? `siasn-${String(saved.length + 1)}`
      saved.push({ service, id, body })
      if (fate === 'cutAfter') request.socket.destroy()
      else send(response, 200, { success: true, message: 'success', code: 1, mapData: { [IDS[service] ?? '']: id } })
    }
  }
  const history = (response: ServerResponse, name: string, nip: string): void => {
    const rows = saved.filter(({ service, body }) => service === HISTORY[name] && nipOf(subjectOf(body)) === nip)
    if (rows.length === 0) send(response, 404, { code: 0, data: 'Data tidak ditemukan' })
    else send(response, 200, { code: 1, data: rows.map(({ id, body }) => ({ ...body, id })) })
  }
  const server = createServer((request, response) => {
    const { url = '', headers } = request
    if (url.endsWith('/token')) {
      void token(request, response)
      return
    }
    const isKnown =
      headers.authorization === `Bearer apim-${String(tokens.apim)}` &&
      headers.auth === `bearer sso-${String(tokens.sso)}`
    if (!isKnown) {
      send(response, 401, { code: 401, message: 'Invalid Credentials' })
      return
    }
    const [, , name = '', nip = ''] = /^\/api\/(pns)\/([\w-]+)\/(\d+)$/.exec(url) ?? []
    if (name) history(response, name, nip)
    else void save(request, response, url.replace('/api/', ''))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => server.close())
  const address = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`
  const environment = {
    SIASN_URL: `${address}/api`,
    SIASN_APIM_TOKEN_URL: `${address}/oauth2/token`,
    SIASN_CONSUMER_KEY: 'key',
    SIASN_CONSUMER_SECRET: 'secret',
    SIASN_SSO_TOKEN_URL: `${address}/sso/token`,
    SIASN_SSO_CLIENT_ID: 'client',
    SIASN_USERNAME: '199001152015032001',
    SIASN_PASSWORD: 'sandi',
    SIASN_FIRST_WAIT_MS: '20',
  }
  return { environment, saved, tokens, next }
}

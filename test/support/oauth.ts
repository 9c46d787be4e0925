/** The token endpoint as clients with a secret ask it. */
import type { Reply, TestApp } from './app.ts'

export interface Client {
  readonly clientId: string
  readonly clientSecret: string
}

export const FORM_TYPE = 'application/x-www-form-urlencoded'

export const basic = ({ clientId, clientSecret }: Client): string =>
  `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`

export const tokenRequest = (app: TestApp, client: Client, form = 'grant_type=client_credentials'): Promise<Reply> =>
  app.anonymous.request('POST', '/v1/oauth/token', {
    body: form,
    headers: { authorization: basic(client), 'content-type': FORM_TYPE },
  })

export const accessToken = async (app: TestApp, client: Client): Promise<string> =>
  String((await tokenRequest(app, client)).body.access_token)

/** Where `before` writes down the server that the tests use. */
import { fileURLToPath } from 'node:url'

export interface TestServer {
  readonly url: string
  readonly folder: string
}

export const FILE = fileURLToPath(new URL('../../.tap/kompeten/server.json', import.meta.url))

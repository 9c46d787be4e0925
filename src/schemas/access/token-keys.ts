import { closed, component, Id, Instant, nullable, pageOf, Version } from '../common.ts'

export const TokenKey = component(
  'TokenKey',
  'A key that signs tokens of this service; its public half stands in the key set under the same id.',
  closed({ id: Id, createdAt: Instant, retiredAt: nullable(Instant), version: Version }),
)
export const TokenKeyPage = pageOf('TokenKey', TokenKey)

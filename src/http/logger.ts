/** Lines of JSON with time in UTC; messages are static, members are named, and what must never stand there is cut out twice. */
import pino, { type DestinationStream, type Logger } from 'pino'

const SECRETS = [
  'authorization',
  'cookie',
  'password',
  'secret',
  'token',
  'access_token',
  'client_secret',
  'client_assertion',
  'subject_token',
]

/** The second net: nothing of the service logs these, and what a library might is redacted, a level down and two. */
const PATHS = SECRETS.flatMap((name) => [name, `*.${name}`, `*.*.${name}`])

export const loggerOf = (level: string, destination?: DestinationStream): Logger => {
  const options = { level, redact: { paths: PATHS, censor: '[redacted]' }, timestamp: pino.stdTimeFunctions.isoTime }
  return destination ? pino(options, destination) : pino(options)
}

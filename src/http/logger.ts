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

/** Where a library puts what it was given. By name: a wildcard would look through every line that is written. */
const PLACES = ['', 'headers.', 'req.headers.', 'request.headers.', 'body.', 'options.', 'config.']

/** The second net: nothing of the service logs these. */
const PATHS = PLACES.flatMap((place) => SECRETS.map((name) => `${place}${name}`))

export const loggerOf = (level: string, destination?: DestinationStream): Logger => {
  const options = { level, redact: { paths: PATHS, censor: '[redacted]' }, timestamp: pino.stdTimeFunctions.isoTime }
  return destination ? pino(options, destination) : pino(options)
}

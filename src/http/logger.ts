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

/** The message of every line that tells of a request. */
export const REQUEST = 'request'

/** The second net: nothing of the service logs these. */
const PATHS = PLACES.flatMap((place) => SECRETS.map((name) => `${place}${name}`))

/** Lines about requests may wait so long, and for so many more, so that not each of them is a call to the system. */
const WAIT_MS = 100
const ENOUGH_BYTES = 4_096

/** Standard output; whatever does not tell of a request is written at once, and what was told of before with it. */
const output = (): DestinationStream => {
  const lines = pino.destination({ minLength: ENOUGH_BYTES, periodicFlush: WAIT_MS, sync: true })
  process.once('exit', () => {
    lines.flushSync()
  })
  const stream = {
    // Asks the library to tell what a line is about.
    [Symbol.for('pino.metadata')]: true,
    lastMsg: '',
    write(line: string) {
      lines.write(line)
      if (stream.lastMsg !== REQUEST) lines.flushSync()
    },
  }
  return stream
}

export const loggerOf = (level: string, destination?: DestinationStream): Logger => {
  const options = { level, redact: { paths: PATHS, censor: '[redacted]' }, timestamp: pino.stdTimeFunctions.isoTime }
  return pino(options, destination ?? output())
}

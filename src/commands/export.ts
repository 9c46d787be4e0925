/** `kompeten export results --cycle ID`: has a file written, fetches it and checks its digest. */
import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { parseArgs } from 'node:util'
import { ok, type components } from '../client/index.ts'
import { CommandError, openClient, untilOver, type Environment } from './client.ts'
import { startProgress } from './progress.ts'

/** What the arguments ask for; the service says what of it does not exist. */
type Asked = components['schemas']['CreateExport']

const USAGE = 'usage: kompeten export <kind> [--format csv|ndjson|xlsx] [--cycle ID] [--out FILE]'

const hashing = (hash: ReturnType<typeof createHash>): Transform =>
  new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk)
      done(null, chunk)
    },
  })

/** A file that is not whole never bears its name. */
const save = async (response: Response, out: string, sha256: string): Promise<void> => {
  const part = `${out}.part`
  const hash = createHash('sha256')
  try {
    await pipeline(Readable.fromWeb(response.body as never), hashing(hash), createWriteStream(part))
    if (hash.digest('hex') !== sha256) throw new CommandError(`${out}: what arrived is not what was written`)
    await rename(part, out)
  } finally {
    await rm(part, { force: true })
  }
}

/** Exit codes: 0 written, 1 failed. */
export const runExport = async (environment: Environment, args: readonly string[]): Promise<number> => {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { format: { type: 'string' }, cycle: { type: 'string' }, out: { type: 'string' } },
    allowPositionals: true,
  })
  const [kind] = positionals
  if (kind === undefined) throw new CommandError(USAGE)
  const { format = 'csv', cycle } = values
  const client = openClient(environment)
  const body = { kind, format, ...(cycle !== undefined && { cycleId: cycle }) } as Asked
  const { id } = ok(await client.POST('/v1/exports', { body }))
  const progress = startProgress(process.stderr)
  const row = await untilOver(
    async () => ok(await client.GET('/v1/exports/{id}', { params: { path: { id } } })),
    (look) => {
      progress.tell(look.progress)
    },
  )
  progress.end()
  if (row.state !== 'succeeded') throw new CommandError(`export ${id} ${row.state}`)
  const out = values.out ?? `kompeten-${kind}.${format}`
  await save(await client.call(`/v1/exports/${id}/file`), out, String(row.sha256))
  console.log(`${out}: ${String(row.rows)} rows, ${String(row.bytes)} bytes, SHA-256 ${String(row.sha256)}`)
  return 0
}

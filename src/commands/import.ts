/** `kompeten import employees pegawai.csv`: sends a file, waits, and says what became of each line. */
import { createReadStream, existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { parseArgs } from 'node:util'
import { FILE_TYPES } from '../domain/exchange/kinds.ts'
import { ok, type components, type Kompeten } from '../client/index.ts'
import { CommandError, openClient, untilOver, type Environment } from './client.ts'
import { startProgress } from './progress.ts'

const USAGE = `usage: kompeten import <kind> <file> [--dry-run] [--atomic] [--deactivate-missing] [--max-missing-percent N]
  [--ignore-unknown] [--changes] [--wait-for-people] [--cycle ID] [--format csv|ndjson|xlsx] [--refused FILE]`

const OPTIONS = {
  'dry-run': { type: 'boolean' },
  atomic: { type: 'boolean' },
  'deactivate-missing': { type: 'boolean' },
  'max-missing-percent': { type: 'string' },
  'ignore-unknown': { type: 'boolean' },
  changes: { type: 'boolean' },
  'wait-for-people': { type: 'boolean' },
  cycle: { type: 'string' },
  format: { type: 'string' },
  refused: { type: 'string' },
} as const

const TYPES: Readonly<Record<string, string>> = { ...FILE_TYPES, jsonl: FILE_TYPES.ndjson }

const typeOf = (file: string, format: string | undefined): string => {
  const ending = format ?? /\.(\w+?)(\.gz)?$/.exec(file)?.[1]?.toLowerCase() ?? ''
  const type = TYPES[ending]
  if (type === undefined) throw new CommandError(`what is ${file}? name it with --format csv|ndjson|xlsx`)
  return type
}

const SHOWN = 20

const tellRefusals = async (client: Kompeten, id: string): Promise<void> => {
  const params = { path: { id }, query: { limit: SHOWN } }
  const { items } = ok(await client.GET('/v1/imports/{id}/refusals', { params }))
  for (const { line, faults } of items)
    for (const { column, message, value } of faults)
      console.error(`line ${String(line)}${column ? ` ${column}` : ''}: ${message}${value ? ` (${value})` : ''}`)
}

const NEXT = /<([^>]+)>; rel="next"/

/** Every part, one below the other, under one line of headings. */
const saveRefused = async (client: Kompeten, id: string, file: string): Promise<void> => {
  let first = true
  for (let path: string | undefined = `/v1/imports/${id}/refused-lines`; path !== undefined; first = false) {
    const response: Response = await client.call(path)
    const text = await response.text()
    const lines = first ? text : text.slice(text.indexOf('\n') + 1)
    await writeFile(file, lines, { flag: first ? 'w' : 'a' })
    path = NEXT.exec(response.headers.get('link') ?? '')?.[1]
  }
}

const queryOf = (kind: string, values: Readonly<Record<string, string | boolean | undefined>>): string =>
  new URLSearchParams({
    kind,
    ...(values['dry-run'] === true && { dryRun: 'true' }),
    ...(values.atomic === true && { mode: 'atomic' }),
    ...(values['deactivate-missing'] === true && { missing: 'deactivate' }),
    ...(typeof values['max-missing-percent'] === 'string' && { maxMissingPercent: values['max-missing-percent'] }),
    ...(values['ignore-unknown'] === true && { unknownColumns: 'ignore' }),
    ...(values['wait-for-people'] === true && { unknownPeople: 'wait' }),
    ...(values.changes === true && { changes: 'true' }),
    ...(typeof values.cycle === 'string' && { cycleId: values.cycle }),
  }).toString()

const COUNTS = [
  'rows',
  'inserted',
  'updated',
  'unchanged',
  'refused',
  'deactivated',
  'ended',
  'placed',
  'waiting',
] as const

/** Exit codes: 0 all in, 2 some refused, 1 failed. */
export const runImport = async (environment: Environment, args: readonly string[]): Promise<number> => {
  const { values, positionals } = parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true })
  const [kind, file] = positionals
  if (kind === undefined || file === undefined) throw new CommandError(USAGE)
  if (!existsSync(file)) throw new CommandError(`${file} does not exist`)
  const client = openClient(environment)
  const sent = await client.call(`/v1/imports?${queryOf(kind, values)}`, {
    method: 'POST',
    headers: { 'content-type': typeOf(file, values.format) },
    body: () => Readable.toWeb(createReadStream(file)) as ReadableStream,
  })
  const { id } = (await sent.json()) as components['schemas']['Import']
  const progress = startProgress(process.stderr)
  const row = await untilOver(
    async () => ok(await client.GET('/v1/imports/{id}', { params: { path: { id } } })),
    (look) => {
      progress.tell(look.progress)
    },
  )
  progress.end()
  if (row.state !== 'succeeded')
    throw new CommandError(
      `import ${id} ${row.state}: ${row.problem?.code ?? ''} ${JSON.stringify(row.problem?.facts ?? {})}`,
    )
  const counts = COUNTS.map((name) => `${name} ${String(row[name])}`).join(', ')
  console.log(`${values['dry-run'] === true ? 'tried: ' : ''}${counts}`)
  const refused = row.refused ?? 0
  if (refused === 0) return 0
  await tellRefusals(client, id)
  if (refused > SHOWN) console.error(`… and more: see /v1/imports/${id}/refusals`)
  if (values.refused !== undefined) await saveRefused(client, id, values.refused)
  return 2
}

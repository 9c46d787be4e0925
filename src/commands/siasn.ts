/** `kompeten siasn prepare | send | status`: the hand-over, with nothing sent twice and nothing lost on the way. */
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { ConnectionError, ok, type components, type Kompeten } from '../client/index.ts'
import { CommandError, openClient, untilOver, type Environment } from './client.ts'
import { openSiasn, type Saved, type SiasnRow, type SiasnService } from './siasn-service.ts'

type Schemas = components['schemas']
type Row = Schemas['SiasnRecord']
type Outcome = Schemas['SettleSiasnRecord']

const USAGE = `usage: kompeten siasn prepare skp22/save|kinerjaperiodik/save --cycle ID [--periodik 1|2]
       kompeten siasn prepare kursus/save --year YYYY [--lokasi ID] [--jenis-kursus ID]
       kompeten siasn send [--service NAME]
       kompeten siasn status`

const STATES = ['incomplete', 'ready', 'sent', 'accepted', 'rejected'] as const

async function* recordsOf(client: Kompeten, state: Row['state'], service: string | undefined): AsyncGenerator<Row> {
  // The service says which of them do not exist.
  const filter = service === undefined ? {} : { service: service as Row['service'] }
  for (let cursor: { cursor?: string } = {}; ;) {
    const query = { state, limit: 200, ...filter, ...cursor }
    const page = ok(await client.GET('/v1/siasn-records', { params: { query } }))
    yield* page.items
    if (page.next === null) return
    cursor = { cursor: page.next }
  }
}

const equal = (row: SiasnRow, body: Row['body'], ...names: readonly string[]): boolean =>
  names.every((name) => String(row[name]) === String(body[name]))

/** By what a row at SIASN is known to be the one that was sent. */
const HISTORY: Readonly<
  Record<string, { readonly name: string; readonly same: (row: SiasnRow, body: Row['body']) => boolean }>
> = {
  'skp22/save': { name: 'rw-skp22', same: (row, body) => equal(row, body, 'tahun') },
  'kinerjaperiodik/save': {
    name: 'rw-kinerjaperiodik',
    same: (row, body) => equal(row, body, 'tahun', 'bulanMulaiPenilaian', 'bulanSelesaiPenilaian'),
  },
  'kursus/save': { name: 'rw-kursus', same: (row, body) => equal(row, body, 'namaKursus', 'tanggalKursus') },
}

interface Sending {
  readonly client: Kompeten
  readonly siasn: SiasnService
  accepted: number
  rejected: number
}

const settle = async (client: Kompeten, id: string, body: Outcome): Promise<Row> =>
  ok(await client.POST('/v1/siasn-records/{id}/outcome', { params: { path: { id } }, body }))

const tell = async (sending: Sending, record: Row, saved: Saved): Promise<void> => {
  if (saved.accepted) {
    await settle(sending.client, record.id, { event: 'accept', siasnId: saved.siasnId })
    sending.accepted += 1
    return
  }
  await settle(sending.client, record.id, { event: 'reject', reason: saved.reason })
  sending.rejected += 1
  console.error(`rejected ${record.nip} ${record.service}: ${saved.reason}`)
}

/** What an earlier run left under way: SIASN is asked whether it arrived, before anything is sent again. */
const recover = async (sending: Sending, record: Row): Promise<void> => {
  const { name, same } = HISTORY[record.service] ?? { name: '', same: () => false }
  const rows = await sending.siasn.history(name, record.nip)
  const row = rows.find((candidate) => same(candidate, record.body))
  // A row that is replaced by its id can be sent again without harm.
  if (row && record.body.id === null)
    await tell(sending, record, { accepted: true, siasnId: row.id == null ? null : String(row.id) })
  else await settle(sending.client, record.id, { event: 'release' })
}

const MAX_TRIES = 5
const FIRST_WAIT_MS = 1_000

/** Marked as sent before it leaves. Where the answer did not come, SIASN is asked, and only then it is tried again. */
const sendOne = async (sending: Sending, record: Row, waitMs: number): Promise<void> => {
  for (let attempt = 1; ; attempt++) {
    await settle(sending.client, record.id, { event: 'send' })
    try {
      await tell(sending, record, await sending.siasn.save(record.service, record.body))
      return
    } catch (error) {
      const isWorthAnother = error instanceof CommandError || error instanceof ConnectionError
      if (!isWorthAnother || attempt >= MAX_TRIES) throw error
      await sleep(waitMs * 2 ** (attempt - 1) * (0.5 + Math.random() / 2))
      const before = sending.accepted
      await recover(sending, record)
      if (sending.accepted > before) return
    }
  }
}

const send = async (environment: Environment, client: Kompeten, service: string | undefined): Promise<number> => {
  const sending: Sending = { client, siasn: openSiasn(environment), accepted: 0, rejected: 0 }
  const waitMs = Number(environment.SIASN_FIRST_WAIT_MS ?? FIRST_WAIT_MS)
  for await (const record of recordsOf(client, 'sent', service)) await recover(sending, record)
  for await (const record of recordsOf(client, 'ready', service)) await sendOne(sending, record, waitMs)
  console.log(`accepted ${String(sending.accepted)}, rejected ${String(sending.rejected)}`)
  return sending.rejected > 0 ? 2 : 0
}

const prepare = async (
  client: Kompeten,
  service: string,
  values: Readonly<Record<string, string | undefined>>,
): Promise<number> => {
  const parameters = {
    ...(values.periodik !== undefined && { periodikId: values.periodik }),
    ...(values.lokasi !== undefined && { lokasiId: values.lokasi }),
    ...(values['jenis-kursus'] !== undefined && { jenisKursus: values['jenis-kursus'] }),
  }
  const source = {
    ...(values.cycle !== undefined && { cycleId: values.cycle }),
    ...(values.year !== undefined && { year: Number(values.year) }),
  }
  const body = { service, parameters, ...source } as Schemas['CreateSiasnHandover']
  const { id } = ok(await client.POST('/v1/siasn-handovers', { body }))
  const row = await untilOver(async () =>
    ok(await client.GET('/v1/siasn-handovers/{id}', { params: { path: { id } } })),
  )
  if (row.state !== 'succeeded') throw new CommandError(`hand-over ${id} ${row.state}`)
  const { created, renewed, unchanged, inFlight, incomplete } = row
  console.log(
    `created ${String(created)}, renewed ${String(renewed)}, unchanged ${String(unchanged)}, in flight ${String(inFlight)}, incomplete ${String(incomplete)}`,
  )
  return (incomplete ?? 0) > 0 ? 2 : 0
}

const showStatus = async (client: Kompeten): Promise<number> => {
  for (const state of STATES) {
    let count = 0
    for await (const _record of recordsOf(client, state, undefined)) count += 1
    console.log(`${state} ${String(count)}`)
  }
  return 0
}

/** Exit codes: 0 all accepted, 2 some rejected or incomplete, 1 failed. */
export const runSiasn = (environment: Environment, args: readonly string[]): Promise<number> => {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: {
      cycle: { type: 'string' },
      year: { type: 'string' },
      periodik: { type: 'string' },
      lokasi: { type: 'string' },
      'jenis-kursus': { type: 'string' },
      service: { type: 'string' },
    },
    allowPositionals: true,
  })
  const [verb, service] = positionals
  if (verb === 'prepare' && service !== undefined) return prepare(openClient(environment), service, values)
  if (verb === 'send') return send(environment, openClient(environment), values.service)
  if (verb === 'status') return showStatus(openClient(environment))
  throw new CommandError(USAGE)
}

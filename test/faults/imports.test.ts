/** Kill -9 of the service and of PostgreSQL while a city's people are imported: in whole or not at all, once, and resumed. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { clientOf, type Client } from '../../src/demo/client.ts'
import { letOfficerIn } from '../../src/demo/run.ts'
import { killable } from '../support/killable.ts'

const PEOPLE = 23_000
const KILLS = Number(process.env.KOMPETEN_KILLS ?? 6)

/** Round `n` renames everyone, so that each import has all of its rows to write. */
const fileOf = (round: number): string =>
  ['nip;nama;golongan']
    .concat(
      Array.from(
        { length: PEOPLE },
        (_, i) => `199001152015${String(i).padStart(6, '0')};Contoh ${String(i)} v${String(round)};III/c`,
      ),
    )
    .join('\n')

interface ImportView {
  readonly id: string
  readonly state: string
  readonly problem: unknown
  readonly inserted: number
  readonly updated: number
}

void t.test('killed at random moments of an import', async (tt) => {
  const { data, direct, sign, service, killService, killDatabase } = await killable(tt)
  const as = (subject: string): Client => clientOf(service().address, sign(subject))
  await letOfficerIn(as('local:platform_admin'))
  const token = sign('local:hr_officer')
  const send = async (round: number, key: string): Promise<ImportView> => {
    const response = await fetch(`${service().address}/v1/imports?kind=employees&mode=atomic`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'text/csv', 'idempotency-key': key },
      body: fileOf(round),
    })
    tt.equal(response.status, 202)
    return (await response.json()) as ImportView
  }
  const ended = async (id: string): Promise<ImportView> => {
    const until = Date.now() + 60_000
    while (Date.now() < until) {
      const view = await as('local:hr_officer')
        .get<ImportView>(`/v1/imports/${id}`)
        .catch(() => null)
      if (view && !['queued', 'running'].includes(view.state)) return view
      await sleep(100)
    }
    throw new Error(`import ${id} did not end: ${service().output().slice(-1500)}`)
  }
  /** Everybody is of one round: half an import would show two. */
  const rounds = async (): Promise<{ name: string; n: number }[]> =>
    (
      await direct.query<{ name: string; n: number }>(
        "select split_part(name, ' v', 2) as name, count(*)::int as n from employees where name like 'Contoh % v%' group by 1",
      )
    ).rows

  const began = Date.now()
  const first = await ended((await send(0, 'round-0')).id)
  const whole = Date.now() - began
  tt.same([first.state, first.inserted], ['succeeded', PEOPLE])
  for (let round = 1; round <= KILLS; round++) {
    const { id } = await send(round, `round-${String(round)}`)
    await sleep(Math.random() * whole)
    const isService = round % 2 === 1
    if (isService) await killService()
    else await killDatabase()
    const seen = await rounds()
    tt.equal(seen.length, 1, `${isService ? 'service' : 'PostgreSQL'} killed: never half visible`)
    const view = await ended(id)
    tt.same([view.state, view.problem], ['succeeded', null], 'resumed to its end')
    tt.same(await rounds(), [{ name: String(round), n: PEOPLE }], 'all of it, once')
    tt.equal((await send(round, `round-${String(round)}`)).id, id, 'the same key gives the same import')
  }
  // Killed between its end and the removal of its file, a job is taken up once more for that alone.
  for (let tries = 0; readdirSync(join(data, 'spool')).length > 1 && tries < 100; tries++) await sleep(200)
  tt.same(readdirSync(join(data, 'spool')), ['spool-id'], 'no file is left behind')
})

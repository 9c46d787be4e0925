/** The oldest PostgreSQL supported: the same schema, and a whole cycle. Every other test runs on the newest. */
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { openPools } from '../../src/db/database.ts'
import { describeSchema } from '../../src/db/describe.ts'
import { startEmbedded } from '../../src/db/embedded/server.ts'
import { migrate } from '../../src/db/migrate.ts'
import { testApp } from '../support/app.ts'
import { everyoneAnswers, finished, openCycle, smallOffice } from '../support/cycle.ts'

void t.test('PostgreSQL 15', async (tt) => {
  const folder = mkdtempSync(join(tmpdir(), 'kompeten-15-'))
  chmodSync(folder, 0o755)
  const server = await startEmbedded(folder, { major: '15' })
  const pools = openPools(server.url, 2, () => undefined)
  tt.teardown(async () => {
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  })
  const { rows } = await pools.owner.query('show server_version')
  tt.match(rows[0].server_version, /^15\./)
  tt.ok((await migrate(pools.owner)).length >= 8, 'migrated')
  tt.same(await migrate(pools.owner), [], 'once')
  const schema = readFileSync(new URL('../../migrations/schema.sql', import.meta.url), 'utf8')
  tt.equal(await describeSchema(pools.owner), schema)
  await pools.close()

  await tt.test('a whole cycle', async (t2) => {
    const app = await testApp(t2, { database: { url: server.url, proxied: server.url } })
    const office = await smallOffice(app, 'OLD')
    const { hr, head, leader, staff } = office
    const cycleId = await openCycle(office)
    await everyoneAnswers([head, leader, ...staff], (group) => (group === 'supervisor' ? 4 : 3))
    t2.equal((await hr.post(`/v1/cycles/${cycleId}/closing`)).body.state, 'closed')
    const scoring = await finished(hr, String((await hr.post(`/v1/cycles/${cycleId}/scoring`)).body.id))
    t2.equal(scoring.state, 'succeeded')
    const [result] = (await hr.get(`/v1/results?cycleId=${cycleId}&employeeId=${String(staff[0]?.id)}`)).body.items
    t2.same([result.total, result.proposal], ['3.60', 'SESUAI'])
  })
})

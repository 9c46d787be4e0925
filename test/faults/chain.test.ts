/** The audit chain under writers who do not know of each other: no entry lost, none doubled, the chain sound. */
import t from 'tap'
import { testApp } from '../support/app.ts'
import { createDatabase } from '../support/database.ts'

void t.test('two processes and many requests at once on one institution', async (tt) => {
  const url = await createDatabase()
  const database = { url, proxied: url }
  const [one, two] = [await testApp(tt, { database }), await testApp(tt, { database })]
  const { hr, hrSubject } = await one.institution('SHARED')
  const elsewhere = two.as(hrSubject)
  let serial = 0
  const statuses: number[] = []
  const write = async (caller: typeof hr): Promise<void> => {
    statuses.push((await caller.post('/v1/units', { code: `C${String((serial += 1))}`, name: 'Unit' })).status)
  }
  // Alone, then in turns, then all at once.
  for (let n = 0; n < 10; n++) await write(hr)
  for (let n = 0; n < 20; n++) await write(n % 2 === 0 ? hr : elsewhere)
  await Promise.all(Array.from({ length: 40 }, (_, n) => write(n % 2 === 0 ? hr : elsewhere)))
  await Promise.all(Array.from({ length: 10 }, () => hr.post('/v1/units', { code: 'TAKEN', name: 'Unit' })))
  for (let n = 0; n < 10; n++) await write(elsewhere)
  tt.same([...new Set(statuses)], [201], 'every write went through')
  const { body } = await hr.get('/v1/audit-verifications')
  tt.same([body.sound, body.continueAfter], [true, null])
  tt.equal(body.entries, serial + 1, 'one entry for each act, and none for those that were refused')
})

/** Task lists: read for many raters in one statement, and each sees his or her own. */
import pg from 'pg'
import t from 'tap'
import { testApp, type Caller } from '../support/app.ts'
import { openCycle, smallOffice, type SmallOffice } from '../support/cycle.ts'
import { createDatabase } from '../support/database.ts'

const LIST = '/v1/me/feedback-requests'
const ODD_NAME = 'Periode "satu"\u001e\u001f\\ dan \u2028 dua'

interface Task {
  readonly id: string
  readonly cycleName: string
  readonly state: string
}

const pagesOf = async (caller: Caller, query: string): Promise<Task[]> => {
  const found: Task[] = []
  for (let path = `${LIST}?${query}`; ;) {
    const { body } = await caller.get(path)
    found.push(...(body.items as Task[]))
    if (body.next === null) return found
    path = `${LIST}?${query}&cursor=${encodeURIComponent(String(body.next))}`
  }
}

void t.test('everybody sees what he or she is asked, whoever asks at the same time', async (tt) => {
  const database = await createDatabase()
  const app = await testApp(tt, { database: { url: database, proxied: database } })
  const offices = [await smallOffice(app, 'ONE'), await smallOffice(app, 'TWO')]
  for (const office of offices) await openCycle(office, { name: ODD_NAME })
  const owner = new pg.Client({ connectionString: database })
  await owner.connect()
  tt.teardown(() => owner.end())
  const askedOf = async (id: string): Promise<string[]> => {
    const { rows } = await owner.query<{ id: string }>(
      `select request_id as id from rater_identities i join feedback_requests r on r.id = i.request_id
       where i.rater_id = $1 and r.state in ('active', 'submitted', 'declined') order by 1`,
      [id],
    )
    return rows.map((row) => row.id)
  }
  const peopleOf = ({ head, leader, staff }: SmallOffice) => [head, leader, ...staff]
  const people = offices.flatMap(peopleOf)
  const asked = await Promise.all(people.map(({ id }) => askedOf(id)))
  const [leader, most = []] = [people[1], asked[1]]
  tt.ok(most.length > 3, `the leader is asked ${String(most.length)} times`)
  // The second time it is begun before it is known who asks.
  for (const time of ['first', 'second']) {
    const lists = await Promise.all(people.map(({ call }) => pagesOf(call, 'limit=200')))
    tt.same(
      lists.map((tasks) => tasks.map(({ id }) => id)),
      asked,
      `the ${time} time`,
    )
    for (const { cycleName } of lists.flat()) tt.equal(cycleName, ODD_NAME)
  }
  if (!leader) throw new Error('no leader')
  const ids = async (query: string): Promise<string[]> => (await pagesOf(leader.call, query)).map(({ id }) => id)
  tt.same(await ids('limit=2'), most, 'by pages')
  tt.same(await ids('state=active'), most)
  tt.same(await ids('state=submitted'), [])

  const shared = new pg.Client({ connectionString: database, options: '-c role=kompeten_shared' })
  await shared.connect()
  tt.teardown(() => shared.end())
  const [here, there] = offices.map(({ institutionId }) => institutionId)
  const inside = async (institution: string | undefined): Promise<number | null> => {
    const { rowCount } = await shared.query(
      `select from tasks_of_rater($1, $2, null, '00000000-0000-0000-0000-000000000000', 51)`,
      [institution, leader.id],
    )
    return rowCount
  }
  tt.same([await inside(here), await inside(there)], [most.length, 0], 'an employee of one institution alone')
  const waiting = async (institution: string | undefined): Promise<unknown> => {
    const { rows } = await shared.query<object>('select * from waiting_for_employee($1, $2)', [institution, leader.id])
    return rows[0]
  }
  const nothing = { feedback: 0, confirmations: 0, objections: 0, acknowledgements: 0 }
  tt.same([await waiting(here), await waiting(there)], [{ ...nothing, feedback: most.length }, nothing])
  tt.match((await leader.call.get('/v1/me')).body, { leadsUnits: true, tasks: { feedback: most.length } })
  await tt.rejects(shared.query('select rater_id from rater_identities'), { code: '42501' })
  await tt.rejects(shared.query('select state from feedback_requests'), { code: '42501' })
})

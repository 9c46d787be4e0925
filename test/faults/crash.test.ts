/**
 * Kill -9 of the service and of PostgreSQL while people answer: nothing acknowledged is lost, nothing is there twice,
 * jobs go on, and a service that is asked to end drops no request.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { buildCycle, buildOrganisation, installCriteria, type Person } from '../../src/demo/build.ts'
import { clientOf, type Client } from '../../src/demo/client.ts'
import { finished, ratingsFor, type Form, type Task } from '../../src/demo/drive.ts'
import { letOfficerIn } from '../../src/demo/run.ts'
import { LOCAL_ISSUER } from '../../src/http/keys.ts'
import { killable } from '../support/killable.ts'
import { runOnce } from '../support/service.ts'

interface Answer {
  readonly status: number
  readonly ms: number
}

const CLIENTS = 20

void t.test('killed at random moments', async (tt) => {
  const { direct, sign, service, killService, killDatabase, startAgain, env, port } = await killable(tt)
  const as = (subject: string): Client => clientOf(service().address, sign(subject))
  await letOfficerIn(as('local:platform_admin'))
  const hr = as('local:hr_officer')
  const people: Person[] = await buildOrganisation(hr, LOCAL_ISSUER, () => undefined)
  await installCriteria(hr, () => undefined)
  const cycle = await buildCycle(hr, new Date())

  await tt.test('a job that was under way is done again, once, within seconds', async (t2) => {
    const { body: job } = await hr.post<{ id: string; state: string; problem: null }>(
      `/v1/cycles/${cycle.id}/opening`,
      'open',
    )
    await sleep(30)
    await killService()
    const began = Date.now()
    await finished(hr, job)
    t2.ok(Date.now() - began < 30_000, `${String(Date.now() - began)} ms`)
    const { rows } = await direct.query('select count(*)::int as n from appraisals')
    t2.equal(rows[0].n, people.length - 1, 'everyone but the head of all, once')
  })

  const { formId } = await hr.get<{ formId: string }>(`/v1/cycles/${cycle.id}`)
  const form = await hr.get<Form>(`/v1/forms/${formId}`)
  const tasks: { person: Person; task: Task }[] = []
  for (const person of people) {
    const { items } = await as(person.subject).get<{ items: Task[] }>('/v1/me/feedback-requests?state=active&limit=200')
    tasks.push(...items.map((task) => ({ person, task })))
  }
  tt.ok(tasks.length > 600, `${String(tasks.length)} answers to give`)

  const acknowledged = new Set<string>()
  const slowest = { ms: 0 }
  /** Sends until it is answered for good, with the same key each time, as a careful client does. */
  const submit = async ({ person, task }: { person: Person; task: Task }): Promise<void> => {
    const body = JSON.stringify({ ratings: ratingsFor(task, person, form), comments: [] })
    const headers = {
      authorization: `Bearer ${sign(person.subject)}`,
      'content-type': 'application/json',
      'idempotency-key': `submit/${task.id}`,
    }
    for (;;) {
      const began = Date.now()
      const answer: Answer = await fetch(
        `http://127.0.0.1:${String(port)}/v1/feedback-requests/${task.id}/submission`,
        {
          method: 'POST',
          headers,
          body,
        },
      ).then(
        async (response) => {
          await response.text()
          return { status: response.status, ms: Date.now() - began }
        },
        () => ({ status: 0, ms: 0 }),
      )
      slowest.ms = Math.max(slowest.ms, answer.ms)
      if (answer.status === 200) break
      if (![0, 409, 503].includes(answer.status)) throw new Error(`answered ${String(answer.status)}`)
      await sleep(20)
    }
    acknowledged.add(task.id)
  }
  const inParallel = async (work: readonly { person: Person; task: Task }[]): Promise<void> => {
    const queue = [...work]
    const client = async (): Promise<void> => {
      for (let next = queue.shift(); next; next = queue.shift()) await submit(next)
    }
    await Promise.all(Array.from({ length: CLIENTS }, client))
  }
  const checkStored = async (t2: { same: (a: unknown, b: unknown, message: string) => unknown }): Promise<void> => {
    const { rows } = await direct.query<{ id: string }>(
      "select r.request_id as id from feedback_responses r join feedback_requests q on q.id = r.request_id where r.state = 'submitted' and q.state = 'submitted' and q.version = 2",
    )
    const { rows: halves } = await direct.query(
      "select (select count(*) from feedback_responses)::int - (select count(*) from feedback_requests where state = 'submitted')::int as n",
    )
    const stored = new Set(rows.map(({ id }) => id))
    t2.same(
      [...acknowledged].filter((id) => !stored.has(id)),
      [],
      'nothing acknowledged is lost, nothing is there twice',
    )
    t2.same(halves[0].n, 0, 'nothing is half there')
  }
  let taken = 0
  const take = (count: number): { person: Person; task: Task }[] => tasks.slice(taken, (taken += count))

  await tt.test('the service is killed while answers arrive', async (t2) => {
    for (let round = 0; round < 3; round++) {
      const work = inParallel(take(100))
      await sleep(60 + Math.random() * 150)
      const { ms } = await killService()
      t2.ok(ms < 5_000, `ready again in ${String(ms)} ms`)
      await work
      await checkStored(t2)
    }
  })

  await tt.test('PostgreSQL is killed while answers arrive; the service lives on', async (t2) => {
    const pid = service().child.pid
    for (let round = 0; round < 3; round++) {
      const work = inParallel(take(100))
      await sleep(60 + Math.random() * 150)
      await killDatabase()
      const up = Date.now()
      while ((await fetch(`${service().address}/readyz`)).status !== 200);
      t2.ok(Date.now() - up <= 1_000, `ready ${String(Date.now() - up)} ms after PostgreSQL`)
      await work
      await checkStored(t2)
    }
    t2.equal(service().child.pid, pid)
    t2.equal(service().child.exitCode, null, 'the same process all along')
    t2.ok(slowest.ms <= 5_000, `the slowest answer took ${String(slowest.ms)} ms`)
  })

  await tt.test('asked to end under load: everything accepted is answered', async (t2) => {
    const work = inParallel(take(100))
    await sleep(80)
    service().child.kill('SIGTERM')
    const began = Date.now()
    t2.equal(await service().exited, 0)
    t2.ok(Date.now() - began < 5_000, `${String(Date.now() - began)} ms: nobody idle is waited for`)
    await startAgain()
    await work
    await checkStored(t2)
  })
  const audit = runOnce(env, ['audit', 'verify'])
  tt.equal(audit.status, 0, 'the audit chains are sound after all of it')
  tt.match(audit.output, /KEC-MEDAN-AMPLAS: \d{3,} entries, sound/)
  await direct.query('delete from audit_entries where seq = 3 and resource_id is not null')
  const cut = runOnce(env, ['audit', 'verify'])
  tt.equal(cut.status, 1)
  tt.match(cut.output, /KEC-MEDAN-AMPLAS: entryMissing at 3\n/)
  tt.notMatch(service().output(), /Failing row|RATER|"detail"/, 'logs quote no rows')
})

/** Receipts: recomputed offline by the command line, replayed from what is stored, and worthless once a digit changes. */
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { elementsOf } from '../../src/domain/appraisal/forms.ts'
import { verifyReceipt, type Receipt } from '../../src/services/appraisal/receipts.ts'
import { sealerOf } from '../../src/services/appraisal/sealing.ts'
import { findForm } from '../../src/repositories/appraisal/forms.ts'
import { findScoringPolicy } from '../../src/repositories/appraisal/scoring-policies.ts'
import { loadSubmitted } from '../../src/repositories/feedback/responses.ts'
import { inTransaction } from '../../src/db/transaction.ts'
import { testApp } from '../support/app.ts'
import { allRatings, openCycle, smallOffice } from '../support/cycle.ts'
import { publishedOffice } from '../support/published.ts'

const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url))
const verifyByHand = (file: string, ...more: string[]) =>
  spawnSync('node', [CLI, 'verify', file, ...more], { encoding: 'utf8', env: { ...process.env, DATABASE_URL: '' } })

void t.test('receipts', async (tt) => {
  const app = await testApp(tt)
  const office = await publishedOffice(app, 'RECEIPT')
  const [first] = office.staff
  const [summary] = (await first?.call.get('/v1/results'))?.body.items ?? []
  const receipt = (await first?.call.get(`/v1/results/${String(summary.id)}/receipt`))?.body as Receipt
  const folder = tt.testdir()
  const file = `${folder}/receipt.json`

  await tt.test('a stranger recomputes it', (t2) => {
    writeFileSync(file, JSON.stringify(receipt))
    const equal = verifyByHand(file)
    t2.equal(equal.status, 0, equal.stderr)
    t2.match(equal.stdout, /^equal: \d+ steps, signed by [0-9a-f]{16}\n$/)
    t2.equal(verifyByHand(file, '--key', receipt.publicKey).status, 0)
    const stranger = verifyByHand(file, '--key', 'MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=')
    t2.match(stranger.stdout, /signature/)
    t2.equal(stranger.status, 1)
    writeFileSync(file, JSON.stringify(receipt).replace('"value":"4.00"', '"value":"4.01"'))
    const forged = verifyByHand(file)
    t2.equal(forged.status, 1)
    t2.match(forged.stdout, /differs at BP \(exact\): found \S+, recomputed \S+/)
    for (const text of ['', '[]', '{"schema":"receipt/1"}']) {
      writeFileSync(file, text)
      t2.equal(verifyByHand(file).status, 2, `not a receipt: ${text}`)
    }
    t2.end()
  })

  await tt.test('one changed digit, wherever it stands, is found', (t2) => {
    const text = JSON.stringify(receipt)
    const places = [...text.matchAll(/\d/g)].map(({ index }) => index)
    t2.ok(places.length > 300, `${String(places.length)} digits`)
    let found = 0
    for (const place of places) {
      const digit = String((Number(text[place]) + 1) % 10)
      const altered = `${text.slice(0, place)}${digit}${text.slice(place + 1)}`
      let different = true
      try {
        different = verifyReceipt(JSON.parse(altered) as Receipt, receipt.publicKey).length > 0
      } catch {
        // No receipt any more: found too.
      }
      if (different) found += 1
      else t2.fail(`not found: ${text.slice(Math.max(0, place - 40), place + 5)}`)
    }
    t2.equal(found, places.length)
    t2.end()
  })

  await tt.test('over HTTP the same verdict', async (t2) => {
    const verify = (given: object) => first?.call.post('/v1/receipt-verifications', { receipt: given })
    t2.match((await verify(receipt))?.body, { equal: true, differences: [] })
    const wrongHash = { ...receipt, resultSha256: 'a'.repeat(64) }
    const { body } = (await verify(wrongHash)) ?? { body: {} }
    t2.same(
      body.differences.map(({ member }: { member: string }) => member),
      ['resultSha256', 'signature'],
    )
    t2.equal((await office.staff[1]?.call.get(`/v1/results/${receipt.resultId}/receipt`))?.status, 404)
  })

  await tt.test('stored inputs under the stored policy give the same bytes', async (t2) => {
    const { institutionId } = office
    const { rows } = await app.pools.owner.query(
      'select id, appraisal_id, instrument, policy_id, edition, supersedes_id, facts, breakdown, result_sha256 from results where institution_id = $1',
      [institutionId],
    )
    t2.ok(rows.length >= 12, `${String(rows.length)} results`)
    await inTransaction(app.pools.app, { institutionId, employeeId: null }, 'snapshot', async (tx) => {
      const form = await findForm(tx, institutionId, office.formId)
      for (const row of rows) {
        const policy = await findScoringPolicy(tx, institutionId, row.policy_id)
        const responses = (await loadSubmitted(tx, institutionId, [row.appraisal_id])).get(row.appraisal_id) ?? []
        if (!form || !policy) throw new Error('nothing to replay')
        t2.ok(elementsOf(form.content, row.instrument).length > 0)
        const edition = { id: row.id, edition: row.edition, supersedesId: row.supersedes_id, change: null }
        const input = { appraisalId: row.appraisal_id, responses, facts: row.facts }
        const again = sealerOf(app.secret, form.content, policy)(input, edition)
        t2.equal(again.breakdown, row.breakdown)
        t2.equal(again.resultSha256, row.result_sha256)
      }
    })
  })
})

void t.test('what a rater answered is not to be read beside his or her name, not even for a retry', async (tt) => {
  const app = await testApp(tt)
  const office = await smallOffice(app, 'KEPT')
  await openCycle(office)
  const [first] = office.staff
  const [task] = (await first?.call.get('/v1/me/feedback-requests'))?.body.items ?? []
  const submit = (value: number) =>
    first?.call.post(
      `/v1/feedback-requests/${String(task.id)}/submission`,
      { ratings: allRatings(value) },
      { 'idempotency-key': 'kept' },
    )
  const answer = await submit(3)
  const again = await submit(3)
  tt.same([again?.text, again?.headers['idempotency-replayed']], [answer?.text, 'true'], 'a retry gets its answer')
  tt.equal((await submit(4))?.body.code, 'idempotency.keyReused')
  const { rows } = await app.pools.owner.query("select k::text as row from idempotency_keys k where key = 'kept'")
  tt.equal(rows.length, 1)
  tt.notMatch(rows[0].row, new RegExp(String(task.id)))
  tt.notMatch(rows[0].row, /ratings/)
})

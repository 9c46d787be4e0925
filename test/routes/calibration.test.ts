/** Calibration: facts on the table, warnings and no quota, changes all or none; what-ifs leave nothing behind. */
import t from 'tap'
import { testApp } from '../support/app.ts'
import { publish } from '../support/cycle.ts'
import { publishedOffice } from '../support/published.ts'

void t.test('a calibration session', async (tt) => {
  const app = await testApp(tt)
  const office = await publishedOffice(app, 'CAL', {
    until: 'confirmed',
    answer: ({ group }, rater) => ({
      ratings: [1, 2, 3, 4, 5, 6].map((item) => ({ item, value: group === 'supervisor' && rater === 1 ? 5 : 3 })),
    }),
  })
  const { hr, leader, staff, cycleId, subUnitId } = office
  const body = { cycleId, unitId: subUnitId, title: 'Sidang', organisationPredicate: 'BUTUH_PERBAIKAN' }
  const opened = await hr.post('/v1/calibrations', body)
  tt.equal(opened.status, 201)
  const path = `/v1/calibrations/${String(opened.body.id)}`

  await tt.test('distribution, warnings, severities', async (t2) => {
    const session = (await hr.get(path, { 'accept-language': 'en' })).body
    t2.same(session.distribution, [{ predicate: 'BAIK', count: 6 }])
    t2.same(
      session.warnings.map(({ rule, found }: { rule: string; found: string }) => [rule, found]),
      [
        ['dominant', '0.00'],
        ['at_least', '0.00'],
      ],
    )
    t2.match(session.warnings[1].text, /Needs improvement 0.00%: the pattern suggests at least 60%/)
    const [lone] = session.severities.filter(({ people }: { people: number }) => people < 5)
    t2.match(lone, { raw: null, shrunken: null }, 'too few people for a word on a superior')
    t2.equal(session.severities.length, 2)
    t2.equal((await leader.call.get(path)).status, 403)
  })

  const appraisals = (await hr.get(`/v1/appraisals?cycleId=${cycleId}&limit=200`)).body.items as {
    id: string
    behaviourRating: string
    employeeId: string
  }[]
  const apply = (changes: object[]) => hr.post(`${path}/change-sets`, { changes })
  const change = ({ id, behaviourRating }: { id: string; behaviourRating: string }) => ({
    appraisalId: id,
    behaviourRating: behaviourRating === 'SESUAI' ? 'DI_ATAS' : 'SESUAI',
    reason: 'Setara dengan rekan sekelas jabatan',
  })
  const editions = async () =>
    (await app.pools.owner.query('select count(*)::int as n from results')).rows[0].n as number

  await tt.test('one that cannot be made, and none is', async (t2) => {
    const before = await editions()
    const [first, ...rest] = appraisals
    if (!first) throw new Error('no appraisals')
    const refused = await apply([
      ...rest.map(change),
      { ...change(first), behaviourRating: first.behaviourRating },
      change(first),
      { ...change(first), appraisalId: '01980a5e-7c1b-7000-8000-00000000dead' },
    ])
    t2.same([refused.status, refused.body.code], [422, 'calibration.refused'])
    t2.same(refused.body.facts, { invalid: 3, of: appraisals.length + 2 })
    t2.same(
      refused.body.errors.map(({ pointer, code }: { pointer: string; code: string }) => [pointer, code]),
      [
        [`/changes/${String(rest.length)}`, 'calibration.unchanged'],
        [`/changes/${String(rest.length + 1)}`, 'calibration.appraisalRepeated'],
        [`/changes/${String(rest.length + 2)}`, 'calibration.appraisalUnknown'],
      ],
    )
    t2.equal(await editions(), before, 'nothing half applied')
  })

  await tt.test('what-if: the effect, and nothing stored', async (t2) => {
    const before = await editions()
    const [first] = appraisals
    if (!first) throw new Error('no appraisals')
    const simulate = (whatIf: object) => hr.post(`/v1/cycles/${cycleId}/what-ifs`, whatIf)
    t2.match((await simulate({})).body, { people: 6, movedOutcomes: 0, movedTotals: 0 })
    const weighted = (await simulate({ weights: { non_leader: { supervisor: '0', peer: '1' } } })).body
    t2.equal(weighted.movedTotals, 5)
    const high = (await simulate({ thresholds: { peer: 6 } })).body
    t2.equal(high.movedTotals, 5, 'without peers the supervisor alone counts')
    t2.match((await simulate({ changes: [change(first)] })).body, { movedTotals: 0 })
    t2.equal((await simulate({ thresholds: { peer: 2 } })).status, 400, 'not below the minimum')
    t2.equal(
      (await simulate({ weights: { non_leader: { supervisor: '0', peer: '0' } } })).body.code,
      'scoringPolicy.invalid',
    )
    t2.equal(await editions(), before)
  })

  await tt.test('applied, signed, with the original kept', async (t2) => {
    const before = await editions()
    const changes = appraisals.slice(0, 3).map(change)
    t2.equal((await apply(changes)).status, 200)
    t2.equal(await editions(), before + 3)
    const list = (await hr.get(`${path}/changes`)).body.items
    t2.equal(list.length, 3)
    for (const made of list) {
      const [appraisal] = (await hr.get(`/v1/appraisals?cycleId=${cycleId}&limit=200`)).body.items.filter(
        ({ id }: { id: string }) => id === made.appraisalId,
      )
      t2.equal(appraisal.behaviourRating, made.rating)
      t2.not(made.previousRating, made.rating)
      t2.match(made.signature, /^[\w-]{86}$/)
      const result = (await hr.get(`/v1/results/${String(made.resultId)}`)).body
      t2.match(result.change, { kind: 'calibration', reason: made.reason, origin: opened.body.id })
      t2.match(result.change.differences[0], {
        step: 'behaviour_rating',
        before: made.previousRating,
        after: made.rating,
      })
      const original = (await hr.get(`/v1/results/${String(result.supersedesId)}`)).body
      t2.equal(original.edition, result.edition - 1)
    }
  })

  await tt.test('over with the publication', async (t2) => {
    t2.equal((await publish(hr, cycleId)).state, 'succeeded')
    const [first] = appraisals
    const late = await apply(first ? [change(first)] : [])
    t2.same([late.status, late.body.code, late.body.facts.event], [409, 'cycle.stateForbids', 'calibrate'])
    t2.equal((await staff[0]?.call.get(path))?.status, 403)
  })
})

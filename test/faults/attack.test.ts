/**
 * A subject, a supervisor, an HR officer and an auditor put together all that the API tells them through a cycle and
 * after it, and try to name raters or to solve for what is withheld. KOMPETEN_ATTACKS sets how many institutions;
 * `KOMPETEN_ATTACKS=1000 npx tap --timeout=3600 test/faults/attack.test.ts` plays a thousand in some minutes.
 */
import t from 'tap'
import { testApp, type Caller, type Reply } from '../support/app.ts'
import { ELEMENTS, buildWorld, type World } from '../support/attack-world.ts'
import { generator } from '../support/generator.ts'
import {
  isCommentLeak,
  naiveSheet,
  solve,
  truthOf,
  type Claim,
  type CommentSeen,
  type Sheet,
  type UnitSum,
} from '../support/attacker.ts'
import { finished } from '../support/cycle.ts'

const INSTITUTIONS = Number(process.env.KOMPETEN_ATTACKS ?? 12)
const WITHOUT_ENGINE = Math.max(8, Math.floor(INSTITUTIONS / 10))
const AT_ONCE = 4

/** As the preset and every briefing publish them. */
const WEIGHTS: Record<string, Record<string, number>> = {
  leader: { supervisor: 0.6, peer: 0.2, subordinate: 0.2 },
  non_leader: { supervisor: 0.6, peer: 0.4 },
}

/** What whoever leads a unit, or HR, sees of it, before anything is published and after; lists of who works there name them all. */
const ofUnit = ({ cycleId, subjects }: World): string[] => {
  const unit = `/v1/units/${String(subjects[0]?.unitId)}`
  const views = ['progress', 'predicates', 'heat-map', 'gap-analysis', 'people-needing-help', 'report']
  return [
    ...views.map((view) => `${unit}/${view}?cycleId=${cycleId}`),
    `${unit}/open-objections`,
    `${unit}/overdue-items`,
    `${unit}/satisfaction`,
    `/v1/cycles/${cycleId}/gap-analysis`,
    `/v1/cycles/${cycleId}/gap-analysis?positionClass=PENGAWAS`,
    '/v1/feedback-notes',
    '/v1/development-plans',
  ]
}

const ofPerson = ({ subjects: [subject] }: World): string[] => [
  `/v1/employees/${String(subject?.id)}/gap-analysis`,
  `/v1/appraisals/${String(subject?.appraisalId)}/report`,
  `/v1/feedback-notes?subjectId=${String(subject?.id)}`,
]

const LISTS = (world: World): Record<keyof World['attackers'], string[]> => ({
  subject: [
    '/v1/me/results',
    '/v1/results',
    '/v1/appraisals',
    '/v1/objections',
    '/v1/me/feedback-requests',
    '/v1/feedback-requests',
    '/v1/me/rater-openings',
    ...ofPerson(world),
  ],
  supervisor: [
    '/v1/results?limit=200',
    '/v1/appraisals?limit=200',
    '/v1/objections',
    '/v1/feedback-requests',
    `/v1/cycles/${world.cycleId}/briefing-coverage`,
    ...ofUnit(world),
    ...ofPerson(world),
  ],
  hr: [
    `/v1/cycles/${world.cycleId}`,
    `/v1/cycles/${world.cycleId}/progress`,
    `/v1/cycles/${world.cycleId}/distribution`,
    `/v1/cycles/${world.cycleId}/rater-draws`,
    `/v1/cycles/${world.cycleId}/unit-figures?instrument=competency&limit=200`,
    `/v1/cycles/${world.cycleId}/briefing`,
    `/v1/cycles/${world.cycleId}/briefing-coverage?limit=200`,
    '/v1/feedback-requests?limit=200',
    '/v1/feedback-requests?state=submitted&limit=200',
    '/v1/results?limit=200',
    '/v1/appraisals?limit=200',
    '/v1/objections',
    '/v1/rater-openings',
    `/v1/cycles/${world.cycleId}/talent-placements?limit=200`,
    ...ofUnit(world),
    ...ofPerson(world),
  ],
  auditor: [
    '/v1/results?limit=200',
    '/v1/audit-entries?limit=200',
    '/v1/audit-entries?action=feedbackResponse.submit',
    '/v1/rater-openings',
  ],
})

/** As every client asks: a busy machine may refuse a connection, which tells nothing of answers. */
const asked = async (caller: Caller, path: string): Promise<Reply> => {
  for (let tries = 1; ; tries++) {
    const reply = await caller.get(path)
    if (reply.status !== 503 || tries === 5) return reply
  }
}

/** Status, headers that tell and body of everything; what the attackers themselves leave in the trail is left out. */
const watch = async (world: World): Promise<Map<string, string>> => {
  const seen = new Map<string, string>()
  for (const [name, paths] of Object.entries(LISTS(world)))
    for (const path of paths) {
      const reply = await asked(world.attackers[name as keyof World['attackers']], path)
      const body = path.includes('audit-entries?limit')
        ? JSON.stringify(reply.body.items.filter(({ action }: { action: string }) => !/\.(read|list)$/.test(action)))
        : reply.text
      seen.set(
        `${name} ${path}`,
        `${String(reply.status)} ${reply.headers.etag ?? ''} ${body.replace(/"requestId":"[^"]*"/g, '')}`,
      )
    }
  return seen
}

const submit = (call: Caller, { requestId, ratings, comment }: World['pending'][number]['answer']) =>
  call.post(`/v1/feedback-requests/${requestId}/submission`, {
    ratings: ratings.map((value, index) =>
      value === null ? { item: index + 1, notAbleToJudge: true } : { item: index + 1, value },
    ),
    comments: comment === null ? [] : [{ element: 'K1', text: comment }],
  })

interface Loot {
  readonly sheets: Sheet[]
  readonly units: UnitSum[]
  readonly comments: (CommentSeen & { readonly text: string })[]
  readonly text: string[]
}

interface StepSeen {
  readonly id: string
  readonly op: string
  readonly kind?: string
  readonly value: string
}

/** Every document of every result, and the editions before it. */
const sheetOf = (appraisalId: string, edition: number, steps: readonly StepSeen[]): Sheet => {
  const given = steps.filter(({ op }) => op === 'given')
  const counts = Object.fromEntries(
    given.filter(({ kind }) => kind === 'count').map(({ id, value }) => [id.slice(2), Number(value)]),
  )
  const elements = ELEMENTS.flatMap((code) => {
    const score = steps.find(({ id }) => id === code)
    if (!score) return []
    const groups = given.filter(({ id, kind }) => kind === 'group_mean' && id.startsWith(`${code}.`))
    return [
      {
        code,
        value: Number(score.value),
        groups: Object.fromEntries(groups.map(({ id, value }) => [id.slice(code.length + 1), Number(value)])),
      },
    ]
  })
  return { appraisalId, edition, counts, elements }
}

const loot = async (world: World): Promise<Loot> => {
  const { hr, subject } = world.attackers
  const found: Loot = { sheets: [], units: [], comments: [], text: [] }
  const read = async (caller: Caller, path: string) => {
    const reply = await caller.get(path)
    found.text.push(reply.text, JSON.stringify(reply.headers))
    return reply.body
  }
  for (const [name, paths] of Object.entries(LISTS(world)))
    for (const path of paths) await read(world.attackers[name as keyof World['attackers']], path)
  const editions: { id: string; appraisalId: string; edition: number; supersedesId: string | null }[] = (
    await read(hr, '/v1/results?limit=200')
  ).items
  for (const { id, appraisalId, edition, supersedesId } of editions) {
    found.sheets.push(sheetOf(appraisalId, edition, (await read(hr, `/v1/results/${id}/receipt`)).breakdown.steps))
    if (supersedesId === null) continue
    const before = await read(hr, `/v1/results/${supersedesId}/breakdown`)
    found.sheets.push(sheetOf(appraisalId, edition - 1, before.steps))
    await read(hr, `/v1/results/${id}`)
  }
  for (const { id, appraisalId } of (await read(subject, '/v1/me/results')).items)
    for (const { code, source, text } of (await read(subject, `/v1/me/results/${String(id)}`)).comments)
      found.comments.push({ appraisalId, code, source, text })
  await read(subject, '/v1/me/personal-data')
  const tree: { id: string; parentId: string | null }[] = (await hr.get('/v1/units?limit=200')).body.items
  const figures = (await read(hr, `/v1/cycles/${world.cycleId}/unit-figures?instrument=competency&limit=200`)).items
  for (const { unitId, people, meanTotal } of figures)
    found.units.push({
      unitId,
      parentId: tree.find(({ id }) => id === unitId)?.parentId ?? null,
      people,
      meanTotal: meanTotal === null ? null : Number(meanTotal),
    })
  return found
}

const weightsOf = (world: World) => (appraisalId: string) => WEIGHTS[world.appraised.get(appraisalId)?.type ?? ''] ?? {}

/** A claim counts as a success when it is true; one about people in a unit needs no figure to be harmful. */
const isTrue = (world: World, { how, appraisalId, what, value }: Claim): boolean => {
  if (how === 'units') return true
  if (how === 'comments') return isCommentLeak(world, appraisalId, value ?? 0)
  const truth = truthOf(world, appraisalId, what)
  return truth !== null && value !== null && Math.abs(truth - value) <= 0.06
}

interface Verdict {
  readonly moved: string[]
  readonly claims: Claim[]
  readonly named: string[]
  /** Guesses that the nth comment is of the nth to comment, and how many were right by chance alone. */
  readonly guesses: { right: number; chance: number }
  readonly naive: Claim[]
}

const guessOrder = (world: World, { comments }: Loot): Verdict['guesses'] => {
  const [first] = world.subjects
  const spoken = (first?.answers ?? []).filter(
    ({ group, comment }) => (group === 'peer' || group === 'subordinate') && comment !== null,
  )
  const shown = comments.filter(({ appraisalId, source }) => appraisalId === first?.appraisalId && source === 'others')
  const right = shown.filter(({ text }, index) => spoken[index]?.comment === text).length
  return { right, chance: shown.length === 0 ? 0 : shown.length / Math.max(spoken.length, 1) }
}

const attack = async (app: Parameters<typeof buildWorld>[0], seed: number, threshold: number): Promise<Verdict> => {
  const world = await buildWorld(app, seed, threshold)
  const { hr, subject } = world.attackers
  const moved: string[] = []
  let before = await watch(world)
  for (const { answer, call } of world.pending) {
    const reply = await submit(call, answer)
    if (reply.status !== 200) throw new Error(reply.text)
    const after = await watch(world)
    for (const [what, body] of after)
      if (before.get(what) !== body) moved.push(`${what}: ${before.get(what) ?? '-'} → ${body}`)
    before = after
  }
  await hr.post(`/v1/cycles/${world.cycleId}/closing`)
  for (const step of ['scoring', 'publication']) {
    const job = await finished(hr, String((await hr.post(`/v1/cycles/${world.cycleId}/${step}`)).body.id))
    if (job.state !== 'succeeded') throw new Error(`${step}: ${JSON.stringify(job.problem)}`)
  }
  const [mine] = (await subject.get('/v1/me/results')).body.items
  const filed = await subject.post('/v1/objections', {
    resultId: mine.id,
    grounds: [{ item: 'K1', reason: 'Bukan rekan saya' }],
  })
  const path = `/v1/objections/${String(filed.body.id)}`
  await world.decider.post(`${path}/hearing`)
  await world.attackers.supervisor.post(`${path}/statements`, { text: 'Menurut catatan' })
  const decided = await world.decider.post(`${path}/decision`, {
    outcome: 'upheld',
    reason: 'Seorang penilai bukan rekan',
    corrections: [{ kind: 'raterRelation', group: 'peer' }],
  })
  if (world.subjects[0]?.type === 'non_leader' && decided.status !== 200) throw new Error(decided.text)
  const found = await loot(world)
  const everything = found.text.join('\n')
  return {
    moved,
    claims: solve(found.sheets, found.units, found.comments, weightsOf(world)).filter((claim) => isTrue(world, claim)),
    named: world.pureRaters.flatMap(({ id, name, nip }) =>
      [id, name, nip].filter((secret) => everything.includes(secret)),
    ),
    guesses: guessOrder(world, found),
    naive: world.subjects.flatMap(({ appraisalId }) => {
      const sheet = naiveSheet(world, appraisalId, weightsOf(world)(appraisalId))
      return sheet
        ? solve([sheet], [], [], weightsOf(world))
            .filter(({ how }) => how === 'subtracted')
            .filter((claim) => isTrue(world, claim))
        : []
    }),
  }
}

const attackMany = async (
  app: Parameters<typeof buildWorld>[0],
  count: number,
  threshold: number,
): Promise<Verdict[]> => {
  const verdicts: Verdict[] = []
  const pick = generator(threshold * 7_919)
  const seeds = Array.from({ length: count }, () => pick(2 ** 31))
  const work = async (): Promise<void> => {
    for (let seed = seeds.shift(); seed !== undefined; seed = seeds.shift())
      verdicts.push(await attack(app, seed, threshold))
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  return verdicts
}

void t.test('four who put everything together', { timeout: 3_600_000 }, async (tt) => {
  const app = await testApp(tt)
  const verdicts = await attackMany(app, INSTITUTIONS, 3)
  tt.equal(verdicts.length, INSTITUTIONS)
  tt.same(
    verdicts.flatMap(({ moved }) => moved),
    [],
    'nothing moves while answers arrive',
  )
  tt.same(
    verdicts.flatMap(({ named }) => named),
    [],
    'no rater is named',
  )
  tt.same(
    verdicts.flatMap(({ claims }) => claims),
    [],
    'nothing that is withheld can be solved',
  )
  const right = verdicts.reduce((sum, { guesses }) => sum + guesses.right, 0)
  const chance = verdicts.reduce((sum, { guesses }) => sum + guesses.chance, 0)
  // Three standard deviations of a count of rare events.
  tt.ok(
    right <= chance + 3 * Math.sqrt(chance) + 1,
    `the order of comments tells nothing: ${String(right)} right, ${chance.toFixed(1)} by chance`,
  )
  const broken = verdicts.filter(({ naive }) => naive.length > 0).length
  tt.ok(
    broken > INSTITUTIONS / 4,
    `the same attack breaks a sheet that hides a group and counts it, in ${String(broken)} of ${String(INSTITUTIONS)}`,
  )
})

void t.test('and with the engine switched off', { timeout: 3_600_000 }, async (tt) => {
  const app = await testApp(tt, { unchecked: true })
  const verdicts = await attackMany(app, WITHOUT_ENGINE, 1)
  const broken = verdicts.filter(({ claims }) => claims.length > 0).length
  tt.ok(broken > 0.7 * WITHOUT_ENGINE, `${String(broken)} of ${String(WITHOUT_ENGINE)} institutions broken`)
  const ways = new Set(verdicts.flatMap(({ claims }) => claims.map(({ how }) => how)))
  tt.ok(ways.has('shown') && ways.size >= 2, `by ${[...ways].join(', ')}`)
})

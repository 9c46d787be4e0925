/** Rules beside the scoring: numbers, weights, draws, and the full tables of the state machines. */
import t from 'tap'
import { CYCLE_EVENTS, CYCLE_STATES, nextCycleState } from '../../src/domain/appraisal/cycles.ts'
import { checkForm, FORM_STATES, nextFormState } from '../../src/domain/appraisal/forms.ts'
import { FRAMEWORK_STATES, nextFrameworkState } from '../../src/domain/competency/frameworks.ts'
import { DomainError } from '../../src/domain/errors.ts'
import { drawRaters } from '../../src/domain/feedback/rater-draw.ts'
import { nextRequestState, REQUEST_EVENTS, REQUEST_STATES } from '../../src/domain/feedback/requests.ts'
import { findAllSupervisorCycles, findSupervisorCycle } from '../../src/domain/organisation/assignments.ts'
import { nipWarnings } from '../../src/domain/organisation/employees.ts'
import { golden } from '../support/golden.ts'
import { dayIn } from '../../src/domain/time.ts'

const outcome = (work: () => string): string => {
  try {
    return work()
  } catch (error) {
    return (error as DomainError).code
  }
}

const table = <S extends string, E extends string>(
  states: readonly S[],
  events: readonly E[],
  next: (state: S, event: E) => S,
): string[] =>
  states.flatMap((state) => events.map((event) => `${state} ${event} → ${outcome(() => next(state, event))}`))

void t.test('each pair of state and event', (tt) => {
  const tables = {
    cycles: table(CYCLE_STATES, CYCLE_EVENTS, nextCycleState),
    forms: table(FORM_STATES, ['edit', 'publish', 'retire'] as const, nextFormState),
    frameworks: table(FRAMEWORK_STATES, ['edit', 'publish', 'retire'] as const, nextFrameworkState),
    requests: table(REQUEST_STATES, REQUEST_EVENTS, nextRequestState),
  }
  const text = Object.entries(tables).map(([name, lines]) => `${name}\n  ${lines.join('\n  ')}\n`)
  golden(tt, new URL('./states.txt', import.meta.url), text.join('\n'))
  tt.end()
})

const weighted = (...weights: (string | null)[]) =>
  weights.map((weight, index) => ({ instrument: 'behaviour' as const, code: `E${String(index)}`, weight }))

void t.test('weights total exactly 100 or are left out', (tt) => {
  tt.doesNotThrow(() => {
    checkForm(weighted('33.33', '33.33', '33.34'))
  })
  tt.doesNotThrow(() => {
    checkForm(weighted(null, null))
  })
  tt.throws(
    () => {
      checkForm(weighted('30', '69.99'))
    },
    { code: 'form.weightsNotHundred', facts: { found: '99.99', needed: '100.00' } },
  )
  tt.throws(
    () => {
      checkForm(weighted('0', '0'))
    },
    { code: 'form.weightsNotHundred', facts: { found: '0.00' } },
  )
  tt.throws(
    () => {
      checkForm(weighted('100', null))
    },
    { code: 'form.weightsIncomplete' },
  )
  tt.throws(
    () => {
      checkForm(weighted('99.9999'))
    },
    { code: 'form.weightsNotHundred', facts: { found: '99.999900' } },
  )
  tt.end()
})

void t.test('numbers of employees: doubts, never refusals', (tt) => {
  tt.same(nipWarnings('199001152015032001', 'PNS'), [])
  tt.same(nipWarnings('200012312024211001', 'PPPK'), [])
  tt.same(nipWarnings('200012312024211001', 'PNS'), ['nip.kindMismatch'])
  tt.same(nipWarnings('199013402015132000', 'PNS'), [
    'nip.birthDateImpossible',
    'nip.monthImpossible',
    'nip.sequenceZero',
  ])
  tt.same(nipWarnings('199001152015033001', 'PNS'), ['nip.sexImpossible'])
  tt.end()
})

void t.test('reporting lines that come back are found with their path', (tt) => {
  const lines = new Map([
    ['a', 'b'],
    ['b', 'c'],
    ['c', 'a'],
    ['d', 'a'],
    ['e', null],
  ])
  tt.same(findSupervisorCycle(['d', 'a', 'b', 'c', 'a']), ['d', 'a', 'b', 'c', 'a'])
  tt.equal(findSupervisorCycle(['e']), null)
  tt.same([...findAllSupervisorCycles(lines)].sort(), ['a', 'b', 'c'])
  tt.end()
})

void t.test('the draw: same seed same raters, never the subject, never over the cap, never a deletion', (tt) => {
  const people = Array.from({ length: 30 }, (_, i) => `p${String(i).padStart(2, '0')}`)
  const reports = new Map([['boss', people]])
  const subjects = people.map((id) => ({ appraisalId: `a-${id}`, employeeId: id, supervisorId: 'boss' }))
  const rules = { seed: 'one', peers: 5, subordinates: 0, maxRequestsPerRater: 8 }
  const drawn = drawRaters(subjects, reports, rules, [])
  tt.same(drawn, drawRaters(subjects, reports, rules, []), 'repeatable')
  tt.notSame(drawn, drawRaters(subjects, reports, { ...rules, seed: 'two' }, []), 'another seed, other raters')
  const peers = drawn.filter(({ group }) => group === 'peer')
  tt.ok(peers.length > 100, 'peers were drawn')
  tt.notOk(
    peers.some(({ appraisalId, raterId }) => appraisalId === `a-${raterId}`),
    'nobody rates himself as a peer',
  )
  const load = new Map<string, number>()
  for (const { raterId } of drawn) load.set(raterId, (load.get(raterId) ?? 0) + 1)
  tt.ok(
    [...load].every(([id, count]) => id === 'boss' || count <= 8),
    'workload cap',
  )
  const existing = drawn.map(({ appraisalId, raterId, group }) => ({ appraisalId, raterId, group }))
  tt.same(drawRaters(subjects, reports, rules, existing), [], 'a second draw adds nothing where nothing is missing')
  tt.end()
})

void t.test('the civil day in the three zones', (tt) => {
  tt.equal(dayIn('Asia/Jakarta', '2025-12-31T16:59:59.999Z'), '2025-12-31')
  tt.equal(dayIn('Asia/Jakarta', '2025-12-31T17:00:00.000Z'), '2026-01-01')
  tt.equal(dayIn('Asia/Makassar', '2025-12-31T16:00:00.000Z'), '2026-01-01')
  tt.equal(dayIn('Asia/Jayapura', '2025-12-31T14:59:59.999Z'), '2025-12-31')
  tt.equal(dayIn('Asia/Jayapura', '2025-12-31T15:00:00.000Z'), '2026-01-01')
  tt.end()
})

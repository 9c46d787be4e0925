/** Every finding of the pre-flight, each from a case of its own, and silence where all is well. */
import t from 'tap'
import { FINDING_CODES, preflight, type PreflightInput } from '../../src/domain/appraisal/preflight.ts'
import { TEXTS } from '../../src/i18n/index.ts'

const people = ['a', 'b', 'c', 'd']
const sound: PreflightInput = {
  formPublished: true,
  policiesInForce: true,
  candidates: people.map((employeeId) => ({
    employeeId,
    name: employeeId,
    unitName: 'Seksi',
    unitActive: true,
    positionId: `p-${employeeId}`,
    positionClass: 'PELAKSANA',
    supervisorId: 'boss',
    overlappingCycle: null,
  })),
  supervisors: new Map<string, string | null>([...people.map((id): [string, string] => [id, 'boss']), ['boss', null]]),
  standards: [{ positionClass: 'PELAKSANA', positionId: null, levels: { 'M.1': 1 }, confirmed: true }],
  competencyCodes: ['M.1'],
  minimums: { leader: { peer: 3, subordinate: 3 }, non_leader: { peer: 3, subordinate: 0 } },
}
const withFirst = (change: object): PreflightInput => ({
  ...sound,
  candidates: sound.candidates.map((candidate, index) => (index === 0 ? { ...candidate, ...change } : candidate)),
})
const standards = (change: object): PreflightInput['standards'] =>
  sound.standards.map((standard) => ({ ...standard, ...change }))

const CASES: Record<(typeof FINDING_CODES)[number], PreflightInput> = {
  'population.nobody': { ...sound, candidates: [] },
  'form.notPublished': { ...sound, formPublished: false },
  'policy.notInForce': { ...sound, policiesInForce: false },
  'supervisor.missing': withFirst({ supervisorId: null }),
  'supervisor.circular': { ...sound, supervisors: new Map([...sound.supervisors, ['boss', 'a'], ['a', 'boss']]) },
  'unit.inactive': withFirst({ unitActive: false }),
  'standard.missing': { ...sound, standards: [] },
  'standard.incomplete': { ...sound, competencyCodes: ['M.1', 'M.2'] },
  'standard.unconfirmed': { ...sound, standards: standards({ confirmed: false }) },
  'appraisal.overlaps': withFirst({ overlappingCycle: 'Periode lain' }),
  'raters.tooFewPeers': { ...sound, minimums: { ...sound.minimums, non_leader: { peer: 4, subordinate: 0 } } },
  'raters.tooFewSubordinates': { ...sound, minimums: { ...sound.minimums, non_leader: { peer: 3, subordinate: 1 } } },
}

void t.test('each finding, whether it blocks, and its words', (tt) => {
  tt.same(preflight(sound), [], 'nothing to say')
  for (const code of FINDING_CODES) {
    const found = preflight(CASES[code]).filter((finding) => finding.code === code)
    tt.ok(found.length > 0, code)
    tt.equal(found[0]?.blocking, !code.startsWith('raters.'), `${code}: a small group is a warning, all else blocks`)
    for (const texts of Object.values(TEXTS))
      tt.equal(texts.findings[code]?.length, 2, `${code}: what, and how to mend it`)
  }
  const circular = preflight(CASES['supervisor.circular']).filter(({ code }) => code === 'supervisor.circular')
  tt.same(
    circular.map(({ employeeId }) => employeeId),
    ['a'],
    'the one on the circle, not those below it',
  )
  tt.end()
})

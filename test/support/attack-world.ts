/** Random institutions with everything decided by a seed and known to the test: who rated whom, what, and in which order. */
import { createHash, randomUUID } from 'node:crypto'
import type pg from 'pg'
import { canonicalJson, type Canonical } from '../../src/domain/scoring/canonical.ts'
import { PRESETS, type PolicyPreset } from '../../src/presets/index.ts'
import { ISSUER, type Caller, type TestApp } from './app.ts'
import { generator } from './generator.ts'

export type Group = 'self' | 'supervisor' | 'peer' | 'subordinate'

export interface Answer {
  readonly requestId: string
  readonly raterId: string
  readonly group: Group
  readonly ratings: (number | null)[]
  readonly comment: string | null
}

export interface Subject {
  readonly id: string
  readonly appraisalId: string
  readonly unitId: string
  readonly type: 'leader' | 'non_leader'
  readonly answers: readonly Answer[]
}

export interface World {
  readonly institutionId: string
  readonly cycleId: string
  readonly subjects: readonly Subject[]
  /** Of the first subject, not given yet: the attackers watch while they arrive. */
  readonly pending: readonly { readonly answer: Answer; readonly call: Caller }[]
  readonly attackers: Readonly<Record<'subject' | 'supervisor' | 'hr' | 'auditor', Caller>>
  readonly decider: Caller
  /** Raters who are nothing else: no attacker has a reason to see their ids. */
  readonly pureRaters: readonly { readonly id: string; readonly name: string; readonly nip: string }[]
  readonly appraised: ReadonlyMap<string, Subject>
}

export const ELEMENTS = ['K1', 'K2', 'K3']
const ITEMS = 2
const PHASE = { from: '2026-06-01', to: '2026-06-30' }
const NOW = '2026-06-10T03:00:00Z'

const insert = async (client: pg.Pool, table: string, rows: readonly object[]): Promise<void> => {
  const institution = rows.map((row) => JSON.stringify(row)).join(',')
  await client.query(`insert into ${table} select * from jsonb_populate_recordset(null::${table}, $1::jsonb)`, [
    `[${institution}]`,
  ])
}

const policyOf = (threshold: number): { document: string; sha256: string } => {
  const { policy } = PRESETS.get('competency-jpm') as PolicyPreset
  const text = JSON.stringify({
    ...policy,
    behaviour: { ...policy.behaviour, release: { ...policy.behaviour.release, threshold: String(threshold) } },
  }).replaceAll('"min_n":"3"', `"min_n":"${String(threshold)}"`)
  const document = canonicalJson(JSON.parse(text) as Canonical)
  return { document, sha256: createHash('sha256').update(document).digest('hex') }
}

let serial = 0

/** `threshold` 1 switches the anonymity engine off: every group counts and is shown, however small. */
export const buildWorld = async (app: TestApp, seed: number, threshold: number): Promise<World> => {
  const pick = generator(seed)
  const owner = app.pools.owner
  const institution_id = randomUUID()
  const row = { institution_id, version: 1, created_at: NOW, updated_at: NOW }
  const [formId, policyId, cycleId] = [randomUUID(), randomUUID(), randomUUID()]
  const number = (): string => `1990011520150${String((serial += 1)).padStart(5, '0')}`

  const people: { id: string; name: string; nip: string }[] = []
  const person = (label: string): string => {
    const id = randomUUID()
    people.push({ id, name: `${label} ${id.slice(0, 8)} (contoh)`, nip: number() })
    return id
  }
  const top = { id: randomUUID(), path: '' }
  top.path = `${top.id}/`
  const head = person('Kepala')
  const units = Array.from({ length: 1 + pick(3) }, () => {
    const id = randomUUID()
    const staff = Array.from({ length: 2 + pick(39) }, () => person('Staf'))
    return { id, path: `${top.path}${id}/`, leader: person('Kasi'), staff }
  })

  const subjects: (Subject & { supervisorId: string; superiorId: string | null; unitPath: string })[] = []
  const ratingsOf = (): (number | null)[] =>
    Array.from({ length: ELEMENTS.length * ITEMS }, () => (pick(12) === 0 ? null : 1 + pick(5)))
  const some = (pool: readonly string[], count: number): string[] => {
    const rest = [...pool]
    return Array.from({ length: Math.min(count, pool.length) }, () => rest.splice(pick(rest.length), 1)[0] as string)
  }
  const addSubject = (unit: (typeof units)[number], id: string): void => {
    const isLeader = id === unit.leader
    const supervisorId = isLeader ? head : unit.leader
    const answer = (group: Group, raterId: string): Answer => ({
      requestId: randomUUID(),
      raterId,
      group,
      ratings: ratingsOf(),
      comment: group === 'self' ? null : `komentar ${randomUUID().slice(0, 13)}`,
    })
    const peers = isLeader
      ? units.filter((other) => other !== unit).map(({ leader }) => leader)
      : unit.staff.filter((other) => other !== id)
    const answers = [
      answer('self', id),
      answer('supervisor', supervisorId),
      ...some(peers, pick(7)).map((rater) => answer('peer', rater)),
      ...some(isLeader ? unit.staff : [], pick(7)).map((rater) => answer('subordinate', rater)),
    ]
    subjects.push({
      id,
      appraisalId: randomUUID(),
      unitId: unit.id,
      unitPath: unit.path,
      type: isLeader ? 'leader' : 'non_leader',
      supervisorId,
      superiorId: isLeader ? null : head,
      answers,
    })
  }
  for (const unit of units) {
    for (const id of some(unit.staff, 1 + pick(4))) addSubject(unit, id)
    if (pick(2) === 0) addSubject(unit, unit.leader)
  }
  // The one whose sheet is attacked hardest: anybody, leaders too, and then the first in the list.
  subjects.unshift(...subjects.splice(pick(subjects.length), 1))
  const [first] = subjects
  if (!first) throw new Error('nobody to attack')
  const late = first.answers.filter(({ group }) => group === 'peer').slice(0, 2)

  await insert(owner, 'institutions', [
    {
      id: institution_id,
      code: `ATTACK-${institution_id.slice(0, 13)}`,
      name: 'Instansi (contoh)',
      timezone: 'Asia/Jakarta',
      sample: true,
      version: 1,
      created_at: NOW,
      updated_at: NOW,
      objection_days: 14,
      hearing_days: 7,
      decision_days: 14,
      retention_years: 5,
    },
  ])
  const unitRow = (id: string, path: string, parent_id: string | null) => ({
    ...row,
    id,
    path,
    parent_id,
    code: id.slice(0, 13),
    name: `Unit ${id.slice(0, 4)}`,
    active: true,
  })
  await insert(owner, 'units', [
    unitRow(top.id, top.path, null),
    ...units.map(({ id, path }) => unitRow(id, path, top.id)),
  ])
  await insert(
    owner,
    'employees',
    people.map((one) => ({ ...row, ...one, employment_kind: 'PNS', active: true, sample: true })),
  )
  const positions: object[] = []
  const assignments: object[] = []
  const place = (employee_id: string, unit_id: string, leads_unit: boolean): string => {
    const id = randomUUID()
    positions.push({
      ...row,
      id,
      unit_id,
      code: id.slice(0, 13),
      title: 'Jabatan',
      class: 'PELAKSANA',
      leads_unit,
      active: true,
    })
    assignments.push({
      ...row,
      id: randomUUID(),
      employee_id,
      position_id: id,
      kind: 'DEFINITIF',
      starts_on: '2024-01-01',
    })
    return id
  }
  const placed = new Map([[head, place(head, top.id, true)]])
  for (const unit of units) {
    placed.set(unit.leader, place(unit.leader, unit.id, true))
    for (const id of unit.staff) placed.set(id, place(id, unit.id, false))
  }
  await insert(owner, 'positions', positions)
  await insert(owner, 'assignments', assignments)
  const { document, sha256 } = policyOf(threshold)
  await insert(owner, 'scoring_policies', [
    { ...row, id: policyId, code: 'attack', edition: '1', instrument: 'competency', document, sha256 },
  ])
  const content = {
    scale: { low: 1, high: 5 },
    comments: 'optional',
    coverage: '1/2',
    elements: ELEMENTS.map((code) => ({
      instrument: 'competency',
      frameworkId: randomUUID(),
      code,
      name: `Kompetensi ${code}`,
      weight: null,
      groups: ['self', 'supervisor', 'peer', 'subordinate'],
      indicatorCodes: Array.from({ length: ITEMS }, (_, index) => `${code}.${String(index + 1)}`),
      items: Array.from({ length: ITEMS }, (_, index) => ({ code: `${code}.${String(index + 1)}`, text: 'Butir' })),
    })),
  }
  await insert(owner, 'forms', [
    {
      ...row,
      id: formId,
      code: 'F',
      edition: 1,
      title: 'Formulir',
      state: 'published',
      competency_policy_id: policyId,
      content,
    },
  ])
  await insert(owner, 'cycles', [
    {
      ...row,
      id: cycleId,
      name: 'Periode',
      form_id: formId,
      state: 'open',
      starts_on: '2026-01-01',
      ends_on: '2026-12-31',
      phases: { selfAssessment: PHASE, feedback: PHASE, confirmation: PHASE },
      population: { unitIds: [top.id], positionClasses: [], employeeIds: [] },
      draw: { seed: 'seed-for-tests', peers: 5, subordinates: 5, maxRequestsPerRater: 20 },
      thresholds: { peer: threshold, subordinate: threshold },
      opened_at: NOW,
      requires_briefing: false,
    },
  ])
  await insert(
    owner,
    'appraisals',
    subjects.map((subject) => ({
      ...row,
      id: subject.appraisalId,
      cycle_id: cycleId,
      employee_id: subject.id,
      supervisor_id: subject.supervisorId,
      superior_id: subject.superiorId,
      unit_id: subject.unitId,
      unit_path: subject.unitPath,
      position_id: placed.get(subject.id),
      position_class: 'PELAKSANA',
      position_type: subject.type,
      frozen: { employeeName: 'Yang dinilai (contoh)', nip: '0', unitName: 'Unit', positionTitle: 'Jabatan' },
      required_levels: { K1: 3, K2: 2, K3: 4 },
      innovation: false,
    })),
  )
  const all = subjects.flatMap((subject) => subject.answers.map((answer) => ({ subject, answer })))
  await insert(
    owner,
    'feedback_requests',
    all.map(({ subject, answer }) => ({
      institution_id,
      id: answer.requestId,
      cycle_id: cycleId,
      appraisal_id: subject.appraisalId,
      rater_group: answer.group,
      state: late.includes(answer) ? 'active' : 'submitted',
      origin: 'draw',
      version: 2,
      answered_on: late.includes(answer) ? null : '2026-06-10',
    })),
  )
  await insert(
    owner,
    'rater_identities',
    all.map(({ subject, answer }) => ({
      institution_id,
      request_id: answer.requestId,
      appraisal_id: subject.appraisalId,
      rater_id: answer.raterId,
    })),
  )
  await insert(
    owner,
    'feedback_responses',
    all
      .filter(({ answer }) => !late.includes(answer))
      .map(({ subject, answer }) => ({
        institution_id,
        request_id: answer.requestId,
        appraisal_id: subject.appraisalId,
        rater_group: answer.group,
        state: 'submitted',
        ratings: answer.ratings,
        comments: answer.comment === null ? [] : [{ element: 'K1', text: answer.comment }],
      })),
  )
  const identities: object[] = []
  const grants: object[] = []
  const signIn = (label: string, employee_id: string | null, role: string | null = null): Caller => {
    const id = randomUUID()
    const subject = `${label}-${id}`
    const access = { scopes: [], token_generation: 1, acts_for_persons: false }
    identities.push({ ...row, id, issuer: ISSUER, subject, kind: 'person', employee_id, label, ...access })
    if (role) grants.push({ institution_id, id: randomUUID(), identity_id: id, role, granted_at: NOW, version: 1 })
    return app.as(subject)
  }
  const attackers = {
    subject: signIn('subject', first.id),
    supervisor: signIn('supervisor', first.supervisorId),
    hr: signIn('hr', null, 'hr_officer'),
    auditor: signIn('auditor', null, 'auditor'),
  }
  const pending = late.map((answer) => ({ answer, call: signIn('rater', answer.raterId) }))
  const decider = signIn('decider', head)
  await insert(owner, 'identities', identities)
  await insert(owner, 'role_grants', grants)
  const known = new Set([head, ...units.map(({ leader }) => leader), ...subjects.map(({ id }) => id)])
  const rating = new Set(all.map(({ answer }) => answer.raterId))
  return {
    institutionId: institution_id,
    cycleId,
    subjects,
    pending,
    attackers,
    decider,
    pureRaters: people.filter(({ id }) => rating.has(id) && !known.has(id)),
    appraised: new Map(subjects.map((subject) => [subject.appraisalId, subject])),
  }
}

/** Reads of the service beside the bare one: as many answers a second, and as much CPU for each. */
import { deepStrictEqual } from 'node:assert/strict'
import { FIRST_ID } from '../../src/domain/pages.ts'
import { generator } from '../support/generator.ts'
import { judge, median, pairwise, spread, type Cpu, type Measured } from './measure.ts'
import type { Floor } from './floors.ts'
import { idOf, KINDS, PEOPLE, raterOf, RATERS, subjectOf, type Institution } from './institution.ts'
import { bodyOf, pagesOf, pagesOfEmployees } from './pages.ts'
import { closedLoop, expects, type Load, type Shot } from './traffic.ts'

/** About as many as one institution may have in flight on two cores: with fewer the cores stand idle a third of the time. */
export const CONNECTIONS = 20

/** How many answers a second, and how much CPU for one of them. */
export interface Rate {
  readonly perSecond: number
  readonly cpu: Cpu
}

export const rateOf = (load: Load, before: Cpu, after: Cpu): Rate => ({
  perSecond: load.requests / load.seconds,
  cpu: {
    node: ((after.node - before.node) * 1e6) / load.requests,
    postgresql: ((after.postgresql - before.postgresql) * 1e6) / load.requests,
  },
})

const wholeOf = ({ cpu }: Rate): number => cpu.node + cpu.postgresql
const speedsOf = (rates: readonly Rate[]): number[] => rates.map(({ perSecond }) => perSecond)
const cpuOf = (rates: readonly Rate[]): Cpu => ({
  node: median(rates.map(({ cpu }) => cpu.node)),
  postgresql: median(rates.map(({ cpu }) => cpu.postgresql)),
})

const told = (rates: readonly Rate[]): string => {
  const { node, postgresql } = cpuOf(rates)
  return `${spread(speedsOf(rates), '/s')}, CPU µs ${node.toFixed(0)} Node + ${postgresql.toFixed(0)} PostgreSQL`
}

interface Duel {
  readonly name: string
  readonly floor: string
  readonly target: number
}

/** The worse of both ratios counts: that of the rates, and that of the CPU for one answer. */
export const judgeRates = (duel: Duel, ours: readonly Rate[], theirs: readonly Rate[]): Measured => {
  const rate = pairwise(speedsOf(ours), speedsOf(theirs))
  const cpu = pairwise(theirs.map(wholeOf), ours.map(wholeOf))
  return judge({
    ...duel,
    ratio: Math.min(rate, cpu),
    ratios: { rate, cpu },
    cpu: { ours: cpuOf(ours), theirs: cpuOf(theirs) },
    ours: told(ours),
    theirs: told(theirs),
  })
}

/** Numbers that look drawn and are the same every time. */
export const numbers = (limit: number): (() => number) => {
  const pick = generator(1)
  return () => pick(limit)
}

/** The same question to both, the nth of them. */
interface Read extends Duel {
  readonly ours: (n: number) => Shot
  readonly theirs: (n: number) => Shot
}

/** The place in a list is written differently by each. */
const withoutPlace = (body: Record<string, unknown>): unknown =>
  Object.fromEntries(Object.entries(body).filter(([name]) => name !== 'next'))

/** So many people ask for their tasks in turn. */
const ASKING = 50

const readsOf = async ({ world }: Institution, floor: Floor): Promise<Read[]> => {
  const officer = world.sign('local:hr_officer')
  const oneEmployee =
    (prefix: string) =>
    (n: number): Shot => {
      const id = idOf(KINDS.employee, n % PEOPLE)
      return { path: `${prefix}/${id}`, token: officer, check: expects(id) }
    }
  const tokens = Array.from({ length: ASKING }, (_, n) => world.sign(subjectOf(raterOf(n * RATERS))))
  const tasks =
    (path: (rater: string) => string) =>
    (n: number): Shot => ({
      path: path(idOf(KINDS.employee, raterOf((n % ASKING) * RATERS))),
      token: tokens[n % ASKING] ?? '',
      check: expects('"subjectName":"Contoh Pegawai'),
    })
  const pages = await pagesOfEmployees(world.address, officer, PEOPLE)
  const barePages = (path: string): Promise<Read['theirs']> =>
    pagesOf(floor.address, officer, PEOPLE, (next) => `${path}?after=${next ?? FIRST_ID}`)
  return [
    {
      name: 'employee by id',
      floor: 'bare Fastify + pg named statement with the same JSON, token verified and cached',
      target: 0.75,
      ours: oneEmployee('/v1/employees'),
      theirs: oneEmployee('/employees'),
    },
    {
      name: 'page of 50 employees',
      floor: 'bare Fastify + pg named statement returning rows',
      target: 1.2,
      ours: pages,
      theirs: await barePages('/employees'),
    },
    {
      name: 'page of 50 employees, times as text in both',
      floor: 'the same, and no time becomes a Date on the way',
      target: 1.2,
      ours: pages,
      theirs: await barePages('/employees-with-times-as-text'),
    },
    {
      name: 'task list of a rater',
      floor: 'bare Fastify + pg named statement returning rows',
      target: 0.8,
      ours: tasks(() => '/v1/me/feedback-requests?limit=50'),
      theirs: tasks((rater) => `/tasks/${rater}`),
    },
  ]
}

export const readCases = async (
  institution: Institution,
  floor: Floor,
  { rounds, seconds, warmS }: { readonly rounds: number; readonly seconds: number; readonly warmS: number },
): Promise<Measured[]> => {
  const { world } = institution
  const theirCpu = (): Cpu => ({ node: floor.cpu(), postgresql: world.cpu().postgresql })
  const measured: Measured[] = []
  for (const read of await readsOf(institution, floor)) {
    deepStrictEqual(
      withoutPlace(await bodyOf(world.address, read.ours(1))),
      withoutPlace(await bodyOf(floor.address, read.theirs(1))),
      `${read.name}: the answers differ`,
    )
    const load = async (address: string, shot: Read['ours'], cpu: () => Cpu, forSeconds: number): Promise<Rate> => {
      const [before, next] = [cpu(), numbers(2 ** 30)]
      const done = await closedLoop(address, () => shot(next()), { connections: CONNECTIONS, seconds: forSeconds })
      return rateOf(done, before, cpu())
    }
    const ours = (forSeconds = seconds) => load(world.address, read.ours, world.cpu, forSeconds)
    const theirs = (forSeconds = seconds) => load(floor.address, read.theirs, theirCpu, forSeconds)
    await ours(warmS)
    await theirs(warmS)
    const [own, others]: [Rate[], Rate[]] = [[], []]
    for (let round = 0; round < rounds; round++) {
      own.push(await ours())
      others.push(await theirs())
    }
    measured.push(judgeRates(read, own, others))
  }
  return measured
}

/** Starting, more load than there is room for, and memory after much of it. */
import { startService } from '../support/service.ts'
import { eveningOf } from './evening.ts'
import { idOf, KINDS, PEOPLE, type Institution } from './institution.ts'
import { atMost, atMostTimes, judge, median, pairwise, spread, type Measured } from './measure.ts'
import { CONNECTIONS, numbers } from './reads.ts'
import { closedLoop, expects, openLoop, type Flood, type Shot } from './traffic.ts'

const STARTS = 5

export const startCase = async ({ world }: Institution): Promise<Measured> => {
  const times: number[] = []
  for (let start = 0; start < STARTS; start++) {
    const { child, ms, exited } = await startService(world.env)
    times.push(ms)
    child.kill('SIGTERM')
    await exited
  }
  return atMost('start to ready, database up', median(times), 1_500, 'ms', 0)
}

const mixed = ({ world }: Institution): (() => Shot) => {
  const token = world.sign('local:hr_officer')
  const next = numbers(2 ** 30)
  return () => {
    const n = next()
    const id = idOf(KINDS.employee, n % PEOPLE)
    if (n % 10 === 0) return { path: '/v1/employees?limit=50', token, check: expects('"items":') }
    if (n % 10 === 1) return { path: '/v1/me', token, check: expects('"identityId":') }
    if (n % 10 === 2)
      return {
        path: `/v1/employees/${idOf(KINDS.employee, 999_999_999)}`,
        token,
        check: expects('resource.notFound', 404),
      }
    return { path: `/v1/employees/${id}`, token, check: expects(id) }
  }
}

const OVERLOAD = 2.2
/** As long as a person waits before asking again. */
const PATIENCE_MS = 2_000

interface Crowd {
  readonly name: string
  readonly next: () => Shot
  /** Until what they ask for is compiled. */
  readonly warmS: number
  readonly seconds: number
}

/** Peak and flood in turn: a machine that others share is not as fast now as it was a quarter of a minute ago. */
const flooded = async (
  { world }: Institution,
  { name, next, warmS, seconds }: Crowd,
  rounds: number,
): Promise<Measured> => {
  const peakOf = async (forSeconds: number): Promise<number> => {
    const load = await closedLoop(world.address, next, { connections: CONNECTIONS, seconds: forSeconds })
    return load.requests / load.seconds
  }
  const floodOf = (peak: number, forSeconds: number): Promise<Flood> =>
    openLoop(world.address, next, { rate: peak * OVERLOAD, seconds: forSeconds, patienceMs: PATIENCE_MS })
  await floodOf(await peakOf(warmS), 1)
  const [peaks, floods]: [number[], Flood[]] = [[], []]
  for (let round = 0; round < rounds; round++) {
    const peak = await peakOf(seconds)
    peaks.push(peak)
    floods.push(await floodOf(peak, seconds))
  }
  const goods = floods.map(({ goodput }) => goodput)
  const total = (of: (flood: Flood) => number): string => String(floods.map(of).reduce((sum, one) => sum + one, 0))
  return judge({
    name: `goodput at ${String(OVERLOAD)} × capacity, ${name}`,
    floor: 'the peak of a closed loop',
    ratio: pairwise(goods, peaks),
    target: 0.9,
    ours: `${spread(goods, '/s')}; ${total(({ sent }) => sent)} sent, ${total(({ refused }) => refused)} refused, ${total(({ late }) => late)} late`,
    theirs: spread(peaks, '/s'),
  })
}

/** Longer, and there would not be enough to answer. */
const LONGEST_EVENING_S = 2

interface Overload {
  readonly rounds: number
  readonly seconds: number
  /** How many requests may be answered in all. */
  readonly answers: number
}

export const overloadCases = async (
  institution: Institution,
  { rounds, seconds, answers }: Overload,
): Promise<Measured[]> => {
  const readers: Crowd = { name: 'cheap reads', next: mixed(institution), warmS: 2, seconds }
  const raters: Crowd = {
    name: 'raters on the last evening',
    next: await eveningOf(institution, answers),
    warmS: 4,
    seconds: Math.min(seconds, LONGEST_EVENING_S),
  }
  return [await flooded(institution, readers, rounds), await flooded(institution, raters, rounds)]
}

/** `few` and then as many more as make ten times as many. */
export const memoryCase = async (institution: Institution, few: number): Promise<Measured> => {
  const { world } = institution
  const shot = mixed(institution)
  const send = async (count: number): Promise<number> => {
    let left = count
    const next = (): Shot | null => (left-- > 0 ? shot() : null)
    await closedLoop(world.address, next, { connections: CONNECTIONS, seconds: 3_600 })
    return world.memory()
  }
  const early = await send(few)
  const late = await send(few * 9)
  const [all, first] = [few * 10, few].map((count) => count.toLocaleString('en'))
  const told = { name: `memory after ${all ?? ''} mixed requests`, floor: `after ${first ?? ''}`, target: 1.1 }
  return atMostTimes(told, [[late], [early]], (value) => `${value.toFixed(0)} MiB`)
}

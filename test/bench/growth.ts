/** How each hot read costs more as the institution grows. */
import { atMostTimes, percentile, type Measured } from './measure.ts'
import { analyze, idOf, KINDS, seedPeople, subjectOf, type Institution } from './institution.ts'
import { CONNECTIONS, numbers } from './reads.ts'
import { closedLoop, expects, type Shot } from './traffic.ts'

interface HotRead {
  readonly name: string
  readonly shot: (n: number) => Shot
}

const readsOf = ({ world }: Institution, people: number): HotRead[] => {
  const token = world.sign('local:hr_officer')
  const raters = Array.from({ length: 50 }, (_, n) => world.sign(subjectOf(1_000 + n)))
  return [
    {
      name: 'employee by id',
      shot: (n) => {
        const id = idOf(KINDS.employee, n % people)
        return { path: `/v1/employees/${id}`, token, check: expects(id) }
      },
    },
    { name: 'page of 50', shot: () => ({ path: '/v1/employees?limit=50', token, check: expects('"items":') }) },
    {
      name: 'task list',
      shot: (n) => ({
        path: '/v1/me/feedback-requests?limit=50',
        token: raters[n % raters.length] ?? '',
        check: expects('"items":'),
      }),
    },
    {
      name: 'who am I',
      shot: (n) => ({ path: '/v1/me', token: raters[n % raters.length] ?? '', check: expects('"identityId":') }),
    },
  ]
}

/** Until what was read before is no longer what is kept. */
const SETTLE_S = 0.5
/** Until what reads run through is compiled: the first size would look slow beside the last. */
const WARM_S = 1

/** Milliseconds of the median request, by read. */
const medians = async (institution: Institution, people: number, seconds: number): Promise<Map<string, number>> => {
  const found = new Map<string, number>()
  for (const { name, shot } of readsOf(institution, people)) {
    const load = async (length: number) => {
      const next = numbers(2 ** 30)
      return closedLoop(institution.world.address, () => shot(next()), { connections: CONNECTIONS, seconds: length })
    }
    await load(SETTLE_S)
    found.set(name, percentile((await load(seconds)).latencies, 0.5))
  }
  return found
}

/** From the first of `sizes`, which is there, to each of the others; the last is held against the first. */
export const growthCases = async (
  institution: Institution,
  sizes: readonly number[],
  seconds: number,
): Promise<Measured[]> => {
  const { world, id } = institution
  const [start = 0, ...others] = sizes
  await medians(institution, start, WARM_S)
  const first = await medians(institution, start, seconds)
  let [people, last] = [start, first]
  for (const size of others) {
    await seedPeople(world.owner, id, people, size)
    await analyze(world.owner)
    people = size
    last = await medians(institution, people, seconds)
    for (const [name, ms] of last)
      console.log(
        `       ${name} at ${size.toLocaleString('en')}: ${ms.toFixed(2)} ms, ${(ms / (first.get(name) ?? ms)).toFixed(2)} of that at ${start.toLocaleString('en')}`,
      )
  }
  return [...last].map(([name, ms]) => {
    const [size, smallest] = [people, start].map((count) => count.toLocaleString('en'))
    const told = { name: `p50 of ${name} at ${size ?? ''} employees`, floor: `at ${smallest ?? ''}`, target: 1.3 }
    return atMostTimes(told, [ms, first.get(name) ?? ms], (value) => `${value.toFixed(2)} ms`)
  })
}

/** How each hot read costs more as the institution grows. */
import { atMostTimes, median, pairwise, percentile, type Measured } from './measure.ts'
import { analyze, idOf, KINDS, seedPeople, subjectOf, type Institution } from './institution.ts'
import { pagesOfEmployees } from './pages.ts'
import { CONNECTIONS, numbers } from './reads.ts'
import { closedLoop, expects, type Load, type Shot } from './traffic.ts'

/** Of the people, so many are walked through page by page, in both. */
const WALKED = 10_000

interface HotRead {
  readonly name: string
  readonly shot: (n: number) => Shot
}

const readsOf = async ({ world }: Institution, people: number): Promise<HotRead[]> => {
  const token = world.sign('local:hr_officer')
  const page = await pagesOfEmployees(world.address, token, WALKED)
  const raters = Array.from({ length: 50 }, (_, n) => world.sign(subjectOf(1_000 + n)))
  return [
    {
      name: 'employee by id',
      shot: (n) => {
        const id = idOf(KINDS.employee, n % people)
        return { path: `/v1/employees/${id}`, token, check: expects(id) }
      },
    },
    { name: 'page of 50', shot: page },
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
const SETTLE_S = 0.25
/** Until what reads run through is compiled. */
const WARM_S = 0.5

interface Length {
  readonly rounds: number
  readonly seconds: number
}

interface Sized {
  readonly institution: Institution
  readonly people: number
}

/** Milliseconds of the median request. */
const medianOf = async ({ institution }: Sized, { shot }: HotRead, seconds: number): Promise<number> => {
  const load = async (length: number): Promise<Load> => {
    const next = numbers(2 ** 30)
    return closedLoop(institution.world.address, () => shot(next()), { connections: CONNECTIONS, seconds: length })
  }
  await load(SETTLE_S)
  return percentile((await load(seconds)).latencies, 0.5)
}

interface Grown {
  readonly name: string
  /** Milliseconds, of each round. */
  readonly small: readonly number[]
  readonly large: readonly number[]
}

/** In turn, each read of both: what the machine does meanwhile is done to both. */
const compared = async (small: Sized, large: Sized, { rounds, seconds }: Length): Promise<Grown[]> => {
  const ofSmall = await readsOf(small.institution, small.people)
  const ofLarge = await readsOf(large.institution, large.people)
  const found: Grown[] = []
  for (const [index, read] of ofSmall.entries()) {
    const other = ofLarge[index] ?? read
    const [own, others]: [number[], number[]] = [[], []]
    for (let round = 0; round < rounds; round++) {
      own.push(await medianOf(small, read, seconds))
      others.push(await medianOf(large, other, seconds))
    }
    found.push({ name: read.name, small: own, large: others })
  }
  return found
}

/** `large` is as large as `small` and grows to each of `sizes`; the last is held against `small`. */
export const growthCases = async (
  small: Sized,
  large: Institution,
  { sizes, ...length }: Length & { readonly sizes: readonly number[] },
): Promise<Measured[]> => {
  await compared(small, { institution: large, people: small.people }, { rounds: 1, seconds: WARM_S })
  const started = small.people.toLocaleString('en')
  let [people, last]: [number, Grown[]] = [small.people, []]
  for (const size of sizes) {
    await seedPeople(large.world.owner, large.id, people, size)
    await analyze(large.world.owner)
    people = size
    last = await compared(small, { institution: large, people }, length)
    for (const grown of last)
      console.log(
        `       ${grown.name} at ${size.toLocaleString('en')}: ${median(grown.large).toFixed(2)} ms, ${pairwise(grown.large, grown.small).toFixed(2)} of that at ${started}`,
      )
  }
  return last.map((grown) => {
    const name = `p50 of ${grown.name} at ${people.toLocaleString('en')} employees`
    return atMostTimes(
      { name, floor: `at ${started}, in turn`, target: 1.3 },
      [grown.large, grown.small],
      (value) => `${value.toFixed(2)} ms`,
    )
  })
}

/** `npm run bench`: every case beside its floor; `-- --quick` takes less of each, `-- --json` prints one object as the last line. */
import { parseArgs } from 'node:util'
import { localKey } from '../../src/http/keys.ts'
import { fillCycle, openCycle, openingCase, sealingCases } from './cycles.ts'
import { memoryCase, overloadCases, startCase } from './endurance.ts'
import { exchangeCases } from './exchange.ts'
import { startFloor } from './floors.ts'
import { growthCases } from './growth.ts'
import { analyze, seedInstitution, type Institution } from './institution.ts'
import { lineOf, machine, type Measured } from './measure.ts'
import { readCases } from './reads.ts'
import { scoringCase } from './scoring.ts'
import { submissionCase } from './submissions.ts'
import { viewCases } from './views.ts'
import { startWorld, type World } from './world.ts'

const { values } = parseArgs({ options: { quick: { type: 'boolean' }, json: { type: 'boolean' } } })

/**
 * Many short rounds: each is held against the one that follows it, and the machine is not the same a few seconds later. Fewer of
 * floods and submissions, since each of these uses up requests that cannot be answered twice.
 */
const SIZE = values.quick
  ? {
      overload: { rounds: 2, seconds: 0.5, answers: 8_000 },
      reads: { rounds: 4, seconds: 0.25, warmS: 0.5 },
      submissions: 2,
      scorings: 2,
      requests: 1_000,
      growth: { sizes: [100_000], rounds: 2, seconds: 0.25 },
      rows: 100_000,
      fileRounds: 1,
    }
  : {
      overload: { rounds: 3, seconds: 4, answers: 24_000 },
      reads: { rounds: 20, seconds: 1, warmS: 4 },
      submissions: 4,
      scorings: 9,
      requests: 10_000,
      growth: { sizes: [100_000, 1_000_000], rounds: 6, seconds: 0.5 },
      rows: 1_000_000,
      fileRounds: 3,
    }

/** Employees of the institution that others are held against. */
const SMALL = 10_000

const cases: Measured[] = []
const tell = (measured: Measured | readonly Measured[]): void => {
  for (const one of [measured].flat()) {
    cases.push(one)
    console.log(lineOf(one))
  }
}

const inWorld = async (work: (world: World) => Promise<void>): Promise<void> => {
  const world = await startWorld()
  try {
    await work(world)
  } finally {
    await world.stop()
  }
}

const institutionCases = async (world: World): Promise<void> => {
  const institution = await seedInstitution(world)
  tell(await openingCase(institution))
  // First, since after it what is measured beside a floor is compiled: a service runs for weeks.
  tell(await overloadCases(institution, SIZE.overload))
  await analyze(world.owner)
  const publicKey = localKey(world.folder).publicKey.export({ type: 'spki', format: 'pem' }).toString()
  const floor = await startFloor(world, institution.id, publicKey)
  try {
    tell(await readCases(institution, floor, SIZE.reads))
  } finally {
    await floor.stop()
  }
  tell(await submissionCase(institution, SIZE.submissions))
  await fillCycle(institution)
  tell(await scoringCase(institution, SIZE.scorings))
  tell(await sealingCases(institution))
  tell(await viewCases(institution))
  tell(await startCase(institution))
  tell(await memoryCase(institution, SIZE.requests))
}

const seedSmall = async (world: World): Promise<Institution> => {
  const institution = await seedInstitution(world, SMALL)
  await openCycle(institution)
  return institution
}

console.log(JSON.stringify(machine()))
try {
  await inWorld(institutionCases)
  await inWorld((small) =>
    inWorld(async (large) => {
      const [one, other] = await Promise.all([seedSmall(small), seedSmall(large)])
      tell(await growthCases({ institution: one, people: SMALL }, other, SIZE.growth))
    }),
  )
  await inWorld(async (world) => {
    tell(await exchangeCases(world, SIZE.rows, SIZE.fileRounds + 1))
  })
  if (values.json) console.log(JSON.stringify({ machine: machine(), cases }))
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}

/** `npm run bench`: every case beside its floor; `-- --quick` with fewer rows, `-- --json` with one object as the last line. */
import { parseArgs } from 'node:util'
import { exchangeCases } from './exchange.ts'
import { lineOf, machine } from './measure.ts'
import { startWorld } from './world.ts'

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean' },
    json: { type: 'boolean' },
    rows: { type: 'string' },
    rounds: { type: 'string' },
  },
})
const rows = Number(values.rows ?? (values.quick ? 100_000 : 1_000_000))
const rounds = Number(values.rounds ?? 3)

const world = await startWorld()
try {
  const cases = await exchangeCases(world, rows, rounds + 1)
  for (const one of cases) console.log(lineOf(one))
  if (values.json) console.log(JSON.stringify({ machine: machine(), cases }))
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
} finally {
  await world.stop()
}

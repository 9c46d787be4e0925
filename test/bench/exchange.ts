/** Files of employees in and out, against `psql \copy` of the same rows into and out of the same table. */
import { execFileSync } from 'node:child_process'
import { createWriteStream, statSync } from 'node:fs'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { atMost, judge, pairwise, percentile, spread, timed, type Measured } from './measure.ts'
import { WrongAnswer } from './traffic.ts'
import type { World } from './world.ts'

const writePeople = async (path: string, rows: number): Promise<void> => {
  const file = createWriteStream(path)
  file.write('nip;nama;jenisKepegawaian;golongan;idSiasn;aktif\n')
  for (let i = 0; i < rows; i++) {
    const [nip, siasnId] = [String(i).padStart(10, '0'), String(i).padStart(24, '0')]
    if (!file.write(`19900115${nip};Contoh Pegawai Nomor ${String(i)};PNS;III/c;A5EB03E2${siasnId};ya\n`))
      await once(file, 'drain')
  }
  file.end()
  await once(file, 'finish')
}

interface Row {
  readonly id: string
  readonly state: string
  readonly inserted: number
  readonly unchanged: number
  readonly rows: number
}

const untilOver = async (world: World, path: string): Promise<Row> => {
  for (;;) {
    const row = (await (await world.fetch(path)).json()) as Row
    if (row.state !== 'queued' && row.state !== 'running') return row
    await sleep(50)
  }
}

const importPeople = async (world: World, path: string): Promise<Row> => {
  const sent = await world.curl('/v1/imports?kind=employees', '-H', 'content-type: text/csv', '-X', 'POST', '-T', path)
  const { id } = JSON.parse(sent) as Row
  return untilOver(world, `/v1/imports/${id}`)
}

const exportPeople = async (world: World, path: string): Promise<Row> => {
  const asked = await world.fetch('/v1/exports', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ kind: 'employees', format: 'csv' }),
  })
  const { id } = (await asked.json()) as Row
  const row = await untilOver(world, `/v1/exports/${id}`)
  await world.curl(`/v1/exports/${id}/file`, '-o', path)
  return row
}

const psql = (world: World, command: string): void => {
  execFileSync('psql', [world.url, '-qc', command])
}

/** Without looking for rows that refer to each of a million: there are none. */
const EMPTY = [
  'set session_replication_role = replica',
  'delete from employees',
  'reset session_replication_role',
  'vacuum full employees',
  'checkpoint',
]

const emptied = async ({ owner }: World): Promise<void> => {
  for (const statement of EMPTY) await owner.query(statement)
}

/** How long a small read takes, until told to stop. */
const reading = async (world: World, until: () => boolean): Promise<number[]> => {
  const times: number[] = []
  while (!until()) {
    times.push(await timed(async () => (await world.fetch('/v1/me')).text()))
    await sleep(5)
  }
  return times
}

const check = (holds: boolean, what: string): void => {
  if (!holds) throw new WrongAnswer(what)
}

export const exchangeCases = async (world: World, rows: number, rounds: number): Promise<Measured[]> => {
  const [file, dump, out] = ['people.csv', 'people.copy', 'out.csv'].map((name) => `${world.folder}/${name}`) as [
    string,
    string,
    string,
  ]
  await writePeople(file, rows)
  const [first, second, copied, exported, copiedOut]: number[][] = [[], [], [], [], []]
  let [memory, busy]: [number, number[]] = [0, []]
  // Apart from the clock: a look at processes takes a while.
  const looking = setInterval(() => {
    void world.memory().then((now) => (memory = Math.max(memory, now)))
  }, 500)
  const began = Date.now()
  const idle = await reading(world, () => Date.now() - began > 3_000)
  for (let round = 0; round < rounds; round++) {
    await emptied(world)
    let over = false
    // One round more, that is not timed, with readers beside it.
    const reads = round === rounds - 1 ? reading(world, () => over) : Promise.resolve([])
    const ms = await timed(async () => {
      const row = await importPeople(world, file)
      check(row.inserted === rows, `${String(row.inserted)} of ${String(rows)} inserted`)
    })
    over = true
    busy = await reads
    if (busy.length === 0) first?.push(ms)
    second?.push(
      await timed(async () => {
        const row = await importPeople(world, file)
        check(row.unchanged === rows, `${String(row.unchanged)} of ${String(rows)} unchanged`)
      }),
    )
    exported?.push(
      await timed(async () => {
        const row = await exportPeople(world, out)
        check(row.rows === rows && statSync(out).size > rows * 20, `${String(row.rows)} of ${String(rows)} exported`)
      }),
    )
    const columns = 'nip, name, employment_kind, grade, siasn_id, active, sample'
    copiedOut?.push(
      await timed(() => {
        psql(world, `\\copy (select ${columns} from employees) to '${dump}.csv' (format csv, header true)`)
      }),
    )
    psql(world, `\\copy employees to '${dump}'`)
    await emptied(world)
    copied?.push(
      await timed(() => {
        psql(world, `\\copy employees from '${dump}'`)
      }),
    )
  }
  clearInterval(looking)
  const [a = [], b = [], c = [], d = [], e = []] = [first, second, copied, exported, copiedOut]
  const n = rows.toLocaleString('en')
  return [
    judge({
      name: `import of ${n} employees`,
      floor: 'psql \\copy of the same rows into the same table',
      ratio: pairwise(c, a),
      target: 0.65,
      ours: spread(a, 'ms'),
      theirs: spread(c, 'ms'),
    }),
    judge({
      name: 'the same file again',
      floor: 'its first run',
      ratio: pairwise(a, b),
      target: 1,
      ours: spread(b, 'ms'),
      theirs: spread(a, 'ms'),
    }),
    judge({
      name: `export of ${n} employees, fetched`,
      floor: 'psql \\copy … to of the same columns',
      ratio: pairwise(e, d),
      target: 0.6,
      ours: spread(d, 'ms'),
      theirs: spread(e, 'ms'),
    }),
    atMost('memory of service, reader and writer', memory, 300, 'MiB', 0),
    judge({
      name: 'p99 of a read while an import runs',
      floor: 'the same while nothing runs',
      ratio: percentile(busy, 0.99) / percentile(idle, 0.99),
      target: 5,
      atMost: true,
      ours: `${percentile(busy, 0.99).toFixed(1)} ms of ${String(busy.length)}`,
      theirs: `${percentile(idle, 0.99).toFixed(1)} ms of ${String(idle.length)}`,
    }),
  ]
}

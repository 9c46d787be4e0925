/** The command line over a service that listens: files in and out, exit codes, and the hand-over to a local SIASN. */
import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { barOf, startProgress } from '../../src/commands/progress.ts'
import { testApp, type TestApp } from '../support/app.ts'
import { kompeten, type Ran } from '../support/cli.ts'
import { cycleBody } from '../support/cycle.ts'
import { imported } from '../support/imports.ts'
import { publishedOffice } from '../support/published.ts'
import { localSiasn } from '../support/siasn.ts'

const PEOPLE = 'nip,nama,golongan\n199001152015032001,Satu (contoh),III/c\n199001152015032002,Dua (contoh),IIIc\n'

const listening = async (app: TestApp, subject: string): Promise<Record<string, string>> => {
  const address = await app.server.listen({ host: '127.0.0.1', port: 0 })
  return { KOMPETEN_URL: address, KOMPETEN_TOKEN: app.token(subject), LANG: 'en_GB.UTF-8' }
}

const workplace = async (tt: Test, code: string) => {
  const app = await testApp(tt)
  const { hr, hrSubject } = await app.institution(code)
  const env = await listening(app, hrSubject)
  // Beside the folder of the test, which holds the files of the service.
  const folder = mkdtempSync(join(tmpdir(), 'kompeten-'))
  tt.teardown(() => {
    rmSync(folder, { recursive: true })
  })
  writeFileSync(join(folder, 'pegawai.csv'), PEOPLE)
  const run = (args: string, more: Record<string, string> = {}): Promise<Ran> =>
    kompeten(args.split(' '), { ...env, ...more }, folder)
  return { app, hr, env, folder, run }
}

void t.test('import and export', async (tt) => {
  const { hr, folder, run, env } = await workplace(tt, 'CLI')
  const tried = await run('import employees pegawai.csv --dry-run')
  tt.match(tried, { code: 2, stdout: /^tried: rows 2, inserted 1, updated 0, unchanged 0, refused 1/ })
  tt.match(tried.stderr, /line 3 grade: .*\(IIIc\)/)
  tt.same((await hr.get('/v1/employees')).body.items, [])
  const partly = await run('import employees pegawai.csv --refused sisa.csv')
  tt.match(partly, { code: 2, stdout: /inserted 1/ })
  writeFileSync(join(folder, 'sisa.csv'), readFileSync(join(folder, 'sisa.csv'), 'utf8').replace('IIIc', 'III/c'))
  const rest = await run('import employees sisa.csv')
  tt.match(rest, { code: 0, stdout: /inserted 1, updated 0, unchanged 0, refused 0/, stderr: '' })
  tt.match(await run('import employees pegawai.csv --atomic'), { code: 2, stdout: /inserted 0/ })

  const out = await run('export employees --format xlsx')
  tt.equal(out.code, 0)
  const digest = createHash('sha256')
    .update(readFileSync(join(folder, 'kompeten-employees.xlsx')))
    .digest('hex')
  tt.match(out.stdout, new RegExp(`^kompeten-employees.xlsx: 2 rows, .* SHA-256 ${digest}`))
  tt.notOk(existsSync(join(folder, 'kompeten-employees.xlsx.part')))
  tt.match(await run('import employees kompeten-employees.xlsx'), { code: 0, stdout: /unchanged 2/ })

  await tt.test('what fails says why in one line', async (t2) => {
    const cases: [string, Record<string, string>, RegExp][] = [
      ['import employees tiada.csv', {}, /does not exist/],
      ['import employees', {}, /^usage: kompeten import/],
      ['import orang pegawai.csv', {}, /400 request.invalid/],
      ['import employees pegawai.csv --nope', {}, /--nope/],
      ['import units pegawai.csv', {}, /import .* failed: import.columnsUnknown/],
      ['export results', {}, /422 export.cycleRequired/],
      ['export', {}, /^usage: kompeten export/],
      ['siasn', {}, /^usage: kompeten siasn/],
      ['siasn send', {}, /^set SIASN_URL, SIASN_APIM_TOKEN_URL/],
      ['export employees', { KOMPETEN_TOKEN: 'nonsense' }, /401 token/],
      ['export employees', { KOMPETEN_TOKEN: '' }, /^set KOMPETEN_TOKEN, or KOMPETEN_CLIENT_ID/],
      ['export employees', { KOMPETEN_URL: 'nowhere' }, /not an address/],
    ]
    for (const [args, more, expected] of cases) {
      const { code, stderr } = await run(args, more)
      t2.equal(code, 1, args)
      t2.match(stderr, expected, args)
      t2.equal(stderr.trim().split('\n').length <= 4, true, args)
    }
  })

  await tt.test('client credentials of the environment', async (t2) => {
    let asked = ''
    const server = createServer((request, response) => {
      asked = String(request.headers.authorization)
      response.setHeader('content-type', 'application/json').end(JSON.stringify({ access_token: env.KOMPETEN_TOKEN }))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    t2.teardown(() => server.close())
    const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/token`
    const client = {
      KOMPETEN_TOKEN: '',
      KOMPETEN_TOKEN_URL: url,
      KOMPETEN_CLIENT_ID: 'simpeg',
      KOMPETEN_CLIENT_SECRET: 'a:b',
    }
    t2.equal((await run('export employees --out x.csv', client)).code, 0)
    t2.equal(asked, `Basic ${Buffer.from('simpeg:a%3Ab').toString('base64')}`)
  })

  await tt.test('credentials do not follow a redirection', async (t2) => {
    let followed = 0
    const server = createServer((request, response) => {
      if (request.url === '/elsewhere') followed += 1
      response.writeHead(307, { location: '/elsewhere' }).end()
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    t2.teardown(() => server.close())
    const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`
    t2.match(await run('export employees', { KOMPETEN_URL: url }), { code: 1, stderr: /redirects/ })
    t2.equal(followed, 0)
  })

  await tt.test('a bar on a terminal, plain lines elsewhere', (t2) => {
    const half = { rows: 50, bytes: 500, share: 0.5, rowsPerSecond: 100, secondsLeft: 1 }
    t2.equal(barOf(half), `[${'#'.repeat(15)}${'.'.repeat(15)}] 50% 50 rows, 100/s, 1 s left`)
    let written = ''
    const stream = { isTTY: true, write: (text: string) => (written += text) } as unknown as NodeJS.WriteStream
    const progress = startProgress(stream)
    progress.tell(half)
    progress.end()
    t2.match(written, /^\r.*50% 50 rows.*\r/)
    t2.end()
  })
})

void t.test('hand-over to SIASN', async (tt) => {
  const app = await testApp(tt)
  const office = await publishedOffice(app, 'SIASN')
  const { hr, cycleId, staff } = office
  // Everybody of the cycle has an id of SIASN but one; the superiors have a grade.
  const people = (await hr.get('/v1/employees?limit=200')).body.items as { id: string; nip: string }[]
  const idOf = (nip: string): string => `A5EB03E2${nip}0E040A8`
  const without = people.find(({ id }) => id === staff[4]?.id)?.nip ?? ''
  const lines = people.map(({ nip }) => `${nip},${nip === without ? '' : idOf(nip)},III/d`)
  await imported(hr, 'employees', ['nip,idSiasn,golongan', ...lines].join('\n'))
  const siasn = await localSiasn(tt, (id) => people.find(({ nip }) => idOf(nip) === id)?.nip)
  const officer = (await hr.get('/v1/identities?limit=200')).body.items.find(
    ({ label }: { label: string }) => label === 'HR',
  )
  const env = { ...(await listening(app, String(officer.subject))), ...siasn.environment }
  const run = (args: string): Promise<Ran> => kompeten(args.split(' '), env)

  const prepared = await run(`siasn prepare skp22/save --cycle ${cycleId}`)
  const count = Number(/created (\d+)/.exec(prepared.stdout)?.[1])
  tt.ok(count >= 6)
  tt.match(prepared, { code: 2, stdout: /renewed 0, unchanged 0, in flight 0, incomplete 1/ })
  const again = await run(`siasn prepare skp22/save --cycle ${cycleId}`)
  tt.match(again.stdout, new RegExp(`created 0, renewed 0, unchanged ${String(count)}`))
  const [lacking] = (await hr.get('/v1/siasn-records?state=incomplete')).body.items
  tt.match(lacking, { lacking: ['pnsDinilaiOrang'], nip: without })

  await tt.test('bodies have exactly the names of SIASN', async (t2) => {
    const [record] = (await hr.get('/v1/siasn-records?state=ready&limit=1')).body.items
    t2.same(Object.keys(record.body), [
      'id',
      'path',
      'tahun',
      'penilaiNama',
      'penilaiNipNrp',
      'statusPenilai',
      'penilaiJabatan',
      'penilaiGolongan',
      'penilaiUnorNama',
      'pnsDinilaiOrang',
      'hasilKinerjaNilai',
      'perilakuKerjaNilai',
      'kuadranKinerjaNilai',
    ])
    t2.match(record.body, {
      id: null,
      tahun: 2026,
      hasilKinerjaNilai: 2,
      penilaiGolongan: '34',
      statusPenilai: 'ASN',
      path: [],
    })
    t2.ok([1, 2, 3, 4, 5].includes(record.body.kuadranKinerjaNilai))
  })

  await tt.test('sent once each, whatever happens on the way', async (t2) => {
    siasn.next.push('unauthorised', 'ok', 'busy', 'ok', 'cutBefore', 'ok', 'cutAfter', 'reject')
    const sent = await run('siasn send')
    t2.match(sent, { code: 2, stdout: new RegExp(`^accepted ${String(count - 2)}, rejected 1`) })
    t2.match(sent.stderr, /PNS Penilai tidak ditemukan/)
    t2.same(siasn.tokens, { apim: 2, sso: 2 }, 'both tokens again after 401')
    const subjects = siasn.saved.map(({ body }) => body.pnsDinilaiOrang)
    t2.equal(new Set(subjects).size, subjects.length, 'nobody twice, not even where the answer was cut off')
    t2.equal(subjects.length, count - 2)
    const accepted = (await hr.get('/v1/siasn-records?state=accepted&limit=200')).body.items as { siasnId: string }[]
    t2.same(accepted.map(({ siasnId }) => siasnId).sort(), siasn.saved.map(({ id }) => id).sort())
    t2.match(await run('siasn send'), { code: 0, stdout: /^accepted 0, rejected 0/ })
    t2.match(
      (await run('siasn status')).stdout,
      new RegExp(`incomplete 1\nready 0\nsent 0\naccepted ${String(count - 2)}\nrejected 1`),
    )
  })

  await tt.test('a sender that died is taken up where it stopped', async (t2) => {
    const [rejected] = (await hr.get('/v1/siasn-records?state=rejected')).body.items
    const path = `/v1/siasn-records/${String(rejected.id)}/outcome`
    t2.equal((await hr.post(path, { event: 'accept' })).body.code, 'siasnRecord.stateForbids')
    t2.equal((await hr.post(path, { event: 'release' })).body.state, 'ready')
    t2.equal((await hr.post(path, { event: 'send' })).body.attempts, 2)
    t2.equal((await hr.post(path, { event: 'reject' })).body.code, 'siasnRecord.reasonRequired')
    // Killed here: the body had left and arrived, or not. This one had.
    siasn.saved.push({ service: 'skp22/save', id: 'siasn-late', body: rejected.body })
    t2.match(await run('siasn send'), { code: 0, stdout: /^accepted 1, rejected 0/ })
    t2.equal((await hr.get('/v1/siasn-records?state=accepted&limit=200')).body.items.length, count - 1)
    t2.equal(siasn.saved.length, count - 1)
  })

  await tt.test('what changes afterwards replaces its row at SIASN', async (t2) => {
    await imported(
      hr,
      'employees',
      people
        .map(({ nip }) => `${nip},IV/a`)
        .join('\n')
        .replace(/^/, 'nip,golongan\n'),
    )
    await imported(hr, 'employees', `nip,idSiasn\n${without},${idOf(without)}\n`)
    t2.match((await run(`siasn prepare skp22/save --cycle ${cycleId}`)).stdout, new RegExp(`renewed ${String(count)}`))
    t2.match(await run('siasn send'), { code: 0, stdout: new RegExp(`accepted ${String(count)}`) })
    const rows = siasn.saved.slice(count - 1)
    t2.equal(rows.filter(({ body }) => body.id !== null).length, count - 1)
    t2.ok(rows.every(({ body }) => body.penilaiGolongan === '41'))
  })

  await tt.test('periods and trainings', async (t2) => {
    const lacking2 = await run(`siasn prepare kinerjaperiodik/save --cycle ${cycleId}`)
    t2.match(lacking2.stdout, new RegExp(`incomplete ${String(count)}`), 'a rhythm has to be named')
    t2.match((await run(`siasn prepare kinerjaperiodik/save --cycle ${cycleId} --periodik 2`)).stdout, /incomplete 0/)
    const [periodic] = (await hr.get('/v1/siasn-records?service=kinerjaperiodik/save&limit=1')).body.items
    t2.match(periodic.body, { periodikId: '2', bulanMulaiPenilaian: 1, bulanSelesaiPenilaian: 12, koefisienId: '' })
    t2.ok('pnsDinilaiId' in periodic.body && 'penilaiJabatanNama' in periodic.body)
    await imported(
      hr,
      'trainings',
      'code,name,delivery,hours,startsOn,endsOn,organiser,jenisDiklatId,jenisKursusSertipikat\nK,Kursus (contoh),KLASIKAL,8,2026-01-05,2026-01-06,BKPSDM,3,T\n',
    )
    await imported(
      hr,
      'enrolments',
      `trainingCode,nip,state,nomorSertipikat\nK,${String(people[0]?.nip)},lulus,1/2026\n`,
    )
    await run('siasn prepare kursus/save --year 2026')
    const [course] = (await hr.get('/v1/siasn-records?service=kursus/save')).body.items
    t2.same(course.lacking, ['instansiId'])
    t2.match(course.body, {
      tanggalKursus: '05-01-2026',
      tanggalSelesaiKursus: '06-01-2026',
      jenisKursusSertipikat: 'T',
      jumlahJam: 8,
    })
  })

  await tt.test('what cannot be handed over', async (t2) => {
    const code = async (body: object): Promise<string> => (await hr.post('/v1/siasn-handovers', body)).body.code
    t2.equal(await code({ service: 'kursus/save', cycleId }), 'siasnHandover.sourceMismatch')
    t2.equal(
      await code({ service: 'skp22/save', cycleId: '01980a5e-7c1b-7000-8000-000000000001' }),
      'siasnHandover.cycleUnknown',
    )
    const draft = String((await hr.post('/v1/cycles', cycleBody(office, { name: 'Lain' }))).body.id)
    t2.equal(await code({ service: 'skp22/save', cycleId: draft }), 'siasnHandover.notPublished')
  })
})

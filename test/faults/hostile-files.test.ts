/** Files that were made to do harm, connections that break, bodies that never end: a clear word, nothing in, memory flat. */
import { readdirSync } from 'node:fs'
import { connect } from 'node:net'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createGzip } from 'node:zlib'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import t from 'tap'
import { testApp } from '../support/app.ts'
import { CSV, imported, NDJSON, XLSX } from '../support/imports.ts'
import { zip } from '../support/zip.ts'

const SHEET =
  '<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>nip</t></is></c></row></sheetData></worksheet>'
const WORKBOOK = {
  '[Content_Types].xml': '<Types/>',
  'xl/workbook.xml': '<workbook><sheets><sheet name="Data" sheetId="1"/></sheets></workbook>',
  'xl/worksheets/sheet1.xml': SHEET,
}

/** A gigabyte in a megabyte. */
const packedGigabyte = (opening: string): Promise<Buffer> => {
  const block = Buffer.alloc(4 * 1_024 ** 2, 'x')
  const text = function* (): Generator<Buffer> {
    yield Buffer.from(opening)
    for (let i = 0; i < 256; i++) yield block
  }
  return buffer(Readable.from(text()).pipe(createGzip({ level: 1 })))
}

void t.test('hostile files', async (tt) => {
  const app = await testApp(tt)
  const { hr } = await app.institution('HOSTILE')
  const address = new URL(await app.server.listen({ host: '127.0.0.1', port: 0 }))
  const folder = dirname(app.spool.pathOf('x'))
  const waiting = (): string[] => readdirSync(folder).filter((name) => name !== 'spool-id')

  await tt.test('workbooks', async (t2) => {
    const cases: [string, Buffer, string][] = [
      ['macros', zip({ ...WORKBOOK, 'xl/vbaProject.bin': 'x' }), 'import.fileHasMacros'],
      ['old macros', zip({ ...WORKBOOK, 'xl/macrosheets/sheet1.xml': 'x' }), 'import.fileHasMacros'],
      ['links', zip({ ...WORKBOOK, 'xl/externalLinks/externalLink1.xml': 'x' }), 'import.fileHasExternalLinks'],
      ['a connection', zip({ ...WORKBOOK, 'xl/connections.xml': 'x' }), 'import.fileHasExternalLinks'],
      [
        'a bomb',
        zip({ ...WORKBOOK, 'xl/worksheets/sheet1.xml': Buffer.alloc(200_000_000, 32) }),
        'import.fileTooDense',
      ],
      [
        'many entries',
        zip(Object.fromEntries(Array.from({ length: 1_500 }, (_, i) => [`x${String(i)}`, 'y']))),
        'import.fileTooLarge',
      ],
      ['no workbook', zip({ 'a.txt': 'a' }), 'import.workbookDamaged'],
      [
        'a sheet cut off',
        zip({ ...WORKBOOK, 'xl/worksheets/sheet1.xml': SHEET.slice(0, 40) }),
        'import.workbookDamaged',
      ],
    ]
    for (const [name, file, code] of cases) {
      const { state, problem } = await imported(hr, 'employees', file, XLSX)
      t2.same([state, problem?.code], ['failed', code], name)
    }
  })

  await tt.test('a line of a gigabyte: refused at once, and memory stays flat', async (t2) => {
    const before = process.memoryUsage().rss
    for (const [opening, headers] of [
      ['nip,nama\n199001152015032001,', CSV],
      ['{"nip":"', NDJSON],
    ] as const) {
      const file = await packedGigabyte(opening)
      t2.ok(file.length < 20_000_000)
      const began = Date.now()
      const { state, problem } = await imported(hr, 'employees', file, headers)
      t2.same([state, problem?.code], ['failed', 'import.lineTooLong'])
      t2.ok(Date.now() - began < 10_000, `${String(Date.now() - began)} ms`)
    }
    const grown = (process.memoryUsage().rss - before) / 1_024 ** 2
    t2.ok(grown < 150, `grew by ${grown.toFixed(0)} MiB`)
  })

  await tt.test('a connection that breaks, and a body that never comes', async (t2) => {
    const head = (path: string, type: string, length: number): string =>
      `POST ${path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${app.token('hr')}\r\ncontent-type: ${type}\r\ncontent-length: ${String(length)}\r\n\r\n`
    const { items } = (await hr.get('/v1/imports?limit=200')).body
    const open = (text: string) => {
      const socket = connect(Number(address.port), address.hostname)
      socket.on('error', () => undefined).resume()
      socket.write(text)
      return socket
    }
    const [subject] = (await hr.get('/v1/identities?limit=200')).body.items.map(
      (one: { subject: string }) => one.subject,
    )
    const mine = (text: string): string => text.replace(app.token('hr'), app.token(String(subject)))
    const broken = open(
      mine(`${head('/v1/imports?kind=employees', 'text/csv', 1_000_000)}nip,nama\n${'1,x\n'.repeat(50_000)}`),
    )
    const slow = open(mine(`${head('/v1/units', 'application/json', 1_000)}{`))
    const began = Date.now()
    const closed = new Promise<number>((resolve) =>
      slow.once('close', () => {
        resolve(Date.now() - began)
      }),
    )
    for (let tries = 0; waiting().length === 0 && tries < 100; tries++) await sleep(20)
    t2.equal(waiting().length, 1, 'it lies there as far as it came')
    broken.destroy()
    for (let tries = 0; waiting().length > 0 && tries < 100; tries++) await sleep(20)
    t2.same(waiting(), [], 'and is forgotten')
    t2.equal((await hr.get('/v1/imports?limit=200')).body.items.length, items.length, 'no import came of it')
    const ms = await closed
    t2.ok(ms > 10_000 && ms < 20_000, `a body that never comes is given up after ${String(ms)} ms`)
    t2.equal((await hr.get('/v1/me')).status, 200)
  })
})

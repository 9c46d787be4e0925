/** The demo as a person runs it: killed half way and started again it ends well, a third time it changes nothing, and the README's lines work. */
import { spawn } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import t from 'tap'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
/** Below those that the system gives to whoever opens a connection: it is listened at three times. */
const PORT = String(20_000 + (process.pid % 12_000))

interface Run {
  readonly output: () => string
  readonly exited: Promise<number | null>
  kill(): void
  said(pattern: RegExp): Promise<void>
}

const run = (command: string, args: readonly string[], env: Readonly<Record<string, string>>): Run => {
  const child = spawn(command, args, { cwd: ROOT, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
  let out = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (out += chunk.toString()))
  const exited = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)))
  return {
    output: () => out,
    exited,
    kill: () => child.kill('SIGKILL'),
    said: async (pattern) => {
      while (!pattern.test(out)) {
        if (child.exitCode !== null) throw new Error(`ended without ${String(pattern)}: ${out.slice(-800)}`)
        await sleep(20)
      }
    },
  }
}

void t.test('the demo', async (tt) => {
  const data = mkdtempSync(join(tmpdir(), 'kompeten-demo-'))
  chmodSync(data, 0o755)
  const env = { KOMPETEN_DATA: data, PORT, DATABASE_URL: '' }
  // The command of `npm run demo` itself, flags and all, without npm in between: a signal reaches the service.
  const [node = '', ...command] = (
    JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).scripts.demo as string
  ).split(' ')
  const demo = (...args: string[]): Run => run(node, [...command, ...args], env)

  const killed = demo()
  await killed.said(/50 dari \d+ pegawai selesai menilai/)
  killed.kill()
  await killed.exited

  const began = Date.now()
  const second = demo()
  await second.said(/selesai, \d+ MB/)
  tt.ok(Date.now() - began < 60_000, `${String(Date.now() - began)} ms`)
  const out = second.output()
  tt.match(out, /penilaian masuk/, 'it went on where it was killed')
  tt.match(out, /hasil diperiksa dan diumumkan/)
  tt.match(out, /Penjelasan sebelum menilai[\s\S]*Siapa yang menilai[\s\S]*Cara mengajukan keberatan/)
  tt.match(out, /Keberatan pegawai itu diterima[\s\S]*result_rating: SESUAI → DI_ATAS/)
  tt.match(out, /Diperiksa tanpa layanan: sama pada \d+ langkah/)
  tt.match(out, /Rantai audit: \d{3,} catatan, utuh/)
  tt.match(out, /Sebaran predikat[\s\S]*behaviour +Baik +\d+/)
  tt.match(out, /Hasil seorang pegawai \(perilaku kerja\)[\s\S]*Predikat: [\s\S]*Dihitung ulang: sama/)
  tt.match(out, /Dampak pelatihan[\s\S]*dilatih +30 orang[\s\S]*Hedges g[\s\S]*lebih banyak daripada/)
  tt.match(out, /Kompetensi dan kepuasan masyarakat[\s\S]*IKM \d\d\.\d\d[\s\S]*sebab-akibat/)
  tt.equal(readFileSync(join(data, 'contoh-laporan.pdf')).subarray(0, 5).toString(), '%PDF-')
  for (const address of ['/v1', '/docs', '/openapi.json'])
    tt.match(out, new RegExp(`http://127.0.0.1:${PORT}${address}`))
  for (const role of [
    'platform_admin',
    'hr_officer',
    'auditor',
    'employee',
    'supervisor',
    'superior',
    'unit_leader',
    'client',
  ])
    tt.match(out, new RegExp(`${role} +ey[\\w-]+\\.[\\w-]+\\.[\\w-]+`), `a ready token for ${role}`)
  const memory = Number(/selesai, (\d+) MB/.exec(out)?.[1])
  tt.ok(memory < 250, `${String(memory)} MB resident`)

  await tt.test('the lines of the README, as they stand', async (t2) => {
    const readme = readFileSync(join(ROOT, 'README.md'), 'utf8')
    const block = /In a second terminal:\s+```sh\n([\s\S]*?)```/.exec(readme)?.[1] ?? ''
    const lines = block
      .trim()
      .split('\n')
      .map((line) => line.replaceAll(':3000', `:${PORT}`))
    t2.equal(lines.filter((line) => line.startsWith('curl')).length, 5)
    const shell = run('bash', ['-ec', lines.map((line) => `${line}\necho`).join('\n')], env)
    t2.equal(await shell.exited, 0, shell.output())
    const answers = shell
      .output()
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line))
    const [me, employees, cycles, results, unit] = answers
    t2.same(me.roles, ['hr_officer'])
    t2.equal(employees.items.length, 3)
    t2.ok(
      employees.items.every(({ sample }: { sample: boolean }) => sample),
      'sample people are marked so',
    )
    t2.equal(cycles.items[0].state, 'published')
    t2.equal(results.items.length, 3)
    t2.equal(unit.code, 'UNIT-BARU')
  })

  second.kill()
  await second.exited
  const third = demo('--once')
  tt.equal(await third.exited, 0, '--once ends it')
  tt.notMatch(
    third.output(),
    /penilaian masuk|hasil diperiksa|keberatan diajukan|rencana pengembangan diusulkan/,
    'a third run has nothing to do',
  )
  const distribution = (text: string): string => /Sebaran predikat([\s\S]*?)\n\n/.exec(text)?.[1] ?? ''
  tt.equal(distribution(third.output()), distribution(out), 'and changes nothing')
  rmSync(data, { recursive: true, force: true })
})

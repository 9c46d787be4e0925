/** The demo: the service on the embedded database, a sample institution, a whole cycle through the HTTP API. */
import type { Config } from '../config.ts'
import { LOCAL_ISSUER, localSigner } from '../http/keys.ts'
import { serve } from '../main.ts'
import { ok } from '../client/index.ts'
import { act, clientOf, ensure, type Client } from './client.ts'
import { buildCycle, buildOrganisation, installCriteria, type Cycle, type Person } from './build.ts'
import { driveDevelopment } from './development.ts'
import { driveCycle } from './drive.ts'
import { driveObjection, showBriefing, showObjection, showReceipt, showTrail } from './trust.ts'

const INSTITUTION = {
  code: 'KEC-MEDAN-AMPLAS',
  name: 'Kecamatan Medan Amplas (contoh)',
  timezone: 'Asia/Jakarta',
  sample: true,
}
const ROLES = ['platform_admin', 'hr_officer', 'auditor', 'employee', 'supervisor', 'superior', 'unit_leader', 'client']

const say = (line = ''): void => {
  console.log(line)
}

const showDistribution = async (hr: Client, cycle: Cycle): Promise<void> => {
  const { items } = ok(await hr.api.GET('/v1/cycles/{id}/distribution', { params: { path: { id: cycle.id } } }))
  const widest = Math.max(...items.map(({ count }) => count), 1)
  say('\nSebaran predikat')
  for (const { instrument, label, count } of items)
    say(
      `  ${instrument.padEnd(11)} ${(label ?? 'tanpa hasil').padEnd(16)} ${String(count).padStart(4)} ${'█'.repeat(Math.ceil((count / widest) * 40))}`,
    )
}

const showResult = async (employee: Client): Promise<void> => {
  const { items } = ok(await employee.api.GET('/v1/results', {}))
  for (const { id, instrument } of items) {
    const params = { path: { id } }
    const result = ok(await employee.api.GET('/v1/results/{id}', { params }))
    const breakdown = ok(await employee.api.GET('/v1/results/{id}/breakdown', { params }))
    const check = ok(await employee.api.POST('/v1/verifications', { body: { breakdown, resultId: id } }))
    say(`\nHasil seorang pegawai (${instrument === 'behaviour' ? 'perilaku kerja' : 'kompetensi'})`)
    for (const sentence of result.explanation) say(`  ${sentence}`)
    say(
      `  Dihitung ulang: ${check.equal ? 'sama' : 'BERBEDA'} pada ${String(check.steps)} langkah; segel ${result.resultSha256.slice(0, 16)}…`,
    )
  }
}

export const letOfficerIn = async (platform: Client): Promise<void> => {
  const { id } = await ensure<{ id: string }>(
    platform,
    '/v1/institutions',
    'institution',
    INSTITUTION,
    `code=${INSTITUTION.code}`,
  )
  const officer = { issuer: LOCAL_ISSUER, subject: 'local:hr_officer', label: 'Pengelola kepegawaian (contoh)' }
  await act(platform, `/v1/institutions/${id}/officers`, 'officer', officer)
}

/** Builds and drives what is not there yet; run again it only shows. `once` ends the service afterwards. */
export const runDemo = async (config: Config, once: boolean): Promise<void> => {
  const began = Date.now()
  const logLevel = config.logLevel === 'info' ? 'warn' : config.logLevel
  say('Kompeten: contoh dua periode penilaian dengan pelatihan di antaranya, seluruhnya dengan data sintetis\n')
  const service = await serve({ ...config, databaseUrl: null, localIssuer: true, logLevel })
  const tell = (line: string): void => {
    say(`[${((Date.now() - began) / 1_000).toFixed(1).padStart(5)} s] ${line}`)
  }
  tell(`layanan siap di ${service.address}`)
  try {
    await showDemo(config, service.address, tell)
  } catch (error) {
    // Interrupted or failed: the database is stopped in order before the process ends.
    await service.stop()
    throw error
  }
  if (once) {
    await service.stop()
    process.exit(0)
  }
  say('\nLayanan tetap berjalan; hentikan dengan Ctrl-C.')
}

const showDemo = async (config: Config, address: string, tell: (line: string) => void): Promise<void> => {
  const sign = localSigner(config.dataFolder, config.audience)
  const as = (subject: string): Client => clientOf(address, sign(subject))
  await letOfficerIn(as('local:platform_admin'))
  const hr = as('local:hr_officer')
  const people: Person[] = await buildOrganisation(hr, LOCAL_ISSUER, tell)
  await installCriteria(hr, tell)
  const cycle = await buildCycle(hr, new Date())
  await driveCycle(as, hr, cycle, people, tell)
  const employee = as('local:employee')
  await driveObjection({ employee, supervisor: as('local:supervisor'), superior: as('local:superior') }, tell)
  await showBriefing(employee, cycle, say)
  await showDistribution(hr, cycle)
  await showResult(employee)
  await showObjection(employee, say)
  await showReceipt(employee, config.dataFolder, say)
  await driveDevelopment({ as, hr, people, folder: config.dataFolder }, cycle, tell, say)
  await showTrail(hr, say)
  say(`\nAPI      ${address}/v1\nDokumen  ${address}/docs\nKontrak  ${address}/openapi.json\n`)
  for (const role of ROLES) say(`${role.padEnd(15)} ${sign(`local:${role}`)}`)
  tell(`selesai, ${String(Math.round(process.memoryUsage().rss / 1_048_576))} MB`)
}

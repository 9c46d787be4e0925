/** What makes a result trustworthy, shown on the sample: a briefing, an objection up to its decision, a receipt recomputed offline. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { verifyReceipt, type Receipt } from '../services/appraisal/receipts.ts'
import { act, type Client } from './client.ts'
import type { Cycle, Tell } from './build.ts'

type Say = (line?: string) => void

interface Briefing {
  readonly briefingSha256: string
  readonly sections: readonly { readonly title: string; readonly lines: readonly string[] }[]
}

export const showBriefing = async (employee: Client, cycle: Cycle, say: Say): Promise<void> => {
  const { sections, briefingSha256 } = await employee.get<Briefing>(`/v1/cycles/${cycle.id}/briefing`)
  say('\nPenjelasan sebelum menilai, dibuat dari formulir dan kebijakan yang dibekukan')
  for (const { title, lines } of sections) {
    say(`  ${title}`)
    for (const line of lines) say(`    ${line}`)
  }
  await act(employee, `/v1/cycles/${cycle.id}/briefing-acknowledgements`, `brief/${cycle.id}`, { briefingSha256 })
}

interface Objection {
  readonly id: string
  readonly state: string
  readonly resultId: string
  readonly newResultId: string | null
}
interface Result {
  readonly id: string
  readonly instrument: string
  readonly edition: number
  readonly predicateLabel: string | null
  readonly change: {
    readonly reason: string
    readonly differences: readonly {
      readonly step: string
      readonly before: string | null
      readonly after: string | null
    }[]
  } | null
}

const SIDES = {
  subject: 'Realisasi triwulan IV belum ikut dihitung dalam hasil kerja (contoh)',
  supervisor: 'Bukti triwulan IV memang baru masuk setelah penilaian (contoh)',
  decision: 'Hasil kerja triwulan IV terbukti di atas ekspektasi (contoh)',
}

/** Filed by the employee, heard from both sides, decided by the superior of the superior; an earlier run's is found again. */
export const driveObjection = async (
  { employee, supervisor, superior }: Readonly<Record<'employee' | 'supervisor' | 'superior', Client>>,
  tell: Tell,
): Promise<void> => {
  const { items } = await employee.get<{ items: Objection[] }>('/v1/objections')
  if (items.some(({ state }) => state === 'decided')) return
  const mine = await employee.get<{ items: Result[] }>('/v1/me/results')
  const behaviour = mine.items.find(({ instrument }) => instrument === 'behaviour')
  if (!behaviour) return
  const filed =
    items[0] ??
    (await act<Objection>(employee, '/v1/objections', `object/${behaviour.id}`, {
      resultId: behaviour.id,
      grounds: [{ item: 'AK', reason: SIDES.subject }],
    }))
  if (!filed) return
  const path = `/v1/objections/${filed.id}`
  await act(superior, `${path}/hearing`, `hear/${filed.id}`)
  await act(supervisor, `${path}/statements`, `state/${filed.id}`, { text: SIDES.supervisor })
  await act(superior, `${path}/decision`, `decide/${filed.id}`, {
    outcome: 'upheld',
    reason: SIDES.decision,
    corrections: [{ kind: 'workResult', rating: 'DI_ATAS' }],
  })
  tell('keberatan diajukan, kedua pihak didengar, dan diputus')
}

export const showObjection = async (employee: Client, say: Say): Promise<void> => {
  const { items } = await employee.get<{ items: Objection[] }>('/v1/objections')
  const [decided] = items
  if (!decided?.newResultId) return
  const before = await employee.get<Result>(`/v1/results/${decided.resultId}`)
  const after = await employee.get<Result>(`/v1/results/${decided.newResultId}`)
  say('\nKeberatan pegawai itu diterima: fakta dikoreksi, nilai dihitung ulang, hasil pertama tetap terbaca')
  say(`  alasan putusan: ${after.change?.reason ?? ''}`)
  say(
    `  edisi ${String(before.edition)} ${before.predicateLabel ?? '-'}  →  edisi ${String(after.edition)} ${after.predicateLabel ?? '-'}`,
  )
  for (const { step, before: was, after: is } of after.change?.differences ?? [])
    say(`    ${step}: ${was ?? '-'} → ${is ?? '-'}`)
}

/** Written to a file and recomputed without the service. */
export const showReceipt = async (employee: Client, folder: string, say: Say): Promise<void> => {
  const { items } = await employee.get<{ items: Result[] }>('/v1/me/results')
  const [result] = items
  if (!result) return
  const receipt = await employee.get<Receipt>(`/v1/results/${result.id}/receipt`)
  const file = join(folder, 'contoh-receipt.json')
  writeFileSync(file, `${JSON.stringify(receipt, null, 2)}\n`)
  const differences = verifyReceipt(receipt)
  say(`\nBukti hasil: ${file}`)
  say(
    `  Diperiksa tanpa layanan: ${differences.length === 0 ? 'sama' : 'BERBEDA'} pada ${String(receipt.breakdown.steps.length)} langkah, ditandatangani ${receipt.keyId}`,
  )
  say(`  Periksa sendiri: npx kompeten verify ${file}`)
}

export const showTrail = async (auditor: Client, say: Say): Promise<void> => {
  interface Verification {
    readonly sound: boolean
    readonly entries: number
  }
  const { sound, entries } = await auditor.get<Verification>('/v1/audit-verifications')
  say(
    `\nRantai audit: ${String(entries)} catatan, ${sound ? 'utuh' : 'RUSAK'}; periksa sendiri: npx kompeten audit verify`,
  )
}

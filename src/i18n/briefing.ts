/** The briefing in words. Every number in it comes from the frozen form, policies and thresholds: it cannot disagree. */
import type { Briefing, BriefedGroup, BriefedInstrument } from '../domain/appraisal/briefing.ts'
import { fill, TEXTS, type Language } from './index.ts'

interface BriefingTexts {
  readonly what: readonly [title: string, items: string, elements: string]
  readonly who: readonly [title: string, group: string, identified: string, anonymous: string, unweighted: string]
  readonly score: readonly [title: string, ...lines: string[]]
  readonly outcome: Readonly<Record<BriefedInstrument['outcome'], string>>
  readonly visibility: readonly [title: string, ...lines: string[]]
  readonly raters: readonly [title: string, ...lines: string[]]
  readonly objection: readonly [title: string, ...lines: string[]]
  readonly instruments: Readonly<Record<string, string>>
  readonly positions: Readonly<Record<string, string>>
}

const BRIEFING: Record<Language, BriefingTexts> = {
  id: {
    what: [
      'Apa yang dinilai',
      '{instrument}: {items} butir, dinilai dari {low} sampai {high}. "Tidak dapat menilai" bukan nol dan tidak menurunkan nilai.',
      'Unsur: {elements}.',
    ],
    who: [
      'Siapa yang menilai',
      '{instrument}, {position}: {group} {percent}%',
      'dikenal oleh yang dinilai',
      'anonim, dihitung mulai {least} penilai',
      'tidak ikut dihitung, hanya untuk perbandingan diri',
    ],
    score: [
      'Bagaimana nilai dihitung',
      'Tiap butir dirata-ratakan antarpenilai dalam satu kelompok, lalu antarbutir, dibulatkan ke 2 desimal (setengah ke atas).',
      'Nilai kelompok digabung dengan bobot di atas. Kelompok yang penilainya kurang dari batas minimum tidak ikut dihitung sama sekali, dan bobotnya dibagi ke kelompok lain.',
      'Formulir dihitung bila paling sedikit {coverage} butirnya dijawab. Tidak ada nilai yang dibuang atau disesuaikan oleh mesin.',
    ],
    outcome: {
      quadrant:
        '{instrument}: nilai itu mengusulkan peringkat perilaku; atasan menetapkan, dan menyimpang hanya dengan alasan. Predikat dibaca dari kuadran hasil kerja dan perilaku ({basis}).',
      numeric:
        '{instrument}: nilai itu dikonversi dan digabung dengan SKP dengan bobot {skp}% dan {behaviour}% ({basis}).',
      jpm: '{instrument}: nilai dibandingkan dengan tingkat yang dipersyaratkan jabatan; kesenjangan menjadi usulan pengembangan ({basis}).',
    },
    visibility: [
      'Siapa melihat apa',
      'Yang dinilai melihat hasil, kesenjangan, angka tiap kelompok yang memenuhi batas minimum, dan rincian perhitungannya setelah diumumkan; penilaian atasan tidak terlihat sebelum itu.',
      'Atasan, atasan dari atasan, pimpinan unit, pengelola kepegawaian, dan auditor dapat membaca hasil; setiap pembacaan oleh orang lain dicatat.',
      'Tidak seorang pun melihat siapa memberi nilai apa. Identitas penilai hanya dibuka oleh dua pejabat berbeda dengan alasan, dan penilainya diberi tahu.',
    ],
    raters: [
      'Bagi penilai',
      'Komentar rekan dan bawahan digabung, diacak, tanpa waktu, dan hanya ditampilkan bila paling sedikit {least} orang berkomentar pada unsur yang sama.',
      'Bila semua penilai memberi angka yang sama di ujung skala, angka itu diketahui. Bila dua dari tiga penilai saling bercerita, nilai penilai ketiga diketahui: jangan bercerita.',
    ],
    objection: [
      'Cara mengajukan keberatan',
      'Dalam {objectionDays} hari kalender sejak hasil diterima, dengan alasan terhadap butir tertentu.',
      'Diputus oleh atasan dari penilai yang tidak ikut menilai, setelah mendengar kedua pihak dalam {hearingDays} hari; putusan diberikan dalam {decisionDays} hari dan bersifat final. Hasil pertama tetap dapat dibaca.',
    ],
    instruments: { behaviour: 'Perilaku kerja', competency: 'Kompetensi' },
    positions: { leader: 'pegawai dengan bawahan', non_leader: 'pegawai tanpa bawahan' },
  },
  en: {
    what: [
      'What is rated',
      '{instrument}: {items} items, rated from {low} to {high}. "Not able to judge" is no zero and lowers nothing.',
      'Elements: {elements}.',
    ],
    who: [
      'Who rates',
      '{instrument}, {position}: {group} {percent}%',
      'known to the person rated',
      'anonymous, counted from {least} raters on',
      'not counted, for self-comparison alone',
    ],
    score: [
      'How the score is made',
      'Each item is averaged over the raters of a group, then over items, rounded to 2 decimals (half up).',
      'Group figures are combined with the weights above. A group with fewer raters than its minimum does not count at all, and its weight goes to the others.',
      'A form counts when at least {coverage} of its items are answered. No rating is dropped or adjusted by the machine.',
    ],
    outcome: {
      quadrant:
        '{instrument}: the score proposes the behaviour rating; the superior decides, and deviates only with a reason. The predicate is read from the quadrant of work result and behaviour ({basis}).',
      numeric:
        '{instrument}: the score is converted and combined with the SKP value by weights of {skp}% and {behaviour}% ({basis}).',
      jpm: '{instrument}: the score is compared with the levels that the position requires; gaps become proposals for development ({basis}).',
    },
    visibility: [
      'Who sees what',
      'The person rated sees the result, the gaps, the figures of each group that reaches its minimum, and the whole calculation once it is published; the ratings of the supervisor are invisible before.',
      'The supervisor, that person’s superior, unit leaders, HR and auditors may read the result; every reading by somebody else is recorded.',
      'Nobody sees who gave which rating. The identity of a rater is opened only by two different officials with a reason, and the rater is told.',
    ],
    raters: [
      'For raters',
      'Comments of peers and subordinates are pooled, shuffled and untimed, and shown only where at least {least} people commented on the same element.',
      'If all raters give the same figure at an end of the scale, that figure is known. If two of three raters tell each other, the third one’s ratings are known: do not tell.',
    ],
    objection: [
      'How to object',
      'Within {objectionDays} calendar days of receiving the result, with reasons against named items.',
      'Decided by a superior of the rater who had no part in the rating, after hearing both sides within {hearingDays} days; the decision comes within {decisionDays} days and is final. The first result stays readable.',
    ],
    instruments: { behaviour: 'Work behaviour', competency: 'Competency' },
    positions: { leader: 'staff with subordinates', non_leader: 'staff without subordinates' },
  },
}

export interface BriefingSection {
  readonly title: string
  readonly lines: readonly string[]
}

const groupLine = (words: BriefingTexts, instrument: string, group: BriefedGroup, language: Language): string => {
  const [, line, identified, anonymous, unweighted] = words.who
  const facts = {
    instrument,
    position: words.positions[group.positionType] ?? group.positionType,
    group: TEXTS[language].groups[group.group] ?? group.group,
    percent: group.percent,
  }
  const kind = group.isWeighted ? (group.identified ? identified : fill(anonymous, { least: group.least })) : unweighted
  return `${fill(line, facts)} (${kind}).`
}

const instrumentLines = (words: BriefingTexts, part: BriefedInstrument, { scale }: Briefing): string[] => {
  const instrument = words.instruments[part.instrument] ?? part.instrument
  return [
    fill(words.what[1], { instrument, items: part.items, low: scale.low, high: scale.high }),
    fill(words.what[2], { elements: part.elements.join(', ') }),
  ]
}

/** Titles and sentences, in the order in which people ask. */
export const briefingText = (briefing: Briefing, language: Language): BriefingSection[] => {
  const words = BRIEFING[language]
  const { instruments, clocks, coverage, commentThreshold } = briefing
  const named = (part: BriefedInstrument): string => words.instruments[part.instrument] ?? part.instrument
  const facts = { ...clocks, coverage, least: commentThreshold }
  const section = ([title, ...lines]: readonly string[]): BriefingSection => ({
    title: title ?? '',
    lines: lines.map((line) => fill(line, facts)),
  })
  const score = section(words.score)
  const outcomes = instruments.map((part) =>
    fill(words.outcome[part.outcome], { instrument: named(part), basis: part.basis, ...part.weights }),
  )
  return [
    { title: words.what[0], lines: instruments.flatMap((part) => instrumentLines(words, part, briefing)) },
    {
      title: words.who[0],
      lines: instruments.flatMap((part) => part.groups.map((group) => groupLine(words, named(part), group, language))),
    },
    { ...score, lines: [...score.lines, ...outcomes] },
    section(words.visibility),
    section(words.raters),
    section(words.objection),
  ]
}

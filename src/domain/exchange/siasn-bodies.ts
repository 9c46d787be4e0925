/**
 * Bodies of SIASN's web service, with exactly its names (rules.md §6.3, from public client code; nothing was called live).
 * What is not known is left null and named as lacking: a body is never filled with a guess.
 */
import type { PositionClass } from '../organisation/positions.ts'

export const SIASN_SERVICES = ['skp22/save', 'kinerjaperiodik/save', 'kursus/save'] as const
export type SiasnService = (typeof SIASN_SERVICES)[number]

type Member = string | number | null | readonly unknown[]
export type SiasnBody = Readonly<Record<string, Member>>

export interface Prepared {
  readonly body: SiasnBody
  readonly lacking: readonly string[]
}

/** 1 DIATAS, 2 SESUAI, 3 DIBAWAH "ESPEKTASI". */
const EXPECTATION: Readonly<Record<string, number>> = { DI_ATAS: 1, SESUAI: 2, DI_BAWAH: 3 }

/** kuadranKinerjaNilai. */
const QUADRANT: Readonly<Record<string, number>> = {
  SANGAT_BAIK: 1,
  BAIK: 2,
  BUTUH_PERBAIKAN: 3,
  KURANG: 4,
  SANGAT_KURANG: 5,
}

const ROMAN: Readonly<Record<string, number>> = { I: 1, II: 2, III: 3, IV: 4 }

/** golonganPns of SIASN: I/a is 11, IV/e is 45. The ids of PPPK are not known. */
export const gradeId = (grade: string | null): string | null => {
  const [, roman = '', letter = ''] = /^(I|II|III|IV)\/([a-e])$/.exec(grade ?? '') ?? []
  const tens = ROMAN[roman]
  return tens === undefined ? null : String(tens * 10 + letter.charCodeAt(0) - 96)
}

/** Coefficients for the predicate "Baik" (rules.md §1.9); those of other predicates have to be named by the institution. */
const BAIK_COEFFICIENTS: Readonly<Partial<Record<PositionClass, string>>> = {
  PEMULA: '52',
  TERAMPIL: '62',
  MAHIR: '72',
  PENYELIA: '82',
  AHLI_PERTAMA: '12',
  AHLI_MUDA: '22',
  AHLI_MADYA: '32',
  AHLI_UTAMA: '42',
}

export interface SiasnParameters {
  /** `1` monthly, `2` quarterly. */
  readonly periodikId?: string
  /** By `CLASS/PREDICATE`, in place of what is known. */
  readonly koefisienIds?: Readonly<Record<string, string>>
  readonly lokasiId?: string
  readonly jenisKursus?: string
}

/** Empty where the position has no credit figures; null where it has and the coefficient is not known. */
const coefficientOf = (positionClass: PositionClass, predicate: string, { koefisienIds = {} }: SiasnParameters) => {
  const given = koefisienIds[`${positionClass}/${predicate}`]
  const baik = BAIK_COEFFICIENTS[positionClass]
  if (given !== undefined || baik === undefined) return given ?? ''
  return predicate === 'BAIK' ? baik : null
}

/** What was sealed of one appraisal, and who is responsible for it. */
export interface ResultFacts {
  readonly sourceId: string
  readonly employeeId: string
  readonly siasnId: string | null
  readonly positionClass: PositionClass
  readonly workResult: string | null
  readonly behaviour: string | null
  readonly predicate: string | null
  readonly startsOn: string
  readonly endsOn: string
  readonly raterNip: string
  readonly raterName: string
  readonly raterGrade: string | null
  readonly raterPosition: string | null
  readonly raterUnit: string | null
}

const prepared = (members: Readonly<Record<string, Member | undefined>>, mayLack: readonly string[]): Prepared => {
  const body = Object.fromEntries(Object.entries(members).map(([name, value]) => [name, value ?? null]))
  const lacking = Object.keys(body).filter((name) => body[name] === null && !mayLack.includes(name))
  return { body, lacking }
}

const year = (day: string): number => Number(day.slice(0, 4))
const month = (day: string): number => Number(day.slice(5, 7))

const valuesOf = (facts: ResultFacts) => ({
  hasilKinerjaNilai: EXPECTATION[facts.workResult ?? ''],
  perilakuKerjaNilai: EXPECTATION[facts.behaviour ?? ''],
  kuadranKinerjaNilai: QUADRANT[facts.predicate ?? ''],
  penilaiNipNrp: facts.raterNip,
  penilaiNama: facts.raterName,
})

/** `skp22/save`: the result of a year. */
export const annualBody = (facts: ResultFacts): Prepared =>
  prepared(
    {
      id: null,
      pnsDinilaiOrang: facts.siasnId,
      tahun: year(facts.endsOn),
      ...valuesOf(facts),
      penilaiJabatan: facts.raterPosition,
      penilaiGolongan: gradeId(facts.raterGrade),
      penilaiUnorNama: facts.raterUnit,
      statusPenilai: 'ASN',
      path: [],
    },
    ['id'],
  )

/** `kinerjaperiodik/save`: the result of a month or a quarter. Two of its names differ from those of the year. */
export const periodicBody = (facts: ResultFacts, parameters: SiasnParameters): Prepared =>
  prepared(
    {
      id: null,
      pnsDinilaiId: facts.siasnId,
      tahun: year(facts.endsOn),
      tahunMulaiPenilaian: year(facts.startsOn),
      bulanMulaiPenilaian: month(facts.startsOn),
      tahunSelesaiPenilaian: year(facts.endsOn),
      bulanSelesaiPenilaian: month(facts.endsOn),
      periodikId: parameters.periodikId,
      koefisienId: coefficientOf(facts.positionClass, facts.predicate ?? '', parameters),
      ...valuesOf(facts),
      penilaiJabatanNama: facts.raterPosition,
      penilaiGolongan: gradeId(facts.raterGrade),
      penilaiUnorNama: facts.raterUnit,
      statusPenilai: 'ASN',
      path: [],
    },
    ['id'],
  )

export interface CourseFacts {
  readonly sourceId: string
  readonly employeeId: string
  readonly siasnId: string | null
  readonly institutionSiasnId: string | null
  readonly name: string
  readonly organiser: string | null
  readonly typeId: string | null
  readonly certificateKind: string | null
  readonly certificateNumber: string | null
  readonly hours: number
  readonly startsOn: string
  readonly endsOn: string
}

/** dd-mm-yyyy. */
const written = (day: string): string => day.split('-').reverse().join('-')

/** `kursus/save`: a training that was completed. */
export const courseBody = (facts: CourseFacts, { lokasiId, jenisKursus }: SiasnParameters): Prepared =>
  prepared(
    {
      id: null,
      instansiId: facts.institutionSiasnId,
      institusiPenyelenggara: facts.organiser,
      jenisDiklatId: facts.typeId,
      jenisKursus,
      jenisKursusSertipikat: facts.certificateKind,
      jumlahJam: facts.hours,
      lokasiId,
      namaKursus: facts.name,
      nomorSertipikat: facts.certificateNumber,
      path: [],
      pnsOrangId: facts.siasnId,
      tahunKursus: year(facts.endsOn),
      tanggalKursus: written(facts.startsOn),
      tanggalSelesaiKursus: written(facts.endsOn),
    },
    ['id', 'lokasiId', 'jenisKursus'],
  )

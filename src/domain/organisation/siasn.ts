/** Members of SIASN's data-utama that an appraisal does not need (data.json: data_utama_do_not_store). */
export const NOT_STORED = [
  'gajiPokok',
  'noNpwp',
  'bpjs',
  'noAskes',
  'noTaspen',
  'noSuratKeteranganDokter',
  'noSuratKeteranganBebasNarkoba',
  'skck',
  'akteKelahiran',
  'akteMeninggal',
  'jumlahIstriSuami',
  'jumlahAnak',
  'agama',
  'agamaId',
  'karis_karsu',
] as const

const UNNEEDED: ReadonlySet<string> = new Set(NOT_STORED)

/** What remains of a body when they are dropped (data minimisation, UU 27/2022). */
export const withoutUnneeded = <T extends object>(body: T): T =>
  Object.fromEntries(Object.entries(body).filter(([name]) => !UNNEEDED.has(name))) as T

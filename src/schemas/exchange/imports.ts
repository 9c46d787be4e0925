import Type from 'typebox'
import { FILE_FORMATS, IMPORT_KINDS } from '../../domain/exchange/kinds.ts'
import { SHEET_FORMATS } from '../../domain/exchange/sheets.ts'
import { FileProgress } from '../appraisal/jobs.ts'
import { closed, component, Day, facts, Flag, Id, Instant, nullable, oneOf, pageOf, whole, word } from '../common.ts'

export const ImportKindName = oneOf(IMPORT_KINDS, 'What the lines of the file are.')
const modes = ['partial', 'atomic'] as const
const missing = ['keep', 'deactivate'] as const
const people = ['refuse', 'wait'] as const
const unknown = ['refuse', 'ignore'] as const

/** Query members of a new import. */
export const importQuery = {
  kind: ImportKindName,
  mode: Type.Optional(oneOf(modes, 'partial: good lines go in. atomic: one bad line, and nothing goes in.')),
  dryRun: Type.Optional(Type.Boolean({ description: 'Everything but the effect, with the same report.' })),
  missing: Type.Optional(oneOf(missing, 'deactivate: what the full file does not name is deactivated.')),
  maxMissingPercent: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: 100,
      description: 'Above it nothing is deactivated and nothing goes in; 5 unless given.',
    }),
  ),
  unknownColumns: Type.Optional(oneOf(unknown)),
  unknownPeople: Type.Optional(
    oneOf(people, 'wait: a reporting line whose people are not known yet is kept until they come.'),
  ),
  cycleId: Type.Optional(Id),
  changes: Type.Optional(Type.Boolean({ description: 'Keeps what each line changes, before and after.' })),
}

export const sheetQuery = { format: Type.Optional(oneOf(SHEET_FORMATS, 'csv unless given.')) }

const count = nullable(whole(23_000))

export const Import = component(
  'Import',
  'A file on its way in. Its id is that of its job: follow it at `/v1/jobs/{id}/events`, cancel it there.',
  closed({
    id: Id,
    kind: ImportKindName,
    mode: oneOf(modes),
    dryRun: Flag('Whether it is without effect.'),
    missing: oneOf(missing),
    maxMissingPercent: whole(5),
    unknownColumns: oneOf(unknown),
    unknownPeople: oneOf(people),
    source: oneOf(['file', 'waiting'] as const, 'waiting: reporting lines whose people have come.'),
    withChanges: Flag('Whether changes are kept.'),
    format: oneOf(FILE_FORMATS),
    compressed: Flag('Whether it came as gzip.'),
    bytes: whole(1_800_000),
    sha256: word('9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08'),
    columns: nullable(Type.Array(word('nip'))),
    ignored: nullable(Type.Array(word('agama'), { description: 'Headings that were dropped.' })),
    rows: count,
    inserted: count,
    updated: count,
    unchanged: count,
    refused: count,
    deactivated: count,
    ended: nullable(whole(0, 'Earlier placements that a newer one ended.')),
    placed: nullable(whole(0, 'Placements that lines of people made or changed.')),
    waiting: nullable(whole(0, 'Reporting lines that wait for their people.')),
    followedBy: nullable(Id),
    state: oneOf(['queued', 'running', 'succeeded', 'failed', 'cancelled'] as const),
    problem: nullable(closed({ code: word('import.columnsUnknown'), facts: facts({ columns: 'Warna' }) })),
    progress: nullable(FileProgress),
    cycleId: nullable(Id),
    requestedBy: Id,
    createdAt: Instant,
    finishedAt: nullable(Instant),
  }),
)
export const ImportPage = pageOf('Import', Import)

export const ImportRefusal = component(
  'ImportRefusal',
  'A refused line: its cells as they came, and every fault.',
  closed({
    line: whole(17),
    cells: Type.Record(Type.String(), Type.Unknown(), { examples: [{ nip: '19900115201503200' }] }),
    faults: Type.Array(
      closed({
        column: word('nip', 'Empty for the line as a whole.'),
        code: word('format'),
        message: word('Penulisannya tidak sesuai ketentuan.'),
        value: word('19900115201503200'),
      }),
    ),
  }),
)
export const ImportRefusalPage = pageOf('ImportRefusal', ImportRefusal)

const members = Type.Record(Type.String(), Type.Unknown(), { examples: [{ grade: 'III/d' }] })
export const ImportChange = component(
  'ImportChange',
  'What a line changes: of a known row the members that differ.',
  closed({
    place: whole(1),
    line: nullable(whole(17)),
    change: oneOf(['inserted', 'updated', 'deactivated'] as const),
    key: members,
    before: nullable(members),
    after: nullable(members),
  }),
)
export const ImportChangePage = pageOf('ImportChange', ImportChange)

export const WaitingPlacement = component(
  'WaitingPlacement',
  'A reporting line that came before its people, with the import and the line that brought it.',
  closed({
    id: Id,
    nip: word('199001152015032001'),
    positionCode: word('KASI-UMUM'),
    kind: word('DEFINITIF'),
    startsOn: Day,
    endsOn: nullable(Day),
    supervisorNip: nullable(word('198001152005011001')),
    importId: Id,
    line: whole(17),
    createdAt: Instant,
  }),
)
export const WaitingPlacementPage = pageOf('WaitingPlacement', WaitingPlacement)

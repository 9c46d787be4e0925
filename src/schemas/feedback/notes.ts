import Type from 'typebox'
import { EVIDENCE_TYPES, NOTE_RELATIONS } from '../../domain/feedback/notes.ts'
import {
  closed,
  Code,
  component,
  Day,
  Flag,
  Id,
  Instant,
  nullable,
  oneOf,
  pageOf,
  text,
  Version,
  word,
} from '../common.ts'

const Sha256 = Type.String({
  pattern: '^[0-9a-f]{64}$',
  examples: ['9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08'],
})
const body = text(2_000, 'Menjelaskan syarat dengan sabar kepada warga (contoh).')
const shared = Flag('Shown to the person and the superiors; otherwise a memory of the author alone.')
const name = text(200, 'bukti-contoh.pdf')
const mediaType = oneOf(EVIDENCE_TYPES)

export const FeedbackNote = component(
  'FeedbackNote',
  'Something noticed of an employee during the period, tied to a competency and an indicator, with evidence.',
  closed({
    id: Id,
    subjectId: Id,
    authorId: Id,
    relation: oneOf(NOTE_RELATIONS),
    element: nullable(Code),
    indicator: nullable(Code),
    body,
    notedOn: Day,
    shared,
    files: Type.Array(
      closed({
        id: Id,
        name,
        mediaType: word('application/pdf'),
        sha256: Sha256,
        reference: nullable(word('https://dokumen.example/1', 'Where it lies; null: kept here.')),
      }),
      { maxItems: 10 },
    ),
    version: Version,
    createdAt: Instant,
    updatedAt: Instant,
  }),
)
export const FeedbackNotePage = pageOf('FeedbackNote', FeedbackNote)

export const CreateFeedbackNote = component(
  'CreateFeedbackNote',
  'A new note. Not shared and of today unless said otherwise.',
  closed(
    {
      subjectId: Id,
      body,
      element: Type.Optional(nullable(Code)),
      indicator: Type.Optional(nullable(Code)),
      notedOn: Type.Optional(Day),
      shared: Type.Optional(shared),
    },
    {
      examples: [
        { subjectId: '01980a5e-7c1b-7000-8000-000000000001', body: 'Sabar kepada warga (contoh).', shared: true },
      ],
    },
  ),
)
export const UpdateFeedbackNote = component(
  'UpdateFeedbackNote',
  'A merge patch.',
  closed({ body: Type.Optional(body), shared: Type.Optional(shared) }, { examples: [{ shared: true }] }),
)
export const AddNoteFile = component(
  'AddNoteFile',
  'Evidence: the file itself in base64 up to 1 MiB, or where it lies with its digest.',
  Type.Union(
    [
      closed({ name, mediaType, content: Type.String({ maxLength: 1_400_000, pattern: '^[A-Za-z0-9+/]*={0,2}$' }) }),
      closed({
        name,
        mediaType,
        reference: Type.String({ maxLength: 500, pattern: '^https://[!-~]+$' }),
        sha256: Sha256,
      }),
    ],
    {
      examples: [
        {
          name: 'bukti-contoh.pdf',
          mediaType: 'application/pdf',
          reference: 'https://dokumen.example/1',
          sha256: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
        },
      ],
    },
  ),
)

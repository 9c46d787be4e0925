/** Feedback notes with what lies beside them. */
import { sql } from 'kysely'
import type { Db } from '../../db/database.ts'
import type { Tx } from '../../db/transaction.ts'
import type { NoteRelation } from '../../domain/feedback/notes.ts'
import { FIRST_ID, pageOf, type Page, type PageRequest } from '../../domain/pages.ts'

export interface FileRow {
  readonly id: string
  readonly name: string
  readonly mediaType: string
  readonly sha256: string
  readonly reference: string | null
}

const FILES = sql<readonly FileRow[]>`coalesce((
  select json_agg(json_build_object('id', f.id, 'name', f.name, 'mediaType', f.media_type, 'sha256', f.sha256, 'reference', f.reference) order by f.id)
  from feedback_note_files f where f.institution_id = n.institution_id and f.note_id = n.id), '[]')`

const query = (db: Db, institutionId: string) =>
  db
    .selectFrom('feedback_notes as n')
    .select([
      'n.id',
      'n.subject_id as subjectId',
      'n.author_id as authorId',
      'n.relation',
      'n.element',
      'n.indicator',
      'n.body',
      'n.noted_on as notedOn',
      'n.shared',
      'n.version',
      'n.created_at as createdAt',
      'n.updated_at as updatedAt',
    ])
    .select(FILES.as('files'))
    .where('n.institution_id', '=', institutionId)
export type NoteRow = Awaited<ReturnType<ReturnType<typeof query>['executeTakeFirstOrThrow']>>

export const findNote = (db: Db, institutionId: string, id: string): Promise<NoteRow | undefined> =>
  query(db, institutionId).where('n.id', '=', id).executeTakeFirst()

export interface NoteFilter {
  readonly subjectId: string
  /** Whose unshared ones are listed too. */
  readonly authorId: string
  /** Whether those that others shared may be seen. */
  readonly seesShared: boolean
}

export const listNotes = async (
  db: Db,
  institutionId: string,
  { subjectId, authorId, seesShared }: NoteFilter,
  page: PageRequest,
): Promise<Page<NoteRow>> =>
  pageOf(
    await query(db, institutionId)
      .where('n.subject_id', '=', subjectId)
      .where((eb) =>
        seesShared
          ? eb.or([eb('n.author_id', '=', authorId), eb('n.shared', '=', true)])
          : eb('n.author_id', '=', authorId),
      )
      .where('n.id', '>', page.after ?? FIRST_ID)
      .orderBy('n.id')
      .limit(page.limit + 1)
      .execute(),
    page,
  )

/** For the form: what the rater noted of the subject, and what the subject shared of himself or herself. */
export const listNotesBesideForm = async (
  db: Db,
  institutionId: string,
  appraisalId: string,
  raterId: string,
  page: PageRequest,
): Promise<Page<NoteRow>> =>
  pageOf(
    await query(db, institutionId)
      .innerJoin('appraisals as a', (join) =>
        join.onRef('a.institution_id', '=', 'n.institution_id').onRef('a.employee_id', '=', 'n.subject_id'),
      )
      .innerJoin('cycles as c', (join) =>
        join.onRef('c.institution_id', '=', 'a.institution_id').onRef('c.id', '=', 'a.cycle_id'),
      )
      .where('a.id', '=', appraisalId)
      .whereRef('n.noted_on', '>=', 'c.starts_on')
      .whereRef('n.noted_on', '<=', 'c.ends_on')
      .where((eb) =>
        eb.or([
          eb('n.author_id', '=', raterId),
          eb.and([eb('n.shared', '=', true), eb('n.author_id', '=', eb.ref('n.subject_id'))]),
        ]),
      )
      .where('n.id', '>', page.after ?? FIRST_ID)
      .orderBy('n.id')
      .limit(page.limit + 1)
      .execute(),
    page,
  )

export interface NewNote {
  readonly id: string
  readonly subjectId: string
  readonly authorId: string
  readonly relation: NoteRelation
  readonly element: string | null
  readonly indicator: string | null
  readonly body: string
  readonly notedOn: string
  readonly shared: boolean
}

export const insertNote = async (tx: Tx, institutionId: string, note: NewNote, now: string): Promise<void> => {
  await tx
    .insertInto('feedback_notes')
    .values({
      institution_id: institutionId,
      id: note.id,
      subject_id: note.subjectId,
      author_id: note.authorId,
      relation: note.relation,
      element: note.element,
      indicator: note.indicator,
      body: note.body,
      noted_on: note.notedOn,
      shared: note.shared,
      created_at: now,
      updated_at: now,
    })
    .execute()
}

export const updateNote = async (
  tx: Tx,
  institutionId: string,
  id: string,
  { body, shared }: Pick<NewNote, 'body' | 'shared'>,
  now: string,
): Promise<void> => {
  await tx
    .updateTable('feedback_notes')
    .set((eb) => ({ body, shared, version: eb('version', '+', 1), updated_at: now }))
    .where('institution_id', '=', institutionId)
    .where('id', '=', id)
    .execute()
}

export interface NewFile extends FileRow {
  readonly noteId: string
  readonly content: Buffer | null
}

export const insertFile = async (tx: Tx, institutionId: string, file: NewFile, now: string): Promise<void> => {
  await tx
    .insertInto('feedback_note_files')
    .values({
      institution_id: institutionId,
      id: file.id,
      note_id: file.noteId,
      name: file.name,
      media_type: file.mediaType,
      sha256: file.sha256,
      reference: file.reference,
      content: file.content,
      created_at: now,
    })
    .execute()
}

export const findFile = (db: Db, institutionId: string, id: string) =>
  db
    .selectFrom('feedback_note_files')
    .select(['id', 'note_id as noteId', 'name', 'media_type as mediaType', 'content'])
    .where('institution_id', '=', institutionId)
    .where('id', '=', id)
    .executeTakeFirst()

/** Whether a published framework has the competency, and the indicator within it. */
export const isKnownIndicator = async (
  db: Db,
  institutionId: string,
  element: string,
  indicator: string | null,
): Promise<boolean> => {
  const { rows } = await sql<{ known: boolean }>`
    select exists (
      select from frameworks f cross join lateral jsonb_array_elements(f.content -> 'competencies') c
      where f.institution_id = ${institutionId} and f.state = 'published' and c ->> 'code' = ${element}
        and (${indicator}::text is null or exists (
          select from jsonb_array_elements(c -> 'indicators') i where i ->> 'code' = ${indicator}::text))) as known`.execute(
    db,
  )
  return rows[0]?.known === true
}

/** Whether both stand under one supervisor or in one unit on the day. */
export const areColleagues = async (
  db: Db,
  institutionId: string,
  a: string,
  b: string,
  day: string,
): Promise<boolean> => {
  const { rows } = await sql<{ colleagues: boolean }>`
    with both_people as (
      select p.employee_id, p.unit_path, supervisor_of(${institutionId}, p.employee_id, ${day}::date) as supervisor_id
      from placements_on(${institutionId}, ${day}::date) p where p.employee_id in (${a}, ${b}))
    select exists (
      select from both_people x join both_people y on x.employee_id = ${a} and y.employee_id = ${b}
      where x.unit_path = y.unit_path or x.supervisor_id = y.supervisor_id) as colleagues`.execute(db)
  return rows[0]?.colleagues === true
}

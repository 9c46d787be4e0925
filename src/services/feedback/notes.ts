/** Feedback notes: written by the person, superiors and colleagues, seen by whom they are shared with. */
import * as rules from '../../domain/feedback/notes.ts'
import { DomainError, refuseUnless } from '../../domain/errors.ts'
import type { PageRequest } from '../../domain/pages.ts'
import type { Relation } from '../../domain/policy.ts'
import { findFeedbackRequest } from '../../repositories/feedback/requests.ts'
import * as notes from '../../repositories/feedback/notes.ts'
import type { NoteRow } from '../../repositories/feedback/notes.ts'
import { findEmployee } from '../../repositories/organisation/employees.ts'
import { sha256 } from '../access/keys.ts'
import { authorize, checkVersion, found, type Context, type WriteContext } from '../context.ts'
import { relationsTo, todayOf } from '../relations.ts'

/** Ties today: those of the line, and `peer` for colleagues. */
const tiesTo = async (context: Context, subjectId: string): Promise<ReadonlySet<Relation>> => {
  const { institutionId, employeeId } = context.actor
  const ties = new Set(await relationsTo(context, subjectId))
  const isPeer =
    ties.size === 0 &&
    employeeId !== null &&
    (await notes.areColleagues(context.db, institutionId, employeeId, subjectId, todayOf(context)))
  if (isPeer) ties.add('peer')
  return ties
}

/** What others shared is for the person and the superiors. */
const seesShared = (ties: ReadonlySet<Relation>): boolean =>
  (['self', 'supervisor', 'superior'] as const).some((relation) => ties.has(relation))

/** Who wrote it always; the person and the superiors when it is shared. */
const mayRead = async (context: Context, row: NoteRow): Promise<void> => {
  const ties = await tiesTo(context, row.subjectId)
  const isAuthor = row.authorId === context.actor.employeeId
  authorize(context, isAuthor || (row.shared && seesShared(ties)) ? new Set<Relation>(['self']) : new Set())
}

const authorOf = ({ actor }: Context): string => {
  if (actor.employeeId === null) throw new DomainError('access.denied')
  return actor.employeeId
}

export interface CreateNote {
  readonly subjectId: string
  readonly body: string
  readonly element?: string | null
  readonly indicator?: string | null
  readonly notedOn?: string
  readonly shared?: boolean
}

/** Throws `feedbackNote.indicatorUnknown`, `feedbackNote.dayInFuture`. */
export const createNote = async (context: WriteContext, body: CreateNote): Promise<NoteRow> => {
  const { institutionId } = context.actor
  found(await findEmployee(context.tx, institutionId, body.subjectId))
  const ties = await tiesTo(context, body.subjectId)
  authorize(context, ties)
  const { element = null, indicator = null, notedOn = todayOf(context), shared = false } = body
  refuseUnless(notedOn <= todayOf(context), 'feedbackNote.dayInFuture', { notedOn })
  const isKnown =
    element === null ? indicator === null : await notes.isKnownIndicator(context.tx, institutionId, element, indicator)
  refuseUnless(isKnown, 'feedbackNote.indicatorUnknown', { element: element ?? '-', indicator: indicator ?? '-' })
  const id = context.newRandomId()
  const note = { id, element, indicator, notedOn, shared, subjectId: body.subjectId, body: body.body }
  const relation = rules.noteRelationOf(ties)
  await notes.insertNote(context.tx, institutionId, { ...note, relation, authorId: authorOf(context) }, context.now)
  return found(await notes.findNote(context.tx, institutionId, id))
}

export const getNote = async (context: Context, id: string): Promise<NoteRow> => {
  const row = found(await notes.findNote(context.db, context.actor.institutionId, id))
  await mayRead(context, row)
  return row
}

export const listNotes = async (context: Context, { subjectId }: { subjectId: string }, page: PageRequest) => {
  const { institutionId } = context.actor
  const ties = await tiesTo(context, subjectId)
  authorize(context, ties)
  const filter = { subjectId, authorId: authorOf(context), seesShared: seesShared(ties) }
  return notes.listNotes(context.db, institutionId, filter, page)
}

/** The author's alone to change. */
const own = async (context: WriteContext, id: string): Promise<NoteRow> => {
  const row = found(await notes.findNote(context.tx, context.actor.institutionId, id))
  authorize(context, row.authorId === context.actor.employeeId ? new Set<Relation>(['self']) : new Set())
  return row
}

export const updateNote = async (
  context: WriteContext,
  id: string,
  change: { body?: string; shared?: boolean },
): Promise<NoteRow> => {
  const { institutionId } = context.actor
  const row = await own(context, id)
  checkVersion(context, row)
  await notes.updateNote(context.tx, institutionId, id, { ...row, ...change }, context.now)
  return found(await notes.findNote(context.tx, institutionId, id))
}

export type AddFile =
  | { readonly name: string; readonly mediaType: rules.EvidenceType; readonly content: string }
  | {
      readonly name: string
      readonly mediaType: rules.EvidenceType
      readonly reference: string
      readonly sha256: string
    }

/** Here, or elsewhere. */
const lyingIn = (body: AddFile): Pick<notes.NewFile, 'content' | 'reference' | 'sha256'> => {
  if (!('content' in body)) return { content: null, reference: body.reference, sha256: body.sha256 }
  const content = Buffer.from(body.content, 'base64')
  rules.checkEvidence(content, body.mediaType)
  return { content, reference: null, sha256: sha256(content) }
}

/** Throws `feedbackNote.fileTooLarge`, `.fileTypeMismatch`, `.tooManyFiles`. */
export const addFile = async (context: WriteContext, noteId: string, body: AddFile): Promise<NoteRow> => {
  const { institutionId } = context.actor
  const row = await own(context, noteId)
  rules.checkCount(row.files.length)
  const file = { ...lyingIn(body), id: context.newRandomId(), noteId, name: body.name, mediaType: body.mediaType }
  await notes.insertFile(context.tx, institutionId, file, context.now)
  return found(await notes.findNote(context.tx, institutionId, noteId))
}

export const getFile = async (context: Context, id: string) => {
  const { institutionId } = context.actor
  const file = found(await notes.findFile(context.db, institutionId, id))
  await mayRead(context, found(await notes.findNote(context.db, institutionId, file.noteId)))
  if (file.content === null) throw new DomainError('resource.notFound')
  return { ...file, content: file.content }
}

/** What the rater noted of the subject in the period of the cycle, and what the subject shared of himself or herself. */
export const listNotesBesideForm = async (context: Context, requestId: string, page: PageRequest) => {
  const { institutionId } = context.actor
  const request = found(await findFeedbackRequest(context.db, institutionId, requestId))
  authorize(context, new Set(request.isMine ? (['rater'] as const) : []))
  return notes.listNotesBesideForm(context.db, institutionId, request.appraisalId, authorOf(context), page)
}

/** Routes of feedback notes. */
import { Attached } from '../../http/attachments.ts'
import { endpoint, toPage } from '../../http/contract.ts'
import { EVIDENCE_TYPES } from '../../domain/feedback/notes.ts'
import { closed, Id, pageQuery, PathId, ref } from '../../schemas/common.ts'
import {
  AddNoteFile,
  CreateFeedbackNote,
  FeedbackNote,
  FeedbackNotePage,
  UpdateFeedbackNote,
} from '../../schemas/feedback/notes.ts'
import * as notes from '../../services/feedback/notes.ts'

/** A file in base64 and the members around it. */
const LARGEST_NOTE_FILE = 1_500_000

export const feedbackNoteRoutes = [
  endpoint({
    operationId: 'createFeedbackNote',
    action: 'feedbackNote.write',
    tag: 'feedback',
    method: 'POST',
    path: '/v1/feedback-notes',
    summary: 'Write a feedback note',
    description:
      'Of oneself, of somebody one supervises, or of a colleague. The audit trail does not tell who wrote it.',
    mode: 'write',
    status: 201,
    body: ref(CreateFeedbackNote),
    response: ref(FeedbackNote),
    location: ({ id }) => `/v1/feedback-notes/${id}`,
    run: (context, { body }) => notes.createNote(context, body),
  }),
  endpoint({
    operationId: 'listFeedbackNotes',
    action: 'feedbackNote.read',
    tag: 'feedback',
    method: 'GET',
    path: '/v1/feedback-notes',
    summary: 'List feedback notes of a person',
    description: 'One’s own notes of that person, and those that are shared with whoever asks.',
    mode: 'snapshot',
    status: 200,
    paged: true,
    query: closed({ ...pageQuery, subjectId: Id }),
    response: ref(FeedbackNotePage),
    run: async (context, { query, page }) => toPage(await notes.listNotes(context, query, page), page),
  }),
  endpoint({
    operationId: 'getFeedbackNote',
    action: 'feedbackNote.read',
    tag: 'feedback',
    method: 'GET',
    path: '/v1/feedback-notes/:id',
    summary: 'Read a feedback note',
    description: 'With what lies beside it.',
    mode: 'snapshot',
    status: 200,
    params: PathId,
    response: ref(FeedbackNote),
    run: (context, { params }) => notes.getNote(context, params.id),
  }),
  endpoint({
    operationId: 'updateFeedbackNote',
    action: 'feedbackNote.write',
    tag: 'feedback',
    method: 'PATCH',
    path: '/v1/feedback-notes/:id',
    summary: 'Change a feedback note',
    description: 'Its text, or whether it is shared; the author alone.',
    mode: 'write',
    status: 200,
    conditional: true,
    params: PathId,
    body: ref(UpdateFeedbackNote),
    response: ref(FeedbackNote),
    run: (context, { params, body }) => notes.updateNote(context, params.id, body),
  }),
  endpoint({
    operationId: 'addNoteFile',
    action: 'feedbackNote.write',
    tag: 'feedback',
    method: 'POST',
    path: '/v1/feedback-notes/:id/files',
    summary: 'Add evidence to a feedback note',
    description: 'PDF, PNG or JPEG up to 1 MiB, told by its first bytes; or a reference with its SHA-256.',
    mode: 'write',
    status: 201,
    bodyLimit: LARGEST_NOTE_FILE,
    params: PathId,
    body: ref(AddNoteFile),
    response: ref(FeedbackNote),
    location: ({ id }) => `/v1/feedback-notes/${id}`,
    run: (context, { params, body }) => notes.addFile(context, params.id, body),
  }),
  endpoint({
    operationId: 'downloadNoteFile',
    action: 'feedbackNote.read',
    tag: 'feedback',
    method: 'GET',
    path: '/v1/feedback-note-files/:id',
    summary: 'Fetch evidence of a feedback note',
    description: 'A file that is kept here; one that lies elsewhere is fetched from there.',
    mode: 'snapshot',
    status: 200,
    produces: EVIDENCE_TYPES,
    params: PathId,
    response: Attached,
    run: async (context, { params }) => {
      const { id, mediaType, content } = await notes.getFile(context, params.id)
      return { name: id, mediaType, content: { bytes: content } }
    },
  }),
  endpoint({
    operationId: 'listNotesBesideForm',
    action: 'feedbackResponse.read',
    tag: 'feedback',
    method: 'GET',
    path: '/v1/feedback-requests/:id/notes',
    summary: 'List notes beside a form',
    description:
      'What the rater noted of the subject in the period, and what the subject shared of himself or herself.',
    mode: 'snapshot',
    status: 200,
    paged: true,
    params: PathId,
    query: closed(pageQuery),
    response: ref(FeedbackNotePage),
    run: async (context, { params, page }) => toPage(await notes.listNotesBesideForm(context, params.id, page), page),
  }),
]

/** Routes of the sessions of trainings. */
import Type from 'typebox'
import { SESSION_STATES } from '../../domain/development/trainings.ts'
import { endpoint, toPage } from '../../http/contract.ts'
import { closed, Id, oneOf, pageQuery, PathId, ref } from '../../schemas/common.ts'
import { ParticipantSelection, SelectParticipants } from '../../schemas/development/enrolments.ts'
import {
  CreateTrainingSession,
  TrainingSession,
  TrainingSessionPage,
  UpdateTrainingSession,
} from '../../schemas/development/trainings.ts'
import * as sessions from '../../services/development/training-sessions.ts'

export const trainingSessionRoutes = [
  endpoint({
    operationId: 'createTrainingSession',
    action: 'training.write',
    tag: 'development',
    method: 'POST',
    path: '/v1/trainings/:id/sessions',
    summary: 'Plan a session of a training',
    description: 'Says when and where it is held and how many it seats.',
    mode: 'write',
    status: 201,
    params: PathId,
    body: ref(CreateTrainingSession),
    response: ref(TrainingSession),
    location: ({ id }) => `/v1/training-sessions/${id}`,
    run: (context, { params, body }) => sessions.createSession(context, params.id, body),
  }),
  endpoint({
    operationId: 'listTrainingSessions',
    action: 'training.read',
    tag: 'development',
    method: 'GET',
    path: '/v1/training-sessions',
    summary: 'List sessions',
    description: 'Of a training, or all.',
    mode: 'read',
    status: 200,
    paged: true,
    query: closed({ ...pageQuery, trainingId: Type.Optional(Id), state: Type.Optional(oneOf(SESSION_STATES)) }),
    response: ref(TrainingSessionPage),
    run: async (context, { query, page }) => toPage(await sessions.listSessions(context, query, page), page),
  }),
  endpoint({
    operationId: 'getTrainingSession',
    action: 'training.read',
    tag: 'development',
    method: 'GET',
    path: '/v1/training-sessions/:id',
    summary: 'Read a session',
    description: 'One session with the seats that are taken.',
    mode: 'read',
    status: 200,
    params: PathId,
    response: ref(TrainingSession),
    run: (context, { params }) => sessions.getSession(context, params.id),
  }),
  endpoint({
    operationId: 'updateTrainingSession',
    action: 'training.write',
    tag: 'development',
    method: 'PATCH',
    path: '/v1/training-sessions/:id',
    summary: 'Change a session',
    description: 'Moves it, or says that it was held or cancelled. Seats never fall below those taken.',
    mode: 'write',
    status: 200,
    conditional: true,
    params: PathId,
    body: ref(UpdateTrainingSession),
    response: ref(TrainingSession),
    run: (context, { params, body }) => sessions.updateSession(context, params.id, body),
  }),
  endpoint({
    operationId: 'selectParticipants',
    action: 'enrolment.write',
    tag: 'development',
    method: 'POST',
    path: '/v1/training-sessions/:id/selection',
    summary: 'Fill a session by need',
    description:
      'Gives the free seats to those whose published result shows the largest gap in a competency that the training addresses; ties by a seed, reasons kept.',
    mode: 'write',
    status: 200,
    params: PathId,
    body: ref(SelectParticipants),
    response: ref(ParticipantSelection),
    run: (context, { params, body }) => sessions.selectParticipants(context, params.id, body),
  }),
]

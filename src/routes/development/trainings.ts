/** Routes of trainings, enrolments and satisfaction surveys. */
import Type from 'typebox'
import { endpoint, toPage } from '../../http/contract.ts'
import { closed, Code, Id, pageQuery, PathId, ref } from '../../schemas/common.ts'
import { EnrolmentPage, SatisfactionSurveyPage, Training, TrainingPage } from '../../schemas/development/trainings.ts'
import * as enrolments from '../../services/development/enrolments.ts'
import * as surveys from '../../services/development/satisfaction-surveys.ts'
import * as trainings from '../../services/development/trainings.ts'

export const developmentRoutes = [
  endpoint({
    operationId: 'listTrainings',
    action: 'training.read',
    tag: 'development',
    method: 'GET',
    path: '/v1/trainings',
    summary: 'List trainings',
    description: 'In the order in which they were made known.',
    mode: 'read',
    status: 200,
    paged: true,
    query: closed({ ...pageQuery, code: Type.Optional(Code) }),
    response: ref(TrainingPage),
    run: async (context, { query, page }) => toPage(await trainings.listTrainings(context, query, page), page),
  }),
  endpoint({
    operationId: 'getTraining',
    action: 'training.read',
    tag: 'development',
    method: 'GET',
    path: '/v1/trainings/:id',
    summary: 'Read a training',
    description: 'One training as it is offered.',
    mode: 'read',
    status: 200,
    params: PathId,
    response: ref(Training),
    run: (context, { params }) => trainings.getTraining(context, params.id),
  }),
  endpoint({
    operationId: 'listEnrolments',
    action: 'enrolment.list',
    tag: 'development',
    method: 'GET',
    path: '/v1/enrolments',
    summary: 'List enrolments',
    description: 'Of a training or an employee, or all of the institution.',
    mode: 'read',
    status: 200,
    paged: true,
    query: closed({ ...pageQuery, trainingId: Type.Optional(Id), employeeId: Type.Optional(Id) }),
    response: ref(EnrolmentPage),
    run: async (context, { query, page }) => toPage(await enrolments.listEnrolments(context, query, page), page),
  }),
  endpoint({
    operationId: 'listSatisfactionSurveys',
    action: 'satisfactionSurvey.read',
    tag: 'development',
    method: 'GET',
    path: '/v1/satisfaction-surveys',
    summary: 'List satisfaction surveys',
    description: 'What citizens said of the service of a unit, or of every unit.',
    mode: 'read',
    status: 200,
    paged: true,
    query: closed({ ...pageQuery, unitId: Type.Optional(Id) }),
    response: ref(SatisfactionSurveyPage),
    run: async (context, { query, page }) => toPage(await surveys.listSurveys(context, query, page), page),
  }),
]

/** Routes of appraisals. */
import Type from 'typebox'
import { endpoint, toPage } from '../../http/contract.ts'
import { closed, Id, pageQuery, PathId, ref } from '../../schemas/common.ts'
import { Appraisal, AppraisalPage, ConfirmAppraisal, RecordWorkResult } from '../../schemas/appraisal/appraisals.ts'
import * as appraisals from '../../services/appraisal/appraisals.ts'

export const appraisalRoutes = [
  endpoint({
    operationId: 'listAppraisals',
    action: 'appraisal.list',
    tag: 'appraisal',
    method: 'GET',
    path: '/v1/appraisals',
    summary: 'List appraisals',
    description: 'Own, supervised and led ones; all for HR and auditors.',
    mode: 'snapshot',
    status: 200,
    paged: true,
    query: closed({ ...pageQuery, cycleId: Type.Optional(Id), employeeId: Type.Optional(Id) }),
    response: ref(AppraisalPage),
    run: async (context, { query, page }) => toPage(await appraisals.listAppraisals(context, query, page), page),
  }),
  endpoint({
    operationId: 'getAppraisal',
    action: 'appraisal.read',
    tag: 'appraisal',
    method: 'GET',
    path: '/v1/appraisals/:id',
    summary: 'Read an appraisal',
    description:
      'With names, position and required levels as frozen. The person rated sees the official part after publication.',
    mode: 'snapshot',
    status: 200,
    params: PathId,
    response: ref(Appraisal),
    run: (context, { params }) => appraisals.getAppraisal(context, params.id),
  }),
  endpoint({
    operationId: 'recordWorkResult',
    action: 'appraisal.recordWorkResult',
    tag: 'appraisal',
    method: 'PUT',
    path: '/v1/appraisals/:id/work-result',
    summary: 'Record the work result',
    description: 'The superior rates hasil kerja, with the SKP figure where the policy works with one.',
    mode: 'write',
    status: 200,
    conditional: true,
    params: PathId,
    body: ref(RecordWorkResult),
    response: ref(Appraisal),
    run: (context, { params, body }) => appraisals.recordWorkResult(context, params.id, body),
  }),
  endpoint({
    operationId: 'confirmAppraisal',
    action: 'appraisal.confirm',
    tag: 'appraisal',
    method: 'POST',
    path: '/v1/appraisals/:id/confirmation',
    summary: 'Confirm an appraisal',
    description:
      'The composite proposes, the superior decides: another rating than proposed needs a reason. Seals the final result.',
    mode: 'write',
    status: 200,
    params: PathId,
    body: ref(ConfirmAppraisal),
    response: ref(Appraisal),
    run: (context, { params, body }) => appraisals.confirmAppraisal(context, params.id, body),
  }),
]

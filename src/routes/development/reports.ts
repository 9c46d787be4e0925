/** Routes of reports: the same content as data, as a page, as a document and as pictures. */
import { Attached } from '../../http/attachments.ts'
import { endpoint } from '../../http/contract.ts'
import { CHART_TYPE, chartAttachment, REPORT_TYPES, reportAttachment } from '../../http/reports.ts'
import { closed, PathId, ref } from '../../schemas/common.ts'
import { chartQuery, Report, reportFileQuery } from '../../schemas/development/reports.ts'
import { ofCycle } from '../../schemas/development/unit-overviews.ts'
import * as reports from '../../services/development/reports.ts'

const common = { tag: 'development', method: 'GET', status: 200, params: PathId, refuses: true } as const
const ofPerson = { ...common, action: 'result.read', mode: 'witnessed' } as const
const ofUnit = { ...common, action: 'unitOverview.read', mode: 'snapshot' } as const

export const reportRoutes = [
  endpoint({
    ...ofPerson,
    operationId: 'getReport',
    path: '/v1/appraisals/:id/report',
    summary: 'Read the report of an appraisal',
    description: 'What is published of a person: figures, gaps, self and others, plan, explanation, how to object.',
    response: ref(Report),
    run: (context, { params }) => reports.getIndividualReport(context, params.id),
  }),
  endpoint({
    ...ofPerson,
    operationId: 'downloadReport',
    path: '/v1/appraisals/:id/report/file',
    summary: 'Fetch the report of an appraisal',
    description: 'As a page that needs nothing beside it, or as PDF, in the language that is accepted.',
    produces: Object.values(REPORT_TYPES),
    query: closed(reportFileQuery),
    response: Attached,
    run: async (context, { params, query }) =>
      reportAttachment(await reports.getIndividualReport(context, params.id), query.format),
  }),
  endpoint({
    ...ofPerson,
    operationId: 'downloadReportChart',
    path: '/v1/appraisals/:id/report/chart',
    summary: 'Fetch a picture of the report of an appraisal',
    description: 'Attained against required, self against others, or gaps; readable in black and white and aloud.',
    produces: [CHART_TYPE],
    query: closed(chartQuery),
    response: Attached,
    run: async (context, { params, query }) =>
      chartAttachment(await reports.getIndividualReport(context, params.id), query.chart),
  }),
  endpoint({
    ...ofUnit,
    operationId: 'getUnitReport',
    path: '/v1/units/:id/report',
    summary: 'Read the report of a unit',
    description: 'What is published of a sub-tree in a cycle, with the satisfaction of citizens beside it.',
    query: closed(ofCycle),
    response: ref(Report),
    run: (context, { params, query }) => reports.getUnitReport(context, params.id, query),
  }),
  endpoint({
    ...ofUnit,
    operationId: 'downloadUnitReport',
    path: '/v1/units/:id/report/file',
    summary: 'Fetch the report of a unit',
    description: 'As a page that needs nothing beside it, or as PDF, in the language that is accepted.',
    produces: Object.values(REPORT_TYPES),
    query: closed({ ...ofCycle, ...reportFileQuery }),
    response: Attached,
    run: async (context, { params, query }) =>
      reportAttachment(await reports.getUnitReport(context, params.id, query), query.format),
  }),
  endpoint({
    ...ofUnit,
    operationId: 'downloadUnitReportChart',
    path: '/v1/units/:id/report/chart',
    summary: 'Fetch a picture of the report of a unit',
    description: 'Mean attained against required, or gaps; readable in black and white and aloud.',
    produces: [CHART_TYPE],
    query: closed({ ...ofCycle, ...chartQuery }),
    response: Attached,
    run: async (context, { params, query }) =>
      chartAttachment(await reports.getUnitReport(context, params.id, query), query.chart),
  }),
]

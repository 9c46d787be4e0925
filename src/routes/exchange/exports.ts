/** Routes of exports. */
import { Attached, EXPORT_TYPES, fileAttachment } from '../../http/attachments.ts'
import { endpoint, toPage } from '../../http/contract.ts'
import { closed, pageQuery, PathId, ref } from '../../schemas/common.ts'
import { CreateExport, Export, ExportPage } from '../../schemas/exchange/exports.ts'
import * as exports from '../../services/exchange/exports.ts'

export const exportRoutes = [
  endpoint({
    operationId: 'createExport',
    action: 'export.request',
    tag: 'exchange',
    method: 'POST',
    path: '/v1/exports',
    summary: 'Export a file',
    description: 'A job writes the file; follow it at `/v1/jobs/{id}/events` and fetch `/v1/exports/{id}/file`.',
    mode: 'write',
    status: 202,
    body: ref(CreateExport),
    response: ref(Export),
    location: ({ id }) => `/v1/exports/${id}`,
    run: (context, { body: { kind, format = 'csv', cycleId = null } }) =>
      exports.createExport(context, { kind, format, cycleId }),
  }),
  endpoint({
    operationId: 'listExports',
    action: 'export.read',
    tag: 'exchange',
    method: 'GET',
    path: '/v1/exports',
    summary: 'List exports',
    description: 'Those that the caller asked for, the oldest first.',
    mode: 'read',
    status: 200,
    paged: true,
    query: closed(pageQuery),
    response: ref(ExportPage),
    run: async (context, { page }) => toPage(await exports.listExports(context, page), page),
  }),
  endpoint({
    operationId: 'getExport',
    action: 'export.read',
    tag: 'exchange',
    method: 'GET',
    path: '/v1/exports/:id',
    summary: 'Read an export',
    description: 'Its state, and once it has ended the size and digest of its file.',
    mode: 'read',
    status: 200,
    params: PathId,
    response: ref(Export),
    run: (context, { params }) => exports.getExport(context, params.id),
  }),
  endpoint({
    operationId: 'downloadExport',
    action: 'export.read',
    tag: 'exchange',
    method: 'GET',
    path: '/v1/exports/:id/file',
    summary: 'Fetch the file of an export',
    description: 'For a day, and for whoever asked alone. Leaves an entry in the audit trail.',
    mode: 'witnessed',
    status: 200,
    produces: Object.values(EXPORT_TYPES),
    params: PathId,
    response: Attached,
    run: async (context, { params }) => fileAttachment(await exports.downloadExport(context, params.id)),
  }),
]

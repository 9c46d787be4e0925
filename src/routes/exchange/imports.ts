/** Routes of imports. */
import Type from 'typebox'
import { Attached, sheetAttachment } from '../../http/attachments.ts'
import { endpoint, toPage } from '../../http/contract.ts'
import { sentFile, spoolOf } from '../../http/uploads.ts'
import { closed, pageQuery, PathId, ref } from '../../schemas/common.ts'
import {
  Import,
  ImportChangePage,
  ImportKindName,
  ImportPage,
  importQuery,
  ImportRefusalPage,
  sheetQuery,
  WaitingPlacementPage,
} from '../../schemas/exchange/imports.ts'
import { listWaitingPlacements } from '../../services/exchange/waiting-placements.ts'
import { FILE_TYPES } from '../../domain/exchange/kinds.ts'
import * as imports from '../../services/exchange/imports.ts'

const DEFAULTS = {
  mode: 'partial',
  dryRun: false,
  missing: 'keep',
  maxMissingPercent: 5,
  unknownColumns: 'refuse',
  unknownPeople: 'refuse',
  source: 'file',
} as const

const SHEETS = [FILE_TYPES.csv, FILE_TYPES.xlsx]

export const importRoutes = [
  endpoint({
    operationId: 'createImport',
    action: 'import.run',
    tag: 'exchange',
    method: 'POST',
    path: '/v1/imports',
    summary: 'Import a file',
    description:
      'CSV, NDJSON or XLSX, plain or gzip. Answers once the file is kept; a job reads it and reports on every line.',
    mode: 'write',
    status: 202,
    upload: true,
    query: closed(importQuery),
    response: ref(Import),
    location: ({ id }) => `/v1/imports/${id}`,
    run: (context, { query: { changes = false, cycleId = null, ...query }, body }) =>
      imports.createImport(
        context,
        { ...DEFAULTS, ...query, withChanges: changes, cycleId },
        sentFile(body),
        spoolOf(body),
      ),
  }),
  endpoint({
    operationId: 'listImports',
    action: 'import.read',
    tag: 'exchange',
    method: 'GET',
    path: '/v1/imports',
    summary: 'List imports',
    description: 'Every import of the institution, the oldest first.',
    mode: 'read',
    status: 200,
    paged: true,
    query: closed({ ...pageQuery, kind: Type.Optional(ImportKindName) }),
    response: ref(ImportPage),
    run: async (context, { query, page }) => toPage(await imports.listImports(context, query, page), page),
  }),
  endpoint({
    operationId: 'getImport',
    action: 'import.read',
    tag: 'exchange',
    method: 'GET',
    path: '/v1/imports/:id',
    summary: 'Read an import',
    description: 'Its state, how far it is, and once it has ended how many lines did what.',
    mode: 'read',
    status: 200,
    params: PathId,
    response: ref(Import),
    run: (context, { params }) => imports.getImport(context, params.id),
  }),
  endpoint({
    operationId: 'listImportRefusals',
    action: 'import.read',
    tag: 'exchange',
    method: 'GET',
    path: '/v1/imports/:id/refusals',
    summary: 'List refused lines',
    description: 'By line, with the cells as they came and every fault in words.',
    mode: 'snapshot',
    status: 200,
    paged: true,
    params: PathId,
    query: closed(pageQuery),
    response: ref(ImportRefusalPage),
    run: async (context, { params, page }) => toPage(await imports.listRefusals(context, params.id, page), page),
  }),
  endpoint({
    operationId: 'downloadRefusedLines',
    action: 'import.read',
    tag: 'exchange',
    method: 'GET',
    path: '/v1/imports/:id/refused-lines',
    summary: 'Download refused lines',
    description:
      'As they came, with what is wrong in a column beside them: mend them and send the file again. Up to 5,000 lines; `Link` leads to those that follow.',
    mode: 'snapshot',
    status: 200,
    produces: SHEETS,
    params: PathId,
    query: closed({ ...sheetQuery, after: Type.Optional(Type.Integer({ minimum: 0, maximum: 2_147_483_647 })) }),
    response: Attached,
    run: async (context, { params, query: { format = 'csv', after = 0 } }) => {
      const { sheet, last } = await imports.refusedLines(context, params.id, after)
      return sheetAttachment(sheet, format, last === null ? undefined : { after: String(last) })
    },
  }),
  endpoint({
    operationId: 'downloadImportTemplate',
    action: 'import.read',
    tag: 'exchange',
    method: 'GET',
    path: '/v1/imports/templates/:kind',
    summary: 'Download a template',
    description: 'What each column takes, the headings, and a line that could go in.',
    mode: 'read',
    status: 200,
    produces: SHEETS,
    params: closed({ kind: ImportKindName }),
    query: closed(sheetQuery),
    response: Attached,
    run: async (context, { params, query: { format = 'csv' } }) =>
      sheetAttachment(await imports.getTemplate(context, params.kind), format),
  }),
  endpoint({
    operationId: 'listWaitingPlacements',
    action: 'import.read',
    tag: 'exchange',
    method: 'GET',
    path: '/v1/waiting-placements',
    summary: 'List reporting lines that wait',
    description:
      'They came before their people. An import of employees that brings them starts an import of these lines.',
    mode: 'read',
    status: 200,
    paged: true,
    query: closed(pageQuery),
    response: ref(WaitingPlacementPage),
    run: async (context, { page }) => toPage(await listWaitingPlacements(context, page), page),
  }),
  endpoint({
    operationId: 'listImportChanges',
    action: 'import.read',
    tag: 'exchange',
    method: 'GET',
    path: '/v1/imports/:id/changes',
    summary: 'List what an import changes',
    description: 'Kept where the import was made with `changes=true`; of a dry run, what it would change.',
    mode: 'snapshot',
    status: 200,
    paged: true,
    params: PathId,
    query: closed(pageQuery),
    response: ref(ImportChangePage),
    run: async (context, { params, page }) => toPage(await imports.listChanges(context, params.id, page), page),
  }),
]

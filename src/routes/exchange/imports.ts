/** Routes of imports. */
import Type from 'typebox'
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
} from '../../schemas/exchange/imports.ts'
import * as imports from '../../services/exchange/imports.ts'

const DEFAULTS = {
  mode: 'partial',
  dryRun: false,
  missing: 'keep',
  maxMissingPercent: 5,
  unknownColumns: 'refuse',
} as const

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
    run: (context, { query: { changes = false, ...query }, body }) =>
      imports.createImport(context, { ...DEFAULTS, ...query, withChanges: changes }, sentFile(body), spoolOf(body)),
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

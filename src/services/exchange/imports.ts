/** Imports: taken with their file, run by a job, read line by line. */
import { DomainError, refuseUnless } from '../../domain/errors.ts'
import { FAULTS_HEADING, KIND_RULES, LINE_HEADING, type ImportKind } from '../../domain/exchange/kinds.ts'
import type { Sheet } from '../../domain/exchange/sheets.ts'
import { templateOf } from '../../domain/exchange/templates.ts'
import type { Page, PageRequest } from '../../domain/pages.ts'
import { mayEverywhere, type Action } from '../../domain/policy.ts'
import { columnText } from '../../i18n/columns.ts'
import { lineText } from '../../i18n/index.ts'
import { findCycle } from '../../repositories/appraisal/cycles.ts'
import { enqueueJob } from '../../repositories/appraisal/jobs.ts'
import * as imports from '../../repositories/exchange/imports.ts'
import type { ChangeRow, ImportOptions, ImportRow, RefusalRow, SentFile } from '../../repositories/exchange/imports.ts'
import { found, record, type Context, type WriteContext } from '../context.ts'

/** In one file, since all of it is in memory at once. */
const MAX_REFUSED_LINES = 5_000

/** The import as the API shows it: counts where it has ended, never the name of a file on disk. */
const viewOf = ({ file: _file, ...row }: ImportRow) => ({ ...row, kind: row.kind })
export type ImportView = ReturnType<typeof viewOf>

/** Beside the right to import: the right to do by file what the kind does. */
const KIND_ACTIONS: Readonly<Record<ImportKind, Action>> = {
  units: 'unit.write',
  positions: 'position.write',
  employees: 'employee.write',
  assignments: 'assignment.write',
  'position-standards': 'positionStandard.write',
  'work-results': 'appraisal.importWorkResults',
  'feedback-responses': 'feedbackResponse.enter',
  trainings: 'training.write',
  enrolments: 'enrolment.write',
  'satisfaction-surveys': 'satisfactionSurvey.write',
}

const checkMayFill = ({ actor }: Context, kind: ImportKind): void => {
  const action = KIND_ACTIONS[kind]
  if (!mayEverywhere(actor, action)) throw new DomainError('access.denied', { action })
}

const checkCycle = async (context: WriteContext, { kind, cycleId }: ImportOptions): Promise<void> => {
  if (!KIND_RULES[kind].ofCycle) {
    refuseUnless(cycleId === null, 'import.cycleNotExpected', { kind })
    return
  }
  if (cycleId === null) throw new DomainError('import.cycleRequired', { kind })
  const cycle = await findCycle(context.tx, context.actor.institutionId, cycleId)
  refuseUnless(cycle !== undefined, 'import.cycleUnknown')
}

export const createImport = async (
  context: WriteContext,
  options: ImportOptions,
  file: SentFile,
  spool: string,
): Promise<ImportView> => {
  const { institutionId, identityId } = context.actor
  const { kind } = options
  checkMayFill(context, kind)
  await checkCycle(context, options)
  // What raters answered is nobody's to look at, before or after.
  refuseUnless(!options.withChanges || kind !== 'feedback-responses', 'import.changesNotExpected', { kind })
  refuseUnless(options.missing === 'keep' || KIND_RULES[kind].deactivates, 'import.missingNotExpected', { kind })
  refuseUnless(
    options.unknownPeople === 'refuse' || (kind === 'assignments' && options.mode === 'partial'),
    'import.waitNotExpected',
    {
      kind,
    },
  )
  refuseUnless(file.bytes > 0, 'import.fileEmpty')
  const id = context.newId()
  await enqueueJob(context.tx, institutionId, { id, kind: 'import', requestedBy: identityId, spool }, context.now)
  await imports.insertImport(context.tx, institutionId, id, options, file, identityId, context.now)
  record(context, id, { kind, mode: options.mode, dryRun: options.dryRun, bytes: file.bytes, sha256: file.sha256 })
  return viewOf(found(await imports.findImport(context.tx, institutionId, id)))
}

export const listImports = async (
  context: Context,
  filter: { kind?: ImportKind },
  page: PageRequest,
): Promise<Page<ImportView>> => {
  const { items, nextAfter } = await imports.listImports(context.db, context.actor.institutionId, filter, page)
  return { items: items.map(viewOf), nextAfter }
}

export const getImport = async (context: Context, id: string): Promise<ImportView> =>
  viewOf(found(await imports.findImport(context.db, context.actor.institutionId, id)))

/** Refused lines with every fault in words. */
export const listRefusals = async (context: Context, id: string, page: PageRequest) => {
  const { institutionId } = context.actor
  found(await imports.findImport(context.db, institutionId, id))
  const { items, nextAfter } = await imports.listRefusals(context.db, institutionId, id, page)
  const worded = items.map(({ line, faults, cells }) => ({
    line,
    cells,
    faults: faults.map(({ column, code, value, facts }) => ({
      column,
      code,
      message: lineText(code, facts, context.language),
      value,
    })),
  }))
  return { items: worded, nextAfter }
}

/** What a column takes and a line that could go in, in the language of whoever asks. */
export const getTemplate = (context: Context, kind: ImportKind): Promise<Sheet> =>
  Promise.resolve(templateOf(kind, (column, isKey) => columnText(column, isKey, context.language)))

export interface RefusedLines {
  readonly sheet: Sheet
  /** The last line of this part, where more follow. */
  readonly last: number | null
}

/** A document among the cells is a family: its members are cells of their own. */
const flatCells = (cells: RefusalRow['cells']): Map<string, string> =>
  new Map(
    Object.entries(cells).flatMap(([name, value]): [string, string][] =>
      typeof value === 'object' && value !== null
        ? Object.entries(value).map(([member, cell]) => [member, String(cell ?? '')])
        : [[name, String(value)]],
    ),
  )

/** Refused lines under the headings they came with, beside what is wrong with them: to be mended and sent again. */
export const refusedLines = async (context: Context, id: string, after: number): Promise<RefusedLines> => {
  const { institutionId } = context.actor
  const { kind, columns } = found(await imports.findImport(context.db, institutionId, id))
  const page = { limit: MAX_REFUSED_LINES, after: String(after) }
  const { items, nextAfter } = await imports.listRefusals(context.db, institutionId, id, page)
  const families = new Set(KIND_RULES[kind].families.map(({ field }) => field))
  const lines = items.map(({ line, faults, cells }) => ({ line, faults, cells: flatCells(cells) }))
  const headings = [...new Set([...(columns ?? []), ...lines.flatMap(({ cells }) => [...cells.keys()])])].filter(
    (heading) => !families.has(heading),
  )
  const worded = (faults: RefusalRow['faults']): string =>
    faults.map(({ column, code, facts }) => `${column}: ${lineText(code, facts, context.language)}`).join(' | ')
  return {
    sheet: {
      name: `kompeten-${kind}-refused`,
      remarks: [],
      headings: [LINE_HEADING, FAULTS_HEADING, ...headings],
      lines: lines.map(({ line, faults, cells }) => [
        String(line),
        worded(faults),
        ...headings.map((heading) => cells.get(heading) ?? ''),
      ]),
      choices: {},
    },
    last: nextAfter === null ? null : Number(nextAfter),
  }
}

export const listChanges = async (context: Context, id: string, page: PageRequest): Promise<Page<ChangeRow>> => {
  const { institutionId } = context.actor
  found(await imports.findImport(context.db, institutionId, id))
  return imports.listChanges(context.db, institutionId, id, page)
}

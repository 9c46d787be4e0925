/** Runs an import: staged, resolved, checked, published and reported in one transaction, so that it is whole or absent. */
import { DomainError, type Facts } from '../../domain/errors.ts'
import { KIND_RULES, type ImportKind } from '../../domain/exchange/kinds.ts'
import { stagedFields } from '../../domain/exchange/lines.ts'
import { dayIn } from '../../domain/time.ts'
import { findInstitution } from '../../repositories/organisation/institutions.ts'
import * as imports from '../../repositories/exchange/imports.ts'
import type { ImportCounts, ImportRow } from '../../repositories/exchange/imports.ts'
import * as publishing from '../../repositories/exchange/publishing.ts'
import type { Publication } from '../../repositories/exchange/publishing.ts'
import * as staging from '../../repositories/exchange/staging.ts'
import { TARGETS, type Target } from '../../repositories/exchange/targets.ts'
import { parkPlacements } from '../../repositories/exchange/waiting-placements.ts'
import type { FileColumns, FileJobContext } from '../job-context.ts'
import { stepsOf, type KindSteps, type StepContext } from './import-steps.ts'
import { followWithWaiting, stageWaiting } from './waiting-placements.ts'
import { circular, newCircles, type FoundFault } from './reporting-lines.ts'

/** Each round refuses the lines that the one before found at fault; files of people converge in two or three. */
const MAX_ROUNDS = 10

interface Run {
  readonly context: StepContext
  readonly row: ImportRow
  readonly kind: ImportKind
  readonly steps: KindSteps
  readonly publication: Publication
}

const NOTHING = { inserted: 0, updated: 0, unchanged: 0, deactivated: 0, ended: 0, placed: 0, waiting: 0 }

/** Answers on paper have no target: only their keys are looked at as those of other kinds are. */
const NO_TARGET: Target = {
  ...TARGETS.employees,
  resolved: ['request_id uuid', 'appraisal_id uuid', 'rater_group text', 'packed text', 'written text', 'digest text'],
}

const targetOf = (kind: ImportKind): Target => (kind === 'feedback-responses' ? NO_TARGET : TARGETS[kind])

const publicationOf = (context: FileJobContext, kind: ImportKind, { fields, masked }: FileColumns): Publication => {
  const order = stagedFields(kind).map(({ field }) => field)
  return {
    institutionId: context.institutionId,
    now: context.now,
    target: targetOf(kind),
    fields: masked ? null : new Set(fields),
    bitOf: (field) => order.indexOf(field),
  }
}

/** New rows need what no column of the file gives. */
const markIncomplete = async ({ context, kind, publication }: Run): Promise<void> => {
  for (const { field, need } of KIND_RULES[kind].columns)
    if (need === 'new' && publication.fields?.has(field) !== true)
      await staging.markLines(
        context.tx,
        publishing.unknownWithout(publication, field),
        { column: field, code: 'required' },
        field,
      )
}

const prepare = async (run: Run): Promise<void> => {
  await run.steps.resolve(run.context, run.publication)
  await markIncomplete(run)
}

/** A full file in which lines were refused is none: nobody is deactivated for a fault of writing. */
const deactivate = async ({ context, row, publication }: Run, refused: number): Promise<number> => {
  if (row.missing !== 'deactivate' || refused > 0) return 0
  const { known, missing } = await publishing.countMissing(publication, context.tx)
  const percent = known === 0 ? 0 : Math.ceil((missing * 100) / known)
  if (percent > row.maxMissingPercent)
    throw new DomainError('import.tooManyMissing', { missing, known, percent, limit: row.maxMissingPercent })
  return publishing.deactivateMissing(publication, context.tx)
}

const publishRows = async ({ context, publication, steps }: Run): Promise<{ inserted: number; updated: number }> => {
  let updated = 0
  for (const first of [...steps.updatedFirst, 'true'])
    updated += await publishing.updateKnown(publication, context.tx, first)
  return { updated, inserted: await publishing.insertNew(publication, context.tx) }
}

interface Published {
  readonly counts: ImportCounts
  readonly faults: readonly FoundFault[]
}

const publish = async (run: Run, staged: { rows: number; refused: number }): Promise<Published> => {
  const { context, steps, publication } = run
  const { inserted, updated } = await (steps.publish?.(context) ?? publishRows(run))
  const { ended, placed, faults } = await steps.follow(context, publication)
  const deactivated = await deactivate(run, staged.refused)
  const unchanged = staged.rows - staged.refused - inserted - updated
  return { counts: { ...staged, inserted, updated, unchanged, deactivated, ended, placed, waiting: 0 }, faults }
}

const preview = async ({ context, row, kind, publication }: Run, refused: number): Promise<void> => {
  if (!row.withChanges) return
  await imports.forgetChanges(context.tx, context.institutionId, row.id)
  const deactivates = row.missing === 'deactivate' && refused === 0
  await publishing.previewChanges(publication, context.tx, row.id, KIND_RULES[kind].key, deactivates)
}

const faultsOf = async (
  { context }: Run,
  { faults }: Published,
  before: ReadonlySet<string> | null,
): Promise<readonly FoundFault[]> =>
  faults.length > 0 || !before ? faults : newCircles(context, context.today, before)

/** Until a round finds nothing more; what a round with faults wrote is undone. */
const publishSound = async (run: Run): Promise<ImportCounts> => {
  const { context, row, steps, publication } = run
  const { tx } = context
  const bends = steps.bendsLines(publication) || row.missing === 'deactivate'
  const before = bends ? await circular(context, context.today) : null
  for (let round = 0; round < MAX_ROUNDS; round++) {
    await prepare(run)
    const staged = await staging.countStaged(tx)
    const isRefused = row.mode === 'atomic' && staged.refused > 0
    if (isRefused) return { ...staged, ...NOTHING }
    await preview(run, staged.refused)
    await staging.setSavepoint(tx)
    const published = await publish(run, staged)
    const found = await faultsOf(run, published, before)
    if (found.length > 0 || row.dryRun) await staging.undoToSavepoint(tx)
    if (found.length === 0) return published.counts
    await staging.markFound(tx, found)
  }
  throw new DomainError('import.fileTooDemanding')
}

const stage = async (context: FileJobContext, row: ImportRow, kind: ImportKind): Promise<FileColumns> => {
  const fields = stagedFields(kind)
  await staging.createStaging(context.tx, fields, targetOf(kind).resolved)
  if (row.source === 'waiting') return stageWaiting(context)
  const file = context.openFile({
    file: row.file,
    kind,
    format: row.format,
    ignoreUnknown: row.unknownColumns === 'ignore',
  })
  await file.into(staging.stagingCopy(fields))
  return file.columns()
}

/**
 * The whole import. Lines that are refused are no failure of it; throws the `import.*` refusals of the file as a whole,
 * after which nothing of it is in.
 */
export const runImport = async (context: FileJobContext, importId: string): Promise<Facts> => {
  const { tx, institutionId } = context
  const row = await imports.findImport(tx, institutionId, importId)
  const institution = await findInstitution(tx, institutionId)
  if (!row || !institution) throw new DomainError('resource.notFound')
  const kind = row.kind
  await staging.lockImports(tx, institutionId)
  const columns = await stage(context, row, kind)
  await context.publishing()
  const publication = publicationOf(context, kind, columns)
  const today = dayIn(institution.timezone, context.now)
  const steps = stepsOf(kind)
  const run: Run = { context: { ...context, cycleId: row.cycleId, today }, row, kind, steps, publication }
  await staging.markRepeated(tx, KIND_RULES[kind].key)
  const waits = row.unknownPeople === 'wait'
  const waiting = waits ? await parkPlacements(tx, institutionId, importId, row.dryRun, context.now) : 0
  const published = await publishSound(run)
  const counts = { ...published, rows: published.rows + waiting, waiting }
  if (steps.publish) await staging.keepSilentRefusals(tx, institutionId, importId, KIND_RULES[kind].key)
  else await staging.keepRefusals(tx, institutionId, importId, stagedFields(kind))
  const followedBy = await followWithWaiting(context, row)
  await imports.saveImportOutcome(tx, institutionId, importId, columns, counts, followedBy)
  return { kind, mode: row.mode, dryRun: row.dryRun, ...counts }
}

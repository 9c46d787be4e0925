/** Answers that raters gave on paper, under the rules of those given here. */
import { createHmac } from 'node:crypto'
import { checkAnswerable } from '../../domain/appraisal/cycles.ts'
import type { FormContent } from '../../domain/appraisal/forms.ts'
import { DomainError } from '../../domain/errors.ts'
import { NOT_ABLE } from '../../domain/exchange/kinds.ts'
import {
  checkComments,
  checkComplete,
  packRatings,
  writePacked,
  type Comment,
  type Rating,
} from '../../domain/feedback/responses.ts'
import { findCycleShared, type CycleRow } from '../../repositories/appraisal/cycles.ts'
import { findFrozenContent } from '../../repositories/appraisal/forms.ts'
import * as paper from '../../repositories/exchange/paper-responses.ts'
import type { PackedPaper, StagedPaper } from '../../repositories/exchange/paper-responses.ts'
import { markFound } from '../../repositories/exchange/staging.ts'
import type { StepContext } from './import-steps.ts'
import type { FoundFault } from './reporting-lines.ts'

const STEP = 2_000

const ratingsOf = ({ ratings }: StagedPaper): Rating[] =>
  Object.entries(ratings ?? {}).flatMap(([item, value]): Rating[] => {
    if (value === null) return []
    return [
      value === NOT_ABLE ? { item: Number(item), notAbleToJudge: true } : { item: Number(item), value: Number(value) },
    ]
  })

const commentsOf = ({ comments }: StagedPaper): Comment[] =>
  Object.entries(comments ?? {}).flatMap(([element, text]) => (text === null ? [] : [{ element, text }]))

interface Rules {
  readonly cycle: CycleRow
  readonly content: FormContent
  readonly today: string
  readonly secret: Buffer
}

/** Throws what the same answers would meet on a screen. */
const packedOf = (staged: StagedPaper, { cycle, content, today, secret }: Rules): PackedPaper => {
  checkAnswerable(cycle.state, cycle.phases, staged.group, today)
  const comments = commentsOf(staged)
  const ratings = packRatings(ratingsOf(staged), content, staged.group)
  checkComments(comments, content)
  checkComplete(ratings, comments, content)
  const packed = writePacked(ratings)
  const written = JSON.stringify(comments)
  // Of a few possible ratings a bare digest could be guessed back.
  const digest = createHmac('sha256', secret).update(`paper/1\n${packed}\n${written}`).digest('hex')
  return { line: staged.line, packed, written, digest }
}

const checkStep = (step: readonly StagedPaper[], rules: Rules): { packed: PackedPaper[]; faults: FoundFault[] } => {
  const packed: PackedPaper[] = []
  const faults: FoundFault[] = []
  for (const staged of step)
    try {
      packed.push(packedOf(staged, rules))
    } catch (error) {
      if (!(error instanceof DomainError)) throw error
      faults.push({ line: staged.line, column: 'ratings', code: error.code, value: '', facts: error.facts })
    }
  return { packed, faults }
}

export const resolvePaperResponses = async (context: StepContext): Promise<void> => {
  const { tx, institutionId, today, secret } = context
  const cycle = await findCycleShared(tx, institutionId, context.cycleId ?? '')
  const content = cycle && (await findFrozenContent(tx, institutionId, cycle.formId))
  if (!cycle || !content) throw new DomainError('import.cycleUnknown')
  await paper.resolvePaper(tx, institutionId, cycle.id)
  if (cycle.requiresBriefing) await paper.markUnbriefed(tx, institutionId, cycle.id)
  for (let after = 0; ;) {
    const step = await paper.stagedPaper(tx, after, STEP)
    const { packed, faults } = checkStep(step, { cycle, content, today, secret })
    await paper.savePacked(tx, packed)
    await markFound(tx, faults)
    const last = step.at(-1)
    if (!last || step.length < STEP) return
    after = last.line
  }
}

export const publishPaperResponses = ({ tx, institutionId, today }: StepContext) =>
  paper.publishPaper(tx, institutionId, today)

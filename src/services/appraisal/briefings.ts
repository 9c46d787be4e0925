/** The briefing of a cycle: what people are told, that they were told it, and how many. */
import { briefingOf, type Briefing } from '../../domain/appraisal/briefing.ts'
import { refuseUnless } from '../../domain/errors.ts'
import type { PageRequest } from '../../domain/pages.ts'
import { canonicalJson, type Canonical } from '../../domain/scoring/canonical.ts'
import { briefingText } from '../../i18n/briefing.ts'
import * as briefings from '../../repositories/appraisal/briefings.ts'
import { findCycle, type CycleRow } from '../../repositories/appraisal/cycles.ts'
import { findForm } from '../../repositories/appraisal/forms.ts'
import { findInstitution } from '../../repositories/organisation/institutions.ts'
import { sha256 } from '../access/keys.ts'
import { authorize, found, mayListAll, record, type Context, type WriteContext } from '../context.ts'
import { myUnits } from '../relations.ts'
import { policiesOfForm } from './scoring.ts'

interface Sourced {
  readonly briefing: Briefing
  /** Of the rules that the words are made from: form, policies, thresholds, clocks. */
  readonly sha256: string
}

const sourcesOf = async (context: Context, cycle: CycleRow): Promise<Sourced> => {
  const { institutionId } = context.actor
  const form = found(await findForm(context.db, institutionId, cycle.formId))
  const clocks = found(await findInstitution(context.db, institutionId))
  const policies = await policiesOfForm(context.db, institutionId, form)
  const { objectionDays, hearingDays, decisionDays } = clocks
  const briefing = briefingOf(form.content, policies, cycle.thresholds, { objectionDays, hearingDays, decisionDays })
  const digests = { form: form.content, policies: policies.map((policy) => policy.sha256), briefing }
  return { briefing, sha256: sha256(canonicalJson(digests as unknown as Canonical)) }
}

export const getBriefing = async (context: Context, cycleId: string) => {
  const cycle = found(await findCycle(context.db, context.actor.institutionId, cycleId))
  const { briefing, sha256: briefingSha256 } = await sourcesOf(context, cycle)
  return {
    cycleId,
    cycleName: cycle.name,
    formId: cycle.formId,
    language: context.language,
    required: cycle.requiresBriefing,
    phases: cycle.phases,
    sections: briefingText(briefing, context.language),
    briefingSha256,
  }
}

/** Names the rules that were read: others than those of now are refused with `briefing.changed`. */
export const acknowledgeBriefing = async (context: WriteContext, cycleId: string, body: { briefingSha256: string }) => {
  const { institutionId, employeeId } = context.actor
  const cycle = found(await findCycle(context.tx, institutionId, cycleId))
  const takes = employeeId !== null && (await briefings.takesPart(context.tx, institutionId, cycleId, employeeId))
  authorize(context, new Set(takes ? (['self'] as const) : []), 'cycle.read')
  const { sha256: briefingSha256 } = await sourcesOf(context, cycle)
  refuseUnless(body.briefingSha256 === briefingSha256, 'briefing.changed')
  const acknowledgement = { cycleId, employeeId: employeeId ?? '', briefingSha256 }
  await briefings.insertAcknowledgement(context.tx, institutionId, acknowledgement, context.now)
  record(context, cycleId)
  return found(await briefings.findAcknowledgement(context.tx, institutionId, cycleId, acknowledgement.employeeId))
}

export const listCoverage = async (context: Context, cycleId: string, page: PageRequest) => {
  const { institutionId } = context.actor
  found(await findCycle(context.db, institutionId, cycleId))
  const led = mayListAll(context) ? null : await myUnits(context)
  return briefings.listCoverage(context.db, institutionId, cycleId, led, page)
}

/** Where HR requires it, nobody assesses himself or herself before having read the rules. Throws `briefing.notAcknowledged`. */
export const checkBriefed = async (context: WriteContext, cycleId: string): Promise<void> => {
  const { institutionId, employeeId } = context.actor
  const acknowledged = await briefings.findAcknowledgement(context.tx, institutionId, cycleId, employeeId ?? '')
  refuseUnless(acknowledged !== undefined, 'briefing.notAcknowledged', { cycle: cycleId })
}

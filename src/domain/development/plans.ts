/** Development plans: proposed from gaps by a fixed rule, agreed by both, followed item by item. */
import { DomainError, refuseUnless } from '../errors.ts'
import type { Gap } from '../scoring/jpm.ts'
import { addDays } from '../time.ts'

export const PLAN_STATES = ['proposed', 'agreed', 'closed'] as const
export type PlanState = (typeof PLAN_STATES)[number]
export const PLAN_EVENTS = ['edit', 'agree', 'follow', 'close'] as const
export type PlanEvent = (typeof PLAN_EVENTS)[number]

const NEXT: Record<PlanState, Partial<Record<PlanEvent, PlanState>>> = {
  proposed: { edit: 'proposed', agree: 'agreed' },
  agreed: { edit: 'proposed', follow: 'agreed', close: 'closed' },
  closed: {},
}

/** The state after the event. What both agreed to and is then changed is a proposal again. Throws `developmentPlan.stateForbids`. */
export const nextPlanState = (state: PlanState, event: PlanEvent): PlanState => {
  const next = NEXT[state][event]
  if (!next) throw new DomainError('developmentPlan.stateForbids', { state, event })
  return next
}

export const ITEM_STATES = ['open', 'done', 'dropped'] as const
export type ItemState = (typeof ITEM_STATES)[number]

export const PARTIES = ['employee', 'superior'] as const
export type PlanParty = (typeof PARTIES)[number]

export const DELIVERIES = ['KLASIKAL', 'NON_KLASIKAL'] as const
export type Delivery = (typeof DELIVERIES)[number]

export interface Offer {
  readonly trainingId: string
  readonly code: string
  readonly name: string
  readonly delivery: Delivery
  readonly siasnTypeId: string | null
  readonly hours: number
  readonly endsOn: string
  /** Level that the training leads to, by competency. */
  readonly levels: Readonly<Record<string, number>>
}

/** `training`: one that leads to the required level or, failing that, nearest to it · `workplace`: none is offered. */
export const RULES = ['training', 'workplace'] as const
export type PlanRule = (typeof RULES)[number]

export interface ProposedItem {
  readonly competency: string
  readonly trainingId: string | null
  /** Null for what is named after the competency alone. */
  readonly title: string | null
  readonly delivery: Delivery
  readonly siasnTypeId: string | null
  readonly hours: number
  readonly dueOn: string
  readonly why: {
    readonly rule: PlanRule
    readonly gap: string
    readonly attained: string
    readonly required: number
    readonly priority: number
  }
}

/** Guidance at the place of work (bimbingan di tempat kerja), where no training is offered. */
const WORKPLACE_HOURS = 10
const WORKPLACE_DAYS = 180

/** Offers for a competency, the best first: reaches the requirement, then the higher level, fewer hours, code. */
const offersFor = (offers: readonly Offer[], { code, required }: Gap): Offer[] => {
  const rank = ({ levels }: Offer): number => Math.min(levels[code] ?? 0, required)
  return offers
    .filter(({ levels }) => levels[code] !== undefined)
    .sort((a, b) => rank(b) - rank(a) || a.hours - b.hours || (a.code < b.code ? -1 : 1))
}

const workplaceItem = (today: string) => ({
  trainingId: null,
  title: null,
  delivery: 'NON_KLASIKAL' as const,
  siasnTypeId: null,
  hours: WORKPLACE_HOURS,
  dueOn: addDays(today, WORKPLACE_DAYS),
})

const trainingItem = ({ trainingId, name, delivery, siasnTypeId, hours, endsOn }: Offer) => ({
  trainingId,
  title: name,
  delivery,
  siasnTypeId,
  hours,
  dueOn: endsOn,
})

/** One item for each gap that the policy gave a priority, in its order. The same gaps and offers give the same items. */
export const proposeItems = (gaps: readonly Gap[], offers: readonly Offer[], today: string): ProposedItem[] => {
  const urgent = gaps.filter((gap): gap is Gap & { priority: number } => gap.priority !== null)
  const inTime = offers.filter(({ endsOn }) => endsOn >= today)
  return urgent
    .sort((a, b) => a.priority - b.priority)
    .map((gap) => {
      const [offer] = offersFor(inTime, gap)
      const { code, attained, required, priority } = gap
      const why = {
        rule: offer ? ('training' as const) : ('workplace' as const),
        gap: gap.gap,
        attained,
        required,
        priority,
      }
      return { competency: code, ...(offer ? trainingItem(offer) : workplaceItem(today)), why }
    })
}

/** Throws `developmentPlan.evidenceRequired`: what is done shows by something. */
export const checkDone = (state: ItemState, evidence: string | null): void => {
  refuseUnless(state !== 'done' || evidence !== null, 'developmentPlan.evidenceRequired')
}

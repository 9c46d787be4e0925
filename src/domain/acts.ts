/** Which acts the present state of a resource takes, by operation of the contract; asked of the state machines themselves. */
import { checkDrawable, checkExtendable, nextCycleState, type CycleState } from './appraisal/cycles.ts'
import { nextFormState, type FormState } from './appraisal/forms.ts'
import { nextObjectionState, type ObjectionState } from './appraisal/objections.ts'
import { nextPlanState, type PlanState } from './development/plans.ts'
import { nextSessionState, type SessionState } from './development/trainings.ts'
import { nextFrameworkState, type FrameworkState } from './competency/frameworks.ts'
import { nextRequestState, type RequestState } from './feedback/requests.ts'

type Ask = (state: string) => unknown

const cycle =
  (event: Parameters<typeof nextCycleState>[1]): Ask =>
  (state) =>
    nextCycleState(state as CycleState, event)
const form =
  (event: Parameters<typeof nextFormState>[1]): Ask =>
  (state) =>
    nextFormState(state as FormState, event)
const framework =
  (event: Parameters<typeof nextFrameworkState>[1]): Ask =>
  (state) =>
    nextFrameworkState(state as FrameworkState, event)
const objection =
  (event: Parameters<typeof nextObjectionState>[1]): Ask =>
  (state) =>
    nextObjectionState(state as ObjectionState, event)
const request =
  (event: Parameters<typeof nextRequestState>[1]): Ask =>
  (state) =>
    nextRequestState(state as RequestState, event)

const plan =
  (event: Parameters<typeof nextPlanState>[1]): Ask =>
  (state) =>
    nextPlanState(state as PlanState, event)
const session =
  (event: Parameters<typeof nextSessionState>[1]): Ask =>
  (state) =>
    nextSessionState(state as SessionState, event)

const ASKED: Readonly<Record<string, Ask | undefined>> = {
  updateCycle: cycle('edit'),
  openCycle: cycle('open'),
  closeCycle: cycle('close'),
  scoreCycle: cycle('score'),
  publishCycle: cycle('publish'),
  createRaterDraw: (state) => {
    checkDrawable(state as CycleState)
  },
  extendCycle: (state) => {
    checkExtendable(state as CycleState)
  },
  updateForm: form('edit'),
  publishForm: form('publish'),
  retireForm: form('retire'),
  updateFramework: framework('edit'),
  publishFramework: framework('publish'),
  retireFramework: framework('retire'),
  appointDecider: objection('appoint'),
  openHearing: objection('hear'),
  stateSide: objection('state'),
  decideObjection: objection('decide'),
  withdrawObjection: objection('withdraw'),
  approveFeedbackRequest: request('approve'),
  saveDraft: request('save'),
  submitResponse: request('submit'),
  declineFeedbackRequest: request('decline'),
  withdrawFeedbackRequest: request('withdraw'),
  reopenFeedbackRequest: request('reopen'),
  agreeDevelopmentPlan: plan('agree'),
  addDevelopmentPlanItem: plan('edit'),
  closeDevelopmentPlan: plan('close'),
  updateTrainingSession: session('edit'),
  selectParticipants: session('enrol'),
}

/** True also for acts of which no state machine tells anything. */
export const stateTakes = (operationId: string, state: string): boolean => {
  try {
    ASKED[operationId]?.(state)
    return true
  } catch {
    return false
  }
}

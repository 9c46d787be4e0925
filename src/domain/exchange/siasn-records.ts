/** States of a record on its way to SIASN. */
import { DomainError } from '../errors.ts'

export const RECORD_STATES = ['incomplete', 'ready', 'sent', 'accepted', 'rejected'] as const
export type RecordState = (typeof RECORD_STATES)[number]

export const RECORD_EVENTS = ['send', 'accept', 'reject', 'release'] as const
export type RecordEvent = (typeof RECORD_EVENTS)[number]

/** `release`: it was found out that what was sent did not arrive, or a rejected one is to be tried again. */
const NEXT: Readonly<Record<RecordState, Partial<Record<RecordEvent, RecordState>>>> = {
  incomplete: {},
  ready: { send: 'sent', accept: 'accepted', reject: 'rejected' },
  sent: { accept: 'accepted', reject: 'rejected', release: 'ready' },
  accepted: {},
  rejected: { release: 'ready' },
}

/** Throws `siasnRecord.stateForbids`. */
export const nextRecordState = (state: RecordState, event: RecordEvent): RecordState => {
  const next = NEXT[state][event]
  if (!next) throw new DomainError('siasnRecord.stateForbids', { state, event })
  return next
}

/** Notes during a period: who may write one of whom, and what may lie beside it. */
import { DomainError, refuseUnless } from '../errors.ts'
import type { Relation } from '../policy.ts'

export const NOTE_RELATIONS = ['self', 'superior', 'peer'] as const
export type NoteRelation = (typeof NOTE_RELATIONS)[number]

export const noteRelationOf = (relations: ReadonlySet<Relation>): NoteRelation => {
  if (relations.has('self')) return 'self'
  return relations.has('supervisor') || relations.has('superior') ? 'superior' : 'peer'
}

/** Bytes kept in the database; larger ones lie elsewhere and are named with their digest. */
export const MOST_BYTES = 1_048_576
export const MOST_FILES = 10

/** By its first bytes, whatever it calls itself. */
const SIGNATURES: Readonly<Record<string, readonly number[]>> = {
  'application/pdf': [0x25, 0x50, 0x44, 0x46, 0x2d],
  'image/png': [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a],
  'image/jpeg': [0xff, 0xd8, 0xff],
}
export const EVIDENCE_TYPES = ['application/pdf', 'image/png', 'image/jpeg'] as const
export type EvidenceType = (typeof EVIDENCE_TYPES)[number]

/** Throws `feedbackNote.fileTooLarge` and `feedbackNote.fileTypeMismatch`. */
export const checkEvidence = (bytes: Uint8Array, mediaType: EvidenceType): void => {
  refuseUnless(bytes.length <= MOST_BYTES, 'feedbackNote.fileTooLarge', { bytes: bytes.length, most: MOST_BYTES })
  const isOfType = (SIGNATURES[mediaType] ?? []).every((byte, index) => bytes[index] === byte)
  if (bytes.length === 0 || !isOfType) throw new DomainError('feedbackNote.fileTypeMismatch', { mediaType })
}

/** Throws `feedbackNote.tooManyFiles`. */
export const checkCount = (count: number): void => {
  refuseUnless(count < MOST_FILES, 'feedbackNote.tooManyFiles', { most: MOST_FILES })
}

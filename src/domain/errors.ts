/** Every refusal of the product, once. A code never changes its meaning; a retired one stays here as a comment. */

export const ERROR_KINDS = {
  // Requests that cannot be read
  'request.malformed': 'malformed',
  'request.invalid': 'malformed',
  'request.tooLarge': 'tooLarge',
  'request.unsupportedMediaType': 'unsupportedMediaType',
  'request.notAcceptable': 'notAcceptable',
  'request.methodNotAllowed': 'methodNotAllowed',
  'request.cursorInvalid': 'malformed',
  'request.conditionMissing': 'conditionMissing',
  'request.conditionFailed': 'conditionFailed',
  'request.rateLimited': 'rateLimited',
  // Who is asking
  'token.missing': 'unauthenticated',
  'token.invalid': 'unauthenticated',
  'token.expired': 'unauthenticated',
  // The identity provider cannot be asked for a key that is not known yet
  'token.issuerUnreachable': 'unavailable',
  'access.personUnknown': 'forbidden',
  'access.denied': 'forbidden',
  'resource.notFound': 'notFound',
  // Retries
  'idempotency.keyInvalid': 'malformed',
  'idempotency.keyReused': 'unprocessable',
  'idempotency.inProgress': 'conflict',
  // The service
  'service.overloaded': 'unavailable',
  'service.unavailable': 'unavailable',
  'service.internalError': 'internal',
  // Organisation
  'institution.codeTaken': 'conflict',
  'unit.codeTaken': 'conflict',
  'unit.parentUnknown': 'unprocessable',
  'unit.wouldFormCycle': 'unprocessable',
  'position.codeTaken': 'conflict',
  'position.unitUnknown': 'unprocessable',
  'position.unitHasLeader': 'conflict',
  'employee.nipTaken': 'conflict',
  'employee.nipInvalid': 'malformed',
  'assignment.employeeUnknown': 'unprocessable',
  'assignment.positionUnknown': 'unprocessable',
  'assignment.supervisorUnknown': 'unprocessable',
  'assignment.datesOutOfOrder': 'unprocessable',
  'assignment.overlaps': 'conflict',
  'assignment.ownSupervisor': 'unprocessable',
  'assignment.supervisorCycle': 'unprocessable',
  // Competency criteria
  'preset.alreadyInstalled': 'conflict',
  'framework.editionTaken': 'conflict',
  'framework.notDraft': 'conflict',
  'framework.notPublished': 'conflict',
  'framework.empty': 'unprocessable',
  'framework.codeRepeated': 'unprocessable',
  'positionStandard.targetTaken': 'conflict',
  'positionStandard.targetUnknown': 'unprocessable',
  'positionStandard.targetAmbiguous': 'unprocessable',
  'positionStandard.alreadyConfirmed': 'conflict',
  // Appraisal
  'scoringPolicy.editionTaken': 'conflict',
  'scoringPolicy.unknown': 'unprocessable',
  'scoringPolicy.invalid': 'unprocessable',
  'form.editionTaken': 'conflict',
  'form.notDraft': 'conflict',
  'form.notPublished': 'conflict',
  'form.noItems': 'unprocessable',
  'form.weightsNotHundred': 'unprocessable',
  'form.weightsIncomplete': 'unprocessable',
  'form.elementRepeated': 'unprocessable',
  'form.frameworkUnknown': 'unprocessable',
  'form.indicatorUnknown': 'unprocessable',
  'form.policyMissing': 'unprocessable',
  'form.scaleMismatch': 'unprocessable',
  'cycle.formUnknown': 'unprocessable',
  'cycle.datesOutOfOrder': 'unprocessable',
  'cycle.populationEmpty': 'unprocessable',
  'cycle.notReady': 'conflict',
  'cycle.stateForbids': 'conflict',
  'cycle.phaseClosed': 'conflict',
  'briefing.changed': 'conflict',
  'briefing.notAcknowledged': 'conflict',
  'cycle.thresholdsFrozen': 'conflict',
  'cycle.releaseRefused': 'conflict',
  'cycle.extensionNotLater': 'unprocessable',
  'cycle.policyNotInForce': 'unprocessable',
  'cycle.unconfirmed': 'conflict',
  'appraisal.stateForbids': 'conflict',
  'appraisal.alreadyConfirmed': 'conflict',
  'appraisal.reasonRequired': 'unprocessable',
  'appraisal.workResultRequired': 'unprocessable',
  'appraisal.figureOutOfRange': 'unprocessable',
  'appraisal.handoverUnchanged': 'unprocessable',
  'result.alreadyAcknowledged': 'conflict',
  'objection.tooLate': 'conflict',
  'objection.alreadyFiled': 'conflict',
  'objection.resultSuperseded': 'conflict',
  'objection.itemUnknown': 'unprocessable',
  'objection.deciderUnknown': 'unprocessable',
  'objection.deciderInRatingLine': 'unprocessable',
  'objection.deciderBelowRater': 'unprocessable',
  'objection.stateForbids': 'conflict',
  'objection.notHeard': 'conflict',
  'objection.correctionUnknown': 'unprocessable',
  'objection.correctionsMismatch': 'unprocessable',
  'calibration.cycleUnknown': 'unprocessable',
  'calibration.refused': 'unprocessable',
  'calibration.appraisalUnknown': 'unprocessable',
  'calibration.appraisalRepeated': 'unprocessable',
  'calibration.notConfirmed': 'unprocessable',
  'calibration.unchanged': 'unprocessable',
  'whatIf.tooLarge': 'unprocessable',
  // Feedback
  'feedbackRequest.raterUnknown': 'unprocessable',
  'feedbackRequest.raterIsSubject': 'unprocessable',
  // retired with 0.2: feedbackRequest.raterTaken, since it told who was asked
  'feedbackRequest.raterIsSuperior': 'unprocessable',
  'feedbackRequest.stateForbids': 'conflict',
  'feedbackResponse.notComplete': 'unprocessable',
  'feedbackResponse.itemUnknown': 'unprocessable',
  'feedbackResponse.itemRepeated': 'unprocessable',
  'feedbackResponse.ratingOutOfScale': 'malformed',
  'feedbackResponse.commentRequired': 'unprocessable',
  'feedbackResponse.commentNotAllowed': 'unprocessable',
  'feedbackResponse.alreadySubmitted': 'conflict',
  // Personal data
  'personalData.alreadyDecided': 'conflict',
  'personalData.stillActive': 'conflict',
  'personalData.retentionRunning': 'conflict',
  'personalData.alreadyPseudonymised': 'conflict',
  'raterOpening.targetAmbiguous': 'unprocessable',
  'raterOpening.targetUnknown': 'unprocessable',
  'raterOpening.alreadyDecided': 'conflict',
  'raterOpening.sameOfficial': 'conflict',
  'raterOpening.interested': 'unprocessable',
  // Imports: the file as a whole, then its lines
  'import.fileEmpty': 'unprocessable',
  'import.fileTruncated': 'unprocessable',
  'import.fileTooLarge': 'unprocessable',
  'import.fileTooDense': 'unprocessable',
  'import.fileTooDemanding': 'unprocessable',
  'import.fileHasMacros': 'unprocessable',
  'import.fileHasExternalLinks': 'unprocessable',
  'import.fileGone': 'conflict',
  'import.formatMismatch': 'unprocessable',
  'import.encodingUnsupported': 'unprocessable',
  'import.workbookDamaged': 'unprocessable',
  'import.csvMalformed': 'unprocessable',
  'import.lineTooLong': 'unprocessable',
  'import.tooManyLines': 'unprocessable',
  'import.columnsUnknown': 'unprocessable',
  'import.columnsMissing': 'unprocessable',
  'import.columnRepeated': 'unprocessable',
  'import.missingNotExpected': 'unprocessable',
  'import.tooManyMissing': 'conflict',
  'import.linesRefused': 'unprocessable',
  'import.lineRagged': 'unprocessable',
  'import.jsonMalformed': 'unprocessable',
  'import.keyRepeated': 'unprocessable',
  'import.dayFormat': 'unprocessable',
  'import.dayUnreal': 'unprocessable',
  'import.numberImprecise': 'unprocessable',
  'import.unreadableCharacters': 'unprocessable',
  'import.employeeUnknown': 'unprocessable',
  'import.unitUnknown': 'unprocessable',
  'import.unitOrphaned': 'unprocessable',
  'import.unitCircle': 'unprocessable',
  'import.cycleRequired': 'unprocessable',
  'import.cycleNotExpected': 'unprocessable',
  'import.cycleUnknown': 'unprocessable',
  'import.changesNotExpected': 'unprocessable',
  'import.trainingUnknown': 'unprocessable',
  'import.notOfCycle': 'unprocessable',
  'import.figureOutOfRange': 'unprocessable',
  'import.datesOutOfOrder': 'unprocessable',
  'import.waitNotExpected': 'unprocessable',
  'export.expired': 'notFound',
  'export.notReady': 'conflict',
  'export.cycleRequired': 'unprocessable',
  'export.cycleNotExpected': 'unprocessable',
  'export.cycleUnknown': 'unprocessable',
  'siasnHandover.sourceMismatch': 'unprocessable',
  'siasnHandover.cycleUnknown': 'unprocessable',
  'siasnHandover.notPublished': 'conflict',
  'siasnRecord.stateForbids': 'conflict',
  'siasnRecord.reasonRequired': 'unprocessable',
  'webhookEndpoint.clientUnknown': 'unprocessable',
  'webhookEndpoint.addressRefused': 'unprocessable',
  'webhookEndpoint.typeUnknown': 'unprocessable',
  'webhookEndpoint.disabled': 'conflict',
  'webhookEndpoint.tooManyEvents': 'unprocessable',
  'job.notCancellable': 'conflict',
  // Access
  'identity.subjectTaken': 'conflict',
  'identity.employeeUnknown': 'unprocessable',
  'identity.scopesOnPerson': 'unprocessable',
  'identity.issuerReserved': 'unprocessable',
  'identityProvider.issuerTaken': 'conflict',
  'identityProvider.issuerInvalid': 'unprocessable',
  'identityProvider.institutionUnknown': 'unprocessable',
  'apiClient.tooManySecrets': 'conflict',
  'apiClient.keyUnusable': 'unprocessable',
  'apiClient.keyNameTaken': 'conflict',
  'tokenKey.lastOne': 'conflict',
  // The token endpoint
  'oauth.requestInvalid': 'malformed',
  'oauth.grantUnsupported': 'malformed',
  'oauth.clientInvalid': 'unauthenticated',
  'oauth.clientUnauthorised': 'malformed',
  'oauth.scopeInvalid': 'malformed',
  'oauth.subjectTokenInvalid': 'malformed',
  'roleGrant.identityUnknown': 'unprocessable',
  'roleGrant.alreadyGranted': 'conflict',
  'roleGrant.platformOnly': 'unprocessable',
} as const

export type ErrorCode = keyof typeof ERROR_KINDS
export type ErrorKind = (typeof ERROR_KINDS)[ErrorCode]

export type Fact = string | number | boolean
export type Facts = Readonly<Record<string, Fact>>

export interface FieldError {
  /** JSON pointer into the body, or `#query/name`, `#path/name`. */
  readonly pointer: string
  /** A code of a shape ("required"), of the product's own refusals, or of a finding; its words follow the language. */
  readonly code: string
  readonly facts?: Facts
}

/** A refusal with the facts of both sides ("found 99.99, needed 100"). Facts reach the client: never put secrets in. */
export class DomainError extends Error {
  readonly code: ErrorCode
  readonly facts: Facts
  readonly errors: readonly FieldError[]
  constructor(code: ErrorCode, facts: Facts = {}, errors: readonly FieldError[] = []) {
    super(code)
    this.code = code
    this.facts = facts
    this.errors = errors
  }
}

export const refuseUnless: (condition: boolean, code: ErrorCode, facts?: Facts) => asserts condition = (
  condition,
  code,
  facts = {},
) => {
  if (!condition) throw new DomainError(code, facts)
}

export { everybody, roles, writers } from './access';
export type { Access, Role } from './access';
export { accountCapabilities, accountDeadlines, accountTimeline, sendSignals, takenSignals, timelineQuery } from './account';
export type { SendSignals } from './account';
export { approvalDossier, approvalPage, approvalQuery, taskParams } from './approval';
export { apiKey, apiKeyPage, apiKeyQuery, createApiKey, listedKey, rotateApiKey, scopes } from './api-key';
export type { CreateApiKey, RotateApiKey, Scope } from './api-key';
export { challenge, checkIdentifier, identifierStatus, openChallenge } from './challenge';
export type { CheckIdentifier, IdentifierStatus, OpenChallenge } from './challenge';
export {
  department,
  departmentPage,
  departmentParams,
  departmentQuery,
  grantedRole,
  issuedInvite,
  keptDepartment,
  position,
} from './company';
export { purgeStep, receiptList, requestDeregistrationUnread, stepParams } from './deregistration';
export { advanceAnswer, advanceClock, clockAnswer, messagesAnswer, messagesQuery } from './dev';
export type { AdvanceClock } from './dev';
export { eventPage, eventQuery } from './event';
export type { Face } from './face';
export { faceOf, faces, rightsOfFaces } from './faces';
export type { BodyOf, FacedProcess } from './faces';
export { exampleId, fieldFormats, idParams, nothing } from './formats';
export { grantReviewer, identityReviewer } from './identity';
export type { GrantReviewer } from './identity';
export { operatorTask, operatorTaskPage, operatorTaskQuery, resolveTask, taskRetry } from './operator-task';
export type { ResolveTask } from './operator-task';
export { problem } from './problem';
export type { ProblemBody } from './problem';
export { problemEntry, problemType, problems } from './problems';
export type { ProblemCode } from './problems';
export { takeCallback, takenCallback } from './provider-callback';
export type { TakeCallback } from './provider-callback';
export { workflowAnswer } from './process';
export type { WorkflowAnswer } from './process';

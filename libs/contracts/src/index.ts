export {
  account,
  accountCapabilities,
  accountDeadlines,
  accountPage,
  accountQuery,
  accountTimeline,
  takeInAccount,
  timelineQuery,
} from './account';
export type { TakeInAccount } from './account';
export { apiKey, createApiKey, roles, scopes } from './api-key';
export type { CreateApiKey, Role, Scope } from './api-key';
export { challenge, checkIdentifier, identifierStatus, openChallenge } from './challenge';
export type { CheckIdentifier, IdentifierStatus, OpenChallenge } from './challenge';
export {
  deregistration,
  deregistrationPage,
  deregistrationQuery,
  purgeStep,
  receiptList,
  requestDeregistration,
  revokeDeregistration,
  stepParams,
} from './deregistration';
export type { RequestDeregistration, RevokeDeregistration } from './deregistration';
export { advanceAnswer, advanceClock, clockAnswer, messagesAnswer, messagesQuery } from './dev';
export type { AdvanceClock } from './dev';
export { eventPage, eventQuery } from './event';
export { idParams, nothing } from './formats';
export { operatorTaskPage, operatorTaskQuery } from './operator-task';
export { problem } from './problem';
export type { ProblemBody } from './problem';
export { problemEntry, problemType, problems } from './problems';
export type { ProblemCode } from './problems';
export { workflowAnswer } from './process';
export type { WorkflowAnswer } from './process';

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
export { approval, approvalDossier, approvalPage, approvalQuery, decideTask, openApproval, taskParams } from './approval';
export type { DecideTask, OpenApproval } from './approval';
export { apiKey, createApiKey, roles, scopes } from './api-key';
export type { CreateApiKey, Role, Scope } from './api-key';
export { challenge, checkIdentifier, identifierStatus, openChallenge } from './challenge';
export type { CheckIdentifier, IdentifierStatus, OpenChallenge } from './challenge';
export { addPosition, company, grantedRole, grantRole, issuedInvite, issueInvite, position, takeInCompany } from './company';
export type { AddPosition, GrantRole, IssueInvite, TakeInCompany } from './company';
export {
  deregistration,
  deregistrationPage,
  deregistrationQuery,
  purgeStep,
  receiptList,
  requestDeregistrationUnread,
  revokeDeregistration,
  stepParams,
} from './deregistration';
export type { RevokeDeregistration } from './deregistration';
export { advanceAnswer, advanceClock, clockAnswer, messagesAnswer, messagesQuery } from './dev';
export type { AdvanceClock } from './dev';
export { eventPage, eventQuery } from './event';
export { fieldFormats, idParams, nothing } from './formats';
export { grantReviewer, identityReviewer } from './identity';
export type { GrantReviewer } from './identity';
export { operatorTaskPage, operatorTaskQuery } from './operator-task';
export { problem } from './problem';
export type { ProblemBody } from './problem';
export { problemEntry, problemType, problems } from './problems';
export type { ProblemCode } from './problems';
export { takeCallback, takenCallback } from './provider-callback';
export type { TakeCallback } from './provider-callback';
export { workflowAnswer } from './process';
export type { WorkflowAnswer } from './process';
export {
  correctPhone,
  giveProfile,
  giveSignIn,
  openRegistration,
  provePhone,
  registration,
  registrationPage,
  registrationQuery,
  withdrawRegistration,
} from './registration';
export type { CorrectPhone, GiveProfile, GiveSignIn, OpenRegistration, ProvePhone, WithdrawRegistration } from './registration';

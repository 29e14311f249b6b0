export { administrators, everybody, roles, writers } from './access';
export type { Access, Role } from './access';
export { endedMembership, membershipParams, keptMember, positionedMember, movedMember } from './membership';
export { begunPhoneChange, changedPhone } from './phone-change';
export { sendManySignals, sendSignals, signalRefusals, takenManySignals, type SendManySignals, takenSignals } from './signal';
export { accountCapabilities, capabilitiesQuery, capabilityChecks, checkedCapabilities, useCapability, usedCapability } from './capability';
export {
  accountCredentials,
  accountAsOfQuery,
  accountDeadlines,
  deadlinesQuery,
  accountTimeline,
  credentialParams,
  revokedCredential,
  deviceParams,
  timelineQuery,
} from './account';
export type { CapabilityChecks, UseCapability } from './capability';
export type { SendSignals } from './signal';
export { addressClasses, signInFactors } from './signal';
export { integrities } from './integrity';
export { adoptions, adoptPolicy, adoptPolicyInMany, policyList, policyQuery, policyVersions } from './approval-policy';
export type { AdoptPolicy, AdoptPolicyInMany, WrittenPolicy } from './approval-policy';
export { approvalDossier, approvalPage, approvalQuery, commentsShown, requestParams, taskParams } from './approval';
export { inboxCounts, inboxCountsQuery } from './approval-inbox';
export { apiKey, apiKeyPage, apiKeyQuery, askForKey, createApiKey, listedKey, rotateApiKey, scopes } from './api-key';
export type { AskForKey, CreateApiKey, RotateApiKey, Scope } from './api-key';
export { askForBinding, bindName, boundName, boundNames, nameParams, namesQuery, removeName } from './binding';
export type { AskForBinding, BindName, RemoveName } from './binding';
export { calendarPage, calendarQuery, calendarVersionPage, calendarVersionQuery, regionPage } from './calendar';
export { accountChallenge, challenge, checkIdentifier, codesReleased, identifierStatus, openChallenge, releaseCodes } from './challenge';
export type { AccountChallenge, CheckIdentifier, IdentifierStatus, OpenChallenge, ReleaseCodes } from './challenge';
export {
  companyPage,
  companyQuery,
  department,
  departmentPage,
  departmentParams,
  departmentQuery,
  grantedRole,
  inviteParams,
  invitePage,
  inviteQuery,
  issuedInvite,
  revokedInvite,
  keptDepartment,
  ofCompanyQuery,
  position,
  positionPage,
  positionParams,
  positionQuery,
  retiredPosition,
  rolePage,
  shownPosition,
} from './company';
export { scanProof } from './scan-proof';
export { decideApprovals, decidedApprovals } from './decision';
export type { DecideApprovals } from './decision';
export { delegationPage, delegationQuery } from './delegation';
export type { DelegationQuery } from './delegation';
export { purgeStep, receiptList, stepParams } from './deregistration';
export { advanceAnswer, advanceClock, clockAnswer, messagesAnswer, messagesQuery } from './dev';
export type { AdvanceClock } from './dev';
export { eventPage, eventQuery } from './event';
export { evidenceRequestsShown } from './evidence';
export type { Face } from './face';
export { faceOf, faces, rightsOfFaces } from './faces';
export type { BodyOf, FacedProcess } from './faces';
export { exampleId, fieldFormats, idParams, nothing } from './formats';
export { grantReviewer, identityReviewer, reviewerPage, reviewerQuery } from './identity';
export type { GrantReviewer } from './identity';
export { forceDeregistration, grantPlatformRole, platformGrantPage, platformGrantQuery, takeGrantBack, takenGrant } from './operator-act';
export type { ForceDeregistration, GrantPlatformRole, TakeGrantBack } from './operator-act';
export { operatorTask, operatorTaskPage, operatorTaskQuery, resolveTask, taskRetry } from './operator-task';
export type { ResolveTask } from './operator-task';
export { knownPerson, lookUpPerson, peoplePage, peopleQuery, personFound, personQuery } from './people';
export type { LookUpPerson } from './people';
export { problem } from './problem';
export type { ProblemBody } from './problem';
export { problemEntry, problemType, problems } from './problems';
export type { ProblemCode } from './problems';
export { takeCallback, takenCallback } from './provider-callback';
export type { TakeCallback } from './provider-callback';
export { verificationTimeline } from './verification';
export { proveAnswers, provenByAnswers } from './applicant-proofs';
export type { ProveAnswers } from './applicant-proofs';
export { riskSignals } from './risk';
export { riskAlertExport, riskAlertExportQuery, riskAlertPage, riskAlertQuery } from './risk-alert';
export type { RiskAlertExportQuery, RiskAlertQuery } from './risk-alert';
export { accountAdoptions, accountPolicyList, accountSimulation, adoptAccountPolicy, simulateAccounts } from './forecast';
export type { AdoptAccountPolicy, SimulateAccounts } from './forecast';
export { simulateDraft, simulatePolicy, simulation } from './simulation';
export type { SimulateDraft, SimulatePolicy } from './simulation';
export { securityLogPage, securityLogQuery } from './security-log';
export { workflowAnswer } from './process';
export type { WorkflowAnswer } from './process';

export { accept, codeOf, day, hour, lookAgain, minute, originsOf, PolicyUnknown, refuse, timeless, underPolicy } from './decider';
export type {
  Awaited,
  Claim,
  ClaimChange,
  ClaimWithKey,
  Command,
  Deadline,
  Decision,
  Effect,
  Event,
  Instant,
  Need,
  NeedMode,
  Needs,
  Origin,
  Problem,
  Process,
  TallyChange,
  TallyEntry,
  Trouble,
} from './decider';
export { decideAll } from './decision';
export type { Ground, Ids, Moved, Rules } from './decision';
export type { Field, Shape } from './events';
export type { AnyRule } from './rule';
export { newerThan } from './calendar/newer';
export { isZone } from './calendar/zone';
export { regions } from './calendar/regions';
export type { Calendar } from './calendar/calendar';
export { platformCalendar } from './calendar/stored';
export { companiesLeft, hasLeft, standing } from './account/account';
export { companiesOf, managersOf } from './account/managers';
export type { Account } from './account/account';
export { endingWith } from './account/ended';
export { entriesOf } from './account/entries';
export { newPhonePurpose, phoneChangePurpose } from './account/phone-change';
export type { CredentialMethod } from './account/levels.policy';
export { newestNotice } from './account/notices';
export { accountPolicies } from './account/account.policy';
export { mayDo, whenAvailable } from './account/capabilities';
export { judgeUse, refuseUse } from './account/uses';
export { contextOf, type AskedContext, type CompanyWords } from './account/context';
export { refuseAct } from './account/held-back';
export type { Act } from './account/restriction.policy';
export { credentialsOf, levelEndsAt, levelOf, stateOf as stateOfCredential } from './account/proof';
export { belongsTo } from './account/membership';
export { belongingOf, type Belonging } from './account/belonging';
export { eventsShownAs, hiddenFrom, isRetold, shownEvent, shownState, statesShownAs, tellsDeadlines } from './outward';
export { isProcessType, processes, processOf, processUnder, ruleOf } from './processes';
export type {
  AnyProcess,
  CallerCommandOf,
  CommandOf,
  FactsIn,
  KnownStateIn,
  ProcessType,
  RuleCode,
  RuleRight,
  StatusOf,
} from './processes';
export { keptClasses, sealedBy } from './sealed';
export type { SealedClass } from './sealed';
export { codesOfCommand, reactions } from './reactions';
export { targetsOf, type Reaction } from './reaction';
export { alertIdsOf, alertIn } from './risk-alert/whose';
export { administrationBy, mayReach } from './administration';
export type { Administration, AdministratorRole } from './administration';
export { principalsOf, sees, seesKey } from './visibility';
export type { AdministratorViewer, Companies, Seen, Viewer } from './visibility';
export { anchorPolicy } from './anchor/anchor.policy';
export { assertionPolicy } from './assertion/assertion.policy';
export { breakerPolicy } from './breaker/breaker.policy';
export { clockPolicy } from './clock/clock.policy';
export { budgetPolicy } from './budget/budget.policy';
export { challengePolicy } from './challenge/challenge.policy';
export { commandPolicy } from './command/command.policy';
export { expiresAt, judge, refuseToSend } from './challenge/challenge';
export type { AlikeCode, Challenge, ChallengeHistory, Proof } from './challenge/challenge';
export { deregistrationPurpose, revocationPurpose, whyNotLeave } from './deregistration/cooling-off';
export { decideBy, isAssignee, vacancies, waitingFor, waitingLent, waitingTasks } from './approval/approval';
export { openRequest } from './approval/evidence';
export { factsAboutLooking, inPlaceOf } from './approval/acting-for-others';
export { tasksLentTo } from './approval/lent';
export { askedBefore, lendingToTell } from './approval/notices';
export { hasLapsed, hearersOfLapse } from './approval/lapse';
export type { Approval, PendingApproval } from './approval/approval';
export { dossierClosesAt, overdueFrom } from './approval/inbox';
export { inboxPolicy } from './approval/inbox.policy';
export { whyNoKey } from './approval/operator-key';
export { groupsAsked, isToResolve, peopleNamed, rolesAskedIn, stillWaitingFor } from './approval/resolving';
export { policyStreamOf, policyWith } from './approval-policy/approval-policy';
export type { PolicyContent } from './approval-policy/approval-policy';
export { usersAsked } from './approval-policy/choice';
export { sizeFaults } from './approval-policy/faults';
export { rolesAsked } from './approval/approval.policy';
export type { ApprovalPolicy } from './approval/policy';
export { isForbidden, policyByClass } from './approval/classification';
export type { AccountPolicy } from './account/account.policy';
export { draftOf } from './forecast/draft';
export { forecastPolicy } from './forecast/forecast.policy';
export { living } from './forecast/living';
export type { Asked as AskedLife, Life } from './forecast/living';
export { foretoldOf } from './forecast/words';
export { Lacking } from './forecast/world';
export { foresee } from './forecast/coming';
export type { Coming } from './forecast/coming';
export type { Copy } from './forecast/world';
export { simulating } from './simulation/simulate';
export type { Simulated } from './simulation/simulate';
export type { Script } from './simulation/script';
export { simulationPolicy } from './simulation/simulation.policy';
export { matters, matterTypes, mayBeAskedFor, policyFor, processOfMatter } from './approval/matters';
export type { MatterType } from './approval/matters';
export { delegationLimits } from './delegation/delegation.policy';
export { isActiveIn } from './delegation/delegation';
export type { Delegation } from './delegation/delegation';
export type { Deregistration } from './deregistration/deregistration';
export type { Step } from './deregistration/deregistration.policy';
export { zoneOfCountry } from './calendar/country-zones';
export { bankCardNumber } from './identity/bank-card';
export { needsMainlandNumber } from './verification/verification.policy';
export type { CheckOutcome, KnownCase, Verification } from './verification/verification';
export { documentName, endOfDocument, judgeDocument } from './identity/document';
export { personName } from './identity/name';
export { isReadAs } from './identity/reading';
export { checkCharacterOf } from './identity/id-number';
export { checkDigitOf } from './identity/machine-readable';
export type { IdentityDocument } from './identity/document';
export { receipts } from './deregistration/receipts';
export type { Invite } from './invite/invite';
export { mayStillInvite } from './invite/issuer';
export type { Position } from './position/position';
export { answersOfCaller, answersPurpose, whyNotProven } from './registration/security-answers';
export { devicesOf } from './account/devices';
export { elapsedOf } from './registration/elapsed';
export type { Elapsed } from './registration/elapsed';
export { mayRegisterOn, scanProofExpiry, scanProofsAtOnce } from './registration/registration.policy';
export { registrationPhonePurpose } from './registration/phone-step';
export { claimsByProof } from './registration/registration.policy';
export { applicantAccount, approvalExpired, evidenceNotGiven } from './registration/registration';
export type { KnownRegistration, Registration } from './registration/registration';
export { isLastSomewhere } from './role/leaving';
export type { RoleLeft } from './role/leaving';
export { companyRoles, holdersOf, identityReviewer, isOfCompany, platformGrants, roleNames } from './role/role';
export type { PlatformGrant, Role, RoleWord } from './role/role';
export { isTooFarAhead } from './observation/observation';
export type { Observation } from './observation/observation';
export { observationPolicy } from './observation/observation.policy';
export { commandsAsked, isObserved, observationTypes, refuseMisfits } from './observation/observations';
export { keyAsId, keyOfId } from './rights-review/right';
export type { ReviewedRight } from './rights-review/right';
export { undecided as undecidedRights } from './rights-review/rights-review';
export type { OpenReview, Place } from './rights-review/rights-review';
export { rightsAPage } from './rights-review/rights-review.policy';
export { evaluate } from './risk/evaluate';
export { riskPolicy } from './risk/risk.policy';
export { riskAlertPolicy } from './risk-alert/risk-alert.policy';
export { partsOf, streamIdOf } from './stream-id';
export { retentionPolicy } from './retention/retention.policy';
export { securityPolicy } from './security/security.policy';
export { isCountedByHolder } from './tally';
export { addressClasses, signInFactors } from './account/behaviour.policy';
export { integrities } from './registration/device';

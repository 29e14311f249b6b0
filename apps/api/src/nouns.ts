import type { Type } from '@nestjs/common';
import { AccountCodes } from './accounts/account-codes';
import { AccountQueries } from './accounts/account-queries';
import { AccountsController } from './accounts/accounts.controller';
import { Capabilities } from './accounts/capabilities';
import { CapabilityChecksController } from './accounts/capability-checks.controller';
import { Credentials } from './accounts/credentials';
import { Deadlines } from './accounts/deadlines';
import { Devices } from './accounts/devices';
import { DevicesController } from './accounts/devices.controller';
import { Past } from './accounts/past';
import { Locks } from './accounts/locks';
import { KeptMembers } from './accounts/kept-members';
import { KeptMembersController } from './accounts/kept-members.controller';
import { ManySignals } from './accounts/many-signals';
import { ManySignalsController } from './accounts/many-signals.controller';
import { Memberships } from './accounts/memberships';
import { ReadSignals } from './accounts/read-signals';
import { PhoneChanges } from './accounts/phone-changes';
import { PhoneChangesController } from './accounts/phone-changes.controller';
import { Signals } from './accounts/signals';
import { TakeIn } from './accounts/take-in';
import { Uses } from './accounts/uses';
import { ApiKeysController } from './api-keys/api-keys.controller';
import { KeyCommands } from './api-keys/key-commands';
import { Adoptions } from './approval-policies/adoptions';
import { AdoptionsController } from './approval-policies/adoptions.controller';
import { ApprovalPoliciesController } from './approval-policies/approval-policies.controller';
import { CalendarsBeside } from './approval-policies/calendars-beside';
import { PolicyCommands } from './approval-policies/policy-commands';
import { PolicyQueries } from './approval-policies/policy-queries';
import { Simulations } from './approval-policies/simulations';
import { ActingForOthers } from './approvals/acting-for-others';
import { ActorFacts } from './approvals/actor-facts';
import { ApprovalCommands } from './approvals/approval-commands';
import { Merges } from './approvals/merges';
import { ApprovalQueries } from './approvals/approval-queries';
import { ApprovalsController } from './approvals/approvals.controller';
import { BulkDecisions } from './approvals/bulk-decisions';
import { ReplanningController } from './approvals/replanning.controller';
import { Dossiers } from './approvals/dossier';
import { Earlier } from './approvals/earlier';
import { EvidenceCommands } from './approvals/evidence-commands';
import { EvidenceRequests } from './evidence/evidence-requests';
import { HandingOn } from './approvals/handing-on';
import { CalendarCommands } from './calendars/calendar-commands';
import { CalendarQueries } from './calendars/calendar-queries';
import { CalendarsController } from './calendars/calendars.controller';
import { Inbox } from './approvals/inbox';
import { InboxController } from './approvals/inbox.controller';
import { ChallengesController } from './challenges/challenges.controller';
import { CodeReleases } from './challenges/code-releases';
import { CodeSender } from './challenges/code-sender';
import { CalendarChoiceController } from './companies/calendar-choice.controller';
import { VerificationProfileController } from './companies/verification-profile.controller';
import { MemberRulesController } from './companies/member-rules.controller';
import { CompanyChoices } from './companies/company-choices';
import { CompaniesController } from './companies/companies.controller';
import { CompanyLists } from './companies/company-lists';
import { CompanyNames } from './companies/company-names';
import { CompanyCommands } from './companies/company-commands';
import { Departments } from './companies/departments';
import { DepartmentsController } from './companies/departments.controller';
import { PositionsController } from './companies/positions.controller';
import { Invites } from './companies/invites';
import { InvitesController } from './companies/invites.controller';
import { DelegationCommands } from './delegations/delegation-commands';
import { DelegationsController } from './delegations/delegations.controller';
import { DeregistrationsController } from './deregistrations/deregistrations.controller';
import { RevocationCodes } from './deregistrations/revocation-codes';
import { DevController } from './dev/dev.controller';
import { SimulatedMessages } from './dev/simulated-messages';
import { EventsController } from './events/events.controller';
import { Feed } from './events/feed';
import { FeedPosition } from './process/feed-position';
import { News } from './events/news';
import { Health } from './health/health';
import { HealthController } from './health/health.controller';
import { BindingCodes } from './identities/binding-codes';
import { Bindings } from './identities/bindings';
import { IdentitiesController } from './identities/identities.controller';
import { IdentifierChecks } from './identifier-checks/identifier-checks';
import { IdentifierChecksController } from './identifier-checks/identifier-checks.controller';
import { IdentityReviewersController } from './identity-reviewers/identity-reviewers.controller';
import { MetricsController } from './metrics/metrics.controller';
import { OperatorActs } from './operator-acts/operator-acts';
import { OperatorActsController } from './operator-acts/operator-acts.controller';
import { OperatorKeys } from './operator-acts/operator-keys';
import { PlatformGrantsController } from './operator-acts/platform-grants.controller';
import { PlatformGrants } from './operator-acts/platform-grants';
import { OperatorTasks } from './operator-tasks/operator-tasks';
import { OperatorTasksController } from './operator-tasks/operator-tasks.controller';
import { LookUps } from './people/look-ups';
import { PeopleController } from './people/people.controller';
import { ProviderCallbacksController } from './provider-callbacks/provider-callbacks.controller';
import { AnswersProof } from './accounts/answers-proof';
import { SecurityAnswersController } from './accounts/security-answers.controller';
import { AwaitedApproval } from './registrations/awaited-approval';
import { Documents } from './registrations/documents';
import { ElapsedTime } from './registrations/elapsed-time';
import { InviteHolders } from './registrations/invite-holders';
import { Opening } from './registrations/opening';
import { ProofCommands } from './registrations/proof-commands';
import { ScanProofs } from './challenges/scan-proofs';
import { ScanProofsController } from './registrations/scan-proofs.controller';
import { SecurityAnswers } from './registrations/security-answers';
import { ProofStepsController } from './registrations/proof-steps.controller';
import { RegistrationCodes } from './registrations/registration-codes';
import { RegistrationCommands } from './registrations/registration-commands';
import { RegistrationsController } from './registrations/registrations.controller';
import { RightsReviews } from './rights-reviews/rights-reviews';
import { CompanyRightsReviewsController, RightsReviewsController } from './rights-reviews/rights-reviews.controller';
import { RiskAlertExport } from './risk-alerts/risk-alert-export';
import { RiskAlerts } from './risk-alerts/risk-alerts';
import { RiskAlertsController } from './risk-alerts/risk-alerts.controller';
import { CaseCommands } from './verifications/case-commands';
import { ApplicantPapers } from './approvals/applicant-papers';
import { CaseDossiers } from './approvals/case-dossiers';
import { Comments } from './approvals/comments';
import { CaseTimeline } from './verifications/case-timeline';
import { OpeningCases } from './verifications/opening-cases';
import { VerificationsController } from './verifications/verifications.controller';
import { AccountAdoptions } from './simulations/account-adoptions';
import { AccountSimulations } from './simulations/account-simulations';
import { AccountSimulationsController } from './simulations/account-simulations.controller';
import { SecurityLogController } from './security-log/security-log.controller';

/** A controller, and what it needs beside the kernel. */
type Noun = readonly [controller: Type, ...providers: Type[]];

/** The one place that a controller is registered in. */
export const nouns: readonly Noun[] = [
  [HealthController, Health],
  [MetricsController],
  [AccountsController, AccountCodes, AccountQueries, Credentials, Deadlines, Locks, Memberships, Past, ReadSignals, Signals, TakeIn],
  [CapabilityChecksController, Capabilities, FeedPosition, Uses],
  [ManySignalsController, ManySignals],
  [DevicesController, Devices],
  [KeptMembersController, KeptMembers],
  [PhoneChangesController, PhoneChanges],
  [SecurityAnswersController, AnswersProof],
  [DeregistrationsController, RevocationCodes],
  [RegistrationsController, AwaitedApproval, Documents, ElapsedTime, InviteHolders, Opening, RegistrationCodes, RegistrationCommands],
  [ScanProofsController, ScanProofs],
  [ProofStepsController, ProofCommands, SecurityAnswers],
  [IdentityReviewersController],
  [IdentitiesController, BindingCodes, Bindings],
  [CompaniesController, CompanyCommands, CompanyLists, CompanyNames, Invites],
  [DepartmentsController, Departments],
  [PositionsController],
  [InvitesController],
  [CalendarChoiceController],
  [VerificationProfileController],
  [MemberRulesController, CompanyChoices],
  [CalendarsController, CalendarCommands, CalendarQueries],
  [InboxController, BulkDecisions, Inbox],
  [
    ApprovalsController,
    ...[
      ActingForOthers,
      ActorFacts,
      ApprovalCommands,
      Merges,
      ApprovalQueries,
      ApplicantPapers,
      CaseDossiers,
      Comments,
      Dossiers,
      Earlier,
      EvidenceCommands,
      EvidenceRequests,
      HandingOn,
    ],
  ],
  [ReplanningController],
  [AdoptionsController, Adoptions],
  [ApprovalPoliciesController, PolicyCommands, PolicyQueries, Simulations, CalendarsBeside],
  [AccountSimulationsController, AccountAdoptions, AccountSimulations],
  [DelegationsController, DelegationCommands],
  [RightsReviewsController],
  [CompanyRightsReviewsController, RightsReviews],
  [RiskAlertsController, RiskAlerts, RiskAlertExport],
  [VerificationsController, CaseCommands, CaseTimeline, OpeningCases],
  [PeopleController, LookUps],
  [ChallengesController, CodeReleases, CodeSender],
  [IdentifierChecksController, IdentifierChecks],
  [EventsController, Feed, News],
  [ApiKeysController, KeyCommands],
  [SecurityLogController],
  [OperatorActsController, OperatorActs, OperatorKeys],
  [PlatformGrantsController, PlatformGrants],
  [OperatorTasksController, OperatorTasks],
  [ProviderCallbacksController],
];

/** Mounted by the embedded stack alone. */
export const devNouns: readonly Noun[] = [[DevController, SimulatedMessages]];

import { faces, roles, type Access, type Face, type Role } from '#contracts';
import { processOf } from '#domain';
import { permissions, type Right } from '../authority/authority';
import { declaredRoutes } from './routes';

/** People who call by their token alone: for themselves, or as administrators of a company, who are people as well. */
export const alones = ['alone', 'super-admin', 'department-admin'] as const;
export type Alone = (typeof alones)[number];

/** `leaving`: a person whose account is frozen. */
export type Who = Role | 'person' | 'leaving' | Alone;
export const callers: readonly Who[] = [...roles, 'person', 'leaving', ...alones];

/**
 * Who has each right, written down apart from the table that the code reads. All rights of a process have a row here,
 * or none: then its own spec states them.
 */
export const stated: Readonly<Partial<Record<Right, readonly Who[]>>> = {
  takeInAccount: ['operator'],
  endMembership: ['operator', 'service', 'person', 'super-admin', 'department-admin'],
  changeDepartment: ['operator', 'super-admin', 'department-admin'],
  keepMembers: ['operator', 'service', 'super-admin', 'department-admin'],
  revokeCredentials: ['operator'],
  unlockAccount: ['operator', 'super-admin'],
  adoptAccountPolicies: ['operator'],
  sendSignals: ['operator', 'service'],
  readAccounts: ['operator', 'auditor', 'service', 'person', 'leaving', 'alone', 'super-admin', 'department-admin'],
  requestDeregistration: ['operator', 'service', 'person', 'leaving', 'alone'],
  askForOwnersCode: ['operator', 'service', 'person', 'alone'],
  readDeregistrations: ['operator', 'auditor', 'service', 'person', 'leaving', 'alone'],
  revokeDeregistration: ['operator', 'service', 'person', 'leaving', 'alone'],
  retryPurgeStep: ['operator'],
  openRegistration: ['operator', 'service'],
  readRegistrations: ['operator', 'auditor', 'service', 'person', 'super-admin', 'department-admin'],
  changeRegistration: ['operator', 'service', 'person'],
  openReview: ['operator'],
  retryDirectoryRemoval: ['operator'],
  openVerification: ['operator', 'service', 'person', 'alone'],
  readVerifications: ['operator', 'auditor', 'service', 'person', 'alone', 'super-admin', 'department-admin'],
  changeVerification: ['operator', 'service', 'person', 'alone'],
  openCaseReview: ['operator'],
  takeInCompany: ['operator'],
  manageCompany: ['operator'],
  chooseCalendar: ['operator', 'super-admin'],
  chooseVerificationProfile: ['operator', 'super-admin'],
  chooseMemberRules: ['operator', 'super-admin'],
  reportUses: ['operator', 'service'],
  keepPositions: ['operator', 'super-admin'],
  keepDepartments: ['operator', 'super-admin', 'department-admin'],
  grantRoles: ['operator', 'super-admin', 'department-admin'],
  issueInvites: ['operator', 'super-admin', 'department-admin'],
  openRightsReview: ['operator', 'super-admin'],
  readRightsReviews: ['operator', 'auditor', 'service', 'super-admin'],
  workRiskAlerts: ['operator', 'super-admin', 'department-admin'],
  readRiskAlerts: ['operator', 'auditor', 'service', 'super-admin', 'department-admin'],
  readCompanies: ['operator', 'auditor', 'service', 'super-admin', 'department-admin'],
  replanApproval: ['operator'],
  keepCalendars: ['operator', 'service', 'super-admin'],
  readCalendars: ['operator', 'auditor', 'service', 'super-admin', 'department-admin'],
  openApproval: ['operator', 'service', 'person', 'alone'],
  readApprovals: ['operator', 'auditor', 'service', 'person', 'alone', 'super-admin', 'department-admin'],
  readDossiers: ['operator', 'service', 'person', 'alone'],
  decideApproval: ['person', 'alone'],
  pursueApproval: ['operator', 'service', 'person', 'alone'],
  giveDelegations: ['person', 'alone', 'super-admin', 'department-admin'],
  readDelegations: ['operator', 'auditor', 'service', 'person', 'alone', 'super-admin', 'department-admin'],
  keepPolicies: ['operator', 'service', 'super-admin'],
  adoptPolicies: ['operator', 'super-admin'],
  readPolicies: ['operator', 'auditor', 'service', 'super-admin', 'department-admin'],
  inspectWorkflows: ['operator'],
  appointReviewers: ['operator', 'reviewer-appointer'],
  checkIdentifiers: ['operator', 'service', 'person'],
  readEvents: ['operator', 'auditor', 'service'],
  keepApiKeys: ['operator', 'key-maker'],
  // A person who calls by their token: operators.int.spec.ts.
  askForOperatorKey: [],
  grantPlatformRole: [],
  forceDeregistration: [],
  takePlatformGrantBack: [],
  readPlatformGrants: ['operator', 'auditor'],
  nameOperators: [],
  readOperatorTasks: ['operator', 'auditor'],
  // Nobody whom a key or the stack names: the token of an identity provider says who binds.
  bindNames: [],
  unbindOwnNames: ['person'],
  vouchForDevice: ['person', 'alone'],
  readNames: ['operator', 'person', 'alone'],
  removeNames: ['operator'],
  releaseCodes: ['operator'],
  readSecurityLog: ['operator', 'auditor', 'super-admin'],
  readPeople: ['operator', 'auditor', 'service', 'person', 'super-admin', 'department-admin'],
  lookUpPeople: ['operator', 'service'],
  readReviewers: ['operator', 'auditor'],
  settleOperatorTasks: ['operator'],
  moveClock: ['operator'],
  readMessages: ['operator'],
};

/** The routes that are no command, and that do not come with a process. */
export const otherRoutes: Readonly<Record<string, readonly Who[]>> = {
  'GET /v1/accounts/{id}/capabilities': ['operator', 'auditor', 'service', 'person', 'leaving', 'alone', 'super-admin', 'department-admin'],
  'GET /v1/accounts/{id}/credentials': ['operator', 'auditor', 'service', 'person', 'leaving', 'alone', 'super-admin', 'department-admin'],
  'GET /v1/accounts/{id}/deadlines': ['operator', 'auditor', 'service', 'person', 'leaving', 'alone', 'super-admin', 'department-admin'],
  'GET /v1/accounts/{id}/timeline': ['operator', 'auditor', 'service', 'person', 'leaving', 'alone', 'super-admin', 'department-admin'],
  'POST /v1/accounts/{id}/signals': ['operator', 'service'],
  'POST /v1/accounts/{id}/challenges': ['operator', 'service', 'person', 'alone'],
  'POST /v1/accounts/{id}/security-answers': ['operator', 'service', 'person', 'alone'],
  'GET /v1/deregistrations/{id}/receipts': ['operator', 'auditor', 'service', 'person', 'leaving', 'alone'],
  'POST /v1/deregistrations/{id}/challenges': ['operator', 'service', 'person', 'leaving', 'alone'],
  'GET /v1/verification-cases/{id}/timeline': ['operator', 'auditor', 'service', 'person', 'alone', 'super-admin', 'department-admin'],
  'POST /v1/registrations/{id}/codes': ['operator', 'service', 'person'],
  'GET /v1/approvals': ['operator', 'auditor', 'service', 'person', 'alone', 'super-admin', 'department-admin'],
  'GET /v1/approvals/counts': ['operator', 'auditor', 'service', 'person', 'alone', 'super-admin', 'department-admin'],
  'POST /v1/approvals/decisions': ['person', 'alone'],
  'GET /v1/approvals/{id}/dossier': ['operator', 'service', 'person', 'alone'],
  'GET /v1/approvals/{id}/evidence-requests': ['operator', 'service', 'person', 'alone'],
  'GET /v1/registrations/{id}/evidence-requests': ['operator', 'service', 'person'],
  'GET /v1/approval-policies': ['operator', 'auditor', 'service', 'super-admin', 'department-admin'],
  'GET /v1/approval-policies/{id}/versions': ['operator', 'auditor', 'service', 'super-admin', 'department-admin'],
  'POST /v1/approval-policies/{id}/adoptions': ['operator', 'super-admin'],
  'POST /v1/approval-policies/simulations': ['operator', 'auditor', 'service', 'super-admin', 'department-admin'],
  'POST /v1/approval-policies/{id}/simulations': ['operator', 'auditor', 'service', 'super-admin', 'department-admin'],
  'GET /v1/risk-alerts/export': ['operator', 'auditor', 'service', 'super-admin', 'department-admin'],
  'GET /v1/companies': ['operator', 'auditor', 'service', 'super-admin', 'department-admin'],
  'GET /v1/companies/{id}/positions': ['operator', 'auditor', 'service', 'super-admin', 'department-admin'],
  'GET /v1/companies/{id}/positions/{positionId}': ['operator', 'auditor', 'service', 'super-admin', 'department-admin'],
  'GET /v1/companies/{id}/roles': ['operator', 'auditor', 'service', 'super-admin', 'department-admin'],
  'GET /v1/companies/{id}/invites': ['operator', 'auditor', 'service', 'super-admin', 'department-admin'],
  'GET /v1/calendars': ['operator', 'auditor', 'service', 'super-admin', 'department-admin'],
  'GET /v1/calendars/regions': ['operator', 'auditor', 'service', 'super-admin', 'department-admin'],
  'GET /v1/calendars/{id}/versions': ['operator', 'auditor', 'service', 'super-admin', 'department-admin'],
  'GET /v1/identity-reviewers': ['operator', 'auditor'],
  'GET /v1/people': ['operator', 'auditor', 'service', 'person', 'super-admin', 'department-admin'],
  'GET /v1/people/{id}': ['operator', 'auditor', 'service', 'person', 'super-admin', 'department-admin'],
  'POST /v1/people/lookups': ['operator', 'service'],
  'GET /v1/companies/{id}/departments': ['operator', 'auditor', 'service', 'super-admin', 'department-admin'],
  'GET /v1/companies/{id}/departments/{departmentId}': ['operator', 'auditor', 'service', 'super-admin', 'department-admin'],
  'POST /v1/challenges': ['operator', 'service', 'person'],
  'POST /v1/challenges/release': ['operator'],
  'POST /v1/identifier-checks': ['operator', 'service', 'person'],
  'GET /v1/events': ['operator', 'auditor', 'service'],
  'POST /v1/api-keys': ['operator', 'key-maker'],
  'GET /v1/api-keys': ['operator', 'key-maker'],
  'GET /v1/api-keys/{keyId}': ['operator', 'key-maker'],
  'POST /v1/api-keys/{keyId}/rotation': ['operator', 'key-maker'],
  'POST /v1/api-keys/{keyId}/revocation': ['operator', 'key-maker'],
  'GET /v1/security-log': ['operator', 'auditor', 'super-admin'],
  'GET /v1/platform-grants': ['operator', 'auditor'],
  'GET /v1/operator-tasks': ['operator', 'auditor'],
  'GET /v1/operator-tasks/{id}': ['operator', 'auditor'],
  'POST /v1/identities/challenges': [],
  'POST /v1/identities': [],
  'POST /v1/scan-proofs': ['person', 'alone'],
  'GET /v1/identities': ['operator', 'person', 'alone'],
  'POST /v1/identities/{identityId}/unbinding': ['person'],
  'POST /v1/identities/{identityId}/removal': ['operator'],
  'POST /v1/operator-tasks/{id}/resolution': ['operator'],
  'POST /v1/operator-tasks/{id}/retry': ['operator'],
  'GET /dev/messages': ['operator'],
  'GET /dev/clock': ['operator'],
  'POST /dev/clock/advance': ['operator'],
};

const heldBy = ({ roles, forPeople, whileLeaving, administrators = [] }: Access): readonly Who[] => [
  ...roles,
  ...(forPeople ? (['person'] as const) : []),
  ...(whileLeaving ? (['leaving'] as const) : []),
  ...administrators,
];
const holdersOf = (right: Right) => stated[right] ?? heldBy(permissions[right]);
/** Show, list and workflow, as a process has them. */
export const routesOfProcesses = Object.entries<Face>(faces).flatMap(([type, { path, read, list }]) => [
  [`GET /v1/${path}/{id}`, holdersOf(read as Right)] as const,
  ...(list ? [[`GET /v1/${path}`, holdersOf(read as Right)] as const] : []),
  ...(processOf(type).workflow ? [[`GET /v1/${path}/{id}/workflow`, holdersOf('inspectWorkflows')] as const] : []),
]);
export const routesOfCommands = declaredRoutes.flatMap(({ route, does }) => (does ? [[route, holdersOf(does.right)] as const] : []));

/** Who gets past the guard, route by route. */
export const allowed: Readonly<Record<string, readonly Who[]>> = {
  ...otherRoutes,
  ...Object.fromEntries(routesOfProcesses),
  ...Object.fromEntries(routesOfCommands),
};

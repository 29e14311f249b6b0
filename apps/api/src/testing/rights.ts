import { faces, type Access, type Face } from '#contracts';
import { processOf } from '#domain';
import { permissions, type Right } from '../authority/authority';
import { declaredRoutes } from './routes';

/** `leaving`: a person whose account is frozen. Administrators call by their own token alone. */
export type Who = 'operator' | 'auditor' | 'service' | 'person' | 'leaving' | 'super-admin' | 'department-admin';

/**
 * Who has each right, written down apart from the table that the code reads. All rights of a process have a row here,
 * or none: then its own spec states them.
 */
export const stated: Readonly<Partial<Record<Right, readonly Who[]>>> = {
  takeInAccount: ['operator'],
  sendSignals: ['operator', 'service'],
  readAccounts: ['operator', 'auditor', 'service', 'person', 'leaving', 'super-admin', 'department-admin'],
  requestDeregistration: ['operator', 'service', 'person', 'leaving'],
  readDeregistrations: ['operator', 'auditor', 'service', 'person', 'leaving'],
  revokeDeregistration: ['operator', 'service', 'person', 'leaving'],
  retryPurgeStep: ['operator'],
  openRegistration: ['operator', 'service'],
  readRegistrations: ['operator', 'auditor', 'service', 'person', 'super-admin', 'department-admin'],
  changeRegistration: ['operator', 'service', 'person'],
  openReview: ['operator'],
  retryDirectoryRemoval: ['operator'],
  takeInCompany: ['operator'],
  manageCompany: ['operator'],
  keepPositions: ['operator', 'super-admin'],
  keepDepartments: ['operator', 'super-admin', 'department-admin'],
  grantRoles: ['operator', 'super-admin', 'department-admin'],
  issueInvites: ['operator', 'super-admin', 'department-admin'],
  readCompanies: ['operator', 'auditor', 'service', 'super-admin', 'department-admin'],
  openApproval: ['operator', 'service', 'person'],
  readApprovals: ['operator', 'service', 'person', 'super-admin', 'department-admin'],
  readDossiers: ['operator', 'service', 'person'],
  decideApproval: ['person'],
  inspectWorkflows: ['operator'],
  appointReviewers: ['operator'],
  checkIdentifiers: ['operator', 'service', 'person'],
  readEvents: ['operator', 'service'],
  keepApiKeys: ['operator'],
  readOperatorTasks: ['operator'],
  settleOperatorTasks: ['operator'],
  moveClock: ['operator'],
  readMessages: ['operator'],
};

/** The routes that are no command, and that do not come with a process. */
export const otherRoutes: Readonly<Record<string, readonly Who[]>> = {
  'GET /v1/accounts/{id}/capabilities': ['operator', 'auditor', 'service', 'person', 'leaving', 'super-admin', 'department-admin'],
  'GET /v1/accounts/{id}/deadlines': ['operator', 'auditor', 'service', 'person', 'leaving', 'super-admin', 'department-admin'],
  'GET /v1/accounts/{id}/timeline': ['operator', 'auditor', 'service', 'person', 'leaving', 'super-admin', 'department-admin'],
  'POST /v1/accounts/{id}/signals': ['operator', 'service'],
  'GET /v1/deregistrations/{id}/receipts': ['operator', 'auditor', 'service', 'person', 'leaving'],
  'POST /v1/deregistrations/{id}/challenges': ['operator', 'service', 'person', 'leaving'],
  'POST /v1/registrations/{id}/codes': ['operator', 'service', 'person'],
  'GET /v1/approvals': ['operator', 'service', 'person', 'super-admin', 'department-admin'],

  'GET /v1/approvals/{id}/dossier': ['operator', 'service', 'person'],

  'GET /v1/companies/{id}/departments': ['operator', 'auditor', 'service', 'super-admin', 'department-admin'],
  'GET /v1/companies/{id}/departments/{departmentId}': ['operator', 'auditor', 'service', 'super-admin', 'department-admin'],
  'POST /v1/challenges': ['operator', 'service', 'person'],
  'POST /v1/identifier-checks': ['operator', 'service', 'person'],
  'GET /v1/events': ['operator', 'service'],
  'POST /v1/api-keys': ['operator'],
  'GET /v1/api-keys': ['operator'],
  'GET /v1/api-keys/{keyId}': ['operator'],
  'POST /v1/api-keys/{keyId}/rotation': ['operator'],
  'POST /v1/api-keys/{keyId}/revocation': ['operator'],
  'GET /v1/operator-tasks': ['operator'],
  'GET /v1/operator-tasks/{id}': ['operator'],
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

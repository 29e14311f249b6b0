import { everybody, rightsOfFaces, scopes, writers, type Access, type Role, type Scope } from '#contracts';
import type { ProcessRow } from '#read-models';
import { processOf, ruleOf, sees, type Companies, type PlatformGrant, type ProcessType, type RuleRight, type Viewer } from '#domain';

/** The caller, as proven by a key and its owner, or by a person's token alone. */
export interface Authority {
  /** By which budgets count: a key, or a person who calls without one. */
  keyId: string;
  /** The calling system: all its keys share what it opened. */
  client: string;
  /** What the key is for: beyond these companies it sees and does nothing. */
  companies: Companies;
  /** The random id of the key's owner in events. */
  principalId: string;
  roles: readonly Role[];
  scopes: readonly Scope[];
  /** On-Behalf-Of: the person is the actor, and the key only brings the call. */
  person?: ActingPerson;
}

export interface Person {
  /** The public id of the person: that of their account, if there is one. */
  userId: string;
  /** The random id of the person in events. */
  principalId: string;
  /** The account is frozen: the person may only leave, or stay after all. */
  leaving: boolean;
}

/**
 * A person who acts, and how that is known: by what an identity provider says, by the embedded stack, or by a key
 * alone.
 */
export interface ActingPerson extends Person {
  authn: 'assertion' | 'embedded' | 'api-key';
  /** The rights over the platform by which a person acts who calls without a service: a key lends nobody any. */
  grants?: readonly PlatformGrant[];
}

/** What a person who calls without a service may do for themselves, where the route is for people. */
const ownScopes: readonly Scope[] = ['accounts:read', 'approvals:read', 'approvals:write', 'deregistrations:read', 'deregistrations:write'];

const isRead = (scope: Scope) => scope.endsWith(':read');

/** What each right over the platform adds. Key-makers hand on what they hold, so they hold every scope. */
const scopesOf: Readonly<Record<PlatformGrant, readonly Scope[]>> = {
  operator: scopes.filter((scope) => scope !== 'keys:write' && scope !== 'act-for'),
  'key-maker': scopes,
  'reviewer-appointer': ['registrations:write'],
  auditor: scopes.filter(isRead),
};

/** The scopes of a person who calls without a service. */
export const scopesAlone = (grants: readonly PlatformGrant[]): readonly Scope[] => [
  ...new Set([...ownScopes, ...grants.flatMap((grant) => scopesOf[grant])]),
];

/** Whether it is proven that the person acts: a key alone proves nothing about people. */
const isProven = ({ authn }: ActingPerson): boolean => authn !== 'api-key';

/** The actor, as events know them. */
export const actorOf = ({ person, principalId }: Authority): string => person?.principalId ?? principalId;

/** Every right: those of the processes, and all others. Routes, `allowed` and the authorisation matrix read it here. */
export const permissions = {
  ...rightsOfFaces,
  inspectWorkflows: { roles: ['operator'] },
  appointReviewers: { roles: ['reviewer-appointer'], scope: 'registrations:write' },
  checkIdentifiers: { roles: writers, scope: 'identifiers:check', forPeople: true },
  readEvents: { roles: everybody, scope: 'events:read' },
  keepApiKeys: { roles: ['key-maker'], scope: 'keys:write' },
  /** Each takes a second operator, so that its requester is a person. */
  askForOperatorKey: { roles: ['key-maker'], scope: 'keys:write', proof: 'person', stepUp: true },
  grantPlatformRole: { roles: ['operator'], proof: 'person', stepUp: true },
  forceDeregistration: { roles: ['operator'], scope: 'deregistrations:write', proof: 'person', stepUp: true },
  /** The installation command alone. */
  nameOperators: { roles: [] },
  readOperatorTasks: { roles: ['operator', 'auditor'] },
  readSecurityLog: { roles: ['operator', 'auditor'] },
  settleOperatorTasks: { roles: ['operator'] },
  moveClock: { roles: ['operator'] },
  readMessages: { roles: ['operator'] },
} as const satisfies Readonly<Record<RuleRight, Access>> & Readonly<Record<string, Access>>;

export type Right = keyof typeof permissions;

/** Whether the caller has the right that the rule of this command names. Nobody has it for a command that callers do not send. */
export function mayCommand(authority: Authority, process: ProcessType, command: string): boolean {
  const { right } = ruleOf(process, command);
  return right !== undefined && mayUse(permissions[right], authority);
}

/**
 * By role and scope. Acting for a person lends no right of an operator or auditor; a person who is leaving has only the
 * rights of leaving. Where a person must prove who they are, no key stands in for them.
 */
export function mayUse(access: Access, authority: Authority): boolean {
  const scopes: readonly string[] = authority.scopes;
  if (access.scope !== undefined && !scopes.includes(access.scope)) return false;
  if (access.proof === 'person' && !(authority.person && isProven(authority.person))) return false;
  if (!authority.person) return access.roles.some((role) => authority.roles.includes(role));
  return (access.forPeople === true || isGranted(access, authority)) && (access.whileLeaving === true || !authority.person.leaving);
}

/** Whether the person holds a right over the platform that opens this route. */
const isGranted = ({ roles }: Access, { person }: Authority): boolean =>
  roles.some((role) => person?.grants?.some((grant) => grant === role));

/**
 * The caller as this route takes them. What only its owner may end is no matter of a right over the platform: there, and
 * where no such right is asked for, a person is a person among others.
 */
export function asTaken(access: Access, authority: Authority): Authority {
  const { person } = authority;
  if (!person?.grants) return authority;
  const isOwners = access.stepUp === true && access.forPeople === true;
  return isGranted(access, authority) && !isOwners ? authority : { ...authority, person: { ...person, grants: [] } };
}

/** Nobody hands on a right that they do not hold: these are the rights over the platform that the caller lacks. */
export const rolesLacking = ({ person, roles }: Authority, granted: readonly Role[]): readonly Role[] => {
  const held: readonly Role[] = person ? (person.grants ?? []) : roles;
  // An auditor reads what operators read.
  const isHeld = (role: Role) => held.includes(role) || (role === 'auditor' && held.includes('operator'));
  return granted.filter((role) => role !== 'service' && !isHeld(role));
};

/** The scopes among them that the caller lacks. */
export const scopesLacking = (authority: Authority, granted: readonly Scope[]): readonly Scope[] =>
  granted.filter((scope) => !authority.scopes.includes(scope));

/** The same of companies. */
export const companiesLacking = (authority: Authority, granted: Companies): readonly string[] =>
  (granted === 'platform' ? [granted] : granted).filter((company) => !isFor(authority, company));

/** Operators and auditors see everything; a key that is also a service's shows an auditor what a service sees. */
const seesAll = (roles: readonly Role[]) => roles.includes('operator') || (roles.includes('auditor') && !roles.includes('service'));

export const isOperator = ({ person, roles }: Authority): boolean =>
  (person ? (person.grants ?? []) : roles).some((role) => role === 'operator');

/** As whom a caller looks at processes. */
export function viewerOf({ person, principalId, roles, client, companies }: Authority): Viewer {
  if (seesAll(person ? (person.grants ?? []) : roles)) return { as: 'operator', principal: principalId };
  if (person) return { as: 'person', principal: person.principalId, account: person.userId, companies };
  return { as: 'service', principal: principalId, client, companies };
}

/**
 * By facts, as the process itself declares; lists find by the same declaration. Of a process that they do not see,
 * callers learn nothing.
 */
export const maySee = (authority: Authority, { type, id, client, state }: Pick<ProcessRow, 'type' | 'id' | 'client' | 'state'>): boolean =>
  sees(viewerOf(authority), { ...processOf(type).seenBy(state, id), client });

/** The same of a row, by the columns that lists find by: so it holds also for a state that only a newer release can read. */
export const maySeeRow = (
  authority: Authority,
  { services = 'parties', draft = false, companies = [], accounts = [], principals = [], client }: ProcessRow,
): boolean => sees(viewerOf(authority), { services, draft, companies, accounts, principals, client });

/** Whether the key of this caller is for this company. */
export const isFor = ({ companies }: Authority, companyId: string): boolean => companies === 'platform' || companies.includes(companyId);

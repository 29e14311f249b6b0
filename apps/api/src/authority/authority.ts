import { rightsOfFaces, writers, type Access, type Role, type Scope } from '#contracts';
import type { ProcessRow } from '#read-models';
import { processOf, ruleOf, sees, type Administration, type Companies, type ProcessType, type RuleRight, type Viewer } from '#domain';

/** The caller, as proven by a key and its owner, or by the token of a person alone. */
export interface Authority {
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
  /** Without a key: what the person administers. Their roles say what they may do, and nothing else does. */
  administers?: readonly Administered[];
}

/** What a person administers, and the stream of the role that says so. */
export interface Administered extends Administration {
  streamId: string;
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
}

/** Whether it is proven that the person acts: a key alone proves nothing about people. */
const isProven = ({ authn }: ActingPerson): boolean => authn !== 'api-key';

/** The service that brings the call of a person, if one does. */
export const viaOf = ({ person, administers, principalId }: Authority): string | undefined =>
  person && !administers ? principalId : undefined;

/** The actor, as events know them. */
export const actorOf = ({ person, principalId }: Authority): string => person?.principalId ?? principalId;

/** Every right: those of the processes, and all others. Routes, `allowed` and the authorisation matrix read it here. */
export const permissions = {
  ...rightsOfFaces,
  inspectWorkflows: { roles: ['operator'] },
  appointReviewers: { roles: ['operator'], scope: 'registrations:write' },
  checkIdentifiers: { roles: writers, scope: 'identifiers:check', forPeople: true },
  readEvents: { roles: writers, scope: 'events:read' },
  keepApiKeys: { roles: ['operator'], scope: 'keys:write' },
  readOperatorTasks: { roles: ['operator'] },
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
 * By role and scope; an administrator by their role in a company alone. Acting for a person lends no right of an operator or auditor; a person who is leaving has only the
 * rights of leaving. Where a person must prove who they are, no key stands in for them.
 */
export function mayUse(access: Access, authority: Authority): boolean {
  if (authority.administers) return !authority.person?.leaving && byRoleIn(access, authority.administers).length > 0;
  const scopes: readonly string[] = authority.scopes;
  if (access.scope !== undefined && !scopes.includes(access.scope)) return false;
  if (access.proof === 'person' && !(authority.person && isProven(authority.person))) return false;
  if (authority.person) return access.forPeople === true && (access.whileLeaving === true || !authority.person.leaving);
  return access.roles.some((role) => authority.roles.includes(role));
}

/** Of what a person administers, that by which they have this right. */
export const byRoleIn = ({ administrators = [] }: Access, administers: readonly Administered[]): readonly Administered[] =>
  administers.filter(({ role }) => administrators.includes(role));

/** Nobody hands on a right that they do not hold: these are the scopes among them that the caller lacks. */
export const scopesLacking = (authority: Authority, granted: readonly Scope[]): readonly Scope[] =>
  granted.filter((scope) => !authority.scopes.includes(scope));

/** The same of companies. */
export const companiesLacking = (authority: Authority, granted: Companies): readonly string[] =>
  (granted === 'platform' ? [granted] : granted).filter((company) => !isFor(authority, company));

/** As whom a caller looks at processes. Auditors look as services do. */
export function viewerOf({ person, principalId, roles, client, companies, administers }: Authority): Viewer {
  if (person && administers) return administratorOf(person, administers);
  if (person) return { as: 'person', principal: person.principalId, account: person.userId, companies };
  if (roles.includes('operator')) return { as: 'operator', principal: principalId };
  return { as: 'service', principal: principalId, client, companies };
}

function administratorOf({ principalId: principal, userId: account }: Person, administers: readonly Administered[]): Viewer {
  const whole = administers.filter(({ role }) => role === 'super-admin').map(({ companyId }) => companyId);
  const scoped = administers.filter(({ role }) => role !== 'super-admin');
  const departments = scoped.flatMap(({ companyId, departmentIds }) => [companyId, ...departmentIds]);
  const companies = [...new Set(administers.map(({ companyId }) => companyId))];
  return { as: 'administrator', principal, account, companies, whole, departments };
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
  { services = 'parties', draft = false, companies = [], departments = [], accounts = [], principals = [], client }: ProcessRow,
): boolean => sees(viewerOf(authority), { services, draft, companies, departments, accounts, principals, client });

/** Whether the key of this caller is for this company. */
export const isFor = ({ companies }: Authority, companyId: string): boolean => companies === 'platform' || companies.includes(companyId);

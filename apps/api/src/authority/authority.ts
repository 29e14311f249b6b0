import type { Role, Scope } from '#contracts';
import { processOf, ruleOf, type ProcessType, type RuleRight } from '#domain';
import { rightsOfFaces } from './faces';
import { writers, type Access } from './access';

/** The caller, as proven by a key and its owner. */
export interface Authority {
  keyId: string;
  /** The random id of the key's owner in events. */
  principalId: string;
  roles: readonly Role[];
  scopes: readonly Scope[];
  /** On-Behalf-Of: the person is the actor, and the key only brings the call. */
  person?: Person;
}

export interface Person {
  /** The public id of the person: that of their account, if there is one. */
  userId: string;
  /** The random id of the person in events. */
  principalId: string;
  /** The account is frozen: the person may only leave, or stay after all. */
  leaving: boolean;
}

/** The actor, as events know them. */
export const actorOf = ({ person, principalId }: Authority): string => person?.principalId ?? principalId;

/** Every right: those of the processes, and all others. Routes, `allowed` and the authorisation matrix read it here. */
export const permissions = {
  ...rightsOfFaces,
  inspectWorkflows: { roles: ['operator'] },
  appointReviewers: { roles: ['operator'], scope: 'registrations:write' },
  checkIdentifiers: { roles: writers, scope: 'identifiers:check', forPeople: true },
  readEvents: { roles: writers, scope: 'events:read' },
  createApiKeys: { roles: ['operator'], scope: 'keys:write' },
  readOperatorTasks: { roles: ['operator'] },
  moveClock: { roles: ['operator'] },
  readMessages: { roles: ['operator'] },
} as const satisfies Readonly<Record<RuleRight, Access>> & Readonly<Record<string, Access>>;

/** True if the caller has the right of this command. Nobody has it for a command that callers do not send. */
export function mayCommand(authority: Authority, process: ProcessType, command: string): boolean {
  const { right } = ruleOf(process, command);
  return right !== undefined && mayUse(permissions[right], authority);
}

/**
 * By role and scope. Acting for a person lends no right of an operator or auditor; a person who is leaving has only the
 * rights of leaving.
 */
export function mayUse(access: Access, authority: Authority): boolean {
  if (access.scope !== undefined && !authority.scopes.includes(access.scope)) return false;
  if (authority.person) return access.forPeople === true && (access.whileLeaving === true || !authority.person.leaving);
  return access.roles.some((role) => authority.roles.includes(role));
}

/** Nobody hands on a right that they do not hold. */
export const mayGrant = (authority: Authority, granted: readonly Scope[]): boolean =>
  granted.every((scope) => authority.scopes.includes(scope));

/**
 * By facts, as the process declares: its parties and the people whom it is about see it.
 * Without a person, operators see everything, and services everything that is not for its parties alone.
 * Callers learn nothing of any other process.
 */
export function maySee(authority: Authority, { type, id, state }: { type: string; id: string; state: { status: string } }): boolean {
  const { services, accounts, principals } = processOf(type).seenBy(state, id);
  const { person, roles } = authority;
  if (principals.includes(actorOf(authority))) return true;
  if (person) return accounts.includes(person.userId);
  return services === 'all' || roles.includes('operator');
}

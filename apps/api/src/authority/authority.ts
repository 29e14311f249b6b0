import { rightsOfFaces, writers, type Access, type Role, type Scope } from '#contracts';
import { processOf, ruleOf, sees, type ProcessType, type RuleRight, type Viewer } from '#domain';

/** Who calls, as a key and its owner have proven it. */
export interface Authority {
  keyId: string;
  /** The random id that stands for the key's owner in events. */
  principalId: string;
  roles: readonly Role[];
  scopes: readonly Scope[];
  /** On-Behalf-Of: the person is the actor, and the key only lends the way. */
  person?: Person;
}

export interface Person {
  /** The id he has outside; of somebody with an account that account's. */
  userId: string;
  /** The random id that stands for him in events. */
  principalId: string;
  /** His account is frozen: he may do nothing but leave, or stay after all. */
  leaving: boolean;
}

/** Whoever acts, as events know him. */
export const actorOf = ({ person, principalId }: Authority): string => person?.principalId ?? principalId;

/** Every right there is: those of the processes, and those of everything else. Routes, `allowed` and the authorisation matrix read it here. */
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

export type Right = keyof typeof permissions;

/** Whether the caller has the right that the rule of this command names. Nobody has it for a command that callers do not send. */
export function mayCommand(authority: Authority, process: ProcessType, command: string): boolean {
  const { right } = ruleOf(process, command);
  return right !== undefined && mayUse(permissions[right], authority);
}

/** By role and scope. Acting for a person lends no right of an operator or auditor, and one who leaves has only those that leaving takes. */
export function mayUse(access: Access, authority: Authority): boolean {
  const scopes: readonly string[] = authority.scopes;
  if (access.scope !== undefined && !scopes.includes(access.scope)) return false;
  if (authority.person) return access.forPeople === true && (access.whileLeaving === true || !authority.person.leaving);
  return access.roles.some((role) => authority.roles.includes(role));
}

/** Nobody hands on what he does not hold. */
export const mayGrant = (authority: Authority, granted: readonly Scope[]): boolean =>
  granted.every((scope) => authority.scopes.includes(scope));

/** As whom a caller looks at processes. Auditors look as services do. */
export function viewerOf({ person, principalId, roles }: Authority): Viewer {
  if (person) return { as: 'person', principal: person.principalId, account: person.userId };
  return { as: roles.includes('operator') ? 'operator' : 'service', principal: principalId };
}

/** By facts, as the process itself declares; lists find by the same declaration. Of a process that they do not see, callers learn nothing. */
export const maySee = (authority: Authority, { type, id, state }: { type: string; id: string; state: { status: string } }): boolean =>
  sees(viewerOf(authority), processOf(type).seenBy(state, id));

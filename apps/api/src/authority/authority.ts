import type { Role, Scope } from '#contracts';

/** Who calls, as a key and its owner have proven it. */
export interface Authority {
  keyId: string;
  /** The random id that stands for the key's owner in events. */
  principalId: string;
  roles: readonly Role[];
  scopes: readonly Scope[];
  /** On-Behalf-Of: the person is the actor, and the key only lends the way. Until people sign in, a person is known by the account he lives in. */
  person?: { accountId: string };
}

/** What a route or a command asks of its caller. */
export interface Access {
  roles: readonly Role[];
  scope?: Scope;
  /** A service may come here for a person. */
  forPeople?: boolean;
}

const everybody: readonly Role[] = ['service', 'operator', 'auditor'];
const writers: readonly Role[] = ['service', 'operator'];

/** Every right there is, in one place: routes, `allowed` and the authorisation matrix read it here. */
export const permissions = {
  takeInAccount: { roles: ['operator'], scope: 'accounts:write' },
  readAccounts: { roles: everybody, scope: 'accounts:read', forPeople: true },
  requestDeregistration: { roles: writers, scope: 'deregistrations:write', forPeople: true },
  readDeregistrations: { roles: everybody, scope: 'deregistrations:read', forPeople: true },
  revokeDeregistration: { roles: writers, scope: 'deregistrations:write', forPeople: true },
  retryPurgeStep: { roles: ['operator'], scope: 'deregistrations:write' },
  inspectWorkflows: { roles: ['operator'] },
  checkIdentifiers: { roles: writers, scope: 'identifiers:check', forPeople: true },
  readEvents: { roles: writers, scope: 'events:read' },
  createApiKeys: { roles: ['operator'] },
  readOperatorTasks: { roles: ['operator'] },
  moveClock: { roles: ['operator'] },
  readMessages: { roles: ['operator'] },
} as const satisfies Record<string, Access>;

/** The right that each command of a caller asks for: what is not here is offered to nobody. */
export const commandAccess: Readonly<Record<string, Access>> = {
  TakeInAccount: permissions.takeInAccount,
  RequestDeregistration: permissions.requestDeregistration,
  RevokeDeregistration: permissions.revokeDeregistration,
  RetryPurgeStep: permissions.retryPurgeStep,
};

/** By role and scope. Acting for a person lends no right of an operator or auditor. */
export function mayUse(access: Access, authority: Authority): boolean {
  if (access.scope !== undefined && !authority.scopes.includes(access.scope)) return false;
  if (authority.person) return access.forPeople === true;
  return access.roles.some((role) => authority.roles.includes(role));
}

/** By facts: a person touches his own account and what is about it; of everything else he learns nothing. */
export function maySee(authority: Authority, process: { type: string; id: string; accountId?: string }): boolean {
  if (!authority.person) return true;
  return authority.person.accountId === (process.type === 'account' ? process.id : process.accountId);
}

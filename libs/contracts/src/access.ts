import type { Act, AdministratorRole } from '#domain';

export const roles = ['service', 'operator', 'auditor', 'key-maker', 'reviewer-appointer'] as const;
export type Role = (typeof roles)[number];

/** What a right or a route asks of its caller. */
export interface Access<S extends string = string> {
  roles: readonly Role[];
  scope?: S;
  /** People with one of these roles in a company may come here by their own token alone, within their company. */
  administrators?: readonly AdministratorRole[];
  /** A service may come here for a person. */
  forPeople?: boolean;
  /** Also for a person who is leaving, and on an account that is. */
  whileLeaving?: boolean;
  /** What it is for a person whose account is held back: each restriction leaves some acts. Left out: any other act. */
  act?: Act;
  /**
   * `person`: only for a person who proves who they are; a service that names one is not enough. `identity`: for
   * somebody whom an identity provider has proven, and who need not be known here yet.
   */
  proof?: 'person' | 'identity' | undefined;
  /** Cannot be undone: a person who proves who they are has signed in lately, and their proof serves once. */
  stepUp?: boolean;
  /**
   * Ends what is a person's own: they prove that they do it themselves, or a code to their phone comes with the call.
   * No key stands in for them, an operator's neither.
   */
  ownersProof?: boolean;
}

export const everybody: readonly Role[] = ['service', 'operator', 'auditor'];
export const writers: readonly Role[] = ['service', 'operator'];

/** G7: for the administrators of a company, each in their own scope. */
export const administrators: readonly AdministratorRole[] = ['super-admin', 'department-admin'];

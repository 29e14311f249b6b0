import type { AdministratorRole } from '#domain';

export const roles = ['service', 'operator', 'auditor'] as const;
export type Role = (typeof roles)[number];

/** What a right or a route asks of its caller. */
export interface Access<S extends string = string> {
  roles: readonly Role[];
  scope?: S;
  /** People with one of these roles in a company may come here by their own token alone, within their company. */
  administrators?: readonly AdministratorRole[];
  /** A service may come here for a person. */
  forPeople?: boolean;
  /** Also for a person who is leaving. */
  whileLeaving?: boolean;
  /** Only for a person who proves who they are: a service that names one is not enough. */
  proof?: 'person' | undefined;
  /** Cannot be undone: a person who proves who they are has signed in lately, and their proof serves once. */
  stepUp?: boolean;
}

export const everybody: readonly Role[] = ['service', 'operator', 'auditor'];
export const writers: readonly Role[] = ['service', 'operator'];

/** G7: for the administrators of a company, each in their own scope. */
export const administrators: readonly AdministratorRole[] = ['super-admin', 'department-admin'];

import type { Role, Scope } from '#contracts';

/** What a route or a command requires of its caller. */
export interface Access {
  roles: readonly Role[];
  scope?: Scope;
  /** A service may call this for a person. */
  forPeople?: boolean;
  /** Also for a person who is leaving. */
  whileLeaving?: boolean;
}

export const everybody: readonly Role[] = ['service', 'operator', 'auditor'];
export const writers: readonly Role[] = ['service', 'operator'];

import type { Role, Scope } from '#contracts';

/** What a route or a command asks of its caller. */
export interface Access {
  roles: readonly Role[];
  scope?: Scope;
  /** A service may come here for a person. */
  forPeople?: boolean;
  /** Also for a person who leaves. */
  whileLeaving?: boolean;
}

export const everybody: readonly Role[] = ['service', 'operator', 'auditor'];
export const writers: readonly Role[] = ['service', 'operator'];

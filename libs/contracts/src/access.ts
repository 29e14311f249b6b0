export const roles = ['service', 'operator', 'auditor'] as const;
export type Role = (typeof roles)[number];

/** What a right or a route asks of its caller. */
export interface Access<S extends string = string> {
  roles: readonly Role[];
  scope?: S;
  /** A service may come here for a person. */
  forPeople?: boolean;
  /** Also for a person who is leaving. */
  whileLeaving?: boolean;
}

export const everybody: readonly Role[] = ['service', 'operator', 'auditor'];
export const writers: readonly Role[] = ['service', 'operator'];

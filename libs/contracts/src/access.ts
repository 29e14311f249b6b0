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
  /** Only for a person who proves who they are: a service that names one is not enough. */
  proof?: 'person' | undefined;
  /** Cannot be undone: a person who proves who they are has signed in lately, and their proof serves once. */
  stepUp?: boolean;
  /**
   * Ends what is a person's own: they prove that they do it themselves, or a code to their phone comes with the call. No
   * key stands in for them, an operator's neither.
   */
  ownersProof?: boolean;
}

export const everybody: readonly Role[] = ['service', 'operator', 'auditor'];
export const writers: readonly Role[] = ['service', 'operator'];

/** Why an assertion proves nobody: the whole list. */
export const reasons = ['expired', 'not-yet-valid', 'issuer-unknown', 'audience', 'signature', 'algorithm', 'malformed'] as const;
export type Reason = (typeof reasons)[number];

/** The token is no proof. */
export class AssertionInvalid extends Error {
  constructor(readonly reason: Reason) {
    super(`assertion: ${reason}`);
  }
}

/** The issuer does not answer, and its last known keys are too old: nobody can tell. */
export class IssuerAway extends Error {
  constructor(readonly issuer: string) {
    super('the keys of an issuer cannot be had');
  }
}

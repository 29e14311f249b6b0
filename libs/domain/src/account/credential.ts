import type { Instant } from '../decider';
import { code, flag, group, id, instant, oneOf, optional, type DataOf } from '../events';
import { credentialMethods, levels, type CredentialMethod, type Level } from './levels.policy';

/** A proof of identity with its term. */
export const credentialFields = {
  credentialId: id,
  method: code(...credentialMethods),
  /** None: it counts for good. */
  validUntil: optional(instant),
  /** The verification case that has earned it. */
  caseId: optional(id),
  /** The document that it rests on, which the account holds. None: a release before, or a method without one. */
  identityId: optional(id),
  /** Nobody has proven it here: an operator vouches for it. */
  attested: optional(flag),
};

/** What a registration has proven of its applicant. */
export const proven = group({ level: oneOf(...levels), method: code(...credentialMethods), validUntil: optional(instant) });

/** What an operator vouches for when they take a person in. */
export const attested = group({ credentialId: id, method: code(...credentialMethods), validUntil: optional(instant) });

/** Why a credential counts no more. */
export const credentialEnds = ['lapsed', 'revoked'] as const;

/** The newest credential of its method. */
export interface Credential extends Omit<DataOf<typeof credentialFields>, 'method'> {
  grantedAt: Instant;
  /** The days before its end that were announced last. */
  announced?: number;
  /** The number of that notice among all of the account. */
  notice?: number;
  ended?: { as: (typeof credentialEnds)[number]; at: Instant };
}
export type Credentials = Readonly<Partial<Record<CredentialMethod, Credential>>>;

/** What an account keeps of what its person has proven. */
export interface Proofs {
  /** By method. None: nothing was ever proven or attested here. */
  credentials?: Credentials;
  /** How often the end of a credential was announced. */
  notices?: number;
  level?: Level;
  /** When the level was proven last: the account was used at that instant too. */
  levelAt?: Instant;
  /** When a face was shown last, by which level 2 stands also under a higher one. None: no face that counts. */
  faceAt?: Instant;
}

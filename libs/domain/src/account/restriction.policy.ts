import type { CredentialMethod } from './levels.policy';
import type { Restriction } from './restriction';

/** What holds an account back, and what it leaves its person. */
export interface RestrictionPolicy {
  documents: readonly CredentialMethod[];
  documentsAfter: readonly CredentialMethod[];
  keeps: Readonly<Record<Restriction, readonly string[]>>;
}

const basicMessaging = ['internal-chat', 'voice-calls', 'calendar'] as const;

/** Accounts of version 5 and later. */
export const restrictionPolicy = {
  /** R9: where one of these ends, the person verifies again: it says until when they may stay and work here. */
  documents: ['passport', 'residence-permit'],
  /** R9, our choice: which of them ends that. A work pass or a bank card says nothing of a stay. */
  documentsAfter: ['passport', 'residence-permit', 'id-card'],
  /**
   * V2, V4, E12: the capabilities that each leaves. Basic messaging, with what S0 names for the start of an account,
   * stays with a person who has to prove something; nobody signs in to an account that is locked or being ended.
   */
  keeps: { frozen: [], locked: [], reverify_required: basicMessaging, restricted: basicMessaging },
} as const satisfies RestrictionPolicy;

/** What a person does by a call of their own. Reading their own data is always theirs. */
export const acts = ['undo', 'verify', 'leave', 'other'] as const;
export type Act = (typeof acts)[number];

/**
 * What each leaves a person to do. D2, D3: on the way out, the undo alone. E12: a lock waits for its end, and an undo
 * has a deadline that does not. V2, V4: a case is the way back; who must prove something may also leave.
 */
export const leavesToDo: Readonly<Record<Restriction, readonly Act[]>> = {
  frozen: ['undo'],
  locked: ['undo'],
  reverify_required: ['undo', 'verify', 'leave'],
  restricted: ['undo', 'verify', 'leave'],
};

import type { CredentialMethod } from '../account/levels.policy';
import { day, type Instant } from '../decider';
import type { Factor } from './factors.policy';

/** What a way to prove oneself takes, by whom it is checked, and what it earns. */
interface Method {
  /** What one attempt brings; of `evidence` there is no attempt: people look at what was given. */
  takes: 'bank-card' | 'document' | 'liveness' | 'evidence';
  /** The kinds of documents that it is about, where it takes one. */
  documents?: readonly string[];
  /** The factors that it proves, beside the person who looks where one must. */
  proves: readonly Factor[];
  /** The code of an attempt that was not confirmed. It never says what did not match. */
  failsAs: 'factor-failed' | 'identity-unconfirmed' | 'liveness-failed';
  /** It earns a credential: how long that counts, the policy of levels says, or the document. */
  credential?: CredentialMethod;
  /** Only for accounts with a number of the mainland. */
  mainlandOnly?: true;
}

/**
 * How an account proves who its person is. Sources: S0 (V1), S1 (V4, R18). It is numbered by version: a case keeps the
 * one that it was opened under.
 */
export const firstVerificationPolicy = {
  /** Version of this table. A case keeps the version it was opened under. */
  version: 1,
  /**
   * V1, V4, S1: the ways to prove oneself. A bank card and an identity card are for mainland China only. Passports and
   * permits like identity cards are our choice.
   */
  methods: {
    'bank-card': {
      takes: 'bank-card',
      proves: ['bank-card'],
      failsAs: 'factor-failed',
      credential: 'bank-card',
      mainlandOnly: true,
    },
    'id-card': {
      takes: 'document',
      documents: ['id-card'],
      proves: ['document'],
      failsAs: 'identity-unconfirmed',
      credential: 'id-card',
      mainlandOnly: true,
    },
    passport: { takes: 'document', documents: ['passport'], proves: ['document'], failsAs: 'identity-unconfirmed', credential: 'passport' },
    'residence-permit': {
      takes: 'document',
      documents: ['residence-permit'],
      proves: ['document'],
      failsAs: 'identity-unconfirmed',
      credential: 'residence-permit',
    },
    face: { takes: 'liveness', proves: ['face'], failsAs: 'liveness-failed' },
    'work-pass': { takes: 'evidence', proves: ['work-proof'], failsAs: 'factor-failed', credential: 'work-pass' },
  },
  /** R5, R18, S0: the number of attempts that may fail; after one more a person decides. 93 of 100 faces pass (S1). */
  failuresBeforeReview: 3,
  /** Our choice: 20 attempts at most, those whose document nobody could read included. */
  attempts: 20,
  /** V1: what a person may show of their work. Other kinds are our choice, for reviews of any method. */
  evidenceKinds: ['work-pass', 'access-card', 'certificate', 'photo', 'statement'],
  /** V1: those of them that prove where somebody works. */
  workProofs: ['work-pass', 'access-card', 'certificate'],
  /** Our choice: evidence is given 10 times at most, so that reviewers can read it. */
  evidence: 10,
  /**
   * Our choice: an account opens 5 cases of a method in 24 hours at most, those that it withdrew included: else each
   * withdrawal would begin the failures anew, and nobody would ever look.
   */
  casesPerDay: 5,
  /** Our choice: a case that nobody touches lapses after 7 days, as a draft does; each attempt begins them anew. */
  untouchedDays: 7,
  /** Our choice: how long what was given is kept after the end, for questions. What passed needs no questions. */
  keptDays: { passed: 7, refused: 30, expired: 7, withdrawn: 7 },
} as const satisfies { version: number; methods: Readonly<Record<string, Method>>; [number: string]: unknown };

/** One document proves one account, and nothing is proven by papers that nobody has read. */
export const secondVerificationPolicy = {
  ...firstVerificationPolicy,
  /** Version of this table. A case keeps the version it was opened under. */
  version: 2,
  /** R17, V4: what a case has proven by a document is that account's alone. */
  claimsDocuments: true,
  /** R18, our choice: a recording of a face serves once, over all registrations and cases. */
  recordingsServeOnce: true,
  /** R18, our choice: a person who waited for reviewers hears when they have decided. */
  tellsEndOfReview: true,
} as const satisfies VerificationPolicy;

/** That people look stays inside. */
export const verificationPolicy = {
  ...secondVerificationPolicy,
  /** Version of this table. A case keeps the version it was opened under. */
  version: 3,
  /** R17, our choice: as in a registration, nobody but reviewers and operators learns that people look, or why. */
  looksInside: true,
} as const satisfies VerificationPolicy;

export type MethodName = keyof typeof firstVerificationPolicy.methods;
export const methodNames = Object.keys(firstVerificationPolicy.methods) as readonly MethodName[];
export type CaseEnd = keyof typeof firstVerificationPolicy.keptDays;

export interface VerificationPolicy {
  version: number;
  methods: Readonly<Record<MethodName, Method>>;
  failuresBeforeReview: number;
  attempts: number;
  evidenceKinds: readonly string[];
  workProofs: readonly string[];
  evidence: number;
  casesPerDay: number;
  untouchedDays: number;
  keptDays: Readonly<Record<CaseEnd, number>>;
  /** Left out: a case asks nobody whose the document is. */
  claimsDocuments?: true;
  /** Left out: one may be sent again. */
  recordingsServeOnce?: true;
  /** Left out: nobody is told when people have decided. */
  tellsEndOfReview?: true;
  /** Left out: the state and the events of a case tell that people look. */
  looksInside?: true;
}

/** By version: a case keeps the one that it was opened under. */
export const verificationPolicies: Readonly<Record<number, VerificationPolicy>> = {
  1: firstVerificationPolicy,
  2: secondVerificationPolicy,
  3: verificationPolicy,
};

/** Undefined for a word that is no method here. */
export const methodOf = (name: string, { methods }: Pick<VerificationPolicy, 'methods'>): Method | undefined =>
  Object.hasOwn(methods, name) ? methods[name as MethodName] : undefined;

export const caseExpiry = (from: Instant, { untouchedDays }: VerificationPolicy): Instant => from + untouchedDays * day;
export const caseErasure = (endedAt: Instant, end: CaseEnd, { keptDays }: VerificationPolicy): Instant => endedAt + keptDays[end] * day;

/** V4: whether today's policy has this method for numbers of the mainland alone. */
export const needsMainlandNumber = (name: string): boolean => methodOf(name, verificationPolicy)?.mainlandOnly === true;

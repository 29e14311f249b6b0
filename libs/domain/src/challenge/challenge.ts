import { day, hour, minute, type Instant, type Problem } from '../decider';
import type { ChallengePolicy } from './challenge.policy';

/** A code that was sent, without its digits: a person who knows them has the identifier in their hands. */
export interface Challenge {
  /** The purpose of the proof; a code for one purpose proves nothing for another. */
  purpose: string;
  /** The process of the code, if it has one. */
  boundTo?: string;
  /** The random id of the identifier that got the code, if one is known. */
  identifierId?: string;
  expiresAt: Instant;
  failures: number;
  consumed: boolean;
}

/** What a code can be refused with. */
export const proofCodes = ['challenge-unknown', 'code-invalid', 'code-expired', 'too-many-codes'] as const;
export type ProofCode = (typeof proofCodes)[number];

/** What a command gets from the proof that came with it. */
export type Proof =
  | { verdict: 'proven'; purpose: string; boundTo?: string; identifierId?: string }
  | { verdict: 'refused'; problem: Problem<ProofCode>; purpose?: string; boundTo?: string };

/** The change to record beside the judgement, also if the command is refused. */
export type ChallengeChange = 'failed' | 'consumed' | undefined;

/** The codes to one phone for one purpose, and the misses, in the last 24 hours. */
export interface ChallengeHistory {
  sentAt: readonly Instant[];
  failuresToday: number;
}

/**
 * Judges one try at a code. `matches` = the code is right.
 * A spent challenge gives right and wrong codes the same answer.
 */
export function judge(
  challenge: Challenge | undefined,
  matches: boolean,
  history: ChallengeHistory,
  now: Instant,
  policy: ChallengePolicy,
): { proof: Proof; change: ChallengeChange } {
  if (challenge === undefined) return refused({ code: 'challenge-unknown' });
  const { purpose, boundTo, identifierId } = challenge;
  if (now >= challenge.expiresAt || challenge.consumed) return refused({ code: 'code-expired' }, challenge);
  if (challenge.failures >= policy.triesPerCode) return refused({ code: 'too-many-codes' }, challenge);
  if (history.failuresToday >= policy.failuresPerDay) return refused({ code: 'too-many-codes' }, challenge);
  if (!matches)
    return {
      ...refused({ code: 'code-invalid', attemptsLeft: policy.triesPerCode - challenge.failures - 1 }, challenge),
      change: 'failed',
    };
  return {
    proof: { verdict: 'proven', purpose, ...(boundTo !== undefined && { boundTo }), ...(identifierId !== undefined && { identifierId }) },
    change: 'consumed',
  };
}

function refused(problem: Problem<ProofCode>, challenge?: Challenge): { proof: Proof; change: ChallengeChange } {
  const known = challenge && { purpose: challenge.purpose, ...(challenge.boundTo !== undefined && { boundTo: challenge.boundTo }) };
  return { proof: { verdict: 'refused', problem, ...known }, change: undefined };
}

/** Returns why no other code may go to this phone now; undefined if one may. */
export function refuseToSend(history: ChallengeHistory, now: Instant, policy: ChallengePolicy): Problem | undefined {
  if (history.failuresToday >= policy.failuresPerDay) return { code: 'too-many-codes' };
  const availableAt = Math.max(roomFrom(history.sentAt, policy.sendsPerHour, hour), roomFrom(history.sentAt, policy.sendsPerDay, day));
  return now < availableAt ? { code: 'too-many-codes', availableAt } : undefined;
}

/** A rolling window has room again when the `limit`-th last one leaves it. */
const roomFrom = (sentAt: readonly Instant[], limit: number, span: number): Instant =>
  ([...sentAt].sort((a, b) => b - a)[limit - 1] ?? Number.NEGATIVE_INFINITY) + span;

export const expiresAt = (sentAt: Instant, policy: ChallengePolicy): Instant => sentAt + policy.validMinutes * minute;

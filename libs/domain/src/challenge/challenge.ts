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
export interface Counted {
  sentAt: readonly Instant[];
  failuresToday: number;
}

/** What one caller has had sent and has missed: a client, or the owner of the phone in a session of their own. */
export interface ChallengeHistory extends Counted {
  /** The same of all counters of the client; left out where it has one. */
  ofClient?: Counted;
  /** The same of all clients together; left out for the owner, whom the clients of others do not concern. */
  ofAll?: Counted;
}

/** A code that would do in place of the one that was named, and whether it is the one that was typed. */
export interface AlikeCode {
  challenge: Challenge;
  matches: boolean;
}

/**
 * Judges one try at a code. `matches` = the code is right. `alike`: other codes that would do, where any of them may.
 * A spent challenge gives right and wrong codes the same answer, unless another code would do: then each miss counts.
 */
export function judge(
  challenge: Challenge | undefined,
  matches: boolean,
  history: ChallengeHistory,
  now: Instant,
  policy: ChallengePolicy,
  alike: readonly AlikeCode[] = [],
): { proof: Proof; change: ChallengeChange } {
  if (challenge === undefined) return refused({ code: 'challenge-unknown' });
  const others = alike.filter((each) => isForTheSame(each.challenge, challenge) && !whySpent(each.challenge, now, policy));
  const spent = whySpent(challenge, now, policy);
  if (spent && others.length === 0) return refused({ code: spent }, challenge);
  if (isClosed(history, policy)) return refused({ code: 'too-many-codes' }, challenge);
  if ((matches && !spent) || others.some((each) => each.matches)) return { proof: provenBy(challenge), change: 'consumed' };
  const attemptsLeft = Math.max(0, policy.triesPerCode - challenge.failures - 1);
  return { ...refused({ code: 'code-invalid', attemptsLeft }, challenge), change: 'failed' };
}

function whySpent({ expiresAt: end, consumed, failures }: Challenge, now: Instant, policy: ChallengePolicy): ProofCode | undefined {
  if (now >= end || consumed) return 'code-expired';
  return failures >= policy.triesPerCode ? 'too-many-codes' : undefined;
}

const isForTheSame = (one: Challenge, other: Challenge): boolean =>
  one.purpose === other.purpose && one.boundTo === other.boundTo && one.identifierId === other.identifierId;

const provenBy = ({ purpose, boundTo, identifierId }: Challenge): Proof => ({
  verdict: 'proven',
  purpose,
  ...(boundTo !== undefined && { boundTo }),
  ...(identifierId !== undefined && { identifierId }),
});

const isClosed = (history: ChallengeHistory, policy: ChallengePolicy): boolean =>
  limitsOf(history, policy).some(([counted, { failuresPerDay }]) => counted.failuresToday >= failuresPerDay);

interface Limits {
  sendsPerHour: number;
  sendsPerDay: number;
  failuresPerDay: number;
}

/** Each count with what it is measured by. */
function limitsOf(history: ChallengeHistory, policy: ChallengePolicy): readonly (readonly [Counted, Limits])[] {
  const { ofClient, ofAll } = history;
  return [
    [history, policy],
    ...(ofClient ? [[ofClient, policy.ofOneClient] as const] : []),
    ...(ofAll ? [[ofAll, policy.ofAllClients] as const] : []),
  ];
}

function refused(problem: Problem<ProofCode>, challenge?: Challenge): { proof: Proof; change: ChallengeChange } {
  const known = challenge && { purpose: challenge.purpose, ...(challenge.boundTo !== undefined && { boundTo: challenge.boundTo }) };
  return { proof: { verdict: 'refused', problem, ...known }, change: undefined };
}

/** Returns why no other code may go to this phone now; undefined if one may. */
export function refuseToSend(history: ChallengeHistory, now: Instant, policy: ChallengePolicy): Problem | undefined {
  if (isClosed(history, policy)) return { code: 'too-many-codes' };
  const availableAt = Math.max(...limitsOf(history, policy).map(([counted, limits]) => roomIn(counted, limits)));
  return now < availableAt ? { code: 'too-many-codes', availableAt } : undefined;
}

const roomIn = ({ sentAt }: Counted, { sendsPerHour, sendsPerDay }: Limits): Instant =>
  Math.max(roomFrom(sentAt, sendsPerHour, hour), roomFrom(sentAt, sendsPerDay, day));

/** A rolling window has room again when the `limit`-th last one leaves it. */
const roomFrom = (sentAt: readonly Instant[], limit: number, span: number): Instant =>
  ([...sentAt].sort((a, b) => b - a)[limit - 1] ?? Number.NEGATIVE_INFINITY) + span;

export const expiresAt = (sentAt: Instant, policy: ChallengePolicy): Instant => sentAt + policy.validMinutes * minute;

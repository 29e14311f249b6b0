import type { Instant } from '../decider';

/** Why a person proves again who they are (V2, X7; R9). */
export const reverifyReasons = ['idle', 'document-ended'] as const;
export type ReverifyReason = (typeof reverifyReasons)[number];

/** What holds an account back. Each begins and ends by itself, whatever else holds it; the status is the gravest. */
export interface Restrictions {
  frozenBy?: string;
  /** E12: locked until, not at, this instant, whether or not the alarm rang. */
  lockedUntil?: Instant;
  /** V2, R9: each reason ends by a proof of its own kind. */
  reverifyRequired?: { since: Instant; reasons: readonly ReverifyReason[] };
  /** V4: nothing that was ever proven counts any more. */
  restricted?: { since: Instant };
  /** V2: when the person last met what was required of them: the idle clock counts from then on. */
  reverifiedAt?: Instant;
}

/** D2: from the request on, a person who is leaving may only undo it. */
export const isFree = ({ frozenBy }: Restrictions): boolean => frozenBy === undefined;

/** The words for what holds an account back, the gravest first. */
export const restrictions = ['frozen', 'locked', 'reverify_required', 'restricted'] as const;
export type Restriction = (typeof restrictions)[number];

export const isLocked = ({ lockedUntil }: Restrictions, now: Instant): boolean => lockedUntil !== undefined && now < lockedUntil;

const holds: Readonly<Record<Restriction, (account: Restrictions, now: Instant) => boolean>> = {
  frozen: (account) => !isFree(account),
  locked: isLocked,
  reverify_required: ({ reverifyRequired }) => reverifyRequired !== undefined,
  restricted: ({ restricted }) => restricted !== undefined,
};

/** All that holds the account back, the gravest first. Without `now`: also a lock whose alarm has not rung yet. */
export const restrictionsOf = (account: Restrictions, now: Instant = -Infinity): readonly Restriction[] =>
  restrictions.filter((each) => holds[each](account, now));

/** The gravest of them. */
export const restrictionOf = (account: Restrictions, now?: Instant): Restriction | undefined => restrictionsOf(account, now).at(0);

import { day, minute, type Command, type Instant } from '../decider';
import { misfits, type Shape } from '../events';
import { observationPolicy } from './observation.policy';

/** What another service has seen of an account: a row, and no event. */
export interface Observation {
  type: string;
  /** When it happened, by the clock of the service. */
  at: Instant;
  /** The fields of its type. Ids, codes and counts: nothing personal. */
  body: Readonly<Record<string, unknown>>;
}

/** One type of observation, for processes with these states. */
export interface ObservationKind<S = never, P = never> {
  /** Its fields beside the instant. */
  readonly body: Shape;
  /**
   * The commands that these observations ask of the account: only if they move it past what it has recorded. Total, and
   * the same for any order: a row is enough for all others.
   */
  asks(account: S, observed: readonly Observation[], policy: P): Command | readonly Command[] | undefined;
}

/** The first instant of its day. Our choice: days of UTC, since a person's zone may change and a fold must not. */
export const dayOf = (at: Instant): Instant => Math.floor(at / day) * day;

/** True if the service's clock is further ahead of ours than clocks may differ. */
export const isTooFarAhead = (at: Instant, now: Instant): boolean => at > now + observationPolicy.aheadMinutes * minute;

/** True if the fields are those of its kind: no other row is written. */
export const fitsKind = ({ body }: ObservationKind, observed: Observation): boolean => misfits(body, observed.body).length === 0;

import type { Instant } from '../decider';
import { code, id, type DataOf } from '../events';
import { streamsOf } from '../needs';
import { purgeStepNames, purgeSteps, type PurgeStep, type Step } from './deregistration.policy';

export interface Receipt {
  at: Instant;
  items: number;
}

/** Two operators ended the account, not its owner: who asked, why, and which approval it was. */
export const forcedFields = { approvalId: id, requestedBy: id, reasonCode: code() };

interface Parties {
  accountId: string;
  subjectId: string;
  phoneId: string;
  forced?: DataOf<typeof forcedFields>;
}

/**
 * What has been purged so far: receipts, and the steps that a holder of data refused. `retries` numbers the effects of
 * a repeated step.
 */
interface Purge {
  receipts: Readonly<Partial<Record<Step, Receipt>>>;
  blocked: Readonly<Partial<Record<Step, { at: Instant; reason: string }>>>;
  retries: Readonly<Partial<Record<Step, number>>>;
}

export type Deregistration =
  | { status: 'none' }
  | (Parties & { status: 'cooling_off'; coolingOffEndsAt: Instant; reminderAts: readonly Instant[]; reminded: number })
  | (Parties & { status: 'revoked' })
  | (Parties & Purge & { status: 'purging' })
  | (Parties & Purge & { status: 'retained'; directoryEndsAt: Instant; phoneFreeAt: Instant; directoryEnded: boolean })
  | (Parties & Purge & { status: 'closed' });

export type Purging = Extract<Deregistration, { status: 'purging' | 'retained' }>;

export const deregistrations = streamsOf<Deregistration>('deregistration');

export const noDeregistration: Deregistration = { status: 'none' };

/** A deregistration that was requested, in any later state. */
export type KnownDeregistration = Exclude<Deregistration, { status: 'none' }>;

export const isPurging = (state: Deregistration): state is Purging => state.status === 'purging' || state.status === 'retained';

/** A blocked step shows in whatever phase; the other steps go on meanwhile. */
export function status(state: Deregistration) {
  return isPurging(state) && Object.keys(state.blocked).length > 0 ? 'purge_blocked' : state.status;
}

/**
 * The purge steps that may be performed now: not done, not blocked, and after the steps that must come before.
 * If another program ended the purge without one of these steps, it is made up; the keys go after all of them.
 */
export function openSteps(state: Purging): readonly Step[] {
  const done = (step: Step) => state.receipts[step] !== undefined;
  const ready: Step[] = purgeStepNames.filter((step) => purgeSteps[step].after.every((earlier: PurgeStep) => done(earlier)));
  if (state.status === 'retained' && state.directoryEnded) ready.push('eraseDirectoryEntry');
  if (done('eraseDirectoryEntry') && done('releasePhone') && purgeStepNames.every(done)) ready.push('destroyKeys');
  return ready.filter((step) => !done(step) && !state.blocked[step]);
}

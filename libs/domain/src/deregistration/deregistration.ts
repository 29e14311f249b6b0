import type { Deadline, Effect, Instant } from '../decider';
import { streamsOf } from '../needs';
import type { DeregistrationCommand } from './deregistration.decide';
import { purgeStepNames, purgeSteps, type PurgeStep, type Step } from './deregistration.policy';

/** cooling_off → revoked | purging → retained → closed; a step that cannot be done makes it purge_blocked until it is retried. */
export type DeregistrationEvent =
  | {
      type: 'DeregistrationRequested';
      accountId: string;
      subjectId: string;
      phoneId: string;
      coolingOffEndsAt: Instant;
      reminderAts: readonly Instant[];
    }
  | { type: 'CoolingOffReminderFellDue'; n: number }
  | { type: 'DeregistrationRevoked' }
  | { type: 'CoolingOffEnded' }
  | { type: 'PurgeStepCompleted'; step: Step; at: Instant; items: number }
  | { type: 'PurgeStepBlocked'; step: Step; at: Instant; reason: string }
  | { type: 'PurgeStepRetried'; step: Step; attempt: number }
  | { type: 'PurgeCompleted'; directoryEndsAt: Instant; phoneFreeAt: Instant }
  | { type: 'DirectoryRetentionEnded' }
  | { type: 'PhoneReleased'; at: Instant }
  | { type: 'DeregistrationClosed' };

export interface Receipt {
  at: Instant;
  items: number;
}

interface Parties {
  accountId: string;
  subjectId: string;
  phoneId: string;
}

/** What has been purged so far: receipts, and the steps that a holder of data refused. `retries` numbers the effects of a repeated step. */
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

export function evolve(state: Deregistration, event: DeregistrationEvent): Deregistration {
  switch (event.type) {
    case 'DeregistrationRequested': {
      const { accountId, subjectId, phoneId, coolingOffEndsAt, reminderAts } = event;
      return { status: 'cooling_off', accountId, subjectId, phoneId, coolingOffEndsAt, reminderAts, reminded: 0 };
    }
    case 'CoolingOffReminderFellDue':
      return state.status === 'cooling_off' ? { ...state, reminded: event.n } : state;
    case 'DeregistrationRevoked':
      return state.status === 'cooling_off' ? { status: 'revoked', ...parties(state) } : state;
    case 'CoolingOffEnded':
      return state.status === 'cooling_off' ? { status: 'purging', ...parties(state), receipts: {}, blocked: {}, retries: {} } : state;
    case 'PurgeCompleted':
      if (state.status !== 'purging') return state;
      return {
        ...state,
        status: 'retained',
        directoryEndsAt: event.directoryEndsAt,
        phoneFreeAt: event.phoneFreeAt,
        directoryEnded: false,
      };
    case 'DirectoryRetentionEnded':
      return state.status === 'retained' ? { ...state, directoryEnded: true } : state;
    case 'DeregistrationClosed':
      if (state.status !== 'retained') return state;
      return { status: 'closed', ...parties(state), receipts: state.receipts, blocked: state.blocked, retries: state.retries };
    default:
      return isPurging(state) ? evolvePurge(state, event) : state;
  }
}

type StepEvent = Extract<DeregistrationEvent, { type: 'PurgeStepCompleted' | 'PurgeStepBlocked' | 'PurgeStepRetried' | 'PhoneReleased' }>;

function evolvePurge(state: Purging, event: StepEvent): Deregistration {
  switch (event.type) {
    case 'PurgeStepCompleted': {
      const { [event.step]: _unblocked, ...blocked } = state.blocked;
      return { ...state, blocked, receipts: { ...state.receipts, [event.step]: { at: event.at, items: event.items } } };
    }
    case 'PurgeStepBlocked':
      return { ...state, blocked: { ...state.blocked, [event.step]: { at: event.at, reason: event.reason } } };
    case 'PurgeStepRetried': {
      const { [event.step]: _unblocked, ...blocked } = state.blocked;
      return { ...state, blocked, retries: { ...state.retries, [event.step]: event.attempt } };
    }
    case 'PhoneReleased':
      return { ...state, receipts: { ...state.receipts, releasePhone: { at: event.at, items: 1 } } };
  }
}

const parties = ({ accountId, subjectId, phoneId }: Parties): Parties => ({ accountId, subjectId, phoneId });

export const isPurging = (state: Deregistration): state is Purging => state.status === 'purging' || state.status === 'retained';

/** A blocked step shows, whichever phase it stops; the other steps go on meanwhile. */
export function status(state: Deregistration): string {
  return isPurging(state) && Object.keys(state.blocked).length > 0 ? 'purge_blocked' : state.status;
}

export function due(state: Deregistration): readonly Deadline<DeregistrationCommand>[] {
  if (state.status === 'cooling_off') {
    const end: Deadline<DeregistrationCommand> = { command: { type: 'EndCoolingOff' }, dueAt: state.coolingOffEndsAt };
    const reminderAt = state.reminderAts[state.reminded];
    return reminderAt === undefined ? [end] : [{ command: { type: 'RemindOfCoolingOff', n: state.reminded + 1 }, dueAt: reminderAt }, end];
  }
  if (state.status !== 'retained') return [];
  const directory: Deadline<DeregistrationCommand>[] = state.directoryEnded
    ? []
    : [{ command: { type: 'EndDirectoryRetention' }, dueAt: state.directoryEndsAt }];
  const phone: Deadline<DeregistrationCommand>[] = state.receipts.releasePhone
    ? []
    : [{ command: { type: 'ReleasePhone' }, dueAt: state.phoneFreeAt }];
  return [...directory, ...phone];
}

/** The purge steps that may be performed now: not done, not blocked, and after those that must come before. */
export function openSteps(state: Purging): readonly Step[] {
  const done = (step: Step) => state.receipts[step] !== undefined;
  const ready: Step[] =
    state.status === 'purging' ? purgeStepNames.filter((step) => purgeSteps[step].after.every((earlier: PurgeStep) => done(earlier))) : [];
  if (state.status === 'retained' && state.directoryEnded) ready.push('eraseDirectoryEntry');
  if (done('eraseDirectoryEntry') && done('releasePhone')) ready.push('destroyKeys');
  return ready.filter((step) => !done(step) && !state.blocked[step]);
}

export function owed(state: Deregistration): readonly Effect[] {
  switch (state.status) {
    case 'none':
    case 'closed':
      return [];
    case 'cooling_off': {
      const usefulUntil = state.coolingOffEndsAt;
      const reminders = Array.from({ length: state.reminded }, (_, i): Effect => ({ kind: 'remindOfCoolingOff', n: i + 1, usefulUntil }));
      return [{ kind: 'endSessions', n: 1 }, { kind: 'confirmDeregistration', n: 1, usefulUntil }, ...reminders];
    }
    case 'revoked':
      return [{ kind: 'confirmRevocation', n: 1 }];
    case 'purging':
      return openSteps(state).map((step) => stepEffect(state, step));
    case 'retained':
      return [{ kind: 'confirmPurge', n: 1 }, ...openSteps(state).map((step) => stepEffect(state, step))];
  }
}

const stepEffect = (state: Purging, step: Step): Effect => ({ kind: step, n: 1 + (state.retries[step] ?? 0) });

import type { Deadline, Effect } from '../decider';
import { processOfStates, type CommandsOf } from '../process';
import { defined } from '../events';
import { coolingOffRules } from './cooling-off';
import {
  isPurging,
  noDeregistration,
  openSteps,
  status,
  type Deregistration,
  type KnownDeregistration,
  type Purging,
} from './deregistration';
import { deregistrationEvents } from './deregistration.events';
import { deregistrationPolicies, stepNames, type Step } from './deregistration.policy';
import { forcedRules } from './forced';
import { purgeRules } from './purge';

const rules = { ...coolingOffRules, ...forcedRules, ...purgeRules };
const messages = ['confirmDeregistration', 'remindOfCoolingOff', 'confirmRevocation', 'confirmPurge'] as const;
const effectKinds = ['endSessions', ...messages, ...stepNames] as const;
type CoolingOff = Extract<Deregistration, { status: 'cooling_off' }>;
type Owed = Effect<(typeof effectKinds)[number]>;

export type DeregistrationCommand = CommandsOf<typeof rules>;

/**
 * How a person leaves: 14 days to undo it, then a purge with receipts, and after a while the number is free for
 * everybody.
 */
export const deregistration = processOfStates<Deregistration>()('deregistration', {
  initial: noDeregistration,
  policies: deregistrationPolicies,
  states: { cooling_off: 'open', revoked: 'over', purging: 'passing', purge_blocked: 'open', retained: 'open', closed: 'over' },
  status,
  events: deregistrationEvents,
  rules,
  columns: ({ subjectId, accountId }) => ({ subjectId, accountId }),
  seenBy: ({ accountId }) => ({ accounts: [accountId] }),
  due,
  owed,
  effects: effectKinds,
  messages,
  troubles: { 'purge-blocked': (state) => (isPurging(state) ? Object.keys(state.blocked) : []) },
  view: (state) => {
    const { accountId, forced } = state;
    const whose = { accountId, ...defined({ forced }) };
    if (state.status === 'cooling_off') return { ...whose, coolingOffEndsAt: state.coolingOffEndsAt };
    if (!isPurging(state)) return whose;
    const blocked = Object.keys(state.blocked);
    if (state.status === 'purging') return { ...whose, blocked };
    return { ...whose, directoryEndsAt: state.directoryEndsAt, phoneFreeAt: state.phoneFreeAt, blocked };
  },
});

function due(state: KnownDeregistration): readonly Deadline<DeregistrationCommand>[] {
  if (state.status === 'cooling_off') {
    const { coolingOffEndsAt, reminderAts, reminded } = state;
    const remindAt = reminderAts[reminded];
    return [
      ...(remindAt === undefined ? [] : [{ command: { type: 'RemindOfCoolingOff' as const, n: reminded + 1 }, dueAt: remindAt }]),
      { command: { type: 'EndCoolingOff' }, dueAt: coolingOffEndsAt },
    ];
  }
  if (state.status !== 'retained') return [];
  const { directoryEnded, directoryEndsAt, receipts, phoneFreeAt } = state;
  return [
    ...(directoryEnded ? [] : [{ command: { type: 'EndDirectoryRetention' as const }, dueAt: directoryEndsAt }]),
    ...(receipts.releasePhone ? [] : [{ command: { type: 'ReleasePhone' as const }, dueAt: phoneFreeAt }]),
  ];
}

/** The newest message speaks for those before it that nobody has sent yet. */
const messageOf = ({ reminded, coolingOffEndsAt: usefulUntil }: CoolingOff): Owed =>
  reminded === 0 ? { kind: 'confirmDeregistration', n: 1, usefulUntil } : { kind: 'remindOfCoolingOff', n: reminded, usefulUntil };

function owed(state: KnownDeregistration): readonly Owed[] {
  switch (state.status) {
    case 'closed':
      return [];
    case 'cooling_off':
      return [{ kind: 'endSessions', n: 1 }, messageOf(state)];
    case 'revoked':
      return [{ kind: 'confirmRevocation', n: 1 }];
    case 'purging':
      return openSteps(state).map((step) => stepEffect(state, step));
    case 'retained':
      // D7: from that day on the number may be another person's.
      return [{ kind: 'confirmPurge', n: 1, usefulUntil: state.phoneFreeAt }, ...openSteps(state).map((step) => stepEffect(state, step))];
  }
}

const stepEffect = (state: Purging, step: Step): Owed => ({ kind: step, n: 1 + (state.retries[step] ?? 0) });

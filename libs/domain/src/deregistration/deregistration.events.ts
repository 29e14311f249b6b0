import { code, count, defined, eventsOf, group, id, instant, list, optional, type EventOf } from '../events';
import { forcedFields, isPurging, type Deregistration, type KnownDeregistration, type Purging } from './deregistration';
import { stepNames } from './deregistration.policy';

type In<Status> = Extract<Deregistration, { status: Status }>;
const isIn =
  <const Status extends Deregistration['status']>(status: Status) =>
  (state: Deregistration): state is In<Status> =>
    state.status === status;

const { event, from } = eventsOf<Deregistration>();
const whileCoolingOff = from(isIn('cooling_off'));
const whilePurging = from(isPurging);

const step = code(...stepNames);
const parties = ({ accountId, subjectId, phoneId, forced }: KnownDeregistration) => ({
  accountId,
  subjectId,
  phoneId,
  ...defined({ forced }),
});
const unblock = ({ blocked }: Purging, name: keyof Purging['blocked']) => {
  const { [name]: _unblocked, ...others } = blocked;
  return others;
};

/**
 * cooling_off → revoked | purging → retained → closed; a step that cannot be done makes it purge_blocked until it is
 * retried.
 */
export const deregistrationEvents = {
  DeregistrationRequested: event(
    {
      accountId: id,
      subjectId: id,
      phoneId: id,
      coolingOffEndsAt: instant,
      reminderAts: list(instant),
      forced: optional(group(forcedFields)),
    },
    (_, requested) => ({ status: 'cooling_off', ...requested, reminded: 0 }),
  ),
  CoolingOffReminderFellDue: whileCoolingOff({ n: count }, (state, { n }) => ({ ...state, reminded: n }), { minor: true }),
  DeregistrationRevoked: whileCoolingOff({}, (state) => ({ status: 'revoked', ...parties(state) })),
  CoolingOffEnded: whileCoolingOff({}, (state) => ({ status: 'purging', ...parties(state), receipts: {}, blocked: {}, retries: {} })),
  PurgeStepCompleted: whilePurging({ step, at: instant, items: count }, (state, { step: name, at, items }) => ({
    ...state,
    blocked: unblock(state, name),
    receipts: { ...state.receipts, [name]: { at, items } },
  })),
  PurgeStepBlocked: whilePurging({ step, at: instant, reason: code() }, (state, { step: name, at, reason }) => ({
    ...state,
    blocked: { ...state.blocked, [name]: { at, reason } },
  })),
  PurgeStepRetried: whilePurging({ step, attempt: count }, (state, { step: name, attempt }) => ({
    ...state,
    blocked: unblock(state, name),
    retries: { ...state.retries, [name]: attempt },
  })),
  PurgeCompleted: from(isIn('purging'))({ directoryEndsAt: instant, phoneFreeAt: instant }, (state, ends) => ({
    ...state,
    status: 'retained',
    ...ends,
    directoryEnded: false,
  })),
  DirectoryRetentionEnded: from(isIn('retained'))({}, (state) => ({ ...state, directoryEnded: true })),
  PhoneReleased: whilePurging({ at: instant }, (state, { at }) => ({
    ...state,
    receipts: { ...state.receipts, releasePhone: { at, items: 1 } },
  })),
  DeregistrationClosed: from(isIn('retained'))({}, (state) => {
    const { receipts, blocked, retries } = state;
    return { status: 'closed', ...parties(state), receipts, blocked, retries };
  }),
};
export type DeregistrationEvent = EventOf<typeof deregistrationEvents>;

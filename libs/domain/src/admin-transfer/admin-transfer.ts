import { internal, refuse, type Instant } from '../decider';
import { eventsOf, id, instant, type DataOf, type EventOf } from '../events';
import { processOfStates } from '../process';
import { holdersOf, roles } from '../role/role';
import { rulesOf } from '../rule';
import { acceptanceEnd, adminTransferPolicies, type AdminTransferPolicy } from './admin-transfer.policy';

const requested = { companyId: id, holder: id, successor: id, endsAt: instant };
type Requested = DataOf<typeof requested>;

/** D10: before leaving, the administrator of a company hands it over to a successor, who accepts within some days. */
type AdminTransfer = { status: 'none' } | (Requested & { status: 'pending' | 'accepted' | 'lapsed' });
type Pending = Requested & { status: 'pending' };
type Known = Exclude<AdminTransfer, { status: 'none' }>;

const isKnown = (state: AdminTransfer): state is Known => state.status !== 'none';
const isPending = (state: AdminTransfer): state is Pending => state.status === 'pending';

const { event, from } = eventsOf<AdminTransfer>();
const events = {
  AdminTransferRequested: event(requested, (_, fields) => ({ ...fields, status: 'pending' })),
  AdminTransferAccepted: from(isPending)({}, (state) => ({ ...state, status: 'accepted' })),
  AdminTransferLapsed: from(isPending)({}, (state) => ({ ...state, status: 'lapsed' })),
};

const { rule, opening, anything, accept } = rulesOf<AdminTransfer, EventOf<typeof events>, AdminTransferPolicy>();
const inTime = anything
  .in(isKnown, internal('admin-transfer-unknown'))
  .in(isPending, 'admin-transfer-over')
  .when(({ endsAt }, { now }) => now < endsAt, 'admin-transfer-over');

const rules = {
  RequestAdminTransfer: opening({
    origin: 'caller',
    right: 'requestAdminTransfer',
    takes: { companyId: id, roleId: id, holder: id, successor: id },
    exists: 'admin-transfer-exists',
    needs: ({ roleId }) => ({ role: roles.read(roleId) }),
    emits: ['AdminTransferRequested'],
    refuses: ['admin-role-not-held'],
    decide: ({ command: { companyId, holder, successor }, facts: { role }, now, policy }) =>
      holdersOf(role).includes(holder)
        ? accept({ type: 'AdminTransferRequested', companyId, holder, successor, endsAt: acceptanceEnd(now, policy) })
        : refuse('admin-role-not-held'),
  }),
  AcceptAdminTransfer: rule({
    origin: 'caller',
    right: 'acceptAdminTransfer',
    given: inTime,
    emits: ['AdminTransferAccepted'],
    decide: () => accept({ type: 'AdminTransferAccepted' }),
  }),
  LapseAdminTransfer: rule({
    origin: 'clock',
    given: anything.in(isPending, internal('admin-transfer-over')).from(({ endsAt }) => endsAt),
    emits: ['AdminTransferLapsed'],
    decide: () => accept({ type: 'AdminTransferLapsed' }),
  }),
};

export const adminTransfer = processOfStates<AdminTransfer>()('admin-transfer', {
  initial: { status: 'none' },
  policies: adminTransferPolicies,
  states: { pending: 'open', accepted: 'over', lapsed: 'over' },
  events,
  rules,
  columns: ({ companyId }) => ({ companyId, subjectId: companyId }),
  seenBy: ({ holder, successor }) => ({ services: 'all', accounts: [], principals: [holder, successor] }),
  due: (state): readonly { command: { type: 'LapseAdminTransfer' }; dueAt: Instant }[] =>
    isPending(state) ? [{ command: { type: 'LapseAdminTransfer' }, dueAt: state.endsAt }] : [],
  view: ({ successor, endsAt }) => ({ successor, endsAt }),
});

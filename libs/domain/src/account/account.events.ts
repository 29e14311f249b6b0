import { code, defined, eventsOf, id, instant, list, oneOf, optional, type EventOf } from '../events';
import {
  activationFields,
  endingsOf,
  endReasons,
  identifierFields,
  isLiving,
  personFields,
  timesEnded,
  withChanged,
  type Account,
  type LivingAccount,
  type Membership,
  type OpeningAccount,
} from './account';
import { behaviourEvents } from './behaviour.events';
import { adoptedEvents } from './adopted';
import { boundFields } from './device';
import { askedFields, evaluatedFields } from './evaluated';
import { lockEvents } from './lock.events';
import { keepingEvents, rolesThatGo } from './keeping.events';
import { mergingEvents } from './merging.events';
import { phoneChangeEvents } from './phone-change.events';
import { placeFields } from './place';
import { positionChangeEvents } from './position-change.events';
import { proofEvents } from './proof.events';
import { signedInEvents } from './signed-in';
import { reverifyingEvents } from './reverifying.events';

const isOpening = (account: Account): account is OpeningAccount => account.status === 'opening';

const { event, from } = eventsOf<Account>();
const whileOpening = from(isOpening);
const whileLiving = from(isLiving);

const tier = oneOf(0, 1, 2);

const firstMembership = (companyId: string | undefined, membership: Membership) =>
  companyId === undefined ? {} : { [companyId]: membership };

const withMembership = (account: LivingAccount, companyId: string, membership: Membership): LivingAccount => ({
  ...account,
  memberships: { ...account.memberships, [companyId]: membership },
});

const activateMemberships = (memberships: LivingAccount['memberships']): LivingAccount['memberships'] =>
  Object.fromEntries(Object.entries(memberships).map(([companyId, membership]) => [companyId, { ...membership, status: 'active' }]));

/** What a registration opens an account with. */
export const openedFields = {
  ...identifierFields,
  registrationId: id,
  companyId: optional(id),
  positionStreamId: optional(id),
  departmentId: optional(id),
  ...placeFields,
  /** Of the invite, where it names any. */
  managers: optional(list(id)),
};

/** The same of a membership. */
export const proposedFields = {
  companyId: id,
  positionStreamId: id,
  departmentId: optional(id),
  ...placeFields,
  managers: optional(list(id)),
};

/**
 * opening → active ⇄ frozen → purged; an opening that came to nothing is undone.
 * The tier grows beside it, frozen or not; so do memberships, one for each company.
 */
export const accountEvents = {
  /** `phoneFreeSince`: the number was another person's until then (D6): recipients must forget what they knew by it. */
  AccountTakenIn: event(
    {
      ...{ ...personFields, ...activationFields, tier, companyId: optional(id), departmentId: optional(id) },
      ...{ phoneFreeSince: optional(instant), takenInAt: optional(instant) },
    },
    (_, { companyId, departmentId, phoneFreeSince: _before, ...known }) => ({
      status: 'living',
      ...known,
      memberships: firstMembership(companyId, { status: 'active', ...defined({ departmentId }) }),
    }),
  ),
  AccountOpened: event(openedFields, (_, { subjectId, phoneId, identityId, deviceId, registrationId, companyId, ...place }) => ({
    status: 'opening',
    ...{ subjectId, phoneId, ...defined({ identityId, deviceId }) },
    memberships: firstMembership(companyId, { status: 'joining', registrationId, ...place }),
    registrationId,
  })),
  AccountActivated: whileOpening({ ...activationFields, timeZone: optional(code()) }, (account, { timeZone, ...instants }) => {
    const { registrationId: _done, memberships, ...rest } = account;
    return { ...rest, status: 'living', memberships: activateMemberships(memberships), tier: 0, ...instants, ...defined({ timeZone }) };
  }),
  AccountOpeningUndone: whileOpening({ registrationId: id }, ({ subjectId }, { registrationId }) => ({
    status: 'undone',
    subjectId,
    registrationId,
  })),
  MembershipProposed: whileLiving({ ...proposedFields, registrationId: id }, (account, { companyId, ...place }) =>
    withMembership(account, companyId, { status: 'joining', ...place }),
  ),
  MembershipActivated: whileLiving(
    { companyId: id, at: instant, identityId: optional(id), timeZone: optional(code()) },
    (account, { companyId, identityId, timeZone }) => {
      const membership = account.memberships[companyId];
      return membership
        ? withMembership({ ...account, ...defined({ identityId, timeZone }) }, companyId, { ...membership, status: 'active' })
        : account;
    },
  ),
  MembershipUndone: whileLiving({ companyId: id, registrationId: id }, (account, { companyId }) => {
    const { [companyId]: _undone, ...memberships } = account.memberships;
    return { ...account, memberships };
  }),
  MembershipEnded: whileLiving(
    { companyId: id, reason: code(...endReasons), at: instant, ...rolesThatGo },
    (account, { companyId, reason, at }) => {
      const { [companyId]: was, ...memberships } = account.memberships;
      const numbers = { times: timesEnded(account, companyId) + 1, n: endingsOf(account) + 1 };
      const ending = { reason, at, ...numbers, ...defined({ entryId: was?.registrationId }) };
      return { ...account, memberships, ended: { ...account.ended, [companyId]: ending } };
    },
  ),
  /** Of an active member. `from`: none before. */
  DepartmentChanged: whileLiving({ companyId: id, departmentId: id, from: optional(id) }, (account, { companyId, departmentId }) => {
    const moved = { ...account, moves: (account.moves ?? 0) + 1 };
    return withChanged(moved, companyId, (membership) => ({ ...membership, departmentId }));
  }),
  TierRaised: whileLiving({ tier }, (account, { tier: reached }) => ({ ...account, tier: reached })),
  /** Once a day at most; the ETag does not move with it. */
  ActivityRecorded: whileLiving({ day: instant }, (account, { day }) => ({ ...account, lastActivityAt: day }), { minor: true }),
  /** V5: an effect draws for it; more may come up until it has. */
  RiskEvaluationAsked: whileLiving(askedFields, (account, risk) => ({ ...account, risk }), { minor: true }),
  RiskEvaluated: whileLiving(
    evaluatedFields,
    (account, { alerts, alertsIn, ...risk }) => ({ ...account, risk, ...(alerts && withAlerts(account, alertsIn)) }),
    { minor: true },
  ),
  ...behaviourEvents,
  ...lockEvents,
  ...signedInEvents,
  ...proofEvents,
  ...keepingEvents,
  ...phoneChangeEvents,
  ...positionChangeEvents,
  ...adoptedEvents,
  ...mergingEvents,
  ...reverifyingEvents,
  /** R20: a registration that has come to its end binds the device that it was made on. */
  DeviceBound: whileLiving(boundFields, (account, device) => ({ ...account, devices: [...(account.devices ?? []), device] })),
  AccountFrozen: whileLiving({ deregistrationId: id }, (account, { deregistrationId }) => ({ ...account, frozenBy: deregistrationId })),
  /** Without the key, not with an undefined one: undone, the account is exactly what it was. */
  AccountUnfrozen: whileLiving({ deregistrationId: id }, ({ frozenBy: _lifted, ...account }) => account),
  AccountPurged: whileLiving(
    { deregistrationId: id, phoneFreeAt: instant },
    ({ subjectId, activatedAt, tier: reached, memberships, ended, alerted, alertedIn, formerPhones }, { deregistrationId }) => ({
      status: 'purged',
      subjectId,
      activatedAt,
      tier: reached,
      deregistrationId,
      companies: Object.keys({ ...ended, ...memberships }),
      ...defined({ alerted, alertedIn, formerPhones }),
    }),
  ),
};
export type AccountEvent = EventOf<typeof accountEvents>;

/**
 * V7, V9: in each of these companies there is one from now on; without them the one that has the id of the account, as
 * releases before raised it for all companies together.
 */
function withAlerts({ alertedIn = [] }: LivingAccount, companies: readonly string[] = []): Pick<LivingAccount, 'alerted' | 'alertedIn'> {
  return companies.length === 0 ? { alerted: true } : { alertedIn: [...new Set([...alertedIn, ...companies])] };
}

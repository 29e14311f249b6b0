import { defined, eventsOf, id, instant, oneOf, optional, type EventOf } from '../events';
import type { Account, LivingAccount, Membership, OpeningAccount } from './account';

const isOpening = (account: Account): account is OpeningAccount => account.status === 'opening';
const isLiving = (account: Account): account is LivingAccount => account.status === 'living';

const { event, from } = eventsOf<Account>();
const whileOpening = from(isOpening);
const whileLiving = from(isLiving);

const tier = oneOf(0, 1, 2);
const tierInstants = { tierOneAt: instant, tierTwoAt: instant };

const firstMembership = (companyId: string | undefined, membership: Membership) =>
  companyId === undefined ? {} : { [companyId]: membership };

const withMembership = (account: LivingAccount, companyId: string, membership: Membership): LivingAccount => ({
  ...account,
  memberships: { ...account.memberships, [companyId]: membership },
});

const activateMemberships = (memberships: LivingAccount['memberships']): LivingAccount['memberships'] =>
  Object.fromEntries(Object.entries(memberships).map(([companyId, membership]) => [companyId, { ...membership, status: 'active' }]));

/**
 * What a registration opens an account with. `deviceId`: the place among the accounts of the device that it was
 * registered with (R20).
 */
export const openedFields = {
  registrationId: id,
  subjectId: id,
  phoneId: id,
  identityId: optional(id),
  deviceId: optional(id),
  companyId: optional(id),
  positionStreamId: optional(id),
};

/**
 * opening → active ⇄ frozen → purged; an opening that came to nothing is undone.
 * The tier grows beside it, frozen or not; so do memberships, one for each company.
 */
export const accountEvents = {
  /** `phoneFreeSince`: the number was another person's until then (D6): recipients must forget what they knew by it. */
  AccountTakenIn: event(
    {
      subjectId: id,
      phoneId: id,
      identityId: optional(id),
      companyId: optional(id),
      activatedAt: instant,
      tier,
      ...tierInstants,
      phoneFreeSince: optional(instant),
    },
    (_, { subjectId, phoneId, identityId, companyId, activatedAt, tier: reached, tierOneAt, tierTwoAt }) => ({
      status: 'living',
      subjectId,
      phoneId,
      ...defined({ identityId }),
      memberships: firstMembership(companyId, { status: 'active' }),
      activatedAt,
      tier: reached,
      tierOneAt,
      tierTwoAt,
    }),
  ),
  AccountOpened: event(openedFields, (_, { registrationId, subjectId, phoneId, identityId, deviceId, companyId, positionStreamId }) => ({
    status: 'opening',
    subjectId,
    phoneId,
    ...defined({ identityId, deviceId }),
    memberships: firstMembership(companyId, { status: 'joining', registrationId, ...defined({ positionStreamId }) }),
    registrationId,
  })),
  AccountActivated: whileOpening({ activatedAt: instant, ...tierInstants }, (account, instants) => {
    const { registrationId: _done, memberships, ...rest } = account;
    return { ...rest, status: 'living', memberships: activateMemberships(memberships), tier: 0, ...instants };
  }),
  AccountOpeningUndone: whileOpening({ registrationId: id }, ({ subjectId }, { registrationId }) => ({
    status: 'undone',
    subjectId,
    registrationId,
  })),
  MembershipProposed: whileLiving(
    { companyId: id, positionStreamId: id, registrationId: id },
    (account, { companyId, positionStreamId, registrationId }) =>
      withMembership(account, companyId, { status: 'joining', registrationId, positionStreamId }),
  ),
  MembershipActivated: whileLiving({ companyId: id, at: instant, identityId: optional(id) }, (account, { companyId, identityId }) => {
    const membership = account.memberships[companyId];
    return membership
      ? withMembership({ ...account, ...defined({ identityId }) }, companyId, { ...membership, status: 'active' })
      : account;
  }),
  MembershipUndone: whileLiving({ companyId: id, registrationId: id }, (account, { companyId }) => {
    const { [companyId]: _undone, ...memberships } = account.memberships;
    return { ...account, memberships };
  }),
  TierRaised: whileLiving({ tier }, (account, { tier: reached }) => ({ ...account, tier: reached })),
  AccountFrozen: whileLiving({ deregistrationId: id }, (account, { deregistrationId }) => ({ ...account, frozenBy: deregistrationId })),
  /** Without the key, not with an undefined one: undone, the account is exactly what it was. */
  AccountUnfrozen: whileLiving({ deregistrationId: id }, ({ frozenBy: _lifted, ...account }) => account),
  AccountPurged: whileLiving(
    { deregistrationId: id, phoneFreeAt: instant },
    ({ subjectId, activatedAt, tier: reached, memberships }, { deregistrationId }) => ({
      status: 'purged',
      subjectId,
      activatedAt,
      tier: reached,
      deregistrationId,
      companies: Object.keys(memberships),
    }),
  ),
};
export type AccountEvent = EventOf<typeof accountEvents>;

import { code, count, defined, eventsOf, group, id, instant, list, optional, table } from '../events';
import { endingsOf, isLiving, withChanged, type Account } from './account';
import { leaverFates } from './keeping';

const whileLiving = eventsOf<Account>().from(isLiving);

/** G8: why a company keeps somebody without lending them anything. */
export const dormancyReasons = ['left-and-kept', 'on-leave', 'asked-for'] as const;

/**
 * The streams of the roles that go with a membership; `principalId` stands for the person in them, and so do `aliases`
 * where they held one by another id of theirs.
 */
export const rolesThatGo = { principalId: optional(id), aliases: optional(list(id)), roles: table(id) };

/** What a membership keeps of it where it goes over to another account (R17). */
export const keptFields = {
  dormant: optional(group({ at: instant, n: count })),
  leave: optional(group({ at: instant, fate: code(...leaverFates), ...rolesThatGo, heldUntil: optional(instant) })),
};

/** How a company keeps or lets go its members: active ⇄ dormant → ended, at once or on a day that is known before. */
export const keepingEvents = {
  /** G8: basic messaging stays; the roles in the company, and all that it lends, go. */
  MembershipBecameDormant: whileLiving(
    { companyId: id, reason: code(...dormancyReasons), at: instant, ...rolesThatGo },
    (account, { companyId, at }) => {
      const n = endingsOf(account) + 1;
      const counted = { ...account, dormancies: (account.dormancies ?? 0) + 1 };
      return withChanged(counted, companyId, ({ leave: _done, ...rest }) => ({ ...rest, status: 'dormant', dormant: { at, n } }));
    },
  ),
  /** G8, V2: it lends again, without the roles of before. `day`: the account counts as used then. */
  MembershipWoken: whileLiving({ companyId: id, at: instant, day: instant }, (account, { companyId, day }) =>
    withChanged({ ...account, lastActivityAt: Math.max(account.lastActivityAt ?? day, day) }, companyId, ({ dormant: _over, ...rest }) => ({
      ...rest,
      status: 'active',
    })),
  ),
  /** G9: the employment ends on that day; a rehire cancels it. It takes the place of an earlier plan. */
  EmploymentEndPlanned: whileLiving(
    { companyId: id, at: instant, fate: code(...leaverFates), ...rolesThatGo },
    (account, { companyId, at, fate, principalId, aliases, roles }) =>
      withChanged({ ...account, leavesPlanned: (account.leavesPlanned ?? 0) + 1 }, companyId, (membership) => ({
        ...membership,
        leave: { at, fate, roles, ...defined({ principalId, aliases }) },
      })),
  ),
  EmploymentEndCancelled: whileLiving({ companyId: id, at: instant }, (account, { companyId }) =>
    withChanged(account, companyId, ({ leave: _cancelled, ...rest }) => rest),
  ),
  /** X1: the last super admin stays until another one is there; it is tried again then. */
  EmploymentEndHeld: whileLiving(
    { companyId: id, until: instant },
    (account, { companyId, until }) =>
      withChanged(account, companyId, ({ leave, ...rest }) => ({ ...rest, ...(leave && { leave: { ...leave, heldUntil: until } }) })),
    { minor: true },
  ),
  /** G9: on its day; the end of the membership, or its dormancy, is recorded with it. */
  EmploymentEnded: whileLiving({ companyId: id, at: instant, fate: code(...leaverFates) }, (account, { companyId }) =>
    withChanged(account, companyId, ({ leave: _over, ...rest }) => rest),
  ),
};

import { refuse } from '../decider';
import { code, defined, id, list, optional, table } from '../events';
import { needsOfOthers, othersField, whyKept } from '../role/keeping';
import { holdersOf, roleNames, roles, rolesByName } from '../role/role';
import { rulesOf } from '../rule';
import { endReasons, timesEnded, type Account, type LivingAccount } from './account';
import type { AccountEvent } from './account.events';
import type { AccountPolicy } from './account.policy';
import { stillLiving } from './opening';

const { rule, accept } = rulesOf<Account, AccountEvent, AccountPolicy>();

/** Of a member of some company. */
export const isSomewhere = ({ memberships }: LivingAccount) => Object.values(memberships).some((each) => each.status === 'active');

function departmentOf(account: Account, companyId: string): readonly string[] | undefined {
  const { departmentId } = (account.status === 'living' && account.memberships[companyId]) || {};
  return departmentId === undefined ? undefined : [departmentId];
}

export const leavingRules = {
  /**
   * A person leaves a company, or is removed from it, also by a review of its rights (G13); the roles that they hold
   * there go with the membership. A person may join again.
   */
  EndMembership: rule({
    origin: ['caller', 'reaction'],
    right: 'endMembership',
    takes: {
      companyId: id,
      reason: code(...endReasons),
      /** Of the person; none: nobody has ever named them, so they have no role. */
      principalId: optional(id),
      /** Other ids of the person, by which they may hold a role. */
      aliases: optional(list(id)),
      /** The streams of the roles in the company. */
      roleStreams: table(id),
      /** Other super admins. */
      others: othersField,
    },
    given: stillLiving.when(isSomewhere, 'not-a-member'),
    /** The department that the membership lies in. */
    reaches: ({ companyId }, account) => departmentOf(account, companyId) ?? 'company',
    /** Those that the person holds move. */
    needs: ({ roleStreams, others }) => ({ ...rolesByName(roleStreams, roles.move), ...needsOfOthers(others) }),
    atMost: {
      times: ({ membershipEnds }) => membershipEnds,
      soFar: (account, command) => (command ? timesEnded(account, command.companyId) : 0),
    },
    emits: ['MembershipEnded'],
    refuses: ['not-a-member', 'admin-transfer-required'],
    decide: ({ state: account, command: { companyId, reason, principalId, aliases = [], roleStreams, others }, facts, now }) => {
      if (account.memberships[companyId]?.status !== 'active') return refuse('not-a-member');
      const ids = principalId === undefined ? [] : [principalId, ...aliases];
      const isHeldBy = (name: (typeof roleNames)[number], some: readonly string[]) =>
        roleStreams[name] !== undefined && holdersOf(facts[name]).some((holder) => some.includes(holder));
      const held = roleNames.filter((name) => isHeldBy(name, ids));
      const isKept = (role: (typeof roleNames)[number]) =>
        whyKept({ companyId, role, holders: holdersOf(facts[role]) }, ids, others, facts) !== undefined;
      if (held.some(isKept)) return refuse('admin-transfer-required');
      const streams = Object.fromEntries(held.map((name) => [name, roleStreams[name]!]));
      const alsoAs = aliases.filter((alias) => held.some((name) => isHeldBy(name, [alias])));
      const person = held.length > 0 ? { principalId, aliases: alsoAs.length > 0 ? alsoAs : undefined } : {};
      return accept({ type: 'MembershipEnded', companyId, reason, at: now, ...defined(person), roles: streams });
    },
  }),
};

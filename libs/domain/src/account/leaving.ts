import { refuse } from '../decider';
import { code } from '../events';
import { rulesOf } from '../rule';
import { departmentIn, endReasons, timesEnded, type Account, type LivingAccount } from './account';
import type { AccountEvent } from './account.events';
import type { AccountPolicy } from './account.policy';
import { stillLiving } from './opening';
import { needsOfParting, partingFields, rolesThatGo } from './parting';

const { rule, accept } = rulesOf<Account, AccountEvent, AccountPolicy>();

/** Of a member of some company. */
export const isSomewhere = ({ memberships }: LivingAccount) => Object.values(memberships).some((each) => each.status === 'active');

/** Of a member, active or dormant, of some company. */
export const isKeptSomewhere = ({ memberships }: LivingAccount) => Object.values(memberships).some(({ status }) => status !== 'joining');

/** How far somebody must reach who acts on a membership: the department that it lies in, or the company. */
export const reachOf = ({ companyId }: { companyId: string }, account: Account): 'company' | readonly string[] => {
  const departmentId = departmentIn(account, companyId);
  return departmentId === undefined ? 'company' : [departmentId];
};

export const leavingRules = {
  /**
   * A person leaves a company, or is removed from it, also by a review of its rights (G13); the roles that they hold
   * there go with the membership. A person may join again.
   */
  EndMembership: rule({
    origin: ['caller', 'reaction'],
    right: 'endMembership',
    takes: { ...partingFields, reason: code(...endReasons) },
    given: stillLiving.when(isKeptSomewhere, 'not-a-member'),
    reaches: reachOf,
    needs: needsOfParting,
    atMost: {
      times: ({ membershipEnds }) => membershipEnds,
      soFar: (account, command) => (command ? timesEnded(account, command.companyId) : 0),
    },
    emits: ['MembershipEnded'],
    refuses: ['not-a-member', 'admin-transfer-required'],
    decide: ({ state: account, command, facts, now }) => {
      const { companyId, reason } = command;
      const { status } = account.memberships[companyId] ?? {};
      if (status !== 'active' && status !== 'dormant') return refuse('not-a-member');
      const gone = rolesThatGo(command, facts);
      if (!gone) return refuse('admin-transfer-required');
      return accept({ type: 'MembershipEnded', companyId, reason, at: now, ...gone });
    },
  }),
};

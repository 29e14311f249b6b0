import { refuse } from '../decider';
import { code, id } from '../events';
import { dayOf } from '../observation/observation';
import { rulesOf } from '../rule';
import type { Account } from './account';
import type { AccountEvent } from './account.events';
import type { AccountPolicy } from './account.policy';
import { dormancyReasons } from './keeping.events';
import { isKeptSomewhere, reachOf } from './leaving';
import { stillLiving } from './opening';
import { needsOfParting, partingFields, rolesThatGo } from './parting';
import { levelOf } from './proof';
import { isFree } from './restriction';

const { rule, accept } = rulesOf<Account, AccountEvent, AccountPolicy>();

export const dormancyRules = {
  /** G8: a leaver who is kept, or a member who is away: basic messaging stays, and what the company lends goes. */
  MakeMemberDormant: rule({
    origin: 'caller',
    right: 'keepMembers',
    takes: { ...partingFields, reason: code(...dormancyReasons) },
    given: stillLiving.when(isKeptSomewhere, 'not-a-member'),
    reaches: reachOf,
    needs: needsOfParting,
    atMost: { times: ({ keeping }) => keeping?.dormancies, soFar: ({ dormancies = 0 }) => dormancies },
    emits: ['MembershipBecameDormant'],
    refuses: ['not-a-member', 'not-active', 'admin-transfer-required'],
    decide: ({ state: { memberships }, command, facts, now }) => {
      const { companyId, reason } = command;
      const { status } = memberships[companyId] ?? {};
      if (status === 'dormant') return refuse('not-active');
      if (status !== 'active') return refuse('not-a-member');
      const gone = rolesThatGo(command, facts);
      if (!gone) return refuse('admin-transfer-required');
      return accept({ type: 'MembershipBecameDormant', companyId, reason, at: now, ...gone });
    },
  }),
  /** G8: it lends again what the tier and the template give; the roles of before are given anew, by who may. */
  WakeMember: rule({
    origin: 'caller',
    right: 'keepMembers',
    takes: { companyId: id },
    given: stillLiving.when(isKeptSomewhere, 'not-a-member').when(isFree, 'deregistration-pending'),
    reaches: reachOf,
    emits: ['MembershipWoken'],
    refuses: ['not-a-member', 'not-dormant', 'level-too-low'],
    decide: ({ state: account, command: { companyId }, now, policy }) => {
      const { status } = account.memberships[companyId] ?? {};
      if (status === 'active') return refuse('not-dormant');
      if (status !== 'dormant') return refuse('not-a-member');
      const atLeast = policy.keeping?.wakeLevel ?? 0;
      if (levelOf(account, now) < atLeast) return refuse('level-too-low', { atLeast });
      return accept({ type: 'MembershipWoken', companyId, at: now, day: dayOf(now) });
    },
  }),
};

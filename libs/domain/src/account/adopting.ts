import { refuse } from '../decider';
import { code, count } from '../events';
import { rulesOf } from '../rule';
import type { Account } from './account';
import type { AccountEvent } from './account.events';
import { accountPolicies, type AccountPolicy } from './account.policy';
import { adoption } from './adopted';
import { stillLiving } from './opening';

const { rule, accept } = rulesOf<Account, AccountEvent, AccountPolicy>();

export const adoptingRules = {
  /**
   * Our choice: an account keeps the version that it was opened under, until an operator moves it. Its tiers are
   * counted anew from its activation, and one that was reached stays. Another version takes it back.
   */
  AdoptPolicy: rule({
    origin: ['caller', 'effect'],
    right: 'adoptAccountPolicies',
    takes: { version: count, reason: code() },
    given: stillLiving,
    atMost: { times: ({ policyAdoptions }) => policyAdoptions, soFar: ({ adoptions = 0 }) => adoptions },
    emits: ['AccountPolicyAdopted'],
    refuses: ['account-policy-unknown', 'account-policy-adopted'],
    decide: ({ state: account, command: { version, reason }, policy, now }) => {
      const to = Object.hasOwn(accountPolicies, version) ? accountPolicies[version] : undefined;
      if (to === undefined) return refuse('account-policy-unknown');
      if (to.version === policy.version) return refuse('account-policy-adopted');
      return accept(adoption(account, { from: policy.version, to, reason, at: now }));
    },
  }),
};

import type { Process } from '../decider';
import { due, evolve, noAccount, status, type Account, type AccountEvent } from './account';
import { decideWith, needs, type AccountCommand, type AccountFacts } from './account.decide';
import { accountPolicy, type AccountPolicy } from './account.policy';

/** An account from the day it is taken in until nothing is left of it. */
const accountWith = (policy: AccountPolicy): Process<Account, AccountEvent, AccountCommand, AccountFacts> => ({
  type: 'account',
  workflow: true,
  policyVersion: policy.version,
  initial: noAccount,
  evolve,
  decide: decideWith(policy),
  needs,
  due,
  owed: () => [],
  troubles: () => [],
  // Its own life has no caller's command yet: it is frozen and purged by its deregistration.
  allowed: () => [],
  origins: {
    TakeInAccount: 'caller',
    RaiseTier: 'clock',
    FreezeAccount: 'reaction',
    UnfreezeAccount: 'reaction',
    PurgeAccount: 'reaction',
  },
  status,
  outcome: (account) => (account.status === 'purged' ? 'purged' : undefined),
  passing: [],
  minor: [],
  columns: (account) => (account.status === 'none' ? {} : { subjectId: account.subjectId }),
  view: (account) => {
    if (account.status === 'none') return {};
    const { tier, activatedAt } = account;
    const capabilities = account.status === 'purged' || account.frozenBy !== undefined ? [] : policy.tiers[tier].capabilities;
    return { tier, activatedAt, capabilities };
  },
});

export const account = accountWith(accountPolicy);

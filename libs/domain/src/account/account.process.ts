import type { Process } from '../decider';
import { due, evolve, noAccount, status, type Account, type AccountEvent } from './account';
import { decideWith, needs, type AccountCommand, type AccountFacts } from './account.decide';
import { accountPolicy, type AccountPolicy } from './account.policy';

/** An account from the day it is taken in until nothing is left of it. */
const accountWith = (policy: AccountPolicy): Process<Account, AccountEvent, AccountCommand, AccountFacts> => ({
  type: 'account',
  workflow: true,
  policyVersion: () => policy.version,
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
    OpenAccount: 'reaction',
    JoinCompany: 'reaction',
    ActivateAccount: 'reaction',
    UndoOpening: 'reaction',
    RaiseTier: 'clock',
    FreezeAccount: 'reaction',
    UnfreezeAccount: 'reaction',
    PurgeAccount: 'reaction',
  },
  status,
  outcome: ({ status }) => (status === 'purged' || status === 'undone' ? status : undefined),
  passing: [],
  minor: [],
  columns: (account) => (account.status === 'none' ? {} : { subjectId: account.subjectId, ...firstCompany(account) }),
  view: (account) => {
    if (account.status === 'none' || account.status === 'opening' || account.status === 'undone') return { capabilities: [] };
    const { tier, activatedAt } = account;
    if (account.status === 'purged') return { tier, activatedAt, capabilities: [], memberships: [] };
    const capabilities = account.frozenBy === undefined ? policy.tiers[tier].capabilities : [];
    const memberships = Object.entries(account.memberships).map(([companyId, { status }]) => ({ companyId, state: status }));
    return { tier, activatedAt, capabilities, memberships };
  },
});

/** Where somebody belongs when his account begins; later companies stand in his memberships. */
const firstCompany = (account: Account) => {
  const [companyId] = 'memberships' in account ? Object.keys(account.memberships) : [];
  return companyId === undefined ? {} : { companyId };
};

export const account = accountWith(accountPolicy);

import type { Deadline, Instant } from '../decider';
import { defined } from '../events';
import { processOfStates, type CommandsOf } from '../process';
import { noAccount, status, type Account, type KnownAccount, type LivingAccount } from './account';
import { accountEvents } from './account.events';
import { accountPolicies, type AccountPolicy } from './account.policy';
import { activityRules } from './activity';
import { versionAdopted } from './adopted';
import { adoptingRules } from './adopting';
import { mayDo } from './capabilities';
import { credentialRules, dueOfCredentials } from './credentials';
import { departmentRules } from './department';
import { dormancyRules } from './dormancy';
import { dueOfEmployments, employmentRules } from './employment';
import { limitedDevice } from './device';
import { isLimitedByDevice } from './devices';
import { leavingEffects, owedForEndings } from './ended';
import { leavingRules } from './leaving';
import { dueOfLevel, levelRules } from './levels';
import { lifeRules } from './life';
import { dueOfLock } from './lock';
import { lockRules } from './locking';
import { noticeEffects, owedForNotices } from './notices';
import { entryEffects, owedForEntries } from './entries';
import { openingRules } from './opening';
import { phoneChangeRules } from './phone-change';
import { positionChangeRules } from './position-change';
import { dueOfMerge, mergedEffects, mergingRules, owedForMerge } from './merging';
import { levelOf } from './proof';
import { dueOfReverification, reverifyingRules } from './reverifying';
import { owedForRisk, riskEffects, riskRules, riskView } from './risk';
import { tierOf } from './unmet';
import { signInRules } from './sign-ins';
import { signingInRules } from './signing-in';

const rules = {
  ...openingRules,
  ...lifeRules,
  ...leavingRules,
  ...dormancyRules,
  ...employmentRules,
  ...phoneChangeRules,
  ...positionChangeRules,
  ...departmentRules,
  ...activityRules,
  ...signInRules,
  ...lockRules,
  ...signingInRules,
  ...credentialRules,
  ...levelRules,
  ...riskRules,
  ...mergingRules,
  ...reverifyingRules,
  ...adoptingRules,
};
export type AccountCommand = CommandsOf<typeof rules>;

/**
 * An account from the day it is opened or taken in until nothing is left of it. It is frozen and purged by its
 * deregistration.
 */
export const account = processOfStates<Account>()('account', {
  initial: noAccount,
  policies: accountPolicies,
  adoptedVersion: versionAdopted,
  states: {
    ...{ opening: 'open', undone: 'over' },
    ...{ active: 'open', frozen: 'open', locked: 'open', reverify_required: 'open', restricted: 'open' },
    ...{ merged: 'over', purged: 'over' },
  },
  status,
  events: accountEvents,
  rules,
  columns: (state) => ({ subjectId: state.subjectId, ...firstCompany(state) }),
  seenBy: (account, id) => ({ accounts: ownersOf(account, id), companies: companiesOf(account), departments: departmentsOf(account) }),
  due,
  owed: (state) => [
    ...owedForEndings(state),
    ...owedForRisk(state),
    ...owedForNotices(state),
    ...owedForMerge(state),
    ...owedForEntries(state),
  ],
  effects: [...leavingEffects, ...riskEffects, ...noticeEffects, ...mergedEffects, ...entryEffects],
  messages: noticeEffects,
  view,
});

function due(account: KnownAccount, policy: AccountPolicy): readonly Deadline<AccountCommand>[] {
  const dueOfIdleness = policy.restrictions ? dueOfReverification : dueOfLevel;
  const ofLife =
    account.status === 'living'
      ? [dueOfTiers, dueOfCredentials, dueOfIdleness, dueOfLock, dueOfEmployments].flatMap((of): readonly Deadline<AccountCommand>[] =>
          of(account),
        )
      : [];
  const due: readonly Deadline<AccountCommand>[] = [...ofLife, ...dueOfMerge(account)];
  return due.toSorted((a, b) => a.dueAt - b.dueAt);
}

function dueOfTiers(account: LivingAccount): readonly Deadline<AccountCommand>[] {
  const tierTwo = { command: { type: 'RaiseTier', tier: 2 }, dueAt: account.tierTwoAt } as const;
  if (account.tier === 0) return [{ command: { type: 'RaiseTier', tier: 1 }, dueAt: account.tierOneAt }, tierTwo];
  return account.tier === 1 ? [tierTwo] : [];
}

/** Where a person belongs when the account begins; later companies stand in its memberships. */
function firstCompany(account: KnownAccount) {
  const [companyId] = companiesOf(account);
  return companyId === undefined ? {} : { companyId };
}

/** R17: of a closed account, the person goes on by the other one. */
const ownersOf = (account: KnownAccount, id: string): readonly string[] => (account.status === 'merged' ? [id, account.mergedInto] : [id]);

function companiesOf(account: KnownAccount): readonly string[] {
  if (account.status === 'merged') return account.companies;
  return 'memberships' in account ? Object.keys(account.memberships) : [];
}

const departmentsOf = (account: KnownAccount): readonly string[] =>
  'memberships' in account ? Object.values(account.memberships).flatMap(({ departmentId }) => departmentId ?? []) : [];

function view(account: KnownAccount, policy: AccountPolicy, now: Instant = -Infinity) {
  if (account.status === 'opening' || account.status === 'undone') return { capabilities: [] };
  const { tier: reached, activatedAt } = account;
  if (account.status === 'merged') return { tier: reached, activatedAt, capabilities: [], memberships: [], mergedInto: account.mergedInto };
  if (account.status === 'purged') return { tier: reached, activatedAt, capabilities: [], memberships: [] };
  const { capabilities } = mayDo(account, policy, now);
  const memberships = Object.entries(account.memberships).map(
    ([companyId, { status: state, departmentId, positionId, template, employerId, dormant, leave }]) => ({
      companyId,
      state,
      ...defined({ departmentId, positionId, template, employerId, dormantAt: dormant?.at, employmentEndsAt: leave?.at }),
    }),
  );
  const level = account.level === undefined ? undefined : levelOf(account, now);
  return {
    tier: tierOf(account, now),
    ...defined({ level }),
    activatedAt,
    ...defined({ lastActivityAt: account.lastActivityAt, timeZone: account.timeZone }),
    capabilities,
    memberships,
    ...(isLimitedByDevice(account) && { restrictions: [limitedDevice] }),
    ...defined({ reverification: account.reverifyRequired?.reasons }),
    ...riskView(account),
  };
}

import { expectTables } from '#testing';
import { status, type Account } from './account';
import type { AccountCommand } from './account.decide';
import { account } from './account.process';

/** Every state an account can reach × every command, with nothing else in the way: the phone is free, the deregistration is the right one. */
const table = `
situation                 | TakeInAccount  | RaiseTier 1        | RaiseTier 2        | FreezeAccount          | UnfreezeAccount    | PurgeAccount
none                      | ✓              | account-unknown    | account-unknown    | account-unknown        | account-unknown    | account-unknown
active, tier 0, < day 8   | account-exists | not-due            | tier-out-of-order  | ✓                      | account-not-frozen | account-not-frozen
active, tier 0, ≥ day 8   | account-exists | ✓                  | tier-out-of-order  | ✓                      | account-not-frozen | account-not-frozen
active, tier 1, < day 31  | account-exists | tier-out-of-order  | not-due            | ✓                      | account-not-frozen | account-not-frozen
active, tier 1, ≥ day 31  | account-exists | tier-out-of-order  | ✓                  | ✓                      | account-not-frozen | account-not-frozen
active, tier 2            | account-exists | tier-out-of-order  | tier-out-of-order  | ✓                      | account-not-frozen | account-not-frozen
frozen, tier 0, < day 8   | account-exists | not-due            | tier-out-of-order  | deregistration-pending | ✓                  | ✓
frozen, tier 0, ≥ day 8   | account-exists | ✓                  | tier-out-of-order  | deregistration-pending | ✓                  | ✓
frozen, tier 1, < day 31  | account-exists | tier-out-of-order  | not-due            | deregistration-pending | ✓                  | ✓
frozen, tier 1, ≥ day 31  | account-exists | tier-out-of-order  | ✓                  | deregistration-pending | ✓                  | ✓
frozen, tier 2            | account-exists | tier-out-of-order  | tier-out-of-order  | deregistration-pending | ✓                  | ✓
purged                    | account-exists | account-not-active | account-not-active | account-not-active     | account-not-active | account-not-active
`;

function row(state: Account, now: number): string {
  if (state.status !== 'living') return state.status;
  const head = `${status(state)}, tier ${state.tier}`;
  if (state.tier === 0) return `${head}, ${now < state.tierOneAt ? '<' : '≥'} day 8`;
  return state.tier === 1 ? `${head}, ${now < state.tierTwoAt ? '<' : '≥'} day 31` : head;
}

const always = (command: AccountCommand) => () => [{ command }];

describe('every state of an account × every command', () => {
  it('is accepted or refused as the table says', () => {
    expectTables(account, (state) => state, [
      {
        row,
        columns: {
          TakeInAccount: always({ type: 'TakeInAccount', accountId: 'a', subjectId: 's', phone: { identifierId: 'p', key: 'k' } }),
          'RaiseTier 1': always({ type: 'RaiseTier', tier: 1 }),
          'RaiseTier 2': always({ type: 'RaiseTier', tier: 2 }),
          FreezeAccount: always({ type: 'FreezeAccount', deregistrationId: 'd' }),
          UnfreezeAccount: always({ type: 'UnfreezeAccount', deregistrationId: 'd' }),
          PurgeAccount: always({ type: 'PurgeAccount', deregistrationId: 'd', phoneFreeAt: 1 }),
        },
        written: table,
      },
    ]);
  });
});

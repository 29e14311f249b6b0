import { accountPolicies, accountPolicy, type AccountPolicy } from '../account/account.policy';
import { levelPolicy } from '../account/levels.policy';
import { day } from '../decider';
import { living, type Asked, type Life } from './living';
import type { Copy } from './world';

const account = {
  status: 'living',
  subjectId: 's',
  phoneId: 'p',
  memberships: {},
  tier: 0,
  activatedAt: 0,
  tierOneAt: 8 * day,
  tierTwoAt: 31 * day,
};
const copy = (state: object, policyVersion: number = accountPolicy.version): Copy => ({ state: state as Copy['state'], policyVersion });

function life(asked: Partial<Asked> = {}, state: object = account): Life {
  const copies = new Map([['account:a', copy(state)]]);
  const lived = living({
    ...{ accountId: 'a', copies, absent: [], about: ['account:a'], from: 0, until: 100 * day, assumed: 'none' as const },
    ...asked,
  });
  let step = lived.next();
  while (!step.done) step = lived.next();
  return step.value;
}
const told = ({ happened }: Life) => happened.map(({ at, command }) => `${at / day} ${command}`);

describe('an account that is lived on', () => {
  it('comes to each deadline in its order, and stands at the end as the rules say', () => {
    const lived = life({ until: 89 * day });
    expect(told(lived).slice(0, 2)).toEqual(['8 RaiseTier', '31 RaiseTier']);
    expect(lived.capabilities).toContain('third-party-apps');
  });

  it('stops at the end of its span: an instant later is not lived', () => {
    expect(told(life({ until: 31 * day - 1 }))).toEqual(['8 RaiseTier']);
    expect(told(life({ until: 31 * day }))).toEqual(['8 RaiseTier', '31 RaiseTier']);
  });

  it('is to be verified again when it is idle, and not when it is used daily (V2, X7)', () => {
    const proven = { ...account, level: 1, levelAt: 0 };
    const span = { until: (levelPolicy.idleDays + 5) * day };
    expect(told(life(span, proven))).toContain(`${levelPolicy.idleDays} RequireReverification`);
    expect(told(life({ ...span, assumed: 'daily' }, proven)).join()).not.toContain('RequireReverification');
  });

  it('comes at once to what was due before it began', () => {
    expect(told(life({ from: 40 * day, until: 41 * day }))).toEqual(['40 RaiseTier', '40 RaiseTier']);
  });

  it('lives by a draft of a policy from the start on, and the copies stay as they were', () => {
    const draft: AccountPolicy = { ...accountPolicies[accountPolicy.version]!, version: 0, tierOneDay: 7, tierTwoDay: 20 };
    const copies = new Map([['account:a', copy(account)]]);
    expect(told(life({ policy: draft, copies })).slice(0, 2)).toEqual(['7 RaiseTier', '20 RaiseTier']);
    expect(copies).toEqual(new Map([['account:a', copy(account)]]));
  });

  it('lives by a former version as by its command', () => {
    const first = life({ policy: accountPolicies[1]! });
    expect(first.capabilities).toEqual(expect.arrayContaining(['payment', 'external-contacts']));
  });
});

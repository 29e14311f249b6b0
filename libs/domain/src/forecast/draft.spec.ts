import { accountPolicies, accountPolicy } from '../account/account.policy';
import { draftOf, draftVersion } from './draft';

describe('a policy that is tried out', () => {
  it('is a version with other values in some fields', () => {
    expect(draftOf(1, { tierOneDay: 7 })).toEqual({ policy: { ...accountPolicies[1], tierOneDay: 7, version: draftVersion } });
    expect(draftOf(accountPolicy.version, {})).toMatchObject({ policy: { version: draftVersion } });
  });

  it.each([
    [{ surprise: 1 }, 'policy.surprise'],
    [{ version: 3 }, 'policy.version'],
    [{ tierOneDay: -1 }, 'policy.tierOneDay'],
    [{ tierOneDay: 1.5 }, 'policy.tierOneDay'],
    [{ tierOneDay: '8' }, 'policy.tierOneDay'],
    [{ tierOneDay: 40 }, 'policy.tierTwoDay'],
    [{ sensitive: 'payment' }, 'policy.sensitive'],
    [{ tiers: [] }, 'policy.tiers'],
    [{ tiers: [{ capabilities: [1] }, {}, {}] }, 'policy.tiers.0.capabilities'],
  ])('refuses %j: %s does not fit', (changes, path) => {
    expect(draftOf(accountPolicy.version, changes)).toEqual({ faults: [expect.objectContaining({ path })] });
  });

  it('knows no version that there is not', () => {
    expect(draftOf(99, {})).toEqual({ faults: [{ path: 'policyVersion', message: 'there is no such version' }] });
  });
});

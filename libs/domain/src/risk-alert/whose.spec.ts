import { alertIdsOf, alertIn, alertsAbout } from './whose';

const [account, north, south] = [
  '3f0c5a1e-6d7b-4a52-9c1e-0b8f2d4e6a10',
  '8a1b2c3d-0000-4000-8000-000000000001',
  '8a1b2c3d-0000-4000-8000-000000000002',
] as const;

describe('whose an alert about an account is (V7, V9)', () => {
  it('follows from account and company, and is another one for each of both', () => {
    const ids = [alertIn(account, north), alertIn(account, south), alertIn(north, account), account];
    expect(new Set(ids).size).toBe(4);
    expect(ids.every((id) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id))).toBe(true);
    expect(alertIn(account, north)).toBe(ids[0]);
  });

  it('is of each company of the person, in their department there; of operators alone without a company', () => {
    const places = [{ companyId: north, departmentId: 'd' }, { companyId: south }];
    expect(alertsAbout(account, places)).toEqual([
      { id: alertIn(account, north), places: [{ companyId: north, departmentId: 'd' }] },
      { id: alertIn(account, south), places: [{ companyId: south }] },
    ]);
    expect(alertsAbout(account, [])).toEqual([{ id: account, places: [] }]);
  });

  it('all of them are the risk of the account, also those from before it had a company', () => {
    expect(alertIdsOf(account, {})).toEqual([]);
    expect(alertIdsOf(account, { alerted: true, alertedIn: [north] })).toEqual([account, alertIn(account, north)]);
  });
});

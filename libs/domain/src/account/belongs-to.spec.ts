import type { Role } from '../role/role';
import type { AccountEvent } from './account.events';
import { account as process } from './account.process';
import { belongsTo } from './membership';

const opened: AccountEvent = {
  type: 'AccountTakenIn',
  ...{ subjectId: 's', phoneId: 'p', companyId: 'c', activatedAt: 0 },
  ...{ tier: 0, tierOneAt: 1, tierTwoAt: 2 },
};
const account = (...events: AccountEvent[]) => events.reduce(process.evolve, process.initial);
const role: Role = { status: 'granted', companyId: 'c', role: 'company-admin', holders: ['holder'] };

describe('a person who belongs to a company', () => {
  it('is its active member, or holds a role there', () => {
    expect(belongsTo('c', 'anybody', account(opened), [])).toBe(true);
    expect(belongsTo('c', 'holder', undefined, [undefined, role])).toBe(true);
    expect(belongsTo('c', 'anybody', undefined, [role, { status: 'none' }])).toBe(false);
    expect(belongsTo('other', 'anybody', account(opened), [])).toBe(false);
  });

  it('is neither about to join it, nor purged', () => {
    const joining: AccountEvent = { type: 'MembershipProposed', companyId: 'd', positionStreamId: 'p', registrationId: 'r' };
    expect(belongsTo('d', 'anybody', account(opened, joining), [])).toBe(false);
    expect(belongsTo('d', 'anybody', account(opened, joining, { type: 'MembershipActivated', companyId: 'd', at: 0 }), [])).toBe(true);
    expect(belongsTo('c', 'anybody', account(opened, { type: 'AccountPurged', deregistrationId: 'x', phoneFreeAt: 1 }), [])).toBe(false);
  });
});

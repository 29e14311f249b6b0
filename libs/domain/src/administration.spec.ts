import { given } from '#testing';
import { administrationBy, mayReach, type Administration } from './administration';
import { ruleOf } from './processes';
import { role } from './role/role';
import { sees, type AdministratorViewer, type Seen } from './visibility';

const granted = (name: 'super-admin' | 'department-admin' | 'company-admin' | 'it-admin', departmentIds?: string[]) =>
  given(role)({ type: 'RoleGranted', companyId: 'c', role: name, principalId: 'p', ...(departmentIds && { departmentIds }) }).state();
const superAdmin: Administration = { companyId: 'c', role: 'super-admin', departmentIds: [] };
const departmentAdmin: Administration = { companyId: 'c', role: 'department-admin', departmentIds: ['d1', 'd2'] };

describe('an administrator (G7)', () => {
  it('is a holder of the role of a super admin or a department admin, and of no other role', () => {
    expect(administrationBy(granted('super-admin'), 'p')).toEqual(superAdmin);
    expect(administrationBy(granted('department-admin', ['d1', 'd2']), 'p')).toEqual(departmentAdmin);
    for (const none of [granted('company-admin'), granted('it-admin'), undefined]) expect(administrationBy(none, 'p')).toBeUndefined();
    expect(administrationBy(granted('super-admin'), 'another')).toBeUndefined();
  });

  it('of departments reaches what lies in these alone; a super admin reaches the whole company', () => {
    const reaches = (held: Administration) =>
      (['company', [], ['d1'], ['d1', 'd2'], ['d3'], ['d1', 'd3']] as const).map((reach) => mayReach(held, reach));
    expect(reaches(superAdmin)).toEqual([true, true, true, true, true, true]);
    expect(reaches(departmentAdmin)).toEqual([false, false, true, true, false, false]);
  });

  it('touches the whole company by each command that names no department', () => {
    const reach = (process: 'role' | 'invite' | 'position', command: string, fields: object) =>
      ruleOf(process, command).reaches(fields, { status: 'none' });
    expect(reach('role', 'GrantRole', { role: 'super-admin' })).toBe('company');
    expect(reach('role', 'GrantRole', { role: 'department-admin', departmentIds: ['d1'] })).toEqual(['d1']);
    expect(reach('invite', 'IssueInvite', {})).toBe('company');
    expect(reach('invite', 'IssueInvite', { departmentId: 'd1' })).toEqual(['d1']);
    expect(reach('position', 'AddPosition', {})).toBe('company');
  });
});

describe('what an administrator sees', () => {
  const base = { as: 'administrator', principal: 'p', account: 'a', companies: ['c'], whole: [], departments: [] } as const;
  const whole: AdministratorViewer = { ...base, whole: ['c'] };
  const some: AdministratorViewer = { ...base, departments: ['c', 'd1'] };
  const seen = (of: Partial<Seen>): Seen => ({
    ...{ services: 'parties', draft: false, companies: ['c'], departments: [], accounts: [], principals: [], ...of },
  });

  it('is all of the company but its drafts, or what lies in own departments or in all of them', () => {
    const viewed = (of: Partial<Seen>) => [sees(whole, seen(of)), sees(some, seen(of))];
    expect(viewed({})).toEqual([true, false]);
    expect(viewed({ departments: ['d1'] })).toEqual([true, true]);
    expect(viewed({ departments: ['d2'] })).toEqual([true, false]);
    expect(viewed({ departments: ['c'] })).toEqual([true, true]);
    expect(viewed({ departments: ['d1'], draft: true })).toEqual([false, false]);
    expect(viewed({ companies: ['other'], departments: ['other'] })).toEqual([false, false]);
    expect(viewed({ companies: [] })).toEqual([false, false]);
  });

  it('is also what asks them, or is about them, within their companies', () => {
    for (const viewer of [whole, some]) {
      expect([sees(viewer, seen({ principals: ['p'] })), sees(viewer, seen({ accounts: ['a'] }))]).toEqual([true, true]);
      expect(sees(viewer, seen({ companies: ['other'], principals: ['p'], accounts: ['a'] }))).toBe(false);
    }
  });
});

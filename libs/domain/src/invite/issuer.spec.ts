import type { Account } from '../account/account';
import type { Role } from '../role/role';
import { mayStillInvite } from './issuer';

const roleOf = (role: 'super-admin' | 'department-admin', ...holders: string[]): Role => ({
  status: 'granted',
  companyId: 'c',
  role,
  holders,
});
const heads: Role = { ...roleOf('department-admin', 'head'), departments: { head: ['d'] } } as Role;
const gone = { status: 'purged' } as unknown as Account;

describe('an invite whose issuer is an administrator', () => {
  const may = (issuedBy: string[] | undefined, issuer: Parameters<typeof mayStillInvite>[1], departmentId?: string) =>
    mayStillInvite({ ...(issuedBy && { issuedBy }), ...(departmentId !== undefined && { departmentId }) }, { issuerId: 'u', ...issuer });

  it('works as long as they might issue it: by any of their ids, and as far as their role reaches (G7)', () => {
    expect(may(['admin'], { superAdmins: roleOf('super-admin', 'admin') })).toBe(true);
    expect(may(['other id', 'admin'], { superAdmins: roleOf('super-admin', 'admin') }, 'd')).toBe(true);
    expect(may(['head'], { departmentAdmins: heads }, 'd')).toBe(true);
    expect(may(['head'], { departmentAdmins: heads }, 'another')).toBe(false);
    expect(may(['head'], { departmentAdmins: heads })).toBe(false);
  });

  it('does not, once they have lost the role, are gone, or are erased', () => {
    expect(may(['admin'], { superAdmins: roleOf('super-admin', 'another') })).toBe(false);
    expect(may(['admin'], {})).toBe(false);
    expect(may(['admin'], { superAdmins: roleOf('super-admin', 'admin'), issuerAccount: gone })).toBe(false);
    expect(may(['admin'], { superAdmins: roleOf('super-admin', 'admin'), issuerId: undefined })).toBe(false);
  });

  it('is the company’s, where a key has issued it', () => {
    expect(may(undefined, { issuerId: undefined })).toBe(true);
  });
});

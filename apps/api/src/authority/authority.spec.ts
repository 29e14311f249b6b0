import { processes } from '#domain';
import { commandAccess, maySee, mayUse, permissions, type Authority } from './authority';

const key = (authority: Partial<Authority>): Authority => ({ keyId: 'k', principalId: 'p', roles: [], scopes: [], ...authority });
const mine = { accountId: 'mine' };

describe('what a key may use', () => {
  it('takes one of the roles and the scope', () => {
    const access = { roles: ['service', 'operator'], scope: 'accounts:read' } as const;
    expect(mayUse(access, key({ roles: ['service'], scopes: ['accounts:read'] }))).toBe(true);
    expect(mayUse(access, key({ roles: ['service'], scopes: ['accounts:write'] }))).toBe(false);
    expect(mayUse(access, key({ roles: ['auditor'], scopes: ['accounts:read'] }))).toBe(false);
  });

  it('for a person is what people may use, never what the roles of the key may', () => {
    const both = key({ roles: ['service', 'operator'], scopes: ['accounts:write', 'accounts:read'], person: mine });
    expect(mayUse(permissions.takeInAccount, both)).toBe(false);
    expect(mayUse(permissions.inspectWorkflows, both)).toBe(false);
    expect(mayUse(permissions.readAccounts, both)).toBe(true);
    expect(mayUse(permissions.readAccounts, { ...both, scopes: [] })).toBe(false);
  });
});

describe('what a person may see', () => {
  it('is his own account and what is about it', () => {
    const person = key({ person: mine });
    expect(maySee(person, { type: 'account', id: 'mine' })).toBe(true);
    expect(maySee(person, { type: 'account', id: 'other' })).toBe(false);
    expect(maySee(person, { type: 'deregistration', id: 'd', accountId: 'mine' })).toBe(true);
    expect(maySee(person, { type: 'deregistration', id: 'mine', accountId: 'other' })).toBe(false);
    expect(maySee(person, { type: 'deregistration', id: 'd' })).toBe(false);
  });

  it('is everything without a person', () => {
    expect(maySee(key({}), { type: 'account', id: 'any' })).toBe(true);
  });
});

it('every command of a caller has a right of its own', () => {
  const commands = Object.values(processes).flatMap(({ origins }) =>
    Object.entries(origins)
      .filter(([, origin]) => origin === 'caller')
      .map(([command]) => command),
  );
  expect(Object.keys(commandAccess).sort()).toEqual(commands.sort());
});

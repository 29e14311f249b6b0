import { originsOf, processes } from '#domain';
import type { Access, Scope } from '#contracts';
import { maySee, mayUse, permissions, scopesLacking, type ActingPerson, type Authority } from './authority';

const key = (authority: Partial<Authority>): Authority => ({
  ...{ keyId: 'k', client: 'c', companies: 'platform', principalId: 'p' },
  ...{ roles: [], scopes: [], ...authority },
});
const mine: ActingPerson = { userId: 'mine', principalId: 'me', leaving: false, authn: 'assertion' };
const nothing = { state: { status: 'living' } };
const leaving = (accountId?: string) => ({ state: { status: 'cooling_off', ...(accountId !== undefined && { accountId }) } });

describe('what a key may use', () => {
  it('requires one of the roles and the scope', () => {
    const access = { roles: ['service', 'operator'], scope: 'accounts:read' } as const;
    expect(mayUse(access, key({ roles: ['service'], scopes: ['accounts:read'] }))).toBe(true);
    expect(mayUse(access, key({ roles: ['service'], scopes: ['accounts:write'] }))).toBe(false);
    expect(mayUse(access, key({ roles: ['auditor'], scopes: ['accounts:read'] }))).toBe(false);
  });

  it('for a person is what people may use, never what the roles of the key may use', () => {
    const both = key({ roles: ['service', 'operator'], scopes: ['accounts:write', 'accounts:read'], person: mine });
    expect(mayUse(permissions.takeInAccount, both)).toBe(false);
    expect(mayUse(permissions.inspectWorkflows, both)).toBe(false);
    expect(mayUse(permissions.readAccounts, both)).toBe(true);
    expect(mayUse(permissions.readAccounts, { ...both, scopes: [] })).toBe(false);
  });

  it('only a person who proves who they are, is neither what a key may use nor a person whom it merely names', () => {
    const holding = key({ roles: ['service'], scopes: ['approvals:write'] });
    const may = (authn?: ActingPerson['authn']) =>
      mayUse(permissions.decideApproval, { ...holding, ...(authn && { person: { ...mine, authn } }) });
    expect([may('assertion'), may('embedded'), may('api-key'), may()]).toEqual([true, true, false, false]);
  });

  it('for a person who leaves is what leaving and staying take, and nothing else (D2)', () => {
    const scopes = Object.values<Access<Scope>>(permissions).flatMap(({ scope }) => scope ?? []);
    const left = Object.entries<Access>(permissions).filter(([, access]) =>
      mayUse(access, key({ roles: ['service'], scopes, person: { ...mine, leaving: true } })),
    );
    expect(left.map(([right]) => right)).toEqual(['readAccounts', 'requestDeregistration', 'readDeregistrations', 'revokeDeregistration']);
  });
});

it('a key hands on only the rights that it holds', () => {
  const holder = key({ roles: ['operator'], scopes: ['keys:write', 'events:read'] });
  expect([scopesLacking(holder, []), scopesLacking(holder, ['events:read'])]).toEqual([[], []]);
  expect(scopesLacking(holder, ['act-for', 'events:read', 'accounts:read'])).toEqual(['act-for', 'accounts:read']);
});

describe('what a person may see', () => {
  it('is their own account and what is about it', () => {
    const person = key({ person: mine });
    expect(maySee(person, { type: 'account', id: 'mine', ...nothing })).toBe(true);
    expect(maySee(person, { type: 'account', id: 'other', ...nothing })).toBe(false);
    expect(maySee(person, { type: 'deregistration', id: 'd', ...leaving('mine') })).toBe(true);
    expect(maySee(person, { type: 'deregistration', id: 'mine', ...leaving('other') })).toBe(false);
    expect(maySee(person, { type: 'deregistration', id: 'd', ...leaving() })).toBe(false);
  });

  it('is the registration that opens their account, or joins it to a company', () => {
    const registration = (state: object) => ({ type: 'registration', id: 'r', state: { status: 'draft', ...state } });
    const seenBy = (userId: string, state: object) =>
      maySee(key({ person: { ...mine, userId } }), registration({ accountId: 'new', ...state }));
    expect([seenBy('new', {}), seenBy('mine', { joins: 'mine' })]).toEqual([true, true]);
    expect([seenBy('mine', {}), seenBy('new', { joins: 'mine' }), seenBy('mine', { status: 'none' })]).toEqual([false, false, false]);
  });

  it('without a person is everything', () => {
    expect(maySee(key({}), { type: 'account', id: 'any', ...nothing })).toBe(true);
  });

  it('of approvals is what they requested or may decide; without a person that holds for all but operators', () => {
    const tasks = [{ taskId: '1.1.1.1', assignee: 'approver' }];
    const stages = [{ slots: [{ tasks }] }];
    const matter = { type: 'registration', id: 'r' };
    const approval = { type: 'approval', id: 'a', state: { status: 'pending', matter, requestedBy: 'requester', stages, decided: {} } };
    const sees = (authority: Partial<Authority>) => maySee(key(authority), approval);
    expect(sees({ person: { ...mine, principalId: 'requester' } })).toBe(true);
    expect(sees({ person: { ...mine, principalId: 'approver' } })).toBe(true);
    expect(sees({ person: { ...mine, userId: 'approver' } })).toBe(false);
    expect(sees({ roles: ['operator'] })).toBe(true);
    expect(sees({ roles: ['operator'], person: mine })).toBe(false);
    expect(sees({ roles: ['service', 'auditor'] })).toBe(false);
    expect(sees({ roles: ['service'], principalId: 'requester' })).toBe(true);
  });
});

it('every command of a caller has a right, and no other command has one', () => {
  const commands = Object.values(processes).flatMap((process) =>
    Object.entries<{ right?: string }>(process.rules).map(([command, { right }]) => [
      command,
      originsOf(process, command).includes('caller'),
      right,
    ]),
  );
  expect(commands.filter(([, fromCallers, right]) => fromCallers !== (right !== undefined))).toEqual([]);
});

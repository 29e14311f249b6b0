import { given } from '#testing';
import { day } from '../decider';
import { joiningBy } from './account';
import type { AccountEvent } from './account.events';
import type { AccountCommand } from './account.process';
import { account as process } from './account.process';

const account = given(process);
const at = 5 * day;
const open: AccountCommand = { type: 'OpenAccount', accountId: 'a', registrationId: 'r', subjectId: 's', phoneId: 'p' };
const openIn: AccountCommand = { ...open, identityId: 'i', companyId: 'c', positionStreamId: 'o' };
const opened: AccountEvent = { type: 'AccountOpened', registrationId: 'r', subjectId: 's', phoneId: 'p' };
const openedIn: AccountEvent = { ...opened, identityId: 'i', companyId: 'c', positionStreamId: 'o' };
const activate = (registrationId = 'r'): AccountCommand => ({ type: 'ActivateAccount', accountId: 'a', registrationId });
const undo = (registrationId = 'r'): AccountCommand => ({ type: 'UndoOpening', registrationId });
const activated: AccountEvent = { type: 'AccountActivated', activatedAt: at, tierOneAt: at + 8 * day, tierTwoAt: at + 31 * day };
const takenIn: AccountEvent = {
  type: 'AccountTakenIn',
  subjectId: 's',
  phoneId: 'p',
  activatedAt: 0,
  tier: 0,
  tierOneAt: 8 * day,
  tierTwoAt: 31 * day,
};
const join: AccountCommand = { type: 'JoinCompany', registrationId: 'r', companyId: 'c', positionStreamId: 'o' };
const proposed: AccountEvent = { type: 'MembershipProposed', companyId: 'c', positionStreamId: 'o', registrationId: 'r' };
const frozen: AccountEvent = { type: 'AccountFrozen', deregistrationId: 'd' };
const memberships = (...events: AccountEvent[]) => process.view(account(...events).state()).memberships;

describe('an account that a registration opens', () => {
  it('takes over what the registration has reserved: the number, and the document if there is one', () => {
    account().when(open, { at }).then(opened).thenClaims({ change: 'hand-over', identifierId: 'p', from: 'r', to: 'a' });
    account()
      .when(openIn, { at })
      .then(openedIn)
      .thenClaims(
        { change: 'hand-over', identifierId: 'p', from: 'r', to: 'a' },
        { change: 'hand-over', identifierId: 'i', from: 'r', to: 'a' },
      );
  });

  it('may do nothing and waits for nothing before it is activated', () => {
    const opening = account(openedIn);
    expect([process.status(opening.state()), process.view(opening.state()), opening.due(), opening.owed()]).toEqual([
      'opening',
      { capabilities: [] },
      [],
      [],
    ]);
    opening.when({ type: 'FreezeAccount', deregistrationId: 'd' }, { at }).thenRefused('account-not-active');
  });

  it('is activated by its own registration, and grows from that instant on (G2)', () => {
    account(openedIn).when(activate('another'), { at }).thenRefused('account-not-open');
    account(openedIn).when(activate(), { at }).then(activated);
    const living = account(openedIn, activated);
    expect(living.due().map(({ dueAt }) => dueAt)).toEqual([13 * day, 36 * day, 95 * day]);
    expect(memberships(openedIn, activated)).toEqual([{ companyId: 'c', state: 'active' }]);
    expect(memberships(opened, activated)).toEqual([]);
    living.when(activate(), { at }).thenRefused('account-not-open');
  });

  it('is undone by its own registration: its claims are free, and it is over', () => {
    account(openedIn).when(undo('another'), { at }).thenRefused('account-not-open');
    account(openedIn)
      .when(undo(), { at })
      .then({ type: 'AccountOpeningUndone', registrationId: 'r' })
      .thenClaims({ change: 'free', identifierId: 'p' }, { change: 'free', identifierId: 'i' });
    const undone = account(openedIn, { type: 'AccountOpeningUndone', registrationId: 'r' });
    expect(process.outcome(undone.state())).toBe('undone');
    expect(JSON.stringify(undone.state())).not.toMatch(/"[pi]"/);
    undone.when(activate(), { at }).thenRefused('account-not-open');
  });

  it('cannot be undone once it is active', () => {
    account(openedIn, activated).when(undo(), { at }).thenRefused('account-not-open');
  });
});

describe('a membership', () => {
  it('is one of several companies of a person with one account (X21)', () => {
    account(takenIn).when(join, { at }).then(proposed);
    account({ ...takenIn, companyId: 'b' }, proposed)
      .when(activate(), { at })
      .then({ type: 'MembershipActivated', companyId: 'c', at });
    expect(memberships({ ...takenIn, companyId: 'b' }, proposed, { type: 'MembershipActivated', companyId: 'c', at })).toEqual([
      { companyId: 'b', state: 'active' },
      { companyId: 'c', state: 'active' },
    ]);
  });

  it('brings a document to an account without one, and leaves the one that an account has (X21)', () => {
    const withDocument = { ...activate(), identityId: 'document' } as AccountCommand;
    const brought: AccountEvent = { type: 'MembershipActivated', companyId: 'c', at, identityId: 'document' };
    account(takenIn, proposed)
      .when(withDocument, { at })
      .then(brought)
      .thenClaims({ change: 'hand-over', identifierId: 'document', from: 'r', to: 'a' });
    expect(account(takenIn, proposed, brought).state()).toMatchObject({ identityId: 'document' });
    account({ ...takenIn, identityId: 'own' }, proposed)
      .when(withDocument, { at })
      .then({ type: 'MembershipActivated', companyId: 'c', at })
      .thenClaims({ change: 'free', identifierId: 'document' });
  });

  it('is one for each company, also while it is being activated', () => {
    account(takenIn, proposed)
      .when({ ...join, registrationId: 'other' }, { at })
      .thenRefused('already-a-member');
    account({ ...takenIn, companyId: 'c' })
      .when(join, { at })
      .thenRefused('already-a-member');
  });

  it('keeps what the person is there: department, position, its template, and who employs them (R6, R12, G4)', () => {
    const place = { departmentId: 'd', positionId: 'sales', template: 'seller', employerId: 'e' };
    const told = [{ companyId: 'c', state: 'joining', ...place }];
    account(takenIn)
      .when({ ...join, ...place }, { at })
      .then({ ...proposed, ...place });
    expect(memberships(takenIn, { ...proposed, ...place })).toEqual(told);
    account()
      .when({ ...openIn, ...place }, { at })
      .then({ ...openedIn, ...place });
    expect(memberships({ ...openedIn, ...place }, activated)).toEqual([{ ...told[0], state: 'active' }]);
    expect(account({ ...openedIn, ...place }, activated).state()).not.toMatchObject({ employerId: 'e' });
  });

  it('does not start in an account that is leaving', () => {
    account(takenIn, frozen).when(join, { at }).thenRefused('account-not-active');
  });

  it('that is undone leaves the account exactly as before, frozen meanwhile or not', () => {
    account(takenIn, proposed, frozen).when(undo(), { at }).then({ type: 'MembershipUndone', companyId: 'c', registrationId: 'r' });
    expect(account(takenIn, proposed, frozen, { type: 'MembershipUndone', companyId: 'c', registrationId: 'r' }).state()).toStrictEqual(
      account(takenIn, frozen).state(),
    );
  });

  it('waits for the registration that proposed it, and for no other', () => {
    const state = account(takenIn, proposed).state();
    expect([joiningBy(state, 'r'), joiningBy(state, 'other'), joiningBy(process.initial, 'r'), joiningBy(undefined, 'r')]).toEqual([
      'c',
      undefined,
      undefined,
      undefined,
    ]);
    expect(joiningBy(account(opened).state(), 'r')).toBe('');
  });
});

describe('an account that is taken in', () => {
  const takeIn: AccountCommand = { type: 'TakeInAccount', accountId: 'a', subjectId: 's', phone: { identifierId: 'p', key: 'k' } };
  const identity = { identifierId: 'i', key: 'n' };
  const phoneHeld = { change: 'hold', kind: 'phone', key: 'k', identifierId: 'p', holder: 'a' } as const;

  it('may hold the document of the person, if nobody else has it', () => {
    account()
      .when({ ...takeIn, identity }, { at: 0 })
      .then({ ...takenIn, identityId: 'i' })
      .thenClaims(phoneHeld, { change: 'hold', kind: 'identity', ...identity, holder: 'a' });
    for (const state of ['held', 'reserved'] as const)
      account()
        .when({ ...takeIn, identity }, { at: 0, facts: { identity: { state, identifierId: 'x', holder: 'y' } } })
        .thenRefused('identity-taken');
  });

  it('may belong to a verified company already', () => {
    account()
      .when({ ...takeIn, companyId: 'c' }, { at: 0, facts: { company: { status: 'verified', companyId: 'c', companyKind: 'enterprise' } } })
      .then({ ...takenIn, companyId: 'c' });
    account()
      .when({ ...takeIn, companyId: 'c' }, { at: 0 })
      .thenRefused('company-not-verified');
    expect(memberships({ ...takenIn, companyId: 'c' })).toEqual([{ companyId: 'c', state: 'active' }]);
  });

  it('frees its document at once when it is purged, while its number cools down (D6)', () => {
    account({ ...takenIn, identityId: 'i' }, frozen)
      .when({ type: 'PurgeAccount', deregistrationId: 'd', phoneFreeAt: 45 * day }, { at: 14 * day })
      .thenClaims({ change: 'cool-down', identifierId: 'p', until: 45 * day }, { change: 'free', identifierId: 'i' })
      .thenTallies();
  });

  it('leaves its place on the device that it was registered with when it is purged (R19, R20)', () => {
    const activated: AccountEvent = { type: 'AccountActivated', activatedAt: 0, tierOneAt: 8 * day, tierTwoAt: 31 * day };
    account({ ...opened, deviceId: 'device' }, activated, frozen)
      .when({ type: 'PurgeAccount', deregistrationId: 'd', phoneFreeAt: 45 * day }, { at: 14 * day })
      .thenAccepted()
      .thenTallies({ change: 'leave', entryId: 'device' });
  });

  it('binds the device of the registration with its activation, and leaves it too when it is purged (R20)', () => {
    const activated: AccountEvent = { type: 'AccountActivated', activatedAt: 0, tierOneAt: 8 * day, tierTwoAt: 31 * day };
    const device = { deviceId: 'device', restriction: 'limited-device' } as const;
    const bound: AccountEvent = { type: 'DeviceBound', ...device, at: 0 };
    account({ ...opened, deviceId: 'device' })
      .when({ type: 'ActivateAccount', accountId: 'a', registrationId: 'r', device }, { at: 0 })
      .then(activated, bound);
    const purge = { type: 'PurgeAccount', deregistrationId: 'd', phoneFreeAt: 45 * day } as const;
    account({ ...opened, deviceId: 'device' }, activated, bound, { type: 'DeviceBound', deviceId: 'second', at: 1 }, frozen)
      .when(purge, { at: 14 * day })
      .thenAccepted()
      .thenTallies({ change: 'leave', entryId: 'device' }, { change: 'leave', entryId: 'second' });
  });
});

import { given, registering } from '#testing';
import { day } from '../decider';
import type { Invite } from '../invite/invite';
import type { FactsIn } from '../processes';
import { registrationPolicy } from './registration.policy';
import { registration as process } from './registration.process';

const registration = given(process);
const { openPersonal, openMember, proofs } = registering;
const openedPersonal = { ...registering.openedPersonal, proofs };
const openedMember = { ...registering.openedMember, inviteUnheld: true, proofs } as const;
const invite: Invite = { status: 'issued', companyId: 'c', positionStreamId: 'sales', managers: ['manager'], expiresAt: 5 * day };
const position = { status: 'offered', companyId: 'c', positionId: 'sales', template: 'sales', autoApprove: false } as const;
const facts: FactsIn<'registration'> = { invite, company: { status: 'verified', companyId: 'c', companyKind: 'enterprise' }, position };

describe('a registration that is opened', () => {
  it('is a draft for 7 days, recorded with what it will need; what the applicant told lies in the vault', () => {
    registration().when(openPersonal, { at: 0 }).then(openedPersonal).thenClaims();
    registration()
      .when({ ...openPersonal, timeZone: 'Asia/Shanghai' }, { at: day })
      .then({ ...openedPersonal, timeZone: 'Asia/Shanghai', draftExpiresAt: 8 * day });
    expect(registration(openedPersonal).due()).toEqual([{ command: { type: 'ExpireDraft' }, dueAt: 7 * day }]);
  });

  it('is opened once', () => {
    registration(openedPersonal).when(openPersonal, { at: 0 }).thenRefused('registration-exists');
    registration().when({ type: 'RecordSignIn' }, { at: 0 }).thenRefused('registration-unknown');
  });

  it('holds nothing yet: an applicant who has not proven a number keeps no other from it', () => {
    registration().when(openMember, { at: 0, facts }).thenClaims();
  });
});

describe('where one may register from', () => {
  it.each([
    ['ios', true, true],
    ['android', false, true],
    ['harmonyos', false, true],
    ['windows', false, true],
    ['macos', false, true],
    ['web', false, false],
  ] as const)('%s: directly %s, with a scan by a device that is signed in %s (R14, X17)', (platform, directly, withScan) => {
    for (const [scanProof, may] of [
      [false, directly],
      [true, withScan],
    ] as const) {
      const opening = registration().when({ ...openPersonal, platform, scanProof }, { at: 0 });
      if (may)
        opening.then({ ...openedPersonal, platform, proofs: { ...proofs, faceReader: platform !== 'windows' && platform !== 'macos' } });
      else opening.thenRefused('channel-not-allowed', {});
    }
  });

  it('is no emulator, no copy of the program and no virtual machine; a rooted device may, and is remembered (R19)', () => {
    for (const integrity of ['emulator', 'cloned', 'virtual-machine'] as const)
      registration()
        .when({ ...openPersonal, integrity }, { at: 0 })
        .thenRefused('device-untrusted', {});
    for (const integrity of ['rooted', 'jailbroken'] as const)
      registration()
        .when({ ...openPersonal, integrity }, { at: 0 })
        .then({ ...openedPersonal, integrity });
  });

  it.each(['0', '3', '3.3', '3.3.9999', '2.10.7', '3.3.99.1'])('is no program of version %s, which is too old (R15)', (version) => {
    registration()
      .when({ ...openPersonal, client: { version } }, { at: 0 })
      .thenRefused('client-unsupported', { atLeast: '3.4.0' });
  });

  it.each(['3.4', '3.4.0', '3.4.0.1', '3.10', '4', '10.0'])('is a program of version %s (R15)', (version) => {
    registration()
      .when({ ...openPersonal, client: { version } }, { at: 0 })
      .then({ ...openedPersonal, client: { version } });
  });

  it.each([
    ['ios', { osVersion: '10.3.4' }, ['os-version']],
    ['ios', { osVersion: '11' }, undefined],
    ['android', { osVersion: '6.0.1', memoryMb: 2_047 }, ['os-version', 'memory']],
    ['android', { osVersion: '7.0', memoryMb: 2_048 }, undefined],
    ['harmonyos', { osVersion: '1.1' }, ['os-version']],
    ['windows', { osVersion: '6.1', memoryMb: 512 }, ['memory']],
    ['ios', {}, undefined],
  ] as const)('on %s with %p is recorded as %p, and refused to nobody (R15)', (platform, told, degraded) => {
    const client = { version: '3.4.0', ...told };
    const { events } = process.decide(process.initial, { ...openPersonal, platform, scanProof: true, client }, {}, 0);
    expect(events).toEqual([expect.objectContaining({ type: 'RegistrationOpened', client })]);
    expect((events[0] as { degraded?: unknown }).degraded).toEqual(degraded);
  });

  it('shows what is held against the device, and nothing where there is nothing (R15, R19)', () => {
    const shown = (fields: object) => process.view(registration({ ...openedPersonal, ...fields }).state())['device'];
    expect(shown({})).toBeUndefined();
    expect(shown({ integrity: 'rooted' })).toEqual({ restrictions: ['limited-device'] });
    expect(shown({ integrity: 'jailbroken', degraded: ['memory'] })).toEqual({ degraded: ['memory'], restrictions: ['limited-device'] });
  });

  it('names who let the device in, where a scan proves it (R14)', () => {
    registration()
      .when({ ...openPersonal, scanProof: true, scannedBy: 'sponsor' }, { at: 0 })
      .then({ ...openedPersonal, scannedBy: 'sponsor' });
  });

  it('asks for a consent first (R15)', () => {
    const { consentVersion: _given, ...without } = openPersonal;
    registration().when(without, { at: 0 }).thenRefused('consent-missing', {});
  });
});

describe('an invite', () => {
  it('brings a member to its company, its position and its managers, and with them whether people must confirm (R1, R3, P2)', () => {
    const joining = { ...openedMember.joining!, positionId: 'sales', template: 'sales' };
    registration()
      .when(openMember, { at: 0, facts })
      .then({ ...openedMember, joining });
    registration()
      .when(openMember, { at: 0, facts: { ...facts, position: { ...position, autoApprove: true } } })
      .then({ ...openedMember, joining: { ...joining, autoApprove: true } });
  });

  it('whose position is retired opens nothing: the company offers it no more (R6)', () => {
    registration()
      .when(openMember, { at: 0, facts: { ...facts, position: { ...position, status: 'retired' } } })
      .thenRefused('position-retired', {});
  });

  it('whose position nobody finds needs its people', () => {
    registration()
      .when(openMember, { at: 0, facts: { ...facts, position: { status: 'none' } } })
      .then(openedMember);
  });

  it('that was never issued is invalid (R3)', () => {
    registration()
      .when(openMember, { at: 0, facts: { ...facts, invite: { status: 'none' } } })
      .thenRefused('invite-invalid', {});
  });

  it.each(['reserved', 'spent'] as const)(
    'that is %s opens all the same, also after its time: only a proof tells what became of it (R3)',
    (status) => {
      const joining = { ...openedMember.joining!, positionId: 'sales', template: 'sales' };
      for (const at of [0, 6 * day])
        registration()
          .when(openMember, { at, facts: { ...facts, invite: { ...invite, status, holder: 'q' } } })
          .then({ ...openedMember, joining, draftExpiresAt: at + 7 * day });
    },
  );

  it('opens so often in a day, and again when the first one of that day is a day old (R3)', () => {
    const before = (at: number) =>
      Array.from({ length: registrationPolicy.openingsPerInvite }, (_, n) => ({ entryId: `e${n}`, holder: `e${n}`, at: at + n }));
    const opening = (at: number) => registration().when(openMember, { at: 2 * day, facts: { ...facts, before: before(at) } });
    opening(day + 1).thenRefused('invite-opened-too-often', { availableAt: 2 * day + 1 });
    opening(day).thenAccepted();
    registration()
      .when(openMember, { at: 0, facts })
      .thenTallies({ change: 'enter', kind: 'invite-opening', key: 'i', entryId: 'r', holder: 'r' });
  });

  it('is reserved by no opening: one that proves nobody keeps nobody out', () => {
    const state = registration(openedMember).state();
    expect(process.needs({ type: 'WithdrawRegistration' }, state, {})).not.toHaveProperty('invite');
    registration(openedMember)
      .when({ type: 'WithdrawRegistration' }, { at: 0 })
      .then({ type: 'RegistrationWithdrawn', erasesAt: 7 * day });
  });

  it('is what makes a member: without one there is none', () => {
    const { inviteId: _none, ...without } = openMember;
    registration().when(without, { at: 0, facts }).thenRefused('invite-invalid', {});
  });

  it('is good until, not at, the end of its time', () => {
    registration()
      .when(openMember, { at: 5 * day - 1, facts })
      .thenAccepted();
    registration()
      .when(openMember, { at: 5 * day, facts })
      .thenRefused('invite-expired', {});
  });

  it('of a company that is not verified opens nothing (R1)', () => {
    registration().when(openMember, { at: 0, facts: { invite, position } }).thenRefused('company-not-verified', {});
  });

  it('is of no use to a personal account: nothing of it is recorded or reserved (X2)', () => {
    registration()
      .when({ ...openPersonal, inviteId: 'i' }, { at: 0, facts })
      .then(openedPersonal);
  });

  it('names its company and its position only once it is known: both are locked with it', () => {
    const names = (found: FactsIn<'registration'>) => Object.keys(process.needs(openMember, process.initial, found));
    expect([names({}), names({ ...facts, before: [] }), names({ invite: { status: 'none' } })]).toEqual([
      ['invite', 'before'],
      ['invite', 'before', 'company', 'position'],
      ['invite', 'before'],
    ]);
    expect(process.needs(openPersonal, process.initial, {})).toEqual({});
  });
});

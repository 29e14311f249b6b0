import { given, registering } from '#testing';
import { day } from '../decider';
import type { Invite } from '../invite/invite';
import type { FactsIn } from '../processes';
import { registration as process } from './registration.process';

const registration = given(process);
const { openPersonal, openMember, proofs } = registering;
const openedPersonal = { ...registering.openedPersonal, proofs };
const openedMember = { ...registering.openedMember, proofs };
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

  it('is no emulator; a rooted device may, and is remembered (R19)', () => {
    registration()
      .when({ ...openPersonal, integrity: 'emulator' }, { at: 0 })
      .thenRefused('device-untrusted', {});
    for (const integrity of ['rooted', 'jailbroken'] as const)
      registration()
        .when({ ...openPersonal, integrity }, { at: 0 })
        .then({ ...openedPersonal, integrity });
  });

  it('asks for a consent first (R15)', () => {
    const { consentVersion: _given, ...without } = openPersonal;
    registration().when(without, { at: 0 }).thenRefused('consent-missing', {});
  });
});

describe('an invite', () => {
  it('brings a member to its company, its position and its managers, and with them whether people must confirm (R1, R3, P2)', () => {
    registration().when(openMember, { at: 0, facts }).then(openedMember);
    registration()
      .when(openMember, { at: 0, facts: { ...facts, position: { ...position, autoApprove: true } } })
      .then({ ...openedMember, joining: { ...openedMember.joining!, autoApprove: true } });
  });

  it('whose position is not offered any more needs its people', () => {
    registration()
      .when(openMember, { at: 0, facts: { ...facts, position: { status: 'none' } } })
      .then(openedMember);
  });

  it.each([
    ['was never issued', { status: 'none' }],
    ['is reserved by another registration', { ...invite, status: 'reserved', holder: 'q' }],
    ['is spent', { ...invite, status: 'spent', holder: 'q' }],
  ] as [string, Invite][])('that %s is invalid: the three look the same (R3)', (_, found) => {
    registration()
      .when(openMember, { at: 0, facts: { ...facts, invite: found } })
      .thenRefused('invite-invalid', {});
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
    expect([names({}), names(facts), names({ invite: { status: 'none' } })]).toEqual([
      ['invite'],
      ['invite', 'company', 'position'],
      ['invite'],
    ]);
    expect(process.needs(openPersonal, process.initial, {})).toEqual({});
  });
});

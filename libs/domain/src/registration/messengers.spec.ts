import { given, registering } from '#testing';
import { day } from '../decider';
import type { Company } from '../company/company';
import type { CommandOf } from '../processes';
import { proofsDemanded } from './demands';
import type { RegistrationEvent } from './registration.events';
import { registrationPolicy } from './registration.policy';
import { registration as process } from './registration.process';

const registration = given(process);
const { openedMember, proofs, proven, given: profile, checked } = registering;
const at = day;
const open: RegistrationEvent = { ...openedMember, proofs: { ...proofs, oneMessenger: true } };
const answered = (outcome: 'one-at-most' | 'both' | 'untold'): RegistrationEvent => ({ type: 'MessengersChecked', outcome });
const record = (outcome: 'one-at-most' | 'both' | 'untold'): CommandOf<'registration'> => ({ type: 'RecordMessengerCheck', outcome });
const submit: CommandOf<'registration'> = { type: 'SubmitRegistration', approvalId: 'v' };
const check = { kind: 'checkMessengers', n: 1 };

describe('a number that is used with two outside messengers (R8, X14)', () => {
  it('matters only to a company that says so: nobody is asked otherwise', () => {
    const company = (oneMessenger?: boolean): Company => ({
      ...{ status: 'verified', companyId: 'c', companyKind: 'enterprise' },
      verification: { profile: 'strict', ...(oneMessenger !== undefined && { oneMessenger }) },
    });
    const demanded = (its?: Company) => proofsDemanded('ios', its, registrationPolicy)?.oneMessenger;
    expect([demanded(), demanded(company()), demanded(company(false)), demanded(company(true))]).toEqual([
      ...[undefined, undefined, undefined],
      true,
    ]);
    expect(registration({ ...openedMember, proofs }, proven).owed()).toEqual([]);
  });

  it('is asked about once its owner has proven it, and while they go on with their steps', () => {
    expect(registration(open).owed()).toEqual([]);
    expect(registration(open, proven).owed()).toEqual([check]);
    expect(registration(open, proven, profile).owed()).toEqual([{ kind: 'checkIdentity', n: 1 }, check]);
    registration(open, proven, profile).when(record('one-at-most'), { at }).then(answered('one-at-most'));
    expect(registration(open, proven, answered('one-at-most')).owed()).toEqual([]);
  });

  it('holds up the submission until its provider has answered, however long that takes', () => {
    const waiting = [open, proven, profile, checked()];
    registration(...waiting)
      .when(submit, { at })
      .thenRefused('check-under-way');
    expect(registration(...waiting).state()).toMatchObject({ status: 'draft', verified: 'registry' });
  });

  it('is not submitted: the refusal says why, and the applicant may withdraw', () => {
    const both = [open, proven, answered('both'), profile, checked()];
    registration(...both)
      .when(submit, { at })
      .thenRefused('phone-used-elsewhere');
    expect(process.view(registration(...both).state())).not.toHaveProperty('messengers');
    expect(registration(...both, { type: 'RegistrationWithdrawn', erasesAt: 2 * day }).owed()).toEqual([]);
  });

  it.each(['one-at-most', 'untold'] as const)('with the answer %s the applicant goes on', (outcome) => {
    const { state } = registration(open, proven, answered(outcome), profile, checked());
    expect(process.allowed(state(), at)).toContain('SubmitRegistration');
  });

  it('is answered once, also after the end of the registration, and never where nobody asked', () => {
    const ended: RegistrationEvent = { type: 'RegistrationWithdrawn', erasesAt: 2 * day };
    registration(open, proven, ended).when(record('both'), { at }).then(answered('both'));
    registration(open, proven, answered('both')).when(record('both'), { at }).thenRefused('check-not-awaited');
    registration(open).when(record('both'), { at }).thenRefused('check-not-awaited');
    registration(openedMember, proven).when(record('both'), { at }).thenRefused('check-not-awaited');
    registration().when(record('both'), { at }).thenRefused('registration-unknown');
  });
});

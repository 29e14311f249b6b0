import { given, registering } from '#testing';
import { day, type Claim } from '../decider';
import { policyStreamOf } from '../approval-policy/approval-policy';
import { platformCalendar } from '../calendar/stored';
import type { MatterType } from '../approval/matters';
import type { CommandOf, FactsIn } from '../processes';
import { registrationPhonePurpose } from './phone-step';
import { applicantAccount, type Applicant } from './registration';
import type { RegistrationEvent } from './registration.events';
import { registration as process } from './registration.process';

const registration = given(process);
const { openedPersonal, openedMember, proven, signedIn, at: stage } = registering;
const view = (...events: readonly RegistrationEvent[]) => process.view(registration(...events).state());
const ended: RegistrationEvent = { type: 'RegistrationRejected', reason: 'not-needed', erasesAt: 31 * day };

describe('how a registration looks', () => {
  it('shows each step of its variant, and whether it is done (R2, R13)', () => {
    const steps = (...events: readonly RegistrationEvent[]) =>
      (view(...events).steps as { step: string; state: string }[]).map(({ step, state }) => `${step} ${state}`);
    expect(steps(openedMember)).toEqual(['phone open', 'profile open']);
    expect(steps(openedPersonal)).toEqual(['phone open', 'sign-in open', 'profile open']);
    expect(steps(openedPersonal, proven, signedIn)).toEqual(['phone done', 'sign-in done', 'profile open']);
    expect(steps(...stage.verifying)).toEqual(['phone done', 'profile open']);
    expect(steps(...stage.memberReady)).toEqual(['phone done', 'profile done']);
    expect(steps(...stage.active)).toEqual(['phone done', 'profile done']);
  });

  it('shows the approval also after its decision, its end while it waits, the account once it is active, and the reason of its end', () => {
    expect(view(...stage.submitted)).toMatchObject({ variant: 'member', approvalId: 'v' });
    expect(view(...stage.inReview)).not.toHaveProperty('approvalId');
    expect(view(...stage.memberReady, { type: 'RegistrationSubmitted', approvalId: 'v', approvalExpiresAt: 1 })).toMatchObject({
      approvalId: 'v',
      expiresAt: 1,
    });
    expect(view(...stage.activating)).toMatchObject({ approvalId: 'v' });
    expect(view(...stage.activating)).not.toHaveProperty('expiresAt');
    expect(view(...stage.activating)).not.toHaveProperty('accountId');
    expect(view(...stage.active)).toMatchObject({ accountId: 'a' });
    expect(view(...stage.submitted, ended)).toMatchObject({ reason: 'not-needed' });
    expect(view(...stage.submitted, ended)).toMatchObject({ approvalId: 'v' });
    expect(view(...stage.inReview, ended)).not.toHaveProperty('approvalId');
  });

  it('is filed under the subject, the account that it may open, and its company', () => {
    const columns = (...events: readonly RegistrationEvent[]) => process.columns(registration(...events).state());
    expect(columns(openedPersonal)).toEqual({ subjectId: 's', accountId: 'a' });
    expect(columns(...stage.activatingJoining)).toEqual({ subjectId: 's', accountId: 'a', companyId: 'c' });
    expect(columns()).toEqual({});
  });

  it('is seen by the person with the account that it joins, else by the one with the account that it opens', () => {
    const accountOf = (...events: readonly RegistrationEvent[]) =>
      applicantAccount(registration(...events).state() as unknown as Applicant);
    expect([accountOf(...stage.memberProven), accountOf(...stage.memberJoining)]).toEqual(['a', 'old-account']);
  });

  it('passes by itself through a check and an activation', () => {
    expect([...process.passing].sort()).toEqual([
      process.status(registration(...stage.activating).state()),
      process.status(registration(...stage.verifying).state()),
    ]);
  });
});

describe('what a registration locks', () => {
  const names = (command: CommandOf<'registration'>, ...events: readonly RegistrationEvent[]) =>
    Object.values(process.needs(command, registration(...events).state(), {})).map((need) =>
      need.need === 'stream' ? `${need.process} ${need.id}` : need.need,
    );

  it('is what its events will move', () => {
    const policies = (type: MatterType, ...owners: (string | undefined)[]) =>
      owners.map((owner) => `approval-policy ${policyStreamOf(owner, type)}`);
    // R16: its steps count working days, by the calendar of the platform.
    const calendar = `calendar ${platformCalendar.storedId}`;
    const review = ['approval review', 'role reviewers', ...policies('identity-review', undefined), calendar];
    const submit: CommandOf<'registration'> = { type: 'SubmitRegistration', approvalId: 'v' };
    expect(names(submit, ...stage.memberReady)).toEqual(['approval v', 'role admins', ...policies('registration', 'c', undefined)]);
    expect(names({ type: 'SubmitRegistration', approvalId: 'v' }, ...stage.personalReady)).toEqual(['account a']);
    expect(names({ type: 'RecordIdentityCheck', attempt: 1, outcome: 'confirmed' }, ...stage.verifying)).toEqual([]);
    expect(names({ type: 'RecordIdentityCheck', attempt: 1, outcome: 'unavailable' }, ...stage.verifying)).toEqual(review);
    expect(names({ type: 'OpenReview' }, ...stage.awaitingReviewers)).toEqual(review);
    expect(names({ type: 'WithdrawRegistration' }, ...stage.submitted)).toEqual(['account a', 'invite i', 'approval v']);
    expect(names({ type: 'SupersedeRegistration' }, ...stage.inReview)).toEqual(['invite i', 'approval review']);
    expect(names({ type: 'RecordDirectoryEntry', outcome: 'made' }, ...stage.activatingJoining)).toEqual([
      'account old-account',
      'invite i',
    ]);
    expect(names({ type: 'ExpireDraft' }, ...stage.memberReady)).toEqual(['invite i']);
    expect(names({ ...registering.giveProfile, positionStreamId: 'desk' }, ...stage.memberProven)).toEqual(['claim', 'position desk']);
  });

  it('is nothing of another person before the phone is proven: a wrong code neither waits for the holder of the number nor makes them wait', () => {
    const prove: CommandOf<'registration'> = registering.provePhone;
    const found = (verdict: Partial<FactsIn<'registration'>>['proof'], phone: Claim) =>
      Object.keys(process.needs(prove, registration(openedMember).state(), { proof: verdict, phone, device: [] }));
    const right = { verdict: 'proven', purpose: registrationPhonePurpose } as const;
    const wrong = { verdict: 'refused', problem: { code: 'code-invalid' } } as const;
    for (const [state, stream] of [
      ['held', 'account'],
      ['reserved', 'rival'],
    ] as const) {
      const phone: Claim = { state, identifierId: 'x', holder: 'other' };
      expect(found(right, phone)).toEqual(['proof', 'phone', 'device', stream]);
      for (const proof of [wrong, undefined]) expect(found(proof, phone)).toEqual(['proof', 'phone', 'device']);
    }
  });

  it('is nothing once it is over: nothing else is moved any more', () => {
    for (const type of ['EndRetention', 'RetryDirectoryRemoval', 'WithdrawRegistration'] as const)
      expect(names({ type }, ...stage.submitted, ended)).toEqual([]);
  });
});

it('a registration that was never opened has nothing to tell', () => {
  expect([process.view(process.initial), process.troubles(process.initial), process.outcome(process.initial)]).toEqual([{}, [], undefined]);
});

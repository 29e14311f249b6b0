import { given, registering } from '#testing';
import type { Account } from '../account/account';
import { day } from '../decider';
import { processUnder } from '../processes';
import type { RegistrationEvent } from './registration.events';
import { registration as process } from './registration.process';

const registration = given(process);
const { openedMember, openedPersonal, proven, signedIn, checked, submitted, approved, proofs } = registering;
const ends = 3 * day;
const member: RegistrationEvent = { ...openedMember, proofs };
const profile: RegistrationEvent = { ...registering.given, method: 'passport', documentUntil: ends };
const ready = [member, proven, profile, checked()];
const waiting = [...ready, submitted];
const activating = [...waiting, approved];
const reserved: Account = {
  status: 'opening',
  subjectId: 's',
  phoneId: 'p',
  registrationId: 'r',
  memberships: { c: { status: 'joining', registrationId: 'r', positionStreamId: 'sales' } },
};
const submit = { type: 'SubmitRegistration', approvalId: 'v' } as const;
const approve = registering.outcome('approved', 'v');
const made = { type: 'RecordDirectoryEntry', outcome: 'made' } as const;
const reasonOf = (event: RegistrationEvent) => 'reason' in event && event.reason;

describe('a document that ends while its registration goes on (R9)', () => {
  it('can be submitted until, not at, its end; the applicant gives another one, and nobody has been asked', () => {
    registration(...ready)
      .when(submit, { at: ends - 1 })
      .thenAccepted();
    registration(...ready)
      .when(submit, { at: ends })
      .thenRefused('document-expired', {});
    expect(process.allowed(registration(...ready).state(), ends)).toContain('GiveProfile');
  });

  it('of a person without a company opens no account either', () => {
    const alone = [{ ...openedPersonal, proofs }, proven, signedIn, profile, checked()] as const;
    registration(...alone)
      .when(submit, { at: ends - 1 })
      .thenAccepted();
    registration(...alone)
      .when(submit, { at: ends })
      .thenRefused('document-expired');
  });

  it('before people have decided is a rejection with its reason: claims and invite are free, nothing is stuck', () => {
    registration(...waiting)
      .when(approve, { at: ends - 1 })
      .then(approved);
    const { events, claims } = process.decide(registration(...waiting).state(), approve, {}, ends);
    expect(events.map(({ type }) => type)).toEqual(['RegistrationRejected']);
    expect(events.map(reasonOf)).toEqual(['document-expired']);
    expect(claims).toEqual(['p', 'document'].map((identifierId) => ({ change: 'free', identifierId })));
    const over = registration(...waiting, ...events);
    expect([process.outcome(over.state()), over.due().length]).toEqual(['rejected', 1]);
  });

  it('while the directory was asked undoes the opening, and takes the entry back', () => {
    const facts = { account: reserved };
    registration(...activating)
      .when(made, { at: ends - 1, facts })
      .thenAccepted();
    const { events } = process.decide(registration(...activating).state(), made, facts, ends);
    expect(events).toMatchObject([{ type: 'DirectoryEntryMade' }, { type: 'RegistrationRejected', reason: 'document-expired', undo: 'a' }]);
    expect(registration(...activating, ...events).owed()).toContainEqual({ kind: 'removeDirectoryEntry', n: 1 });
  });

  it('decides nothing for an applicant who goes on without it, or whose document has no end', () => {
    const { documentUntil: _none, ...endless } = profile as RegistrationEvent & { documentUntil: number };
    registration(member, proven, endless, checked()).when(submit, { at: ends }).thenAccepted();
    const left: RegistrationEvent = { type: 'DocumentLeftOut', attempt: 2, applicantId: 'applicant', reviewId: 'review' };
    registration({ ...openedPersonal, proofs }, proven, signedIn, profile, checked(), left)
      .when(submit, { at: ends })
      .thenAccepted();
  });

  it('decides nothing in registrations of earlier versions of the policy', () => {
    for (const version of [1, 2, 3]) {
      const { events } = processUnder('registration', version).decide(registration(...waiting).state(), approve, {}, ends);
      expect(events).toEqual([approved]);
    }
  });
});

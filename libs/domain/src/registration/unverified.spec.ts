import { given, registering } from '#testing';
import { day } from '../decider';
import type { CommandOf } from '../processes';
import { provenBy } from './proven';
import type { KnownRegistration } from './registration';
import type { RegistrationEvent } from './registration.events';
import { registration as process } from './registration.process';

const registration = given(process);
const { openedMember, openedPersonal, proofs, proven, joins, signedIn, given: profile, giveProfile, checked } = registering;
const at = day;
const personal: readonly RegistrationEvent[] = [{ ...openedPersonal, proofs }, proven, signedIn];
const { identity: _document, ...withoutDocument } = giveProfile;
const left = (attempt = 1): RegistrationEvent => ({ type: 'DocumentLeftOut', attempt, applicantId: 'applicant', reviewId: 'review' });
const provenOf = (...events: RegistrationEvent[]) => provenBy(registration(...events).state() as KnownRegistration);

describe('a document that is left out (V10)', () => {
  it('keeps no person without a company from an account, which is unverified', () => {
    registration(...personal)
      .when(withoutDocument, { at })
      .then(left())
      .thenClaims();
    const ready = registration(...personal, left());
    expect(process.status(ready.state())).toBe('draft');
    expect(ready.owed()).toEqual([]);
    expect(process.view(ready.state())).toMatchObject({
      steps: [{ step: 'phone' }, { step: 'sign-in' }, { step: 'profile', state: 'done' }],
    });
    ready
      .when({ type: 'SubmitRegistration', approvalId: 'v' }, { at })
      .then(
        { type: 'RegistrationApproved', accountId: 'a', joins: false, rule: 'personal-needs-no-confirmation' },
        { type: 'RegistrationActivated', accountId: 'a', device: { deviceId: 'device' } },
      );
    expect(provenOf(...personal, left())).toEqual({ level: 1, method: 'unverified' });
  });

  it('is asked of a member, with an account that has none as well: the real name comes first (X23)', () => {
    for (const phone of [proven, joins]) {
      const accountId = phone === joins ? 'old-account' : 'a';
      registration({ ...openedMember, proofs }, phone)
        .when({ ...withoutDocument, applicant: { accountId, principalId: 'applicant' } }, { at })
        .thenRefused('real-name-required', { unmet: ['profile'] });
    }
  });

  it('is asked of everybody whose registration was opened before', () => {
    registration(openedPersonal, proven, signedIn)
      .when(withoutDocument, { at })
      .thenRefused('real-name-required', { unmet: ['profile'] });
  });

  it('after one that was not confirmed frees that one, which is not reserved with the submission either', () => {
    const failed = [...personal, profile, checked('unconfirmed')] as const;
    registration(...failed)
      .when(withoutDocument, { at })
      .then(left(2))
      .thenClaims({ change: 'free', identifierId: 'document' });
    expect(process.view(registration(...failed, left(2)).state()).lastCheck).toBeUndefined();
    registration(...failed, left(2))
      .when({ type: 'SubmitRegistration', approvalId: 'v', document: { identifierId: 'late', key: 'n', attempt: 2 } }, { at })
      .thenClaims();
  });

  it('may be given after all', () => {
    const { identityId: documentId, ...typed } = profile;
    const given2 = { ...typed, documentId, attempt: 2 } as RegistrationEvent;
    registration(...personal, left())
      .when(giveProfile, { at })
      .then(given2);
    expect(registration(...personal, left(), given2).owed()).toEqual([{ kind: 'checkIdentity', n: 2 }]);
    expect(registration(...personal, left(), given2, checked('confirmed', 2)).state()).not.toHaveProperty('unverified');
  });
});

describe('what a registration has proven goes to the account', () => {
  const named = (method: 'id-card' | 'passport', documentUntil?: number): RegistrationEvent => ({
    ...profile,
    method,
    ...(documentUntil !== undefined && { documentUntil }),
  });
  const face: RegistrationEvent[] = [
    { type: 'LivenessGiven', attempt: 1, recordingId: 'recording', reviewId: 'face' },
    { type: 'LivenessChecked', attempt: 1, outcome: 'confirmed' },
  ];

  it('by its document, with the day that it names, and the level of phone and face (V1, V4)', () => {
    expect(provenOf(...personal, named('id-card'), checked())).toEqual({ level: 1, method: 'id-card' });
    expect(provenOf(...personal, named('passport', 9 * day), checked(), ...face)).toEqual({
      level: 2,
      method: 'passport',
      validUntil: 9 * day,
    });
  });

  it('but nothing of one that was opened before', () => {
    expect(provenOf(openedPersonal, proven, signedIn, profile, checked())).toBeUndefined();
  });

  it('and the profile records the kind of its document alone, of a registration with further proofs', () => {
    const typed = (claimed: RegistrationEvent) => {
      const { identityId: documentId, ...given } = claimed as { identityId?: string };
      return { documentId, ...given } as RegistrationEvent;
    };
    const command: CommandOf<'registration'> = { ...giveProfile, document: { method: 'passport', until: 9 * day } } as never;
    registration(...personal)
      .when(command, { at })
      .then(typed(named('passport', 9 * day)));
    registration(openedPersonal, proven, signedIn).when(command, { at }).then(typed(profile));
  });
});

import { given, registering } from '#testing';
import { day, minute, underPolicy } from '../decider';
import type { CommandOf } from '../processes';
import type { Role } from '../role/role';
import { confirmationOf, type KnownRegistration } from './registration';
import type { RegistrationEvent } from './registration.events';
import { registrationPolicy } from './registration.policy';
import { registration as process } from './registration.process';

const registration = given(process);
const { openedMember, openedPersonal, proofs, proven, signedIn, given: profile, checked, outcome } = registering;
const at = day;
const face = { ...proofs, face: true };
const member = (demanded = proofs): RegistrationEvent[] => [{ ...openedMember, proofs: demanded }, proven, profile, checked()];
const give = (recordingId = 'recording', onPhone = false): CommandOf<'registration'> => ({
  type: 'GiveLiveness',
  ...{ recordingId, reviewId: `review of ${recordingId}`, onPhone },
});
const given1 = (attempt = 1, recordingId = `recording ${attempt}`): RegistrationEvent => ({
  type: 'LivenessGiven',
  ...{ attempt, recordingId, reviewId: `review of ${recordingId}`, reviewFrom: at + registrationPolicy.faceCheckMinutes * minute },
});
const unusable = (attempt = 1): RegistrationEvent => ({ type: 'LivenessChecked', attempt, outcome: 'unconfirmed', unusable: true });
type Outcome = 'confirmed' | 'unconfirmed' | 'unavailable';
const answered = (result: Outcome, attempt = 1): RegistrationEvent => ({ type: 'LivenessChecked', attempt, outcome: result });
const record = (result: Outcome | 'unusable', attempt = 1): CommandOf<'registration'> => ({
  type: 'RecordLivenessCheck',
  attempt,
  outcome: result,
});
const failed = (n: number): RegistrationEvent[] =>
  Array.from({ length: n }, (_, i) => [given1(i + 1), answered('unconfirmed', i + 1)]).flat();
const reviewers = (...holders: string[]): { reviewers: Role } => ({ reviewers: { status: 'granted', role: 'identity-reviewer', holders } });
const began = (cause: 'liveness-failed' | 'face-check-unavailable' | 'review-asked'): RegistrationEvent => ({
  type: 'ManualReviewBegan',
  cause,
});
const opened = (approvalId: string): RegistrationEvent => ({ type: 'ReviewOpened', approvalId });
const submit: CommandOf<'registration'> = { type: 'SubmitRegistration', approvalId: 'v' };
const viewOf = (...events: RegistrationEvent[]) => process.view(registration(...events).state());

describe('the face of an applicant (R18)', () => {
  it('is shown by a recording, which is checked; then the step is done', () => {
    registration(...member())
      .when(give(), { at })
      .then(given1(1, 'recording'));
    expect(registration(...member(), given1()).owed()).toEqual([{ kind: 'checkLiveness', n: 1 }]);
    expect(registration(...member(), given1()).state()).toMatchObject({ status: 'verifying', verified: 'registry' });
    registration(...member(), given1())
      .when(record('confirmed'), { at })
      .then(answered('confirmed'));
    const done = [...member(), given1(), answered('confirmed')];
    expect(viewOf(...done)).toMatchObject({ steps: [{ step: 'phone' }, { step: 'profile' }, { step: 'liveness', state: 'done' }] });
    expect(viewOf(...done).lastCheck).toBeUndefined();
    registration(...done)
      .when(give('another'), { at })
      .thenRefused('liveness-settled');
  });

  it('is demanded before the submission where the company demands it, and else of nobody (X16)', () => {
    registration(...member(face))
      .when(submit, { at })
      .thenRefused('step-out-of-order', { unmet: ['liveness'] });
    expect(viewOf(...member(face)).steps).toContainEqual({ step: 'liveness', state: 'open' });
    registration(...member(face), given1(), answered('confirmed'))
      .when(submit, { at })
      .thenAccepted();
    registration(...member())
      .when(submit, { at })
      .thenAccepted();
    expect(viewOf(...member()).steps).not.toContainEqual({ step: 'liveness', state: 'open' });
  });

  it('comes after the person has said who they are', () => {
    registration({ ...openedMember, proofs }, proven)
      .when(give(), { at })
      .thenRefused('step-out-of-order', { unmet: ['profile'] });
    registration({ ...openedPersonal, proofs }, proven, signedIn)
      .when(give(), { at })
      .thenRefused('step-out-of-order', { unmet: ['profile'] });
  });

  it('is no step of a registration that was opened before there was one, and neither allowed nor refused there', () => {
    const before = registration(openedMember, proven, profile, checked());
    before.when(give(), { at }).thenRefused('step-out-of-order', {});
    const { allowed, refused } = process.commandsNow(before.state(), at);
    expect([...allowed, ...refused.map(({ command }) => command)]).not.toContain('GiveLiveness');
  });

  it('is recorded on a phone where the device has no reader of faces: the step moves there (R14)', () => {
    const onWindows = member({ ...face, faceReader: false });
    registration(...onWindows)
      .when(give(), { at })
      .thenRefused('factor-not-available', { unmet: ['face'] });
    registration(...onWindows)
      .when(give('recording', true), { at })
      .thenAccepted();
  });

  it('is shown anew with every recording: one that was sent before uses no try', () => {
    registration(...member(), ...failed(1))
      .when(give('recording 1'), { at })
      .thenRefused('recording-used');
    registration(...member(), ...failed(1))
      .when(give('recording 2'), { at })
      .then(given1(2));
  });

  it('is shown by a recording that has served nowhere else: not in another registration, and in no case', () => {
    const before = { before: [{ entryId: 'recording', holder: 'another', at: 0 }] };
    registration(...member())
      .when(give(), { at, facts: before })
      .thenRefused('recording-used');
    registration(...member())
      .when(give(), { at })
      .thenTallies({ change: 'enter', kind: 'recording', key: 'recording', entryId: 'recording', holder: 'r' });
    // What was used under an earlier policy is counted, and refuses nobody there.
    const former = given(underPolicy(process, 3))(...member());
    former.when(give(), { at, facts: before }).thenAccepted().thenTallies();
    former.when(give(), { at }).then({ type: 'LivenessGiven', attempt: 1, recordingId: 'recording', reviewId: 'review of recording' });
  });

  it('must be shown again with another document: it was that of the person of the first one', () => {
    const again = [...member(face), given1(), answered('confirmed'), { ...profile, attempt: 2 }, checked('confirmed', 2)] as const;
    registration(...again)
      .when(submit, { at })
      .thenRefused('step-out-of-order', { unmet: ['liveness'] });
  });

  it('may be sent as often as the policy says', () => {
    const { recordings } = registrationPolicy;
    const spent = registration(...member(), given1(recordings), answered('unconfirmed', recordings));
    spent.when(give('one more'), { at }).thenRefused('repeated-too-often', { limit: recordings });
  });
});

describe('a recording that does not show the applicant alive (R18)', () => {
  it('is recorded again: the answer says how many tries are left', () => {
    const { livenessFailuresBeforeReview: may } = registrationPolicy;
    for (const n of [1, 2, 3]) {
      registration(...member(), ...failed(n - 1), given1(n))
        .when(record('unconfirmed', n), { at, facts: reviewers('reviewer') })
        .then(answered('unconfirmed', n));
      expect(viewOf(...member(), ...failed(n)).lastCheck).toEqual({ code: 'liveness-failed', attemptsLeft: may + 1 - n });
    }
  });

  it('the fourth time is looked at by a person, and nobody meets a wall: approved, the applicant goes on', () => {
    const fourth = [...member(face), ...failed(3), given1(4)] as const;
    registration(...fourth)
      .when(record('unconfirmed', 4), { at, facts: reviewers('reviewer') })
      .then(answered('unconfirmed', 4), began('liveness-failed'), opened('review of recording 4'));
    const inReview = [...fourth, answered('unconfirmed', 4), began('liveness-failed'), opened('review of recording 4')];
    expect(registration(...inReview).state()).toMatchObject({ status: 'manual_review', verified: 'registry' });
    registration(...inReview)
      .when(outcome('approved', 'review of recording 4'), { at })
      .then({ type: 'LivenessReviewed', draftExpiresAt: 8 * day });
    registration(...inReview, { type: 'LivenessReviewed', draftExpiresAt: 8 * day })
      .when(submit, { at })
      .thenAccepted();
  });

  it('the fourth time waits for reviewers where there is none, and an operator sees it', () => {
    const fourth = [...member(), ...failed(3), given1(4)] as const;
    registration(...fourth)
      .when(record('unconfirmed', 4), { at })
      .then(answered('unconfirmed', 4), began('liveness-failed'), { type: 'ReviewersAwaited' });
    const waiting = registration(...fourth, answered('unconfirmed', 4), began('liveness-failed'), { type: 'ReviewersAwaited' });
    expect(process.troubles(waiting.state())).toEqual([{ kind: 'reviewers-missing', ref: 'review of recording 4' }]);
    waiting.when({ type: 'OpenReview' }, { at, facts: reviewers('reviewer') }).then(opened('review of recording 4'));
  });

  it('and that a reviewer refuses ends the registration, of which no company hears', () => {
    const inReview = [...member(), ...failed(3), given1(4), answered('unconfirmed', 4), began('liveness-failed')] as const;
    const refused = registration(...inReview, opened('review of recording 4'));
    refused.when(outcome('rejected', 'review of recording 4'), { at }).thenAccepted();
    expect(confirmationOf(refused.state() as KnownRegistration)).toBeUndefined();
  });

  it('does not count against the document, nor the document against it', () => {
    const mixed = [openedMember, proven, profile, checked('unconfirmed'), { ...profile, attempt: 2 }, checked('confirmed', 2)] as const;
    const events: RegistrationEvent[] = [{ ...openedMember, proofs }, ...mixed.slice(1), ...failed(2)];
    expect(viewOf(...events).lastCheck).toEqual({ code: 'liveness-failed', attemptsLeft: 2 });
    expect(registration(...events).state()).toMatchObject({ failures: 1, liveness: { failures: 2 } });
  });
});

describe('a recording that the provider can do nothing with (R18)', () => {
  it('is for the applicant to make again: the answer says so, and a try is used', () => {
    registration(...member(), given1())
      .when(record('unusable'), { at, facts: reviewers('reviewer') })
      .then(unusable());
    expect(viewOf(...member(), given1(), unusable()).lastCheck).toEqual({ code: 'recording-unusable', attemptsLeft: 3 });
    expect(viewOf(...member(), given1(), unusable(), given1(2), answered('unconfirmed', 2)).lastCheck).toEqual({
      ...{ code: 'liveness-failed', attemptsLeft: 2 },
    });
  });

  it('leads to a person the fourth time, as any other that shows nothing', () => {
    registration(...member(), ...failed(3), given1(4))
      .when(record('unusable', 4), { at, facts: reviewers('reviewer') })
      .then(unusable(4), began('liveness-failed'), opened('review of recording 4'));
  });

  it('leads to a person at once in a registration of an earlier policy', () => {
    given(underPolicy(process, 3))(...member(), given1())
      .when(record('unusable'), { at, facts: reviewers('reviewer') })
      .then(answered('unavailable'), began('face-check-unavailable'), opened('review of recording 1'));
  });
});

describe('a face check that does not answer for long', () => {
  const ask: CommandOf<'registration'> = { type: 'AskForReview', reviewId: 'asked' };
  const asked: RegistrationEvent = { type: 'ReviewAsked', reviewId: 'asked' };
  const from = at + registrationPolicy.faceCheckMinutes * minute;
  const inReview = [...member(face), given1(), asked, began('review-asked'), opened('asked')] as const;

  it('lets the applicant have a person look from, not before, its 30th minute; the refusal says when', () => {
    const pending = registration(...member(face), given1());
    pending.when(ask, { at: from - 1 }).thenRefused('check-under-way', { availableAt: from });
    pending.when(ask, { at: from, facts: reviewers('reviewer') }).then(asked, began('review-asked'), opened('asked'));
  });

  it('answers nobody any more: late, it neither passes nor fails, and is asked no further', () => {
    expect(registration(...inReview).owed()).toEqual([]);
    for (const result of ['confirmed', 'unconfirmed', 'unusable'] as const)
      registration(...inReview)
        .when(record(result), { at: from })
        .thenRefused('check-not-awaited');
    const reviewed: RegistrationEvent[] = [...inReview, { type: 'LivenessReviewed', draftExpiresAt: 8 * day }];
    registration(...reviewed)
      .when(submit, { at: from })
      .thenAccepted();
    // Another check that follows is not taken for the one of the face.
    const again: RegistrationEvent[] = [...reviewed, { ...profile, attempt: 2 }];
    expect(registration(...again).owed()).toEqual([{ kind: 'checkIdentity', n: 2 }]);
  });

  it('is no way around a check of the identity, a review or the end of the draft, nor known to an earlier policy', () => {
    const waiting: RegistrationEvent[] = [{ ...openedMember, proofs: face }, proven, profile];
    registration(...waiting)
      .when(ask, { at: from })
      .thenRefused('check-under-way', {});
    registration(...inReview)
      .when(ask, { at: from })
      .thenRefused('check-under-way', {});
    registration(...member(face), given1())
      .when(ask, { at: 7 * day })
      .thenRefused('registration-expired');
    const { reviewFrom: _never, ...former } = given1() as RegistrationEvent & { type: 'LivenessGiven' };
    given(underPolicy(process, 3))(...member(face), former)
      .when(ask, { at: 6 * day })
      .thenRefused('check-under-way', {});
  });
});

describe('a face check that cannot tell', () => {
  it('leaves it to a person, and is no failure of the applicant', () => {
    registration(...member(), given1())
      .when(record('unavailable'), { at, facts: reviewers('reviewer') })
      .then(answered('unavailable'), began('face-check-unavailable'), opened('review of recording 1'));
  });

  it('answers once, and to the recording that was sent last', () => {
    for (const events of [member(), [...member(), given1(), answered('confirmed')]])
      registration(...events)
        .when(record('confirmed'), { at })
        .thenRefused('check-not-awaited');
    registration(...member(), ...failed(1), given1(2))
      .when(record('confirmed', 1), { at })
      .thenRefused('check-not-awaited');
    registration(...member(), given1())
      .when({ type: 'RecordIdentityCheck', attempt: 1, outcome: 'confirmed' }, { at })
      .thenRefused('check-not-awaited');
  });

  it('answers after the end: kept once, and nothing else changes', () => {
    const withdrawn: RegistrationEvent = { type: 'RegistrationWithdrawn', erasesAt: 8 * day };
    const over = [...member(), given1(), withdrawn] as const;
    registration(...over)
      .when(record('unavailable'), { at, facts: reviewers('reviewer') })
      .then(answered('unavailable'));
    registration(...over, answered('confirmed'))
      .when(record('confirmed'), { at })
      .thenRefused('check-not-awaited');
    expect(registration(...over, answered('confirmed')).state()).toMatchObject({ status: 'withdrawn' });
    registration(...over)
      .when(give('another'), { at })
      .thenRefused('registration-closed');
  });

  it('answers when the draft has lapsed: no reviewer is asked, whether or not the alarm rang', () => {
    registration(...member(), given1())
      .when(record('unavailable'), { at: 7 * day, facts: reviewers('reviewer') })
      .then(answered('unavailable'));
  });
});

describe('an applicant who would rather not show their face', () => {
  const ask: CommandOf<'registration'> = { type: 'AskForReview', reviewId: 'asked' };
  const asked: RegistrationEvent = { type: 'ReviewAsked', reviewId: 'asked' };

  it('has a reviewer look instead, at any time before the face is settled: a face is never the only way', () => {
    for (const events of [member(face), [...member(face), ...failed(2)]])
      registration(...events)
        .when(ask, { at, facts: reviewers('reviewer') })
        .then(asked, began('review-asked'), opened('asked'));
    registration(...member(face), given1(), answered('confirmed'))
      .when(ask, { at })
      .thenRefused('liveness-settled');
    registration(...member(face), given1())
      .when(ask, { at })
      .thenRefused('check-under-way');
  });

  it('goes on when the reviewer approves', () => {
    const inReview = [...member(face), asked, began('review-asked'), opened('asked')] as const;
    registration(...inReview)
      .when(outcome('approved', 'asked'), { at })
      .then({ type: 'LivenessReviewed', draftExpiresAt: 8 * day });
    registration(...inReview, { type: 'LivenessReviewed', draftExpiresAt: 8 * day })
      .when(submit, { at })
      .thenAccepted();
  });
});

import { given, registering } from '#testing';
import { day } from '../decider';
import type { Role } from '../role/role';
import type { Outcome } from '../approval/approval';
import type { CommandOf } from '../processes';
import type { ReviewCause } from './registration';
import type { RegistrationEvent } from './registration.events';
import { registration as process } from './registration.process';

const registration = given(process);
const { given: told, givenElsewhere, checked, reviewOpened, at: stage } = registering;
const at = day;
const record = (outcome: 'confirmed' | 'unconfirmed' | 'unavailable', attempt = 1): CommandOf<'registration'> => ({
  type: 'RecordIdentityCheck',
  attempt,
  outcome,
});
const reviewers = (...holders: string[]): { reviewers: Role } => ({ reviewers: { status: 'granted', role: 'identity-reviewer', holders } });
const tries = (n: number): RegistrationEvent[] =>
  Array.from({ length: n }, (_, i): RegistrationEvent[] => [{ ...told, attempt: i + 1 }, checked('unconfirmed', i + 1)]).flat();
const given4 = { ...told, attempt: 4 };
const began = (cause: ReviewCause): RegistrationEvent => ({
  type: 'ManualReviewBegan',
  cause,
});
const awaited: RegistrationEvent = { type: 'ReviewersAwaited' };
const lastCheck = (...events: RegistrationEvent[]) => process.view(registration(...stage.memberProven, ...events).state()).lastCheck;

describe('a live check', () => {
  it('that confirms makes the profile done', () => {
    registration(...stage.verifying)
      .when(record('confirmed'), { at })
      .then(checked());
    expect(process.view(registration(...stage.memberReady).state())).toMatchObject({
      steps: [
        { step: 'phone', state: 'done' },
        { step: 'profile', state: 'done' },
      ],
    });
  });

  it('may fail three times, and says how many tries are left (R5)', () => {
    for (const n of [1, 2, 3]) {
      registration(...stage.memberProven, ...tries(n - 1), { ...told, attempt: n })
        .when(record('unconfirmed', n), { at, facts: reviewers('reviewer') })
        .then(checked('unconfirmed', n));
      expect(lastCheck(...tries(n))).toEqual({ code: 'identity-unconfirmed', attemptsLeft: 4 - n });
    }
    expect([
      lastCheck(),
      lastCheck(...tries(1), { ...told, attempt: 2 }),
      lastCheck(...tries(1), { ...told, attempt: 2 }, checked('confirmed', 2)),
    ]).toEqual([undefined, undefined, undefined]);
  });

  it('that cannot read the picture of the document goes back to the applicant with its field, and is no failure', () => {
    const unreadable: RegistrationEvent = { type: 'DocumentUnreadable', attempt: 1, field: 'number' };
    registration(...stage.verifying)
      .when({ type: 'RecordIdentityCheck', attempt: 1, outcome: 'unreadable', field: 'number' }, { at })
      .then(unreadable);
    expect(lastCheck(told, unreadable)).toEqual({ code: 'document-unreadable', attemptsLeft: 4, field: 'number' });
    expect(process.status(registration(...stage.memberProven, told, unreadable).state())).toBe('draft');
    const again = { ...told, attempt: 2 };
    expect([lastCheck(told, unreadable, again), lastCheck(told, unreadable, again, checked('confirmed', 2))]).toEqual([
      undefined,
      undefined,
    ]);
    expect(lastCheck(told, unreadable, again, checked('unconfirmed', 2))).toEqual({ code: 'identity-unconfirmed', attemptsLeft: 3 });
    // An answer that comes twice, or after the profile was given again, is none.
    registration(...stage.memberProven, told, unreadable, again)
      .when({ type: 'RecordIdentityCheck', attempt: 1, outcome: 'unreadable', field: 'number' }, { at })
      .thenRefused('check-not-awaited');
  });

  it('that fails the fourth time is looked at by a person (R5)', () => {
    registration(...stage.memberProven, ...tries(3), given4)
      .when(record('unconfirmed', 4), { at, facts: reviewers('reviewer') })
      .then(checked('unconfirmed', 4), began('identity-unconfirmed'), reviewOpened);
    registration(...stage.memberProven, ...tries(3), given4)
      .when(record('confirmed', 4), { at })
      .then(checked('confirmed', 4));
  });

  it('that confirms a document which another person has goes to a reviewer (R17)', () => {
    registration(...stage.memberProven, givenElsewhere)
      .when(record('confirmed'), { at, facts: reviewers('reviewer') })
      .then(checked(), began('identity-elsewhere'), reviewOpened);
    registration(...stage.memberProven, givenElsewhere)
      .when(record('unconfirmed'), { at, facts: reviewers('reviewer') })
      .then(checked('unconfirmed'));
  });

  it('that confirms another document than that of the account to join says so: the number may have come to a stranger (X21, D7)', () => {
    registration(...stage.memberJoining, givenElsewhere)
      .when(record('confirmed'), { at, facts: reviewers('reviewer') })
      .then(checked(), began('not-the-accounts-document'), reviewOpened);
    registration(...stage.memberJoining, { ...givenElsewhere, elsewhere: false })
      .when(record('confirmed'), { at })
      .then(checked());
  });

  it('that the registry cannot make is left to a person, and is no failure of the applicant', () => {
    registration(...stage.verifying)
      .when(record('unavailable'), { at, facts: reviewers('reviewer') })
      .then(checked('unavailable'), began('registry-unavailable'), reviewOpened);
    expect(registration(...stage.inReview).state()).toMatchObject({ failures: 0, checks: 1 });
  });

  it('answers once, and to the try that was made last', () => {
    registration(...stage.verifying)
      .when(record('confirmed', 2), { at })
      .thenRefused('check-not-awaited');
    registration(...stage.memberReady)
      .when(record('confirmed'), { at })
      .thenRefused('check-not-awaited');
    registration(...stage.memberReady, { ...told, attempt: 2 })
      .when(record('confirmed', 1), { at })
      .thenRefused('check-not-awaited');
    registration(...stage.memberProven)
      .when(record('confirmed'), { at })
      .thenRefused('check-not-awaited');
  });

  it('that answers after the end is recorded, once, and changes nothing', () => {
    const withdrawn: RegistrationEvent = { type: 'RegistrationWithdrawn', erasesAt: 8 * day };
    registration(...stage.verifying, withdrawn)
      .when(record('unavailable'), { at })
      .then(checked('unavailable'));
    registration(...stage.verifying, withdrawn, checked())
      .when(record('confirmed'), { at })
      .thenRefused('check-not-awaited');
    expect(registration(...stage.verifying, withdrawn, checked()).state()).toEqual({
      ...registration(...stage.verifying, withdrawn).state(),
      checks: 1,
    });
  });

  it('that answers at or after the end of the draft opens no review any more, whether or not the alarm rang', () => {
    registration(...stage.verifying)
      .when(record('unavailable'), { at: 7 * day - 1, facts: reviewers('reviewer') })
      .then(checked('unavailable'), began('registry-unavailable'), reviewOpened);
    registration(...stage.verifying)
      .when(record('unavailable'), { at: 7 * day, facts: reviewers('reviewer') })
      .then(checked('unavailable'));
    expect(registration(...stage.verifying, checked('unavailable')).due()).toEqual([{ command: { type: 'ExpireDraft' }, dueAt: 7 * day }]);
  });
});

describe('a manual review', () => {
  const open: CommandOf<'registration'> = { type: 'OpenReview' };
  const outcome = (result: Outcome, approvalId = 'review', reasonCode?: string) => registering.outcome(result, approvalId, reasonCode);

  it.each([
    ['nobody', reviewers()],
    ['nobody ever', {}],
    ['the applicant alone', reviewers('applicant')],
  ])('waits for an operator where %s could do it', (_, facts) => {
    registration(...stage.verifying)
      .when(record('unavailable'), { at, facts })
      .then(checked('unavailable'), began('registry-unavailable'), awaited);
    registration(...stage.awaitingReviewers, awaited)
      .when(open, { at, facts })
      .thenRefused('reviewers-missing', {});
    const { state } = registration(...stage.awaitingReviewers, awaited);
    expect([process.troubles(state()), process.allowed(state(), at)]).toEqual([
      [{ kind: 'reviewers-missing', ref: 'review' }],
      ['WithdrawRegistration', 'OpenReview'],
    ]);
  });

  it('is opened by the operator once there is a reviewer, and once', () => {
    registration(...stage.awaitingReviewers)
      .when(open, { at, facts: reviewers('applicant', 'reviewer') })
      .then(reviewOpened);
    registration(...stage.inReview)
      .when(open, { at, facts: reviewers('reviewer') })
      .thenRefused('review-not-awaited');
    registration(...stage.memberReady)
      .when(open, { at, facts: reviewers('reviewer') })
      .thenRefused('review-not-awaited');
    expect(process.troubles(registration(...stage.inReview).state())).toEqual([]);
  });

  it('never lapses by itself, neither without a reviewer nor with one: the applicant does not pay for that (R16)', () => {
    const waiting = registration(...stage.awaitingReviewers, awaited);
    expect([waiting.due(), registration(...stage.awaitingReviewers, awaited, reviewOpened).due()]).toEqual([[], []]);
    waiting.when({ type: 'ExpireDraft' }, { at: 100 * day }).thenRefused('registration-submitted');
    waiting.when(open, { at: 100 * day, facts: reviewers('reviewer') }).then(reviewOpened);
    const reviewed: RegistrationEvent = { type: 'IdentityReviewed', draftExpiresAt: 107 * day };
    const opened = registration(...stage.awaitingReviewers, awaited, reviewOpened);
    opened.when(outcome('approved'), { at: 100 * day }).then(reviewed);
    expect(registration(...stage.awaitingReviewers, awaited, reviewOpened, reviewed).due()).toEqual([
      { command: { type: 'ExpireDraft' }, dueAt: 107 * day },
    ]);
    waiting.when({ type: 'WithdrawRegistration' }, { at: 100 * day }).thenAccepted();
    waiting.when({ type: 'SupersedeRegistration' }, { at: 100 * day }).thenAccepted();
  });

  it('that was opened under the first version of the policy lapses with its draft, as it was promised then', () => {
    given(process.under(1))(...stage.verifying)
      .when(record('unavailable'), { at, facts: reviewers() })
      .then(checked('unavailable'), began('registry-unavailable'));
  });

  it('of the first version lets the draft lapse only while there is no reviewer; then its own time holds', () => {
    expect(registration(...stage.awaitingReviewers).due()).toEqual([{ command: { type: 'ExpireDraft' }, dueAt: 7 * day }]);
    expect(registration(...stage.inReview).due()).toEqual([]);
    registration(...stage.awaitingReviewers)
      .when(open, { at: 7 * day, facts: reviewers('reviewer') })
      .thenRefused('registration-expired');
    registration(...stage.inReview)
      .when({ type: 'ExpireDraft' }, { at: 100 * day })
      .thenRefused('registration-submitted');
  });

  it('that approves gives the applicant another 7 days to submit', () => {
    registration(...stage.inReview)
      .when(outcome('approved'), { at: 6 * day })
      .then({ type: 'IdentityReviewed', draftExpiresAt: 13 * day });
    const reviewed = registration(...stage.inReview, { type: 'IdentityReviewed', draftExpiresAt: 13 * day });
    expect([reviewed.due()[0]?.dueAt, process.allowed(reviewed.state(), 6 * day)]).toEqual([
      13 * day,
      ['GiveProfile', 'SubmitRegistration', 'WithdrawRegistration'],
    ]);
  });

  it.each([
    ['rejected', { type: 'RegistrationRejected', reason: 'identity-not-confirmed', erasesAt: at + 30 * day, inviteId: 'i' }],
    ['expired', { type: 'RegistrationExpired', reason: 'approval-expired', erasesAt: at + 7 * day, inviteId: 'i' }],
    ['withdrawn', { type: 'RegistrationWithdrawn', erasesAt: at + 7 * day, inviteId: 'i' }],
  ] as ['rejected' | 'expired' | 'withdrawn', RegistrationEvent][])(
    'that is %s ends it: invite, number and document go back',
    (result, event) => {
      registration(...stage.inReview)
        .when(outcome(result, 'review', result === 'rejected' ? 'not-the-person' : undefined), { at })
        .then(event)
        .thenClaims({ change: 'free', identifierId: 'p' }, { change: 'free', identifierId: 'document' });
    },
  );

  it('is the one that the registration waits for, and none before a reviewer was asked', () => {
    registration(...stage.inReview)
      .when(outcome('approved', 'another'), { at })
      .thenRefused('approval-not-awaited');
    registration(...stage.awaitingReviewers)
      .when(outcome('approved'), { at })
      .thenRefused('approval-not-awaited');
    registration(...stage.memberReady)
      .when(outcome('approved'), { at })
      .thenRefused('approval-not-awaited');
  });

  it('tells its cause to reviewers alone (R17)', () => {
    const { state } = registration(...stage.inReview);
    expect(process.view(state())).toEqual({
      variant: 'member',
      steps: [
        { step: 'phone', state: 'done' },
        { step: 'profile', state: 'open' },
      ],
    });
  });
});

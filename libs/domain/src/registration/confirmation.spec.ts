import { given, registering } from '#testing';
import type { Account, LivingAccount } from '../account/account';
import { day, hour } from '../decider';
import type { Outcome } from '../approval/approval';
import type { CommandOf } from '../processes';
import type { RegistrationEvent } from './registration.events';
import { registration as process } from './registration.process';

const registration = given(process);
const {
  openedMember,
  openedPersonal,
  proven,
  signedIn,
  given: told,
  joins,
  givenOwn,
  checked,
  reviewOpened,
  submitted,
  approved,
  at: stage,
} = registering;
const at = day;
/** P3: with the end of the approval that it asks for. */
const submittedAt = (instant: number) => ({ ...submitted, approvalExpiresAt: instant + 72 * hour });
const submit: CommandOf<'registration'> = { type: 'SubmitRegistration', approvalId: 'v' };
const reviewed: RegistrationEvent = { type: 'IdentityReviewed', draftExpiresAt: 8 * day };
const autoApproved = { ...openedMember, joining: { ...openedMember.joining!, autoApprove: true } };
const outcome = (result: Outcome, approvalId = 'v', reasonCode?: string) => registering.outcome(result, approvalId, reasonCode);
const living: LivingAccount = {
  status: 'living',
  subjectId: 's0',
  phoneId: 'before',
  memberships: {},
  activatedAt: 0,
  tier: 0,
  tierOneAt: 8 * day,
  tierTwoAt: 31 * day,
};

describe('a submission', () => {
  it('comes last; what is missing is named (R2, R13)', () => {
    const unmet =
      (...events: RegistrationEvent[]) =>
      (steps: string[]) =>
        registration(...events)
          .when(submit, { at })
          .thenRefused('step-out-of-order', { unmet: steps });
    unmet(openedMember)(['phone', 'profile']);
    unmet(openedPersonal)(['phone', 'sign-in', 'profile']);
    unmet(...stage.memberProven)(['profile']);
    unmet(...stage.memberProven, told, checked('unconfirmed'))(['profile']);
    unmet(openedPersonal, proven, signedIn)(['profile']);
  });

  it('waits while a check or a review is under way, and is made once', () => {
    registration(...stage.verifying)
      .when(submit, { at })
      .thenRefused('check-under-way');
    registration(...stage.inReview)
      .when(submit, { at })
      .thenRefused('check-under-way');
    registration(...stage.submitted)
      .when(submit, { at })
      .thenRefused('registration-submitted');
    registration(...stage.activating)
      .when(submit, { at })
      .thenRefused('registration-submitted');
    registration(...stage.active)
      .when(submit, { at })
      .thenRefused('registration-closed');
  });

  it('of a member asks the supervisor and the IT admin (P1)', () => {
    registration(...stage.memberReady)
      .when(submit, { at })
      .then(submittedAt(at))
      .thenClaims();
    const { state, due, owed } = registration(...stage.submitted);
    expect([process.status(state()), process.view(state()).approvalId, due(), owed()]).toEqual(['awaiting_approval', 'v', [], []]);
  });

  it('is possible until, not at, the end of the draft', () => {
    registration(...stage.memberReady)
      .when(submit, { at: 7 * day - 1 })
      .then(submittedAt(7 * day - 1));
    registration(...stage.memberReady)
      .when(submit, { at: 7 * day })
      .thenRefused('registration-expired', {});
    registration(...stage.inReview, reviewed)
      .when(submit, { at: 8 * day - 1 })
      .then(submittedAt(8 * day - 1));
    registration(...stage.inReview, reviewed)
      .when(submit, { at: 8 * day })
      .thenRefused('registration-expired', {});
  });
});

describe('a registration that waits', () => {
  const awaitedBy = (...history: RegistrationEvent[]) => process.awaits(registration(...history).state());
  const until = 4 * day;
  const review = { type: 'ReviewOpened', approvalId: 'review', approvalExpiresAt: until } as const;

  it('for its confirmation names the approval and when that lapses; of older streams only the approval (P3)', () => {
    expect(awaitedBy(...stage.memberReady, submittedAt(at))).toEqual([{ what: 'approval:v', until }]);
    expect(awaitedBy(...stage.submitted)).toEqual([{ what: 'approval:v' }]);
    expect(awaitedBy(...stage.memberReady, submittedAt(at), approved)).toEqual([]);
  });

  it('for the review of an identity names that, or that there is no reviewer (R16)', () => {
    const begun = stage.inReview.slice(0, -1);
    expect(awaitedBy(...begun)).toEqual([{ what: 'role:identity-reviewer' }]);
    expect(awaitedBy(...begun, reviewOpened)).toEqual([{ what: 'approval:review' }]);
    expect(awaitedBy(...begun, review)).toEqual([{ what: 'approval:review', until }]);
    expect(awaitedBy(...begun, review, reviewed)).toEqual([]);
    expect(awaitedBy(...begun, review, reviewed, submitted)).toEqual([{ what: 'approval:v' }]);
  });
});

describe('a submission that needs no people', () => {
  const straight = (rule: string): RegistrationEvent => ({ ...approved, rule });

  it('is that of a personal account: it is active at once, and the rule is named (X2)', () => {
    registration(...stage.personalReady)
      .when(submit, { at })
      .then(straight('personal-needs-no-confirmation'), { type: 'RegistrationActivated', accountId: 'a', device: { deviceId: 'device' } })
      .thenClaims();
    registration(
      openedPersonal,
      proven,
      signedIn,
      told,
      checked('unavailable'),
      { type: 'ManualReviewBegan', cause: 'registry-unavailable' },
      reviewOpened,
      reviewed,
    )
      .when(submit, { at })
      .thenAccepted();
  });

  it('takes the document that another person had, where it is free by now and still the one of the profile (R17)', () => {
    const document = { identifierId: 'late', key: 'n', attempt: 1 };
    const { identityId: _somebodys, ...shown } = told;
    const elsewhere: RegistrationEvent[] = [
      openedMember,
      proven,
      { ...shown, elsewhere: true },
      checked(),
      { type: 'ManualReviewBegan', cause: 'identity-elsewhere' },
      reviewOpened,
      reviewed,
    ];
    registration(...elsewhere)
      .when({ ...submit, document }, { at })
      .then({ ...submittedAt(at), identityId: 'late' })
      .thenClaims({ change: 'reserve', kind: 'identity', key: 'n', identifierId: 'late', holder: 'r' });
    const taken = { state: 'held', identifierId: 'x', holder: 'b' } as const;
    registration(...elsewhere)
      .when({ ...submit, document }, { at, facts: { identity: taken } })
      .then(submittedAt(at))
      .thenClaims();
    registration(...elsewhere)
      .when({ ...submit, document: { ...document, attempt: 2 } }, { at })
      .then(submittedAt(at))
      .thenClaims();
  });

  it('is that for a position that says so: the directory comes next (P2)', () => {
    registration(autoApproved, proven, told, checked()).when(submit, { at }).then(straight('position-needs-no-confirmation'));
  });

  it.each([
    ['from a device that is not genuine', [{ ...autoApproved, integrity: 'rooted' }, proven, told, checked()]],
    [
      'after a person had to look at the identity',
      [
        autoApproved,
        proven,
        told,
        checked('unavailable'),
        { type: 'ManualReviewBegan', cause: 'registry-unavailable' },
        reviewOpened,
        reviewed,
      ],
    ],
    [
      'for another position that does not say so',
      [autoApproved, proven, { ...told, position: { positionStreamId: 'finance', autoApprove: false } }, checked()],
    ],
  ] as [string, RegistrationEvent[]][])('is not one %s (P2)', (_, history) => {
    registration(...history)
      .when(submit, { at })
      .then(submittedAt(at));
  });

  it('is possible again when a new profile is confirmed by the registry', () => {
    const again: RegistrationEvent[] = [{ ...told, attempt: 2 }, checked('confirmed', 2)];
    registration(...stage.inReview.with(0, autoApproved), reviewed, ...again)
      .when(submit, { at })
      .then(straight('position-needs-no-confirmation'));
  });
});

describe('a confirmation', () => {
  it('opens the account, whose directory entry comes next (P1)', () => {
    registration(...stage.submitted)
      .when(outcome('approved'), { at })
      .then(approved)
      .thenClaims();
    expect(registration(...stage.activating).owed()).toEqual([{ kind: 'createDirectoryEntry', n: 1 }]);
  });

  it('with an existing account proposes the membership in that account', () => {
    registration(...stage.submittedJoining)
      .when(outcome('approved'), { at, facts: { account: living } })
      .then({ type: 'RegistrationApproved', accountId: 'old-account', joins: true })
      .thenClaims();
  });

  it.each([
    ['is leaving', { ...living, frozenBy: 'd' }, 'account-not-active'],
    [
      'is purged',
      { status: 'purged', subjectId: 's0', activatedAt: 0, tier: 0, deregistrationId: 'd', companies: [] },
      'account-not-active',
    ],
    [
      'has become a member by another invite',
      { ...living, memberships: { c: { status: 'joining', registrationId: 'q' } } },
      'already-a-member',
    ],
  ] as [string, Account, string][])('with an account that meanwhile %s is a rejection that says so', (_, account, reason) => {
    registration(...stage.submittedJoining)
      .when(outcome('approved'), { at, facts: { account } })
      .then({ type: 'RegistrationRejected', reason, erasesAt: 31 * day, inviteId: 'i' })
      .thenClaims();
    registration(autoApproved, joins, givenOwn, checked())
      .when(submit, { at, facts: { account } })
      .then({ type: 'RegistrationRejected', reason, erasesAt: 31 * day, inviteId: 'i' });
  });

  it.each([
    ['rejected', { type: 'RegistrationRejected', reason: 'not-needed', erasesAt: 31 * day, inviteId: 'i' }],
    ['expired', { type: 'RegistrationExpired', reason: 'approval-expired', erasesAt: 8 * day, inviteId: 'i' }],
    ['withdrawn', { type: 'RegistrationWithdrawn', erasesAt: 8 * day, inviteId: 'i' }],
  ] as ['rejected' | 'expired' | 'withdrawn', RegistrationEvent][])(
    'that is %s ends it: invite, number and document go back (P3, R3)',
    (result, event) => {
      registration(...stage.submitted)
        .when(outcome(result, 'v', result === 'rejected' ? 'not-needed' : undefined), { at })
        .then(event)
        .thenClaims({ change: 'free', identifierId: 'p' }, { change: 'free', identifierId: 'document' });
      registration(...stage.submittedJoining)
        .when(outcome(result, 'v', 'not-needed'), { at })
        .thenAccepted()
        .thenClaims();
    },
  );

  it('is the one that was asked for, and comes once', () => {
    registration(...stage.submitted)
      .when(outcome('approved', 'review'), { at })
      .thenRefused('approval-not-awaited');
    registration(...stage.activating)
      .when(outcome('rejected'), { at })
      .thenRefused('approval-not-awaited');
    registration(...stage.memberReady)
      .when(outcome('approved'), { at })
      .thenRefused('approval-not-awaited');
    registration(...stage.active)
      .when(outcome('approved'), { at })
      .thenRefused('registration-closed');
  });

  it('has its own 72 hours: the draft’s end is none any more', () => {
    registration(...stage.submitted)
      .when({ type: 'ExpireDraft' }, { at: 7 * day })
      .thenRefused('registration-submitted');
    registration(...stage.submitted)
      .when(outcome('approved'), { at: 9 * day })
      .then(approved);
  });
});

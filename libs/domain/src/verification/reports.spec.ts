import { given } from '#testing';
import type { Account } from '../account/account';
import { day } from '../decider';
import type { Role } from '../role/role';
import type { VerificationEvent } from './verification.events';
import { verification as process, type VerificationCommand } from './verification.process';

/** Faults that users of comparable systems have reported in public, each tried here. */

const verifying = given(process);
const account = {
  status: 'living',
  ...{ subjectId: 's', phoneId: 'n', activatedAt: 0, tier: 0, tierOneAt: 1, tierTwoAt: 2, memberships: {} },
} as const satisfies Account;
const reviewers: Role = { status: 'granted', role: 'identity-reviewer', holders: ['reviewer'] };
const ids = { caseId: 'k', accountId: 'a', subjectId: 'own', personId: 'p', placeId: 'l', reviewId: 'r', credentialId: 'd' };
const opened: VerificationEvent = {
  type: 'VerificationOpened',
  ...{ ...ids, method: 'face', roleStreams: { 'identity-reviewer': 'role' }, expiresAt: 7 * day },
};
const made = (attempt: number): VerificationEvent => ({ type: 'AttemptMade', attempt });
const unconfirmed = (attempt: number, at = 0): VerificationEvent => ({
  type: 'AttemptChecked',
  attempt,
  outcome: 'unconfirmed',
  expiresAt: at + 7 * day,
});
const check = (attempt: number, outcome: 'confirmed' | 'unconfirmed' | 'unavailable'): VerificationCommand => ({
  type: 'RecordCheck',
  ...{ attempt, outcome },
});
const inReview: VerificationEvent = { type: 'ReviewNeeded', cause: 'asked-for', approvalId: 'r' };
const decided = (outcome: 'approved' | 'rejected' | 'expired', approvalId = 'r'): VerificationCommand => ({
  type: 'RecordApprovalOutcome',
  ...{ approvalId, outcome },
});
const passed: VerificationEvent = { type: 'VerificationPassed', by: 'provider', level: 2, erasesAt: 7 * day };
const refused: VerificationEvent = { type: 'VerificationRefused', reason: 'identity-not-confirmed', erasesAt: 30 * day };
const withdrawn: VerificationEvent = { type: 'VerificationWithdrawn', erasesAt: 7 * day };
const facts = { account, reviewers };

describe('a late or repeated answer of a provider', () => {
  it.each([
    ['was withdrawn', withdrawn, 'withdrawn'],
    ['was refused by people', refused, 'refused'],
  ] as const)('brings no case back that %s', (_, end, status) => {
    const over = verifying(opened, made(1), end);
    over.when(check(1, 'confirmed'), { at: 9, facts }).then({ type: 'LateAnswerKept', attempt: 1 });
    expect(verifying(opened, made(1), end, { type: 'LateAnswerKept', attempt: 1 }).state().status).toBe(status);
  });

  it('takes back nothing that has passed, whatever it says the second time', () => {
    const over = verifying(opened, made(1), { type: 'AttemptChecked', attempt: 1, outcome: 'confirmed', expiresAt: 7 * day }, passed);
    for (const outcome of ['confirmed', 'unconfirmed', 'unavailable'] as const)
      over.when(check(1, outcome), { at: 9, facts }).thenRefused('check-not-awaited');
  });

  it('about an earlier attempt does not decide the newer one, in any order', () => {
    const second = verifying(opened, made(1), unconfirmed(1), made(2));
    second.when(check(1, 'confirmed'), { at: 9, facts }).thenRefused('check-not-awaited');
    second.when(check(2, 'unconfirmed'), { at: 9, facts }).then(unconfirmed(2, 9));
  });

  it('about an attempt that nobody has made decides nothing', () => {
    for (const attempt of [0, 2, 9])
      verifying(opened, made(1)).when(check(attempt, 'confirmed'), { at: 9, facts }).thenRefused('check-not-awaited');
    verifying(opened).when(check(1, 'confirmed'), { at: 9, facts }).thenRefused('check-not-awaited');
  });
});

describe('a case that waits', () => {
  it('passes by no length of time: without an answer it stays where it is', () => {
    for (const waiting of [verifying(opened, made(1)), verifying(opened, inReview)]) {
      expect(waiting.due()).toEqual([]);
      for (const at of [31 * day, 4_000 * day]) waiting.when({ type: 'ExpireVerification' }, { at }).thenRefused('case-under-way');
    }
  });

  it('is left by the person at any moment, and by people where the provider never answers', () => {
    for (const history of [[opened], [opened, made(1)], [opened, inReview]])
      verifying(...history)
        .when({ type: 'WithdrawVerification' }, { at: 9 })
        .thenAccepted();
    verifying(opened, made(1))
      .when({ type: 'AskForReview' }, { at: 90 * day, facts })
      .thenAccepted();
  });

  it('ends with its review that lapsed, and leaves no task behind', () => {
    const lapsed: VerificationEvent = { type: 'VerificationExpired', reason: 'review-expired', erasesAt: 7 * day };
    verifying(opened, inReview).when(decided('expired'), { at: 0 }).then(lapsed);
    expect(process.troubles(verifying(opened, inReview, lapsed).state())).toEqual([]);
  });

  it('hears its own review alone, and once', () => {
    verifying(opened, inReview).when(decided('approved', 'another'), { at: 9, facts }).thenRefused('approval-not-awaited');
    verifying(opened, inReview, refused).when(decided('approved'), { at: 9, facts }).thenRefused('case-closed');
  });
});

describe('a person whom a provider does not confirm', () => {
  it('is never locked out: after the last attempt people look, and a new case begins with all attempts', () => {
    const often = [1, 2, 3].flatMap((n) => [made(n), unconfirmed(n)]);
    verifying(opened, ...often, made(4))
      .when(check(4, 'unconfirmed'), { at: 9, facts })
      .then({ type: 'ReviewNeeded', cause: 'failed-too-often', check: { attempt: 4, outcome: 'unconfirmed' }, approvalId: 'r' });
    expect(process.view(verifying(opened).state() as never)).toMatchObject({ attemptsLeft: 4 });
  });

  it('is shown nothing of an attempt before, once it is over: no stale failure, no stale end', () => {
    const after = process.view(verifying(opened, made(1), unconfirmed(1), made(2)).state());
    expect([after['lastAttempt'], after['expiresAt']]).toEqual([undefined, undefined]);
  });

  it('loses no try by an outage: a provider that cannot tell is no failure', () => {
    verifying(opened, made(1))
      .when(check(1, 'unavailable'), { at: 9, facts })
      .then({ type: 'ReviewNeeded', cause: 'provider-unavailable', check: { attempt: 1, outcome: 'unavailable' }, approvalId: 'r' });
    const state = verifying(opened, made(1), {
      type: 'ReviewNeeded',
      ...{ cause: 'provider-unavailable', check: { attempt: 1, outcome: 'unavailable' }, approvalId: 'r' },
    } as const).state();
    expect(state).toMatchObject({ failures: 0, checks: 1 });
  });
});

describe('an account that has gone meanwhile', () => {
  it.each(['provider', 'reviewer'] as const)('earns nothing by the %s, and its case ends', (by) => {
    const gone = { account: { status: 'purged' } as never, reviewers };
    const end: VerificationEvent = { type: 'VerificationWithdrawn', reason: 'account-gone', erasesAt: 7 * day };
    if (by === 'reviewer') verifying(opened, inReview).when(decided('approved'), { at: 0, facts: gone }).then(end);
    else {
      const confirmed: VerificationEvent = { type: 'AttemptChecked', attempt: 1, outcome: 'confirmed', expiresAt: 7 * day };
      verifying(opened, made(1)).when(check(1, 'confirmed'), { at: 0, facts: gone }).then(confirmed, end);
    }
  });
});

import { given } from '#testing';
import type { Account } from '../account/account';
import type { Company } from '../company/company';
import { day } from '../decider';
import type { Role } from '../role/role';
import type { ReviewedRight } from './right';
import { undecided, type KnownReview } from './rights-review';
import type { RightsReviewEvent } from './rights-review.events';
import { rightsReview as process, type RightsReviewCommand } from './rights-review.process';

const review = given(process);
const company: Company = { status: 'verified', companyId: 'c', companyKind: 'enterprise' };
const open: RightsReviewCommand = { type: 'OpenRightsReview', companyId: 'c', n: 1, requestedBy: 'a' };
const opened: RightsReviewEvent = {
  type: 'RightsReviewOpened',
  ...{ companyId: 'c', n: 1, requestedBy: 'a', endsAt: 30 * day, remindAts: [23 * day, 29 * day] },
};
const page = (n: number, asked: number, more = false): RightsReviewEvent => ({
  type: 'RightsListed',
  ...{ page: n, asked, unasked: 0, ...(more && { place: { section: 'roles' as const } }) },
});
const outcome = (result: 'approved' | 'rejected' | 'expired', concerns: ReviewedRight = membership): RightsReviewCommand => ({
  type: 'RecordApprovalOutcome',
  ...{ approvalId: 'v', outcome: result, concerns, ...(result === 'rejected' && { reasonCode: 'left' }) },
});
const membership: ReviewedRight = { kind: 'membership', accountId: 'm', principalId: 'p', roleStreams: {} };
const role: ReviewedRight = { kind: 'role', roleId: 'r', role: 'it-admin', principalId: 'p' };
const key: ReviewedRight = { kind: 'api-key', keyId: 'k', principalId: 's' };
const ended: RightsReviewEvent = { type: 'RightsReviewEnded' };
const removed = (right: ReviewedRight): RightsReviewEvent => ({ type: 'RightRemoved', approvalId: 'v', right });
const member = {
  status: 'living',
  ...{ subjectId: 's', phoneId: 'n', activatedAt: 0, tier: 0, tierOneAt: 1, tierTwoAt: 2, memberships: { c: { status: 'active' } } },
} satisfies Account;
const held: Role = { status: 'granted', companyId: 'c', role: 'it-admin', holders: ['p'] };
const stateAfter = (...events: RightsReviewEvent[]) => review(...events).state() as KnownReview;

describe('a review of the rights in a company (G13)', () => {
  it('is one of a verified company, lasts 30 days, and is open once at a time', () => {
    review().when(open, { at: 0, facts: { company } }).then(opened);
    review().when(open, { at: 0 }).thenRefused('company-not-verified');
    review(opened).when(open, { at: 0, facts: { company } }).thenRefused('rights-review-open');
  });

  it('goes through the rights page by page, each once, and owes one page at a time', () => {
    const record = (n: number, more: boolean): RightsReviewCommand => ({
      type: 'RecordPage',
      ...{ page: n, asked: 50, unasked: 1, ...(more && { place: { section: 'memberships' as const, after: 'x' } }) },
    });
    expect(review(opened).owed()).toEqual([{ kind: 'listRights', n: 1, usefulUntil: 30 * day }]);
    review(opened).when(record(1, true), { at: 1 }).thenAccepted();
    review(opened).when(record(2, true), { at: 1 }).thenRefused('page-not-asked-for');
    review(opened, page(1, 50, true))
      .when(record(1, true), { at: 1 })
      .thenRefused('page-not-asked-for');
    expect(review(opened, page(1, 50, true)).owed()).toEqual([{ kind: 'listRights', n: 2, usefulUntil: 30 * day }]);
    review(opened, page(1, 50, true))
      .when(record(2, false), { at: 1 })
      .thenAccepted();
    review(opened, page(1, 50)).when(record(2, false), { at: 1 }).thenRefused('page-not-asked-for');
  });

  it('tells its super admins once for all of its rights, and reminds them 7 days and 1 day before the end', () => {
    const told = (n: number) => [{ kind: 'tellReviewers', n, usefulUntil: 30 * day }];
    expect(review(opened, page(1, 3)).owed()).toEqual(told(1));
    expect(review(opened, page(1, 3)).due()).toEqual([
      { command: { type: 'RemindReviewers', n: 1 }, dueAt: 23 * day },
      { command: { type: 'EndRightsReview' }, dueAt: 30 * day },
    ]);
    const remind = (n: number): RightsReviewCommand => ({ type: 'RemindReviewers', n });
    review(opened, page(1, 3))
      .when(remind(1), { at: 23 * day - 1 })
      .thenRefused('not-due');
    review(opened, page(1, 3))
      .when(remind(2), { at: 29 * day })
      .thenRefused('reminder-not-planned');
    review(opened, page(1, 3))
      .when(remind(1), { at: 23 * day })
      .then({ type: 'ReviewersReminded', n: 1 });
    expect(review(opened, page(1, 3), { type: 'ReviewersReminded', n: 1 }).owed()).toEqual(told(2));
  });

  it('of a company without rights ends at once', () => {
    review(opened)
      .when({ type: 'RecordPage', page: 1, asked: 0, unasked: 2 }, { at: 1 })
      .then({ type: 'RightsListed', page: 1, asked: 0, unasked: 2 }, ended);
  });

  it('keeps a right that is approved', () => {
    review(opened, page(1, 2)).when(outcome('approved'), { at: 1 }).then({ type: 'RightKept', approvalId: 'v' });
  });

  it('removes a right that is rejected, where it is still there', () => {
    const account = member;
    review(opened, page(1, 2)).when(outcome('rejected'), { at: 1, facts: { account } }).then(removed(membership));
    review(opened, page(1, 2))
      .when(outcome('rejected', role), { at: 1, facts: { role: held } })
      .then(removed(role));
    review(opened, page(1, 2)).when(outcome('rejected', key), { at: 1 }).then(removed(key));
  });

  it('has nothing to remove where the member has left, or the role was taken back, meanwhile', () => {
    const gone: RightsReviewEvent = { type: 'RightGone', approvalId: 'v' };
    review(opened, page(1, 2))
      .when(outcome('rejected'), { at: 1, facts: { account: { ...member, memberships: {} } } })
      .then(gone);
    review(opened, page(1, 2)).when(outcome('rejected'), { at: 1 }).then(gone);
    review(opened, page(1, 2))
      .when(outcome('rejected', role), { at: 1, facts: { role: { ...held, holders: [] } } })
      .then(gone);
  });

  it('ends with its last decision, also while a key is still to end', () => {
    review(opened, page(1, 1)).when(outcome('rejected', key), { at: 1 }).then(removed(key), ended);
    const { owed, state } = review(opened, page(1, 1), removed(key), ended);
    expect([state().status, owed()]).toEqual(['closed', [{ kind: 'endReviewedKey', n: 1 }]]);
    expect(review(opened, page(1, 1), removed(key), ended, { type: 'KeyEnded', keyId: 'k' }).owed()).toEqual([]);
    review(opened, page(1, 1, true))
      .when(outcome('approved'), { at: 1 })
      .then({ type: 'RightKept', approvalId: 'v' });
  });

  it('reports what nobody has decided by its end, and removes none of it', () => {
    review(opened, page(1, 3))
      .when({ type: 'EndRightsReview' }, { at: 30 * day - 1 })
      .thenRefused('not-due');
    review(opened, page(1, 3))
      .when({ type: 'EndRightsReview' }, { at: 30 * day })
      .then(ended);
    const closed = [opened, page(1, 3), removed(role), ended];
    review(...closed)
      .when(outcome('expired'), { at: 30 * day })
      .then({ type: 'RightUndecided', approvalId: 'v' });
    expect(process.view(stateAfter(...closed, { type: 'RightUndecided', approvalId: 'v' }))).toMatchObject({
      rights: { asked: 3, kept: 0, removed: 1, gone: 0, undecided: 2, unasked: 0 },
    });
    expect(undecided(stateAfter(...closed))).toBe(2);
  });

  it('takes no decision after its end', () => {
    for (const result of ['approved', 'rejected'] as const)
      review(opened, page(1, 3), ended).when(outcome(result), { at: 1 }).thenRefused('review-closed');
    review(opened, page(1, 3), ended)
      .when({ type: 'EndRightsReview' }, { at: 31 * day })
      .thenRefused('review-closed');
    expect([review(opened, page(1, 3), ended).due(), review(opened, page(1, 3), ended).owed()]).toEqual([[], []]);
  });
});

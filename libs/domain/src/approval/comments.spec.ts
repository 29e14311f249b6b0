import { given } from '#testing';
import { day, hour } from '../decider';
import type { Role } from '../role/role';
import type { ApprovalEvent } from './approval.events';
import { approval as process, type ApprovalCommand } from './approval.process';
import { commentPolicy, reminderPolicy } from './evidence.policy';

const approval = given(process);
const admins: Role = { status: 'granted', companyId: 'c', role: 'it-admin', holders: ['admin'] };
const open: ApprovalCommand = {
  type: 'OpenApproval',
  ...{ matter: { type: 'document-export', id: 'x' }, companyId: 'c', subjectId: 's', requestedBy: 'requester' },
  ...{ managers: ['manager'], roleStreams: { 'it-admin': 'role' } },
};
const opened = process.decide(process.initial, open, { 'it-admin': admins }, 0).events[0]!;
const requested: ApprovalEvent = { type: 'EvidenceRequested', requestId: 'q', by: 'manager', kinds: ['photo'], at: 0, until: 7 * day };

describe('a comment', () => {
  const comment = (by: string): ApprovalCommand => ({ type: 'AddComment', actor: by, commentId: 'n' });
  const times = (n: number) => Array.from({ length: n }, (): ApprovalEvent => ({ type: 'CommentAdded', commentId: 'n', by: 'admin' }));

  it.each(['requester', 'manager', 'admin'])('comes from the people of the approval, also while evidence is owed: %s', (by) => {
    approval(opened).when(comment(by), { at: 0 }).then({ type: 'CommentAdded', commentId: 'n', by });
    approval(opened, requested).when(comment(by), { at: 0 }).thenAccepted();
  });

  it('comes from nobody else, and is too late with the decision', () => {
    approval(opened).when(comment('stranger'), { at: 0 }).thenRefused('not-a-party');
    approval(opened, { type: 'ApprovalWithdrawn' }).when(comment('requester'), { at: 0 }).thenRefused('approval-closed');
    approval(opened)
      .when(comment('requester'), { at: 72 * hour })
      .thenRefused('approval-expired');
  });

  it('is for the requester where its author says so, and never of a review of who they are (R17)', () => {
    const told = { ...comment('admin'), forRequester: true } as ApprovalCommand;
    approval(opened).when(told, { at: 0 }).then({ type: 'CommentAdded', commentId: 'n', by: 'admin', forRequester: true });
    const review = { ...opened, matter: { type: 'verification-review', id: 'k' } } as ApprovalEvent;
    approval(review).when(told, { at: 0 }).thenRefused('requester-not-told');
    approval(review).when(comment('admin'), { at: 0 }).thenAccepted();
  });

  it('is one of 100 at most, and moves no version', () => {
    approval(opened, ...times(commentPolicy.perApproval - 1))
      .when(comment('admin'), { at: 0 })
      .thenAccepted();
    approval(opened, ...times(commentPolicy.perApproval))
      .when(comment('admin'), { at: 0 })
      .thenRefused('repeated-too-often', { limit: 100 });
    expect(process.minor).toEqual(expect.arrayContaining(['CommentAdded', 'ReminderRequested']));
  });
});

describe('a reminder by the requester', () => {
  const remind = (actor = 'requester'): ApprovalCommand => ({ type: 'RequestReminder', actor });
  const reminded = (at: number): ApprovalEvent => ({ type: 'ReminderRequested', at });

  it('tells those who are still missing, once more than was planned', () => {
    approval(opened).when(remind(), { at: hour }).then(reminded(hour));
    const owed = process.owed(approval(opened, { type: 'ApproversReminded', n: 1 }, reminded(25 * hour)).state());
    expect(owed).toMatchObject([{ kind: 'tellApprovers', n: 3 }]);
  });

  it('is for the requester alone, while it is pending and nobody owes evidence', () => {
    approval(opened).when(remind('manager'), { at: 0 }).thenRefused('not-the-requester');
    approval(opened, requested).when(remind(), { at: 0 }).thenRefused('awaiting-evidence');
    approval(opened, { type: 'ApprovalWithdrawn' }).when(remind(), { at: 0 }).thenRefused('approval-closed');
  });

  it('comes once in 24 hours: the refusal says when the next may', () => {
    const availableAt = 25 * hour;
    const after = approval(opened, reminded(hour));
    after.when(remind(), { at: availableAt - 1 }).thenRefused('reminded-lately', { availableAt });
    after.when(remind(), { at: availableAt }).thenAccepted();
    expect(process.commandsNow(after.state(), 2 * hour, 'requester').refused).toContainEqual({
      ...{ command: 'RequestReminder', code: 'reminded-lately', availableAt },
    });
  });

  it('comes 5 times in all', () => {
    const five = Array.from({ length: reminderPolicy.perApproval }, () => reminded(0));
    approval(opened, ...five)
      .when(remind(), { at: 48 * hour })
      .thenRefused('repeated-too-often', { limit: 5 });
  });
});

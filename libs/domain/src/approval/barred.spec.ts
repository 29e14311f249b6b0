import { given } from '#testing';
import type { Role } from '../role/role';
import type { ApprovalEvent } from './approval.events';
import { approval as process, type ApprovalCommand } from './approval.process';

const approval = given(process);
const reviewers: { 'identity-reviewer': Role } = {
  'identity-reviewer': { status: 'granted', role: 'identity-reviewer', holders: ['suite', 'other'] },
};
const open: ApprovalCommand = {
  ...{ type: 'OpenApproval', matter: { type: 'identity-review', id: 'r' }, subjectId: 's', requestedBy: 'applicant' },
  ...{ barred: ['owner'], managers: [], roleStreams: { 'identity-reviewer': 'role' } },
};
const opened = process.decide(process.initial, open, reviewers, 0).events[0] as ApprovalEvent & { type: 'ApprovalOpened' };
const { sources: _none, ...ofOldRelease } = opened;
/** The owner of the document was made a reviewer under the id of a suite, which turned out to be theirs. */
const owner = { actor: 'owner', aliases: ['suite'] };

describe('the holder of the document that two people claim (R17)', () => {
  it('decides and takes nothing by an id that was bound after they were asked', () => {
    for (const command of [
      { type: 'DecideTask', decision: 'approve' },
      { type: 'DecideTask', decision: 'reject', reasonCode: 'x' },
    ] as const)
      approval(opened)
        .when({ ...command, ...owner }, { at: 0, facts: reviewers })
        .thenRefused('self-approval');
    approval(opened)
      .when({ type: 'TakeTask', ...owner, taskId: '1.1.1.1' }, { at: 0, facts: reviewers })
      .thenRefused('self-approval');
  });

  it('decides nothing of an approval either that an older release has opened, which keeps nobody barred', () => {
    const facts = { ...reviewers, matter: { profile: { ownerId: 'owner' } } } as object;
    approval(ofOldRelease)
      .when({ type: 'DecideTask', ...owner, decision: 'approve' }, { at: 0, facts })
      .thenRefused('self-approval');
  });

  it('hinders nobody else', () => {
    approval(opened).when({ type: 'DecideTask', actor: 'other', decision: 'approve' }, { at: 0, facts: reviewers }).thenAccepted();
  });
});

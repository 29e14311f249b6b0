import { given } from '#testing';
import { hour } from '../decider';
import type { Delegation } from '../delegation/delegation';
import type { FactsIn } from '../processes';
import type { Role } from '../role/role';
import type { ApprovalEvent } from './approval.events';
import { approval as process, type ApprovalCommand } from './approval.process';

const approval = given(process);
const held = (...holders: string[]): Role => ({ status: 'granted', companyId: 'c', role: 'it-admin', holders });
const open = (more: object = {}): ApprovalCommand => ({
  ...{ type: 'OpenApproval', matter: { type: 'document-export', id: 'x' }, companyId: 'c', subjectId: 's' },
  ...{ requestedBy: 'r', managers: ['m', 'n'], roleStreams: { 'it-admin': 'role' }, ...more },
});
const opened = (more: object = {}, ...admins: string[]): ApprovalEvent =>
  process.decide(process.initial, open(more), { 'it-admin': held('a', ...admins) }, 0).events[0]!;
/** r has let this person decide in their place, in this company. */
const letting = (delegate: string): Delegation => ({
  ...{ status: 'given', delegator: 'r', delegate, companyId: 'c', from: 0, until: 100 * hour },
});
const at = hour;
const ofRequester = { delegations: [{ delegationId: 'd', names: ['r'] }] };
const facts = (delegate: string): FactsIn<'approval'> =>
  ({ 'it-admin': held('a', 'b'), 'delegation d': letting(delegate) }) as unknown as FactsIn<'approval'>;

describe('somebody who acts for the requester', () => {
  it('gets no task at the opening, and may be asked once the delegation is over', () => {
    const { stage, sources } = opened({ delegates: ['m', 'a'] }, 'b') as ApprovalEvent & { type: 'ApprovalOpened' };
    expect(stage.slots.map(({ tasks }) => tasks.map(({ assignee }) => assignee))).toEqual([['n'], ['b']]);
    expect(sources).toMatchObject({ managers: ['m', 'n'], barred: [] });
  });

  it('is asked by nobody where all who could confirm act for the requester', () => {
    approval()
      .when(open({ delegates: ['m', 'n'] }), { at, facts: { 'it-admin': held('a') } })
      .thenRefused('approvers-missing', { unmet: ['manager'] });
  });

  it.each<ApprovalCommand['type']>(['ReassignTask', 'AddApprover', 'DelegateTask'])('hands nothing to a friend: %s', (type) => {
    const command = { type, actor: 'm', taskId: '1.1.1.1', to: 'friend', persons: {}, ...ofRequester } as ApprovalCommand;
    approval(opened())
      .when(command, { at, facts: facts('m') })
      .thenRefused('self-approval', { delegationId: 'd' });
    approval(opened())
      .when(command, { at: 100 * hour - 1, facts: facts('m') })
      .thenRefused('approval-expired');
    approval(opened())
      .when(command, { at, facts: facts('somebody') })
      .thenAccepted();
  });

  it.each<ApprovalCommand['type']>(['ReassignTask', 'AddApprover', 'DelegateTask'])('is handed no task: %s', (type) => {
    const command = { type, actor: 'm', taskId: '1.1.1.1', to: 'friend', persons: {}, ...ofRequester } as ApprovalCommand;
    approval(opened())
      .when(command, { at, facts: facts('friend') })
      .thenRefused('approver-acts-for-requester', { delegationId: 'd' });
  });

  it('is handed none under another id of theirs', () => {
    const handed = { type: 'ReassignTask', actor: 'm', taskId: '1.1.1.1', to: 'friend', persons: { other: 'friend' }, ...ofRequester };
    approval(opened())
      .when(handed as ApprovalCommand, { at, facts: facts('other') })
      .thenRefused('approver-acts-for-requester', { delegationId: 'd' });
  });
});

describe('one person who was asked under two ids', () => {
  it('fills one slot, also where two delegates decide for them', () => {
    const asked = opened({ managers: ['p1', 'q'] }, 'p2');
    const byFirst: ApprovalEvent = { type: 'TaskDecided', taskId: '1.1.1.1', verdict: 'approve', at: 0, by: 'd1' };
    const second: ApprovalCommand = {
      ...{ type: 'DecideTask', actor: 'd2', decision: 'approve', taskId: '1.1.2.2', roleStreams: {} },
      delegations: [{ delegationId: 'd', names: ['p2', 'p1'] }],
    };
    approval(asked, byFirst).when(second, { at }).thenRefused('already-decided');
    approval(asked).when(second, { at }).thenAccepted();
  });
});

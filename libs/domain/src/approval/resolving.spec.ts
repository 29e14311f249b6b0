import { given } from '#testing';
import { day, hour } from '../decider';
import type { Role } from '../role/role';
import { partiesOf, waitingFor } from './approval';
import type { ApprovalEvent } from './approval.events';
import { approval as process, type ApprovalCommand } from './approval.process';

const approval = given(process);
type Fields = Partial<Extract<ApprovalCommand, { type: 'ResolveApprovers' }>>;
const resolve = (fields: Fields = {}): ApprovalCommand => ({
  type: 'ResolveApprovers',
  ...{ roleStreams: { 'it-admin': 'role' }, absent: [], left: [], barred: [] },
  ...fields,
});
const held = (...holders: string[]) => {
  const role: Role = { status: 'granted', companyId: 'c', role: 'it-admin', holders };
  return { at: hour, facts: { 'it-admin': role } };
};

const opened: ApprovalEvent & { type: 'ApprovalOpened' } = {
  type: 'ApprovalOpened',
  ...{ matter: { type: 'document-export', id: 'x' }, companyId: 'c', policyId: 'two-confirmations', policyVersion: 3 },
  ...{ requestedBy: 'r', subjectId: 's', round: 1, plan: [{ at: day, act: 'remind' }], expiresAt: 3 * day },
  stage: {
    ...{ index: 1, rule: 'all', distinct: true },
    slots: [
      { selector: { kind: 'manager' }, need: 'any', tasks: [{ taskId: '1.1.1.1', assignee: 'm' }] },
      {
        ...{ selector: { kind: 'role', role: 'it-admin' }, need: 'any' },
        tasks: [
          { taskId: '1.1.2.1', assignee: 'a' },
          { taskId: '1.1.2.2', assignee: 'b' },
        ],
      },
    ],
  },
};
const by = (id: string) => ({ decidedBy: { kind: 'user', id } as const });
type Told = Extract<ApprovalEvent, { type: 'ApproversResolved' }>;
const resolved = (fields: Partial<Told>): Told => ({ type: 'ApproversResolved', closed: [], opened: [], vacant: [], ...fields });
const decided = (taskId: string): ApprovalEvent => ({ type: 'TaskDecided', taskId, verdict: 'approve', at: 0 });
const vacantRole = { slot: 2, waitsFor: ['role'] };
const emptied = resolved({ closed: ['1.1.2.1', '1.1.2.2'], vacant: [vacantRole] });

describe('the slots of a pending approval, resolved again', () => {
  it('stay as they are where everybody is still there', () => {
    approval(opened).when(resolve(), held('a', 'b')).thenRefused('approvers-unchanged');
    approval(opened).when(resolve(), { at: hour }).thenRefused('approvers-unchanged');
  });

  it('ask who has the role by now beside the others, in slots that wait; nobody is told twice', () => {
    const came = resolved({ opened: [{ slot: 2, taskId: '1.1.2.3', assignee: 'n' }] });
    approval(opened)
      .when(resolve(), held('a', 'b', 'n', 'r'))
      .then(came);
    approval(opened, decided('1.1.2.1'))
      .when(resolve(), held('a', 'b', 'n'))
      .thenRefused('approvers-unchanged');
    expect(approval(opened, came).owed()).toMatchObject([{ n: 1 }]);
  });

  it('ask a manager who was named and has joined again, beside another one who was asked', () => {
    const named = { ...opened, sources: { managers: ['m', 'left'], barred: [], roleStreams: {} } };
    approval(named)
      .when(resolve(), held('a', 'b'))
      .then(resolved({ opened: [{ slot: 1, taskId: '1.1.1.2', assignee: 'left' }] }));
    approval(named)
      .when(resolve({ left: ['left'] }), held('a', 'b'))
      .thenRefused('approvers-unchanged');
  });

  it('wait for somebody where all leave at once, and each slot that somebody comes for goes on', () => {
    const all = resolved({
      closed: ['1.1.1.1', '1.1.2.1', '1.1.2.2'],
      vacant: [{ slot: 1, waitsFor: ['m'] }, vacantRole],
    });
    approval(opened)
      .when(resolve({ absent: ['m', 'a', 'b'] }), held('a', 'b'))
      .then(all);
    expect(process.troubles(approval(opened, all).state()).map(({ ref }) => ref)).toEqual(['manager', 'it-admin']);
    approval(opened, all)
      .when(resolve({ absent: ['m'] }), held('a', 'b'))
      .then(
        resolved({
          opened: [
            { slot: 2, taskId: '1.1.2.3', assignee: 'a' },
            { slot: 2, taskId: '1.1.2.4', assignee: 'b' },
          ],
          vacant: [{ slot: 1, waitsFor: ['m'] }],
        }),
      );
  });

  it('neither close nor open a task because the role is held under another id of the person', () => {
    approval(opened)
      .when(resolve({ aliases: { 'a of a suite': 'a' } }), held('a of a suite', 'b'))
      .thenRefused('approvers-unchanged');
  });

  it('ask two ids that turned out to be one person once, by the one that stands for them', () => {
    const aliases = { b: 'a' };
    approval(opened)
      .when(resolve({ aliases }), held('a', 'b'))
      .then(resolved({ closed: ['1.1.2.2'] }));
    approval(opened)
      .when(resolve({ aliases: { m: 'a' } }), held('a', 'b'))
      .then(resolved({ closed: ['1.1.1.1'], opened: [{ slot: 1, taskId: '1.1.1.2', assignee: 'a' }] }));
  });

  it('wait for somebody else where those two have both decided: one person fills one slot', () => {
    const one = {
      ...opened,
      stage: {
        ...opened.stage,
        slots: [opened.stage.slots[0]!, { ...opened.stage.slots[1]!, tasks: [{ taskId: '1.1.2.1', assignee: 'a' }] }],
      },
    };
    const aliases = { m: 'a' };
    approval(one, decided('1.1.2.1'))
      .when(resolve({ aliases }), held('a'))
      .then(
        resolved({ closed: ['1.1.1.1'], opened: [{ slot: 1, taskId: '1.1.1.2', assignee: 'a' }], vacant: [{ slot: 1, waitsFor: ['a'] }] }),
      );
    approval(one, decided('1.1.1.1'))
      .when(resolve({ aliases }), held('a', 'n'))
      .then(resolved({ opened: [{ slot: 2, taskId: '1.1.2.2', assignee: 'n' }], same: [{ id: 'm', person: 'a' }] }));
  });

  it('close the task of who has lost the role, and ask those who have it by now, under ids of their own', () => {
    approval(opened)
      .when(resolve(), held('b', 'n', 'r'))
      .then(resolved({ closed: ['1.1.2.1'], opened: [{ slot: 2, taskId: '1.1.2.3', assignee: 'n' }] }));
    const after = approval(opened, resolved({ closed: ['1.1.2.1'], opened: [{ slot: 2, taskId: '1.1.2.3', assignee: 'n' }] }));
    const state = after.state();
    expect([waitingFor(state), partiesOf(state as never)]).toEqual([
      ['m', 'b', 'n'],
      ['r', 'm', 'b', 'n'],
    ]);
    after.when({ type: 'DecideTask', actor: 'a', decision: 'approve' }, { at: hour }).thenRefused('not-an-approver');
    after.when({ type: 'DecideTask', actor: 'n', decision: 'approve' }, { at: hour }).thenAccepted();
    after.when(resolve(), held('a', 'b')).then(resolved({ closed: ['1.1.2.3'], opened: [{ slot: 2, taskId: '1.1.2.4', assignee: 'a' }] }));
  });

  it('do not ask the requester, and nobody who is barred or absent', () => {
    approval(opened)
      .when(resolve({ absent: ['n'], barred: ['o'] }), held('b', 'n', 'o', 'r'))
      .then(resolved({ closed: ['1.1.2.1'] }));
  });

  it('give a task that was taken back to the slot', () => {
    const taken: ApprovalEvent = { type: 'TaskTaken', taskId: '1.1.2.1' };
    const after = approval(opened, taken, resolved({ closed: ['1.1.2.1'] }));
    after.when({ type: 'DecideTask', actor: 'b', decision: 'approve' }, { at: hour }).thenAccepted();
  });

  it('keep what was decided, also by who has gone since', () => {
    approval(opened, decided('1.1.2.1')).when(resolve(), held('b')).thenRefused('approvers-unchanged');
    approval(opened, decided('1.1.2.1'))
      .when(resolve(), held('n'))
      .then(resolved({ closed: ['1.1.2.2'] }));
    approval(opened, decided('1.1.2.1'), resolved({ closed: ['1.1.2.2'] }))
      .when({ type: 'DecideTask', actor: 'm', decision: 'approve' }, { at: hour })
      .then({ type: 'TaskDecided', taskId: '1.1.1.1', verdict: 'approve', at: hour }, { type: 'ApprovalApproved', ...by('m') });
  });

  it('wait for somebody where nobody is left: an operator has a task, nobody else has one, and others decide meanwhile', () => {
    approval(opened).when(resolve(), held()).then(emptied);
    const after = approval(opened, emptied);
    expect(process.troubles(after.state())).toEqual([{ kind: 'approvers-missing', ref: 'it-admin' }]);
    expect(waitingFor(after.state())).toEqual(['m']);
    after
      .when({ type: 'DecideTask', actor: 'm', decision: 'approve' }, { at: hour })
      .then({ type: 'TaskDecided', taskId: '1.1.1.1', verdict: 'approve', at: hour });
    after.when(resolve(), held()).thenRefused('approvers-unchanged');
  });

  it('go on once somebody has the role: the operator’s task ends, and the last decision approves', () => {
    const came = resolved({ opened: [{ slot: 2, taskId: '1.1.2.3', assignee: 'n' }] });
    const waiting = [opened, emptied, decided('1.1.1.1')] as const;
    approval(...waiting)
      .when(resolve(), held('n'))
      .then(came);
    const after = approval(...waiting, came);
    expect([process.troubles(after.state()), waitingFor(after.state())]).toEqual([[], ['n']]);
    after
      .when({ type: 'DecideTask', actor: 'n', decision: 'approve' }, { at: 2 * hour })
      .then({ type: 'TaskDecided', taskId: '1.1.2.3', verdict: 'approve', at: 2 * hour }, { type: 'ApprovalApproved', ...by('n') });
  });

  it('wait for a manager who has left or is frozen, and ask them again when they are back', () => {
    const gone = resolved({ closed: ['1.1.1.1'], vacant: [{ slot: 1, waitsFor: ['m'] }] });
    for (const fields of [{ left: ['m'] }, { absent: ['m'] }]) approval(opened).when(resolve(fields), held('a', 'b')).then(gone);
    expect(process.troubles(approval(opened, gone).state())).toEqual([{ kind: 'approvers-missing', ref: 'manager' }]);
    approval(opened, gone)
      .when(resolve(), held('a', 'b'))
      .then(resolved({ opened: [{ slot: 1, taskId: '1.1.1.2', assignee: 'm' }] }));
  });

  it('lapse as before when nobody comes, and name the slot', () => {
    approval(opened, emptied, decided('1.1.1.1'))
      .when({ type: 'ExpireApproval' }, { at: 3 * day })
      .then({ type: 'ApprovalExpired', unfilled: ['it-admin'], decidedBy: { kind: 'timer', id: 'ExpireApproval' } });
    expect(process.troubles(approval(opened, emptied, { type: 'ApprovalWithdrawn' }).state())).toEqual([]);
  });

  it('name both slots that ask one person alone, who may fill either', () => {
    const one = approval(opened, resolved({ closed: ['1.1.2.1'] }));
    one.when(resolve(), held('m')).then(
      resolved({
        closed: ['1.1.2.2'],
        opened: [{ slot: 2, taskId: '1.1.2.3', assignee: 'm' }],
        vacant: [{ slot: 1, waitsFor: ['m'] }, vacantRole],
      }),
    );
  });

  it('owe the people who are asked now a message; who is still waiting reads it again', () => {
    const told = (...events: ApprovalEvent[]) => approval(...events).owed();
    const useful = { kind: 'tellApprovers', usefulUntil: 3 * day };
    expect(told(opened, resolved({ closed: ['1.1.2.1'] }))).toEqual([{ ...useful, n: 1 }]);
    const renewed = resolved({ closed: ['1.1.2.1'], opened: [{ slot: 2, taskId: '1.1.2.3', assignee: 'n' }] });
    expect(told(opened, renewed)).toEqual([{ ...useful, n: 2 }]);
    expect(told(opened, renewed, { type: 'ApproversReminded', n: 1 })).toEqual([{ ...useful, n: 3 }]);
  });
});

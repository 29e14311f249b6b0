import { given } from '#testing';
import type { Role } from '../role/role';
import type { ApprovalEvent } from './approval.events';
import { approval as process, type ApprovalCommand } from './approval.process';

/** `suite` and `account` are two ids of one person: the one that a suite gave them, and that of their account. */
const aliases = ['suite'];
const approval = given(process);
const itAdmins = (...holders: string[]): { 'it-admin': Role } => ({
  'it-admin': { status: 'granted', companyId: 'c', role: 'it-admin', holders },
});
const opening = (managers: string[], more: object = {}): ApprovalCommand => ({
  type: 'OpenApproval',
  matter: { type: 'document-export', id: 'x' },
  companyId: 'c',
  subjectId: 's',
  requestedBy: 'requester',
  managers,
  roleStreams: { 'it-admin': 'role' },
  ...more,
});
const opened = (managers: string[], admins: string[], more: object = {}): ApprovalEvent =>
  process.decide(process.initial, opening(managers, more), itAdmins(...admins), 0).events[0]!;
const approve = (actor: string, more: object = {}): ApprovalCommand => ({ type: 'DecideTask', actor, decision: 'approve', ...more });
const decided = (taskId: string, restsOn?: string): ApprovalEvent => ({
  ...{ type: 'TaskDecided', taskId, verdict: 'approve', at: 0 },
  ...(restsOn !== undefined && { restsOn }),
});
const by = (id: string) => ({ decidedBy: { kind: 'user', id } as const });
const asAccount = approve('account', { aliases });

describe('two ids of one person', () => {
  it('in two slots decide once: the second is refused, whichever comes first', () => {
    const both = opened(['suite', 'other'], ['account']);
    approval(both, decided('1.1.1.1')).when(asAccount, { at: 0 }).thenRefused('already-decided');
    approval(both, decided('1.1.2.1')).when(asAccount, { at: 0 }).thenRefused('already-decided');
  });

  it('decide the task of either', () => {
    approval(opened(['suite'], ['admin']))
      .when(asAccount, { at: 0 })
      .then(decided('1.1.1.1'));
    approval(opened(['other'], ['account']))
      .when(asAccount, { at: 0 })
      .then(decided('1.1.2.1'));
  });

  it('that are all who is asked fill no two slots: approvers are missing, a rejection counts', () => {
    const alone = opened(['suite'], ['account']);
    approval(alone)
      .when(asAccount, { at: 0 })
      .thenRefused('approvers-missing', { unmet: ['manager', 'it-admin'] });
    approval(alone).when({ type: 'TakeTask', actor: 'account', aliases, taskId: '1.1.1.1' }, { at: 0 }).thenRefused('approvers-missing');
    const rejected = { type: 'TaskDecided', taskId: '1.1.1.1', verdict: 'reject', at: 0, reasonCode: 'no' } as const;
    approval(alone)
      .when(approve('account', { aliases, decision: 'reject', reasonCode: 'no' }), { at: 0 })
      .then(rejected, { type: 'ApprovalRejected', reasonCode: 'no', ...by('account') });
  });

  it('never approve what one of them has asked for, and the person may withdraw it', () => {
    const theirs = opened(['account'], ['admin'], { requestedBy: 'suite' });
    approval(theirs).when(asAccount, { at: 0 }).thenRefused('self-approval');
    approval(theirs).when({ type: 'WithdrawApproval', actor: 'account' }, { at: 0 }).thenRefused('not-the-requester');
    approval(theirs)
      .when({ type: 'WithdrawApproval', actor: 'account', aliases }, { at: 0 })
      .then({ type: 'ApprovalWithdrawn', ...by('account') });
  });

  it('that are known when it opens are one person from the start, and never the requester', () => {
    const known = { aliases: { suite: 'account' } };
    approval()
      .when(opening(['account'], known), { at: 0, facts: itAdmins('suite') })
      .thenRefused('approvers-missing');
    approval()
      .when(opening(['other'], { ...known, requestedBy: 'account' }), { at: 0, facts: itAdmins('suite') })
      .thenRefused('approvers-missing');
    expect(opened(['other'], ['suite'], known)).toMatchObject({ stage: { slots: [{}, { tasks: [{ assignee: 'account' }] }] } });
  });
});

describe('a decision that rests on a key alone', () => {
  it('is recorded as such, and the key approves once, whomever it names', () => {
    const asked = opened(['manager'], ['admin']);
    approval(asked)
      .when(approve('manager', { restsOn: 'k' }), { at: 0 })
      .then(decided('1.1.1.1', 'k'));
    approval(asked, decided('1.1.1.1', 'k'))
      .when(approve('admin', { restsOn: 'k' }), { at: 0 })
      .thenRefused('already-decided');
    approval(asked, decided('1.1.1.1', 'k'))
      .when(approve('admin'), { at: 0 })
      .then(decided('1.1.2.1'), { type: 'ApprovalApproved', ...by('admin') });
  });
});

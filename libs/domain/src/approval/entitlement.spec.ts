import { given } from '#testing';
import type { Account } from '../account/account';
import { day } from '../decider';
import type { Role } from '../role/role';
import type { ApprovalEvent } from './approval.events';
import { approval as process } from './approval.process';

const approval = given(process);
const opened: ApprovalEvent = {
  type: 'ApprovalOpened',
  ...{ matter: { type: 'document-export', id: 'x' }, companyId: 'c', policyId: 'two-confirmations', policyVersion: 3 },
  ...{ requestedBy: 'r', subjectId: 's', round: 1, plan: [], expiresAt: 3 * day },
  stage: {
    ...{ index: 1, rule: 'all', distinct: true },
    slots: [
      { selector: { kind: 'manager' }, need: 'any', tasks: [{ taskId: '1.1.1.1', assignee: 'manager' }] },
      { selector: { kind: 'role', role: 'it-admin' }, need: 'any', tasks: [{ taskId: '1.1.2.1', assignee: 'admin' }] },
    ],
  },
};
const itAdmins = (...holders: string[]): Role => ({ status: 'granted', companyId: 'c', role: 'it-admin', holders });
const living = { status: 'living', subjectId: 's', phoneId: 'p', activatedAt: 0, tierOneAt: 0, tierTwoAt: 0, tier: 2 } as const;
const leftAlready: Account = { ...living, memberships: {}, ended: { c: { reason: 'left', at: 0, times: 1, n: 1 } } };
const byFacts = { roleStreams: { 'it-admin': 'i', 'super-admin': 'u' }, accountId: 'a' };

describe('who may decide', () => {
  const decide = (actor: string) => ({ type: 'DecideTask', actor, decision: 'approve', ...byFacts }) as const;

  it('is asked of the role that the slot names, under lock: who has lost it decides, takes and releases nothing', () => {
    const admin = { actor: 'admin', taskId: '1.1.2.1', ...byFacts };
    const lost = { at: 0, facts: { 'it-admin': itAdmins('other') } };
    approval(opened).when(decide('admin'), lost).thenRefused('not-an-approver');
    approval(opened)
      .when({ type: 'TakeTask', ...admin }, lost)
      .thenRefused('not-an-approver');
    approval(opened, { type: 'TaskTaken', taskId: '1.1.2.1' })
      .when({ type: 'ReleaseTask', ...admin }, lost)
      .thenRefused('not-an-approver');
    approval(opened)
      .when(decide('admin'), { at: 0, facts: { 'it-admin': itAdmins('other', 'admin') } })
      .thenAccepted();
  });

  it('is no manager who has left the company', () => {
    approval(opened)
      .when(decide('manager'), { at: 0, facts: { account: leftAlready } })
      .thenRefused('not-an-approver');
    approval(opened)
      .when(decide('manager'), { at: 0, facts: { account: { ...living, memberships: {} } } })
      .thenAccepted();
  });

  it('needs the role of one’s own slot alone, or one’s account', () => {
    const needs = (actor: string) => Object.keys(process.needs(decide(actor), approval(opened).state(), {}));
    expect([needs('manager'), needs('admin'), needs('stranger')]).toEqual([['account'], ['it-admin'], []]);
  });

  it('is a person who holds the role by another of their ids: as whom they were asked, or as whom they were given it', () => {
    const asAccount = { ...decide('account'), aliases: ['admin'] };
    for (const holder of ['admin', 'account'])
      approval(opened)
        .when(asAccount, { at: 0, facts: { 'it-admin': itAdmins(holder) } })
        .then({ type: 'TaskDecided', taskId: '1.1.2.1', verdict: 'approve', at: 0 });
    approval(opened)
      .when(asAccount, { at: 0, facts: { 'it-admin': itAdmins('other') } })
      .thenRefused('not-an-approver');
    expect(Object.keys(process.needs(asAccount, approval(opened).state(), {}))).toEqual(['it-admin']);
  });

  it('counts a decision that was made before the role was lost', () => {
    const decided: ApprovalEvent = { type: 'TaskDecided', taskId: '1.1.2.1', verdict: 'approve', at: 0 };
    approval(opened, decided)
      .when(decide('manager'), { at: 0 })
      .then(
        { type: 'TaskDecided', taskId: '1.1.1.1', verdict: 'approve', at: 0 },
        { type: 'ApprovalApproved', decidedBy: { kind: 'user', id: 'manager' } },
      );
  });
});

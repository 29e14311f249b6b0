import { given } from '#testing';
import type { Account, Membership } from '../account/account';
import { companiesOf } from '../account/managers';
import type { Role } from '../role/role';
import { approval, type ApprovalCommand } from './approval.process';

const itAdmins: Role = { status: 'granted', companyId: 'c', role: 'it-admin', holders: ['it'] };
const account = (membership: Partial<Membership>, more: Record<string, Membership> = {}): Account => ({
  status: 'living',
  ...{ subjectId: 's', phoneId: 'p', activatedAt: 0, tier: 0, tierOneAt: 1, tierTwoAt: 2 },
  memberships: { c: { status: 'active', ...membership }, ...more },
});
const open: ApprovalCommand & { type: 'OpenApproval' } = {
  type: 'OpenApproval',
  matter: { type: 'document-export', id: 'x' },
  ...{ companyId: 'c', subjectId: 's', requestedBy: 'r', managers: ['named'], roleStreams: { 'it-admin': 'i' }, accountId: 'a' },
};
const opened = (command: ApprovalCommand, of?: Account) =>
  approval.decide(approval.initial, command, { 'it-admin': itAdmins, ...(of && { account: of }) }, 0);
const asked = (...of: Parameters<typeof opened>) => {
  const [event] = opened(...of).events;
  if (event?.type !== 'ApprovalOpened') throw new Error(JSON.stringify(opened(...of).problem));
  return { people: event.stage.slots.map(({ tasks }) => tasks.map(({ assignee }) => assignee)), departmentId: event.departmentId };
};

describe('the export of a document', () => {
  it('asks the managers of the requester, as their membership has them, whomever the caller names', () => {
    const of = account({ managers: ['boss', 'other'], departmentId: 'sales' });
    expect(asked(open, of)).toEqual({ people: [['boss', 'other'], ['it']], departmentId: 'sales' });
    expect(asked({ ...open, managers: [] }, of).people[0]).toEqual(['boss', 'other']);
  });

  it('asks whom the caller names only for a membership that names nobody, or a requester without one', () => {
    expect(asked(open, account({})).people[0]).toEqual(['named']);
    expect(asked(open).people[0]).toEqual(['named']);
    const elsewhere = account({ status: 'joining', managers: ['boss'] }, { d: { status: 'active', managers: ['another'] } });
    expect(asked(open, elsewhere).people[0]).toEqual(['named']);
    given(approval)()
      .when({ ...open, managers: [] }, { at: 0, facts: { 'it-admin': itAdmins, account: account({}) } })
      .thenRefused('approvers-missing', { unmet: ['manager'] });
  });

  it('never asks the requester, also where they are their own manager', () => {
    given(approval)()
      .when(open, { at: 0, facts: { 'it-admin': itAdmins, account: account({ managers: ['r'] }) } })
      .thenRefused('approvers-missing', { unmet: ['manager'] });
  });

  it('is about the company that they are a member of now', () => {
    expect(companiesOf(account({}, { d: { status: 'joining' }, e: { status: 'active' } }))).toEqual(['c', 'e']);
    expect([companiesOf(undefined), companiesOf({ status: 'none' })]).toEqual([[], []]);
  });

  it('of a registration are told by it: a membership of somebody else says nothing', () => {
    const of = account({ managers: ['boss'], departmentId: 'sales' });
    expect(asked({ ...open, matter: { type: 'registration', id: 'x' } }, of)).toEqual({
      people: [['named'], ['it']],
      departmentId: undefined,
    });
  });
});

describe('a document by its class (P6)', () => {
  it('goes directly where it is plain: the approval is the record, and names the rule', () => {
    const { events } = opened({ ...open, classification: 'plain', managers: [] });
    expect(events).toMatchObject([
      { type: 'ApprovalOpened', classification: 'plain', policyId: 'two-confirmations' },
      { type: 'ApprovalApproved', decidedBy: { kind: 'rule', id: 'plain-document' } },
    ]);
  });

  it('passes layers where it is core: first a manager, and nobody else yet', () => {
    const command: ApprovalCommand = { ...open, classification: 'core' };
    expect(opened(command).events).toMatchObject([{ type: 'ApprovalOpened', classification: 'core', policyId: 'export-in-layers' }]);
    expect(asked(command).people).toEqual([['named']]);
  });

  it('is never exported where it is secret, by nobody and with no people asked', () => {
    given(approval)()
      .when({ ...open, classification: 'secret' }, { at: 0, facts: { 'it-admin': itAdmins } })
      .thenRefused('export-forbidden', {});
  });

  it('of which nobody says the class is confirmed by two people, as ever', () => {
    expect(opened(open).events).toMatchObject([{ type: 'ApprovalOpened', policyId: 'two-confirmations' }]);
    expect(opened(open).events[0]).not.toHaveProperty('classification');
  });
});

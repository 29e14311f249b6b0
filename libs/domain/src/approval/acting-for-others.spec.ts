import { given } from '#testing';
import type { Account } from '../account/account';
import { day, hour } from '../decider';
import type { Delegation } from '../delegation/delegation';
import { delegationPolicy } from '../delegation/delegation.policy';
import type { FactsIn } from '../processes';
import type { Role } from '../role/role';
import type { ApprovalEvent } from './approval.events';
import { approval as process, type ApprovalCommand } from './approval.process';

const approval = given(process);
const slot = (n: number, selector: { kind: 'manager' } | { kind: 'role'; role: string }, ...people: string[]) => ({
  ...{ selector, need: 'any' as const },
  tasks: people.map((assignee, i) => ({ taskId: `1.1.${n}.${i + 1}`, assignee })),
});
const asking = (...slots: ReturnType<typeof slot>[]): ApprovalEvent => ({
  type: 'ApprovalOpened',
  ...{ matter: { type: 'document-export', id: 'x' }, companyId: 'c', policyId: 'two-confirmations', policyVersion: 3 },
  ...{ requestedBy: 'r', subjectId: 's', round: 1, plan: [], expiresAt: 3 * day },
  stage: { ...{ index: 1, rule: 'all', distinct: true }, slots },
});
const itAdmin = { kind: 'role', role: 'it-admin' } as const;
/** a and z are managers, i is an IT admin; b is nobody's. */
const opened = asking(slot(1, { kind: 'manager' }, 'a', 'z'), slot(2, itAdmin, 'i'));

const living = { status: 'living', subjectId: 's', phoneId: 'p', activatedAt: 0, tierOneAt: 0, tierTwoAt: 0, tier: 2 } as const;
const member: Account = { ...living, memberships: { c: { status: 'active' } } };
const frozen: Account = { ...member, frozenBy: 'd' };
const left: Account = { ...living, memberships: {}, ended: { c: { reason: 'left', at: 0, times: 1, n: 1 } } };
const purged: Account = { ...{ status: 'purged', subjectId: 's', activatedAt: 0, tier: 2 }, deregistrationId: 'd', companies: ['c'] };
const admins = (...holders: string[]): Role => ({ status: 'granted', companyId: 'c', role: 'it-admin', holders });
const of = (delegator: string, delegate: string, fields: object = {}): Delegation => ({
  ...{ status: 'given', delegator, delegate, companyId: 'c', from: hour, until: 10 * hour },
  ...fields,
});
/** What a call of b carries who has been given a delegation of each of these people. */
const by = (...delegators: string[]) => ({
  ...{ actor: 'b', accountId: 'bb', roleStreams: { 'it-admin': 'ii' } },
  delegations: delegators.map((delegator) => ({
    delegationId: `of ${delegator}`,
    names: [delegator],
    accountId: `${delegator}${delegator}`,
  })),
});
type Facts = FactsIn<'approval'>;
const facts = (more: object = {}): Facts => ({ ...({ account: member, 'it-admin': admins('i'), ...more } as Facts) });
const given1 = (delegation: Delegation = of('a', 'b')) => facts({ 'delegation of a': delegation, 'delegator a': member });
const approve = (fields: object): ApprovalCommand => ({ ...{ type: 'DecideTask', actor: 'b', decision: 'approve' }, ...fields });
const decidedFor: ApprovalEvent = { type: 'TaskDecided', taskId: '1.1.1.1', verdict: 'approve', at: 2 * hour, by: 'b' };
const at = 2 * hour;

describe('a delegate', () => {
  it('decides, takes and releases in the place of the delegator, and the record names both', () => {
    approval(opened)
      .when(approve(by('a')), { at, facts: given1() })
      .then(decidedFor);
    const task = { ...by('a'), taskId: '1.1.1.1' };
    approval(opened)
      .when({ type: 'TakeTask', ...task }, { at, facts: given1() })
      .then({ type: 'TaskTaken', taskId: '1.1.1.1', by: 'b' });
    const taken: ApprovalEvent = { type: 'TaskTaken', taskId: '1.1.1.1', by: 'b' };
    expect(process.view(approval(opened, taken).state())).toMatchObject({
      stages: [{ slots: [{ tasks: [{ assignee: 'a', state: 'taken', takenBy: 'b' }, {}] }, {}] }],
    });
    approval(opened, taken)
      .when({ type: 'ReleaseTask', ...task }, { at, facts: given1() })
      .then({ type: 'TaskReleased', taskId: '1.1.1.1' });
    expect(process.view(approval(opened, decidedFor).state())).toMatchObject({
      stages: [{ slots: [{ tasks: [{ assignee: 'a', state: 'decided', decidedBy: 'b' }, {}] }, {}] }],
    });
  });

  it('is named with the delegator as who brought the outcome', () => {
    const other: ApprovalEvent = { type: 'TaskDecided', taskId: '1.1.2.1', verdict: 'approve', at: hour };
    approval(opened, other)
      .when(approve(by('a')), { at, facts: given1() })
      .then(decidedFor, { type: 'ApprovalApproved', decidedBy: { kind: 'delegate', id: 'b', for: 'a' } });
    approval(opened)
      .when(approve({ ...by('a'), decision: 'reject', reasonCode: 'no' }), { at, facts: given1() })
      .then(
        { ...decidedFor, verdict: 'reject', reasonCode: 'no' },
        { type: 'ApprovalRejected', reasonCode: 'no', decidedBy: { kind: 'delegate', id: 'b', for: 'a' } },
      );
  });

  it.each([
    ['not yet', {}, hour - 1, 'not-an-approver'],
    ['from its first instant on', {}, hour, undefined],
    ['up to its last', {}, 10 * hour - 1, undefined],
    ['not at its end, whatever is on its way', {}, 10 * hour, 'not-an-approver'],
    ['not in another company', { companyId: 'other' }, at, 'not-an-approver'],
    ['not on another type of matter', { matterTypes: ['registration'] }, at, 'not-an-approver'],
    ['not once it is ended', { status: 'ended', endedBy: 'delegator', endedAt: at }, at, 'not-an-approver'],
    ['not by a delegation to somebody else', { delegate: 'x' }, at, 'not-an-approver'],
    ['not by one of somebody else', { delegator: 'x' }, at, 'not-an-approver'],
  ])('acts by a delegation %s', (_, fields, now, code) => {
    const asked = approval(opened).when(approve(by('a')), { at: now, facts: given1(of('a', 'b', fields)) });
    if (code === undefined) asked.thenAccepted();
    else asked.thenRefused(code);
  });

  it('goes with the delegator: frozen, purged or away from the company, nobody acts in their place any more', () => {
    for (const account of [frozen, left, purged])
      approval(opened)
        .when(approve(by('a')), { at, facts: facts({ 'delegation of a': of('a', 'b'), 'delegator a': account }) })
        .thenRefused('not-an-approver');
    const lostRole = { 'delegation of i': of('i', 'b'), 'delegator i': member };
    approval(opened)
      .when(approve(by('i')), { at, facts: facts({ ...lostRole, 'it-admin': admins('other') }) })
      .thenRefused('not-an-approver');
    approval(opened)
      .when(approve(by('i')), { at, facts: facts(lostRole) })
      .thenAccepted();
  });

  it('belongs to the company themself, at the moment of acting', () => {
    approval(opened)
      .when(approve(by('a')), { at, facts: { ...given1(), account: left } })
      .thenRefused('not-an-approver');
    approval(opened)
      .when(approve(by('a')), { at, facts: { ...given1(), account: undefined, 'it-admin': admins('i', 'b') } })
      .thenAccepted();
  });

  it('may be met by the delegator: both may act, and the first wins', () => {
    approval(opened, decidedFor)
      .when(approve({ actor: 'a' }), { at })
      .thenRefused('already-decided');
    approval(opened, { type: 'TaskDecided', taskId: '1.1.1.1', verdict: 'approve', at: hour })
      .when(approve(by('a')), { at, facts: given1() })
      .thenRefused('already-decided');
  });

  it('may be met by another delegate: the first wins', () => {
    approval(opened, { ...decidedFor, by: 'other' })
      .when(approve(by('a')), { at, facts: given1() })
      .thenRefused('already-decided');
  });

  it('decides once: who has decided in another’s place has no word of their own in that stage, and the other way round', () => {
    const both = asking(slot(1, { kind: 'manager' }, 'a'), slot(2, itAdmin, 'b', 'i'));
    const lent = { ...given1(), 'it-admin': admins('b', 'i') };
    approval(both, decidedFor)
      .when(approve({ actor: 'b' }), { at })
      .thenRefused('already-decided');
    approval(both, { type: 'TaskDecided', taskId: '1.1.2.1', verdict: 'approve', at: hour })
      .when(approve(by('a')), { at, facts: lent })
      .thenRefused('already-decided');
    // Their own task comes first, unless they name the other.
    approval(both)
      .when(approve(by('a')), { at, facts: lent })
      .then({ type: 'TaskDecided', taskId: '1.1.2.1', verdict: 'approve', at });
    approval(both)
      .when(approve({ ...by('a'), taskId: '1.1.1.1' }), { at, facts: lent })
      .then(decidedFor);
  });

  it('leaves enough different people for the other slots', () => {
    const alone = asking(slot(1, { kind: 'manager' }, 'a'), slot(2, itAdmin, 'b'));
    approval(alone)
      .when(approve({ ...by('a'), taskId: '1.1.1.1' }), { at, facts: { ...given1(), 'it-admin': admins('b') } })
      .thenRefused('needed-in-other-slot');
  });

  it('acts for somebody under each of their ids', () => {
    const named = { ...by('a'), delegations: [{ delegationId: 'of a', names: ['a', 'new'], accountId: 'aa' }] };
    approval(opened)
      .when(approve(named), { at, facts: given1(of('new', 'b')) })
      .then(decidedFor);
    approval(opened)
      .when(approve({ ...named, aliases: ['before'] }), { at, facts: given1(of('new', 'before')) })
      .then(decidedFor);
  });

  it('is offered what they would not be refused', () => {
    const offered = (...inPlaceOf: string[]) =>
      process.commandsNow(approval(opened).state(), at, 'b', inPlaceOf).allowed.filter((command) => command !== 'AdoptPolicy');
    expect([offered(), offered('a')]).toEqual([[], ['DecideTask', 'TakeTask', 'RequestEvidence', 'AddComment']]);
  });
});

describe('a delegate of the requester', () => {
  const ofRequester = { 'delegation of r': of('r', 'i', { delegate: 'i' }) };
  const asAdmin = { ...by('r'), actor: 'i', accountId: 'iaccount' };

  it('decides nothing of theirs, not even their own task, as long as that delegation lasts', () => {
    approval(opened)
      .when(approve(asAdmin), { at, facts: facts(ofRequester) })
      .thenRefused('self-approval', { delegationId: 'of r' });
    approval(opened)
      .when({ type: 'TakeTask', ...asAdmin, taskId: '1.1.2.1' }, { at, facts: facts(ofRequester) })
      .thenRefused('self-approval', { delegationId: 'of r' });
    approval(opened)
      .when(approve(asAdmin), { at: 10 * hour, facts: facts(ofRequester) })
      .thenAccepted();
  });

  it('whatever matters it is for, but in this company alone', () => {
    approval(opened)
      .when(approve(asAdmin), { at, facts: facts({ 'delegation of r': of('r', 'i', { matterTypes: ['registration'] }) }) })
      .thenRefused('self-approval');
    approval(opened)
      .when(approve(asAdmin), { at, facts: facts({ 'delegation of r': of('r', 'i', { companyId: 'other' }) }) })
      .thenAccepted();
  });

  it('lends to nobody what they may not do themselves', () => {
    const command = approve({ ...by('a', 'r') });
    const lent = { 'delegation of a': of('a', 'b'), 'delegator a': member };
    approval(opened)
      .when(command, { at, facts: facts({ ...lent, 'delegation of r': of('r', 'a') }) })
      .thenRefused('not-an-approver');
    approval(opened)
      .when(command, { at, facts: facts({ ...lent, 'delegation of r': of('r', 'other') }) })
      .then(decidedFor);
  });
});

describe('a requester', () => {
  it('decides in nobody’s place on their own matter, under none of their ids', () => {
    approval(opened)
      .when(approve({ ...by('a'), actor: 'r' }), { at, facts: given1(of('a', 'r')) })
      .thenRefused('self-approval');
    approval(opened)
      .when(approve({ ...by('a'), actor: 'new', aliases: ['r'] }), { at, facts: given1(of('a', 'new')) })
      .thenRefused('self-approval');
  });

  it('nor does the holder of the document that they claim, who may be the same person', () => {
    const matter = { profile: { ownerId: 'b' } };
    approval(opened)
      .when(approve(by('a')), { at, facts: { ...given1(), matter } })
      .thenRefused('self-approval');
  });
});

describe('a right over the platform', () => {
  it('is lent to nobody: what operators decide, no delegate decides', () => {
    const operators: ApprovalEvent = {
      type: 'ApprovalOpened',
      ...{ matter: { type: 'operator-key', id: 'x' }, policyId: 'second-operator', policyVersion: 3, requestedBy: 'r', subjectId: 's' },
      ...{ round: 1, plan: [], expiresAt: 3 * day },
      stage: { ...{ index: 1, rule: 'all', distinct: true }, slots: [slot(1, { kind: 'role', role: 'operator' }, 'a')] },
    };
    const operator: Role = { status: 'granted', role: 'operator', holders: ['a', 'b'] };
    const { companyId: _companyId, ...ofPlatform } = of('a', 'b') as Extract<Delegation, { status: 'given' }>;
    const lent = { at, facts: { operator, 'delegation of a': ofPlatform, 'delegator a': member } as Facts };
    approval(operators)
      .when(approve(by('a')), lent)
      .thenRefused('not-an-approver');
    approval(operators).when({ type: 'DelegateTask', actor: 'a', taskId: '1.1.1.1', to: 'b' }, lent).thenRefused('task-not-delegable');
  });
});

describe('one task', () => {
  const delegate = { type: 'DelegateTask', actor: 'a', taskId: '1.1.1.1', to: 'b' } as const;
  const delegated: ApprovalEvent = { type: 'TaskDelegated', taskId: '1.1.1.1', to: 'b' };
  const toMember = { at, facts: facts({ delegateAccount: member }) };
  const asDelegate = { actor: 'b', lenders: { a: 'aa' } };
  const lent = { at, facts: facts({ 'delegator a': member }) };

  it('is delegated by its assignee to somebody of the company; both may act, and it is taken back', () => {
    approval(opened).when(delegate, toMember).then(delegated);
    approval(opened, delegated).when(approve(asDelegate), lent).then(decidedFor);
    approval(opened, delegated)
      .when(approve({ actor: 'a' }), { at })
      .then({ type: 'TaskDecided', taskId: '1.1.1.1', verdict: 'approve', at });
    expect(process.seenBy(approval(opened, delegated).state(), 'x').principals).toContain('b');
    expect(process.view(approval(opened, delegated).state())).toMatchObject({
      stages: [{ slots: [{ tasks: [{ delegatedTo: { delegate: 'b' } }, {}] }, {}] }],
    });
    const back: ApprovalEvent = { type: 'TaskTakenBack', taskId: '1.1.1.1' };
    approval(opened, delegated).when({ type: 'TakeTaskBack', actor: 'a', taskId: '1.1.1.1' }, { at }).then(back);
    approval(opened, delegated, back).when(approve(asDelegate), lent).thenRefused('not-an-approver');
    expect(process.seenBy(approval(opened, delegated, back).state(), 'x').principals).not.toContain('b');
  });

  it('is the delegate’s until, not at, its end', () => {
    const until: ApprovalEvent = { ...delegated, until: 5 * hour };
    approval(opened, until)
      .when(approve(asDelegate), { ...lent, at: 5 * hour - 1 })
      .thenAccepted();
    approval(opened, until)
      .when(approve(asDelegate), { ...lent, at: 5 * hour })
      .thenRefused('not-an-approver');
  });

  it.each([
    ['to oneself', { to: 'a' }, 'delegate-is-delegator'],
    ['to oneself under another id', { to: 'new', aliasesOfDelegate: ['a'] }, 'delegate-is-delegator'],
    ['to the requester', { to: 'r' }, 'delegate-is-requester'],
    ['to the requester under another id', { to: 'new', aliasesOfDelegate: ['r'] }, 'delegate-is-requester'],
    ['until now', { until: at }, 'delegation-period-invalid'],
    ['for longer than the policy says', { until: at + delegationPolicy.daysMax * day + 1 }, 'delegation-period-invalid'],
    ['of somebody else', { taskId: '1.1.1.2' }, 'task-unknown'],
    ['by nobody who is asked', { actor: 'x' }, 'not-an-approver'],
    ['by the requester', { actor: 'r' }, 'self-approval'],
  ])('%s is not delegated', (_, fields, code) => {
    approval(opened)
      .when({ ...delegate, ...fields }, toMember)
      .thenRefused(code);
  });

  it('is not delegated to somebody outside the company, twice, after its decision, or too often', () => {
    approval(opened)
      .when(delegate, { at, facts: facts({ delegateAccount: left }) })
      .thenRefused('delegate-not-a-member');
    approval(opened, delegated).when(delegate, toMember).thenRefused('task-delegated-already');
    approval(opened, decidedFor).when(delegate, toMember).thenRefused('already-decided');
    approval(opened).when({ type: 'TakeTaskBack', actor: 'a', taskId: '1.1.1.1' }, { at }).thenRefused('task-not-delegated');
    const turns = Array.from({ length: delegationPolicy.lendingsPerTask }, (): ApprovalEvent[] => [
      delegated,
      { type: 'TaskTakenBack', taskId: '1.1.1.1' },
    ]).flat();
    approval(opened, ...turns)
      .when(delegate, toMember)
      .thenRefused('repeated-too-often', { limit: delegationPolicy.lendingsPerTask });
  });

  it('is not delegated on: by a delegate of the task, or by one who acts for its assignee (no chain)', () => {
    approval(opened, delegated)
      .when({ ...delegate, ...asDelegate, to: 'x' }, { at, facts: facts({ 'delegator a': member, delegateAccount: member }) })
      .thenRefused('delegation-chain');
    approval(opened)
      .when({ ...delegate, ...by('a'), to: 'x' }, { at, facts: { ...given1(), delegateAccount: member } })
      .thenRefused('delegation-chain');
  });

  it('of somebody for whom only a delegator acts is nobody’s to decide (no chain)', () => {
    const asDelegateOfA = { ...by('a'), chained: ['i'], taskId: '1.1.2.1' };
    approval(opened).when(approve(asDelegateOfA), { at, facts: given1() }).thenRefused('delegation-chain');
    approval(opened)
      .when(approve({ actor: 'b', chained: ['i'], taskId: '1.1.2.1' }), { at })
      .thenRefused('delegation-chain');
  });
});

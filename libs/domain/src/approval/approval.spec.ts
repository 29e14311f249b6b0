import { given } from '#testing';
import { day, hour } from '../decider';
import type { Role } from '../role/role';
import { waitingFor, type OpenedApproval } from './approval';
import type { ApprovalEvent } from './approval.events';
import { approval as process, type ApprovalCommand } from './approval.process';
import { hearersOfLapse } from './lapse';
import { mayBeAskedFor } from './matters';

const approval = given(process);
const itAdmins = (...holders: string[]): { 'it-admin': Role } => ({
  'it-admin': { status: 'granted', companyId: 'c', role: 'it-admin', holders },
});
const opening = (...managers: string[]): ApprovalCommand => ({
  type: 'OpenApproval',
  matter: { type: 'document-export', id: 'x' },
  companyId: 'c',
  subjectId: 's',
  requestedBy: 'requester',
  managers,
  roleStreams: { 'it-admin': 'role' },
});
/** Opened at 0, with these managers and these IT admins. */
const opened = (managers: string[], admins: string[]): ApprovalEvent =>
  process.decide(process.initial, opening(...managers), itAdmins(...admins), 0).events[0]!;
const approve = (actor: string, taskId?: string): ApprovalCommand => ({
  type: 'DecideTask',
  actor,
  decision: 'approve',
  ...(taskId !== undefined && { taskId }),
});
const reject = (actor: string, taskId?: string): ApprovalCommand => ({
  ...(approve(actor, taskId) as ApprovalCommand & { type: 'DecideTask' }),
  decision: 'reject',
  reasonCode: 'not-needed',
});
const decided = (taskId: string, at = 0): ApprovalEvent => ({ type: 'TaskDecided', taskId, verdict: 'approve', at });
const by = (id: string) => ({ decidedBy: { kind: 'user', id } as const });
const approvedBy = (id: string): ApprovalEvent => ({ type: 'ApprovalApproved', ...by(id) });
const approved = approvedBy('admin');
const byTimer = { decidedBy: { kind: 'timer', id: 'ExpireApproval' } as const };
const simple = opened(['manager'], ['admin']);
const at = 0;

describe('an approval that is opened', () => {
  it('records the rule that decides it, the people who may fill its slots, its reminders and its end (P1, P3)', () => {
    approval()
      .when(opening('manager', 'manager', 'other'), { at: hour, facts: itAdmins('admin') })
      .then({
        type: 'ApprovalOpened',
        matter: { type: 'document-export', id: 'x' },
        companyId: 'c',
        policyId: 'two-confirmations',
        policyVersion: 5,
        requestedBy: 'requester',
        subjectId: 's',
        round: 1,
        stage: {
          index: 1,
          rule: 'all',
          distinct: true,
          openedAt: hour,
          slots: [
            {
              selector: { kind: 'manager' },
              need: 'any',
              tasks: [
                { taskId: '1.1.1.1', assignee: 'manager' },
                { taskId: '1.1.1.2', assignee: 'other' },
              ],
            },
            { selector: { kind: 'role', role: 'it-admin' }, need: 'any', tasks: [{ taskId: '1.1.2.1', assignee: 'admin' }] },
          ],
        },
        plan: [
          { at: 25 * hour, act: 'remind' },
          { at: 49 * hour, act: 'remind' },
          { at: 61 * hour, act: { escalate: { kind: 'superAdmin' } } },
        ],
        expiresAt: 73 * hour,
        sources: { managers: ['manager', 'other'], barred: [], roleStreams: { 'it-admin': 'role' } },
      });
  });

  it('reads the roles that it asks, the policies that may be stored for it, and the account of the requester, if there is one', () => {
    const needs = (fields: object) => process.needs({ ...opening('manager'), ...fields }, process.initial, {});
    const role = { 'it-admin': { need: 'stream', process: 'role', id: 'role', mode: 'read' } };
    const policies = { companyPolicy: expect.anything() as unknown, platformPolicy: expect.anything() as unknown };
    expect(needs({})).toEqual({ ...role, ...policies });
    expect(needs({ accountId: 'a' })).toEqual({
      ...role,
      ...policies,
      account: { need: 'stream', process: 'account', id: 'a', mode: 'read' },
    });
  });

  it('never counts the requester', () => {
    const event = opened(['requester', 'manager'], ['requester', 'admin']);
    expect(JSON.stringify((event as { stage?: unknown }).stage)).not.toContain('requester');
    approval()
      .when(opening('requester'), { at, facts: itAdmins('admin') })
      .thenRefused('approvers-missing');
  });

  it.each([
    [[], ['admin'], ['manager']],
    [['manager'], [], ['it-admin']],
    [[], [], ['manager', 'it-admin']],
    [['both'], ['both'], ['manager', 'it-admin']],
  ])('is refused where two different people cannot fill both slots: managers %j, IT admins %j lack %j', (managers, admins, unmet) => {
    approval()
      .when(opening(...managers), { at, facts: itAdmins(...admins) })
      .thenRefused('approvers-missing', { unmet });
  });

  it('finds nobody in a role that was never granted', () => {
    approval().when(opening('manager'), { at }).thenRefused('approvers-missing');
  });

  it('is of a registered matter; a registration’s is opened by its process alone (P6)', () => {
    expect(['document-export', 'registration', 'lunch', 'constructor'].map(mayBeAskedFor)).toEqual([true, false, false, false]);
  });
});

describe('what an approval waits for', () => {
  const until = 72 * hour;
  const awaited = (...history: ApprovalEvent[]) => process.awaits(approval(...history).state());

  it('names for each slot who has decided, who is missing, and until when: a taken task is missing, a filled slot misses nobody', () => {
    const asked = opened(['manager', 'other'], ['admin']);
    const admins = { what: 'role:it-admin', decided: [], missing: ['admin'], until };
    expect(awaited(asked)).toEqual([{ what: 'manager', decided: [], missing: ['manager', 'other'], until }, admins]);
    expect(awaited(asked, { type: 'TaskTaken', taskId: '1.1.1.1' })).toEqual(awaited(asked));
    const managers = { what: 'manager', decided: [{ who: 'other', verdict: 'approve' }], missing: [], until };
    expect(awaited(asked, decided('1.1.1.2'))).toEqual([managers, admins]);
    expect(awaited(asked, decided('1.1.1.2'), decided('1.1.2.1'), approved)).toEqual([]);
  });

  it('names 20 people of a slot, and how many more there are', () => {
    const many = Array.from({ length: 23 }, (_, n) => `admin ${n}`);
    expect(awaited(opened(['manager'], many))[1]).toMatchObject({ missing: many.slice(0, 20), more: 3 });
    expect(awaited(opened(['manager'], many.slice(0, 20)))[1]).not.toHaveProperty('more');
  });
});

describe('two confirmations', () => {
  it('approve, in either order, the second of them with the last slot (P1, X1)', () => {
    approval(simple).when(approve('manager'), { at }).then(decided('1.1.1.1'));
    approval(simple, decided('1.1.1.1')).when(approve('admin'), { at }).then(decided('1.1.2.1'), approvedBy('admin'));
    approval(simple, decided('1.1.2.1')).when(approve('manager'), { at: 1 }).then(decided('1.1.1.1', 1), approvedBy('manager'));
  });

  it('come from two people: one fills one slot, and decides once', () => {
    const both = opened(['both', 'manager'], ['both', 'admin']);
    approval(both).when(approve('both'), { at }).then(decided('1.1.1.1'));
    approval(both, decided('1.1.1.1')).when(approve('both'), { at }).thenRefused('already-decided');
    approval(both, decided('1.1.1.1')).when(approve('both', '1.1.2.1'), { at }).thenRefused('already-decided');
  });

  it('leave a person for the slot that only they can fill', () => {
    const needed = opened(['both', 'manager'], ['both']);
    approval(needed).when(approve('both'), { at }).then(decided('1.1.2.1'));
    approval(needed).when(approve('both', '1.1.1.1'), { at }).thenRefused('needed-in-other-slot');
    approval(needed).when({ type: 'TakeTask', actor: 'both', taskId: '1.1.1.1' }, { at }).thenRefused('needed-in-other-slot');
  });

  it('let this person reject in either slot: that ends it', () => {
    approval(opened(['both', 'manager'], ['both']))
      .when(reject('both', '1.1.1.1'), { at })
      .thenAccepted();
  });

  it('of one slot are one: the first counts, later ones are refused', () => {
    const two = opened(['manager', 'other'], ['admin']);
    approval(two, decided('1.1.1.1')).when(approve('other'), { at }).thenRefused('already-decided');
  });

  it('are nobody else’s to give, nor the requester’s own', () => {
    approval(simple).when(approve('stranger'), { at }).thenRefused('not-an-approver');
    approval(simple).when(approve('requester'), { at }).thenRefused('self-approval');
    approval(simple).when(approve('manager', '1.1.2.1'), { at }).thenRefused('task-unknown');
  });
});

describe('a rejection', () => {
  it('ends it at once, with its reason', () => {
    approval(simple)
      .when(reject('admin'), { at })
      .then(
        { type: 'TaskDecided', taskId: '1.1.2.1', verdict: 'reject', at, reasonCode: 'not-needed' },
        { type: 'ApprovalRejected', reasonCode: 'not-needed', ...by('admin') },
      );
  });

  it('needs a reason', () => {
    approval(simple).when({ type: 'DecideTask', actor: 'admin', decision: 'reject' }, { at }).thenRefused('reason-missing');
  });
});

describe('a task', () => {
  const two = opened(['manager', 'other', 'both'], ['admin', 'both']);
  const taken: ApprovalEvent = { type: 'TaskTaken', taskId: '1.1.1.1' };

  it('that is taken keeps the others of its slot from deciding, until it is released', () => {
    approval(two).when({ type: 'TakeTask', actor: 'manager', taskId: '1.1.1.1' }, { at }).then(taken);
    approval(two, taken).when(approve('other'), { at }).thenRefused('task-taken');
    approval(two, taken).when(reject('other'), { at }).thenRefused('task-taken');
    approval(two, taken).when({ type: 'TakeTask', actor: 'other', taskId: '1.1.1.2' }, { at }).thenRefused('task-taken');
    approval(two, taken).when({ type: 'TakeTask', actor: 'manager', taskId: '1.1.1.1' }, { at }).thenRefused('task-taken-already');
    approval(two, taken)
      .when({ type: 'ReleaseTask', actor: 'manager', taskId: '1.1.1.1' }, { at })
      .then({ type: 'TaskReleased', taskId: '1.1.1.1' });
    approval(two).when({ type: 'ReleaseTask', actor: 'manager', taskId: '1.1.1.1' }, { at }).thenRefused('task-not-taken');
    const released = approval(two, taken, { type: 'TaskReleased', taskId: '1.1.1.1' }).state();
    expect(released).toStrictEqual({ ...approval(two).state(), takings: { '1.1.1.1': 1 } });
  });

  it('is decided by the person who has taken it', () => {
    approval(two, taken).when(approve('manager'), { at }).then(decided('1.1.1.1'));
  });

  it('that another person has taken sends a person of both slots to their other task', () => {
    approval(two, taken).when(approve('both'), { at }).then(decided('1.1.2.2'));
    approval(two, taken).when(approve('both', '1.1.1.3'), { at }).thenRefused('task-taken');
  });

  it('is free again when its holder decides in the other slot', () => {
    const after = approval(two, { type: 'TaskTaken', taskId: '1.1.1.3' }, decided('1.1.2.2'));
    after.when(approve('manager'), { at }).then(decided('1.1.1.1'), approvedBy('manager'));
  });
});

describe('the time of an approval', () => {
  const remind = (n: number): ApprovalCommand => ({ type: 'RemindApprovers', n });
  const reminded = (n: number): ApprovalEvent => ({ type: 'ApproversReminded', n });

  it('reminds after 24 and after 48 hours, not a millisecond earlier, each once (X1)', () => {
    approval(simple)
      .when(remind(1), { at: 24 * hour - 1 })
      .thenRefused('not-due', { availableAt: 24 * hour });
    approval(simple)
      .when(remind(1), { at: 24 * hour })
      .then(reminded(1));
    approval(simple, reminded(1))
      .when(remind(2), { at: 48 * hour - 1 })
      .thenRefused('not-due', { availableAt: 48 * hour });
    approval(simple, reminded(1))
      .when(remind(2), { at: 48 * hour })
      .then(reminded(2));
    approval(simple, reminded(1))
      .when(remind(1), { at: 30 * hour })
      .thenRefused('reminder-not-planned');
  });

  it('lets people decide until, not at, the 72nd hour, whether or not the alarm rang (P3)', () => {
    approval(simple, decided('1.1.1.1'))
      .when(approve('admin'), { at: 72 * hour - 1 })
      .then(decided('1.1.2.1', 72 * hour - 1), approvedBy('admin'));
    for (const command of [approve('admin'), { type: 'WithdrawApproval', actor: 'requester' } as const])
      approval(simple, decided('1.1.1.1'))
        .when(command, { at: 72 * hour })
        .thenRefused('approval-expired');
  });

  it('ends it at the 72nd hour, not a millisecond earlier (P3)', () => {
    approval(simple)
      .when({ type: 'ExpireApproval' }, { at: 72 * hour - 1 })
      .thenRefused('not-due', { availableAt: 72 * hour });
    approval(simple)
      .when({ type: 'ExpireApproval' }, { at: 72 * hour })
      .then({ type: 'ApprovalExpired', unfilled: ['manager', 'it-admin'], ...byTimer });
    approval(simple, decided('1.1.1.1'))
      .when({ type: 'ExpireApproval' }, { at: 72 * hour })
      .then({ type: 'ApprovalExpired', unfilled: ['it-admin'], ...byTimer });
  });

  it('gives its company a notice within 7 days, and an operator a task until its texts go (X1)', () => {
    const lapsed: ApprovalEvent = { type: 'ApprovalExpired', unfilled: ['it-admin'] };
    const { owed, state } = approval(simple, decided('1.1.1.1'), lapsed);
    expect(owed()).toEqual([{ kind: 'tellOfLapse', n: 1, usefulUntil: 10 * day }]);
    expect(process.troubles(state())).toEqual([{ kind: 'approval-lapsed', ref: 'x' }]);
    const gone = approval(simple, lapsed, { type: 'RetentionEnded' });
    expect([gone.owed(), process.troubles(gone.state())]).toEqual([[{ kind: 'eraseApproval', n: 1 }], []]);
    const role = (...holders: string[]) => ({ status: 'granted', companyId: 'c', role: 'super-admin', holders }) as const;
    expect(hearersOfLapse(state() as OpenedApproval, role('chief'))).toEqual(['chief']);
    for (const none of [undefined, role()]) expect(hearersOfLapse(state() as OpenedApproval, none)).toEqual(['manager', 'admin']);
  });

  it('records a reminder whose alarm rang very late, and sends no message: it is of no use any more', () => {
    approval(simple)
      .when(remind(1), { at: 80 * hour })
      .then(reminded(1));
    expect(approval(simple, reminded(1)).owed()).toEqual([{ kind: 'tellApprovers', n: 2, usefulUntil: 72 * hour }]);
  });

  it('says once what fell due together: two reminders that passed, and the opening that nobody was told of', () => {
    approval(simple, reminded(1))
      .when(remind(2), { at: 60 * hour })
      .then(reminded(2));
    expect(approval(simple, reminded(1), reminded(2)).owed()).toEqual([{ kind: 'tellApprovers', n: 3, usefulUntil: 72 * hour }]);
  });
});

describe('an approval that is over', () => {
  const day33 = 33 * day;
  const erasesAt = (dueAt: number) => ({ command: { type: 'EndRetention' }, dueAt });

  it.each([
    [[decided('1.1.1.1'), decided('1.1.2.1'), approved], 'approved'],
    [[{ type: 'ApprovalRejected', reasonCode: 'x' }], 'rejected'],
    [[{ type: 'ApprovalWithdrawn' }], 'withdrawn'],
    [[{ type: 'ApprovalExpired' }], 'expired'],
  ] as [ApprovalEvent[], string][])('waits for nobody, and only for the day of its erasure %#: %s', (events, outcome) => {
    const over = approval(simple, ...events);
    expect([process.outcome(over.state()), over.due(), over.owed(), waitingFor(over.state())]).toEqual([
      outcome,
      [erasesAt(day33)],
      [],
      [],
    ]);
    expect(process.view(over.state())).toMatchObject({ clock: 'paused', stages: [{ state: outcome }] });
    over.when(approve('manager'), { at }).thenRefused(outcome === 'expired' ? 'approval-expired' : 'approval-closed');
  });

  it('keeps its texts for 30 days after its time, however early it was decided, and then they are erased once', () => {
    const over = approval(simple, { type: 'ApprovalWithdrawn' });
    const retentionEnded: ApprovalEvent = { type: 'RetentionEnded' };
    over.when({ type: 'EndRetention' }, { at: day33 - 1 }).thenRefused('not-due', { availableAt: day33 });
    over.when({ type: 'EndRetention' }, { at: day33 }).then(retentionEnded);
    over.when({ type: 'RecordErasure', items: 1 }, { at: day33 }).thenRefused('nothing-to-erase');
    const due = approval(simple, { type: 'ApprovalWithdrawn' }, retentionEnded);
    expect([due.due(), due.owed()]).toEqual([[], [{ kind: 'eraseApproval', n: 1 }]]);
    due.when({ type: 'RecordErasure', items: 2 }, { at: day33 }).then({ type: 'ApprovalErased', at: day33, items: 2 });
    const erased = approval(simple, { type: 'ApprovalWithdrawn' }, retentionEnded, { type: 'ApprovalErased', at: day33, items: 2 });
    expect([erased.due(), erased.owed(), process.status(erased.state())]).toEqual([[], [], 'withdrawn']);
    erased.when({ type: 'RecordErasure', items: 2 }, { at: day33 }).thenRefused('nothing-to-erase');
  });

  it('is erased on the same day where it was opened under version 1, which named none', () => {
    const { policyVersion: _today, ...recorded } = simple as ApprovalEvent & { type: 'ApprovalOpened' };
    const before = given(process.under(1))({ ...recorded, policyVersion: 1 }, { type: 'ApprovalExpired' });
    expect(before.due()).toEqual([erasesAt(day33)]);
    before.when({ type: 'EndRetention' }, { at: day33 }).then({ type: 'RetentionEnded' });
  });

  it.each(['registration', 'identity-review'] as const)('has no such day of its own if a process waits: %s', (type) => {
    const { matter: _other, ...recorded } = simple as ApprovalEvent & { type: 'ApprovalOpened' };
    const over = approval({ ...recorded, matter: { type, id: 'x' } }, { type: 'ApprovalClosed' });
    expect([over.due(), over.owed()]).toEqual([[], []]);
    over.when({ type: 'EndRetention' }, { at: 33 * day }).thenRefused('nothing-retained');
  });

  it('is withdrawn by the requester, and by nobody else', () => {
    approval(simple)
      .when({ type: 'WithdrawApproval', actor: 'requester' }, { at })
      .then({ type: 'ApprovalWithdrawn', ...by('requester') });
    approval(simple).when({ type: 'WithdrawApproval', actor: 'manager' }, { at }).thenRefused('not-the-requester');
  });
});

describe('a person who takes part in an approval', () => {
  const both = opened(['both', 'manager'], ['both', 'admin']);

  it('is waited for until their slot is filled or they have decided, and named once', () => {
    const names = (...events: ApprovalEvent[]) => waitingFor(approval(both, ...events).state());
    expect(names()).toEqual(['both', 'manager', 'admin']);
    expect(names(decided('1.1.1.1'))).toEqual(['admin']);
    expect(names(decided('1.1.2.2'))).toEqual(['both', 'manager']);
  });

  it('is the requester and the assignees', () => {
    const { state } = approval(both);
    const { principals } = process.seenBy(state(), 'a');
    expect(['requester', 'both', 'admin', 'stranger'].map((person) => principals.includes(person))).toEqual([true, true, true, false]);
    expect(process.seenBy(process.initial, 'a').principals).toEqual([]);
  });

  it('is offered what they would not be refused', () => {
    const offered = (actor: string, ...events: ApprovalEvent[]) =>
      process.allowed(approval(both, ...events).state(), 0, actor).filter((command) => command !== 'AdoptPolicy');
    const may = ['DelegateTask', 'RequestEvidence', 'AddComment', 'ReassignTask', 'AddApprover'];
    expect(offered('requester')).toEqual(['WithdrawApproval', 'AddComment', 'RequestReminder']);
    expect(offered('manager')).toEqual(['DecideTask', 'TakeTask', ...may]);
    expect(offered('manager', { type: 'TaskTaken', taskId: '1.1.1.2' })).toEqual(['DecideTask', 'ReleaseTask', ...may]);
    expect(offered('both', { type: 'TaskTaken', taskId: '1.1.1.2' })).toEqual(['DecideTask', 'TakeTask', ...may]);
    expect(offered('manager', { type: 'TaskTaken', taskId: '1.1.1.1' })).toEqual(may);
    expect(offered('manager', decided('1.1.1.1'))).toEqual(['AddComment']);
    expect(offered('stranger')).toEqual([]);
    expect(process.allowed(approval(both).state(), 72 * hour, 'manager')).toEqual([]);
    expect(process.allowed(process.initial, 0, 'manager')).toEqual([]);
  });
});

describe('the view of an approval', () => {
  it('shows its slots and tasks with people by their ids, and each decision with its instant', () => {
    const state = approval(simple, { type: 'TaskTaken', taskId: '1.1.2.1' }, decided('1.1.1.1', 5)).state();
    expect(process.view(state)).toEqual({
      matter: { type: 'document-export', id: 'x' },
      policyId: 'two-confirmations',
      requestedBy: 'requester',
      round: 1,
      expiresAt: 72 * hour,
      clock: 'running',
      stages: [
        {
          rule: 'all',
          state: 'open',
          slots: [
            {
              need: 'any',
              selector: { kind: 'manager' },
              filled: true,
              tasks: [{ taskId: '1.1.1.1', assignee: 'manager', state: 'decided', decidedBy: 'manager', decision: 'approve', at: 5 }],
            },
            {
              need: 'any',
              selector: { kind: 'role', role: 'it-admin' },
              filled: false,
              tasks: [{ taskId: '1.1.2.1', assignee: 'admin', state: 'taken', takenBy: 'admin' }],
            },
          ],
        },
      ],
    });
  });
});

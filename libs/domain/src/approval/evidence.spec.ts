import { given } from '#testing';
import fc from 'fast-check';
import { day, hour } from '../decider';
import type { Role } from '../role/role';
import type { OpenedApproval, PendingApproval } from './approval';
import type { ApprovalEvent } from './approval.events';
import { approval as process, type ApprovalCommand } from './approval.process';
import { openRequest, pausedFor } from './evidence';
import { overdueFrom } from './inbox';
import { evidencePolicy } from './evidence.policy';

const approval = given(process);
const admins = (...holders: string[]): { 'it-admin': Role } => ({
  'it-admin': { status: 'granted', companyId: 'c', role: 'it-admin', holders },
});
const open: ApprovalCommand = {
  type: 'OpenApproval',
  ...{ matter: { type: 'document-export', id: 'x' }, companyId: 'c', subjectId: 's', requestedBy: 'requester' },
  ...{ managers: ['manager', 'other'], roleStreams: { 'it-admin': 'role' } },
};
const opened = process.decide(process.initial, open, admins('admin'), 0).events[0]!;

const request = (requestId = 'q1', fields: { actor?: string; kinds?: string[]; expiresInMs?: number } = {}): ApprovalCommand => ({
  ...{ type: 'RequestEvidence', actor: 'manager', requestId, kinds: ['photo'] },
  ...fields,
});
const requested = (at: number, requestId = 'q1', days = 7): ApprovalEvent => ({
  ...{ type: 'EvidenceRequested', requestId, by: 'manager', kinds: ['photo'], at, until: at + days * day },
});
const give = (requestId = 'q1', fields: { actor?: string; kinds?: string[] } = {}): ApprovalCommand => ({
  ...{ type: 'GiveEvidence', actor: 'requester', requestId, kinds: ['photo'] },
  ...fields,
});
const givenAt = (at: number, requestId = 'q1'): ApprovalEvent => ({ type: 'EvidenceGiven', requestId, at, kinds: ['photo'] });
const cancel = (actor = 'admin', requestId = 'q1'): ApprovalCommand => ({ type: 'CancelEvidenceRequest', actor, requestId });
const approve = (actor: string): ApprovalCommand => ({ type: 'DecideTask', actor, decision: 'approve' });
const reject = (actor: string): ApprovalCommand => ({ type: 'DecideTask', actor, decision: 'reject', reasonCode: 'no' });
const paused = approval(opened, requested(hour));

describe('a request for evidence (V8, X15)', () => {
  it('records what is asked for, by whom, and until when: as long as one request may wait', () => {
    approval(opened).when(request(), { at: hour }).then(requested(hour));
    approval(opened)
      .when(request('q1', { expiresInMs: 2 * day }), { at: hour })
      .then(requested(hour, 'q1', 2));
    expect([process.status(paused.state()), paused.state().status]).toEqual(['evidence_requested', 'pending']);
    expect(process.view(paused.state())).toMatchObject({ clock: 'paused', expiresAt: hour + 7 * day, evidence: [{ state: 'owed' }] });
  });

  it.each([
    ['the requester', 'requester', 'self-approval'],
    ['a stranger', 'stranger', 'not-an-approver'],
  ])('is not for %s', (_, actor, code) => {
    approval(opened).when(request('q1', { actor }), { at: hour }).thenRefused(code);
  });

  it('names only kinds that there are, and a time that a request may wait', () => {
    approval(opened)
      .when(request('q1', { kinds: ['photo', 'blood'] }), { at: 0 })
      .thenRefused('evidence-kind-unknown', { unmet: ['blood'] });
    for (const expiresInMs of [0, day - 1, 7 * day + 1])
      approval(opened).when(request('q1', { expiresInMs }), { at: 0 }).thenRefused('evidence-time-invalid', { limit: 7 });
    approval(opened)
      .when(request('q1', { kinds: [...evidencePolicy.kinds] }), { at: 0 })
      .thenAccepted();
  });

  it('waits alone: of two approvers who ask at once the second is refused', () => {
    paused.when(request('q2', { actor: 'admin' }), { at: hour }).thenRefused('evidence-requested-already');
  });

  it('is too late at the very instant of the expiry, and in time a millisecond before', () => {
    approval(opened)
      .when(request(), { at: 72 * hour - 1 })
      .thenAccepted();
    approval(opened)
      .when(request(), { at: 72 * hour })
      .thenRefused('approval-expired');
  });

  it('is there three times at most', () => {
    const three = [1, 2, 3].flatMap((n) => [requested(n * hour, `q${n}`), givenAt(n * hour + 1, `q${n}`)]);
    approval(opened, ...three.slice(0, 4))
      .when(request('q3'), { at: 5 * hour })
      .thenAccepted();
    approval(opened, ...three)
      .when(request('q4'), { at: 5 * hour })
      .thenRefused('repeated-too-often', { limit: 3 });
  });

  it('together with the others stops the clock for 14 days at most', () => {
    const spent = [requested(0, 'q1'), givenAt(6 * day, 'q1'), requested(6 * day, 'q2'), givenAt(12 * day, 'q2')];
    const at = 12 * day;
    approval(opened, ...spent)
      .when(request('q3', { expiresInMs: 3 * day }), { at })
      .thenRefused('evidence-time-spent', { limit: 2 });
    approval(opened, ...spent)
      .when(request('q3', { expiresInMs: 2 * day }), { at })
      .thenAccepted();
    approval(opened, ...spent)
      .when(request('q3'), { at })
      .then(requested(at, 'q3', 2));
    const longer = [requested(0, 'q1'), givenAt(7 * day - 1, 'q1'), requested(7 * day, 'q2'), givenAt(14 * day - 2, 'q2')];
    approval(opened, ...longer)
      .when(request('q3'), { at: 14 * day })
      .thenRefused('evidence-time-spent', { limit: 0 });
  });
});

describe('an approval that waits for evidence', () => {
  it('is not approved meanwhile, and may be rejected, withdrawn or closed', () => {
    paused.when(approve('manager'), { at: 2 * hour }).thenRefused('awaiting-evidence');
    paused.when(reject('manager'), { at: 2 * hour }).thenAccepted();
    paused.when({ type: 'WithdrawApproval', actor: 'requester' }, { at: 80 * hour }).thenAccepted();
    paused.when({ type: 'CloseApproval' }, { at: 80 * hour }).thenAccepted();
    expect(process.allowed(paused.state(), 2 * hour, 'manager')).toContain('DecideTask');
    expect(process.allowed(paused.state(), 2 * hour, 'requester')).toEqual(expect.arrayContaining(['GiveEvidence', 'WithdrawApproval']));
  });

  it('is due at the end of the request alone, and lapses then as one that nobody had to decide', () => {
    const until = hour + 7 * day;
    expect(process.due(paused.state())).toEqual([{ command: { type: 'ExpireEvidenceRequest' }, dueAt: until }]);
    paused.when({ type: 'ExpireEvidenceRequest' }, { at: until - 1 }).thenRefused('not-due');
    paused
      .when({ type: 'ExpireEvidenceRequest' }, { at: until })
      .then({ type: 'ApprovalExpired', decidedBy: { kind: 'timer', id: 'ExpireEvidenceRequest' } });
    paused.when(give(), { at: until - 1 }).thenAccepted();
    paused.when(give(), { at: until }).thenRefused('approval-expired');
    paused.when(cancel(), { at: until }).thenRefused('approval-expired');
    paused.when(reject('manager'), { at: until }).thenRefused('approval-expired');
  });

  it('has nobody who is late with it, until the clock goes on', () => {
    const lateFrom = (...events: ApprovalEvent[]) => overdueFrom(approval(opened, ...events).state() as OpenedApproval);
    expect([lateFrom(), lateFrom(requested(hour)), lateFrom(requested(hour), givenAt(3 * hour))]).toEqual([
      24 * hour,
      undefined,
      26 * hour,
    ]);
  });

  it.each<[string, ApprovalCommand]>([
    ['a reminder', { type: 'RemindApprovers', n: 1 }],
    ['the expiry', { type: 'ExpireApproval' }],
  ])('hears nothing of %s that was planned for the time of the pause', (_, command) => {
    paused.when(command, { at: 72 * hour }).thenRefused('clock-paused');
  });

  it('asks the requester by one message a request, and the approvers again once the clock goes on', () => {
    const owed = (...events: ApprovalEvent[]) => process.owed(approval(opened, ...events).state()).map(({ kind, n }) => [kind, n]);
    expect([owed(), owed(requested(1)), owed(requested(1), givenAt(2)), owed(requested(1), givenAt(2), requested(3, 'q2'))]).toEqual([
      [['tellApprovers', 1]],
      [['askForEvidence', 1]],
      [['tellApprovers', 2]],
      [['askForEvidence', 2]],
    ]);
  });
});

describe('evidence', () => {
  it('comes from the requester, to the request that waits, and is all that was asked for', () => {
    paused.when(give(), { at: 2 * hour }).then(givenAt(2 * hour));
    paused.when(give('q1', { actor: 'manager' }), { at: 2 * hour }).thenRefused('not-the-requester');
    paused.when(give('q0'), { at: 2 * hour }).thenRefused('evidence-not-requested');
    approval(opened).when(give(), { at: 0 }).thenRefused('evidence-not-requested');
    paused.when(give('q1', { kinds: ['statement'] }), { at: 2 * hour }).thenRefused('evidence-incomplete', { unmet: ['photo'] });
    paused.when(give('q1', { kinds: ['photo', 'blood'] }), { at: 2 * hour }).thenRefused('evidence-kind-unknown', { unmet: ['blood'] });
  });

  it('is not waited for any more once an approver cancels the request', () => {
    paused.when(cancel(), { at: 2 * hour }).then({ type: 'EvidenceRequestCancelled', requestId: 'q1', at: 2 * hour, by: 'admin' });
    paused.when(cancel('requester'), { at: 2 * hour }).thenRefused('self-approval');
    paused.when(cancel('admin', 'q0'), { at: 2 * hour }).thenRefused('evidence-not-requested');
    approval(opened)
      .when(cancel(), { at: 2 * hour })
      .thenRefused('evidence-not-requested');
    const after = approval(opened, requested(hour), { type: 'EvidenceRequestCancelled', requestId: 'q1', at: 3 * hour, by: 'admin' });
    after.when(approve('manager'), { at: 74 * hour - 1 }).thenAccepted();
    after.when(approve('manager'), { at: 74 * hour }).thenRefused('approval-expired');
  });

  it('lets the texts go so many days after the end of its time, also where that was a pause', () => {
    const dueOf = (...events: ApprovalEvent[]) => process.due(approval(opened, ...events).state())[0]?.dueAt;
    expect(dueOf(requested(hour), { type: 'ApprovalExpired' })).toBe(hour + 37 * day);
    expect(dueOf(requested(hour), givenAt(3 * hour), { type: 'ApprovalWithdrawn' })).toBe(2 * hour + 33 * day);
  });
});

describe('a pause', () => {
  const pendingOf = (events: readonly ApprovalEvent[]) =>
    events.reduce<OpenedApproval>(
      (state, event) => process.evolve(state, event) as OpenedApproval,
      process.initial as never,
    ) as PendingApproval;
  const later = (state: PendingApproval) => process.due(state).map(({ command, dueAt }) => ({ command, dueAt }));

  it('shifts every instant that is still to come by its length, and nothing else', () => {
    const end = fc.constantFrom('given' as const, 'cancelled' as const);
    const pause = fc.record({
      reminded: fc.integer({ min: 0, max: 2 }),
      at: fc.integer({ min: 0, max: 71 }),
      length: fc.integer({ min: 0, max: 7 * day }),
      end,
    });
    fc.assert(
      fc.property(pause, ({ reminded, at, length, end }) => {
        const reminders = Array.from({ length: reminded }, (_, n): ApprovalEvent => ({ type: 'ApproversReminded', n: n + 1 }));
        const start = at * hour;
        const ended: ApprovalEvent =
          end === 'given'
            ? givenAt(start + length)
            : { type: 'EvidenceRequestCancelled', requestId: 'q1', at: start + length, by: 'admin' };
        const without = pendingOf([opened, ...reminders]);
        const { evidence, ...after } = pendingOf([opened, ...reminders, requested(start), ended]);
        expect(later({ ...after, evidence: evidence! })).toEqual(
          later(without).map(({ command, dueAt }) => ({ command, dueAt: dueAt + length })),
        );
        expect(withoutTimes(after)).toEqual(withoutTimes(without));
        expect([pausedFor({ evidence: evidence! }), openRequest({ evidence: evidence! })]).toEqual([length, undefined]);
      }),
    );
  });

  it('stops the plan of a stage that opened in it from that opening on, and the end of the approval as a whole', () => {
    const { stages, ...state } = pendingOf([opened, requested(hour)]);
    const reopened = {
      ...state,
      stages: stages.map((stage) => ({ ...stage, openedAt: 3 * hour })),
      plan: [{ at: 27 * hour, act: 'remind' as const }],
    };
    const after = process.evolve(reopened, givenAt(5 * hour)) as PendingApproval;
    expect([after.plan, after.expiresAt]).toEqual([[{ at: 29 * hour, act: 'remind' }], 76 * hour]);
  });
});

/** All but what a pause moves. */
function withoutTimes({ expiresAt: _end, plan, ...rest }: Omit<PendingApproval, 'evidence'>) {
  return { ...rest, plan: plan.map(({ at: _at, ...step }) => step) };
}

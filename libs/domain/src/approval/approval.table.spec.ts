import { expectTables } from '#testing';
import { day, hour } from '../decider';
import type { FactsIn } from '../processes';
import type { Approval, EndedApproval } from './approval';
import { exportPolicy } from './approval.policy';
import { approval, type ApprovalCommand } from './approval.process';
import { isEscalation, nextStep } from './plan';

/**
 * Every state that an approval can reach × every command. m is a manager, a an IT admin, b both; r has asked for it, x
 * has nothing to do with it.
 */
const storyTable = `
situation                      | OpenApproval    | RemindApprovers 1    | RemindApprovers 2    | CallOperator     | ExpireApproval   | CloseApproval    | r withdraws      | m withdraws       | EndRetention     | RecordErasure | ResolveApprovers | RecordUnseen | x asks for evidence | cancel | evidence too late | x gives | evidence taken | x comments | x reminds | x hands on | x adds | EscalateStage | DecideStage | SettleStage | LiftSuspension
none                           | ✓               | approval-unknown     | approval-unknown     | approval-unknown | approval-unknown | approval-unknown | approval-unknown | approval-unknown  | approval-unknown | approval-unknown | approval-unknown | approval-unknown | approval-unknown | approval-unknown | approval-unknown | approval-unknown | approval-unknown | approval-unknown | approval-unknown | approval-unknown | approval-unknown | approval-unknown | approval-unknown | approval-unknown | approval-unknown
pending, < hour 24             | approval-exists | not-due              | reminder-not-planned | call-not-planned | not-due          | ✓                | ✓                | not-the-requester | approval-pending | approval-pending | approvers-unchanged | ✓ | not-an-approver | evidence-not-requested | evidence-not-requested | evidence-not-requested | evidence-not-requested | not-a-party | not-the-requester | not-an-approver | not-an-approver | not-due | decision-not-planned | stage-open | not-suspended
pending, ≥ hour 24, 0 reminded | approval-exists | ✓                    | reminder-not-planned | call-not-planned | not-due          | ✓                | ✓                | not-the-requester | approval-pending | approval-pending | approvers-unchanged | ✓ | not-an-approver | evidence-not-requested | evidence-not-requested | evidence-not-requested | evidence-not-requested | not-a-party | not-the-requester | not-an-approver | not-an-approver | not-due | decision-not-planned | stage-open | not-suspended
pending, ≥ hour 24, 1 reminded | approval-exists | reminder-not-planned | not-due              | call-not-planned | not-due          | ✓                | ✓                | not-the-requester | approval-pending | approval-pending | approvers-unchanged | ✓ | not-an-approver | evidence-not-requested | evidence-not-requested | evidence-not-requested | evidence-not-requested | not-a-party | not-the-requester | not-an-approver | not-an-approver | not-due | decision-not-planned | stage-open | not-suspended
pending, ≥ hour 48, 0 reminded | approval-exists | ✓                    | reminder-not-planned | call-not-planned | not-due          | ✓                | ✓                | not-the-requester | approval-pending | approval-pending | approvers-unchanged | ✓ | not-an-approver | evidence-not-requested | evidence-not-requested | evidence-not-requested | evidence-not-requested | not-a-party | not-the-requester | not-an-approver | not-an-approver | not-due | decision-not-planned | stage-open | not-suspended
pending, ≥ hour 48, 1 reminded | approval-exists | reminder-not-planned | ✓                    | call-not-planned | not-due          | ✓                | ✓                | not-the-requester | approval-pending | approval-pending | approvers-unchanged | ✓ | not-an-approver | evidence-not-requested | evidence-not-requested | evidence-not-requested | evidence-not-requested | not-a-party | not-the-requester | not-an-approver | not-an-approver | not-due | decision-not-planned | stage-open | not-suspended
pending, ≥ hour 48, 2 reminded | approval-exists | reminder-not-planned | reminder-not-planned | call-not-planned | not-due          | ✓                | ✓                | not-the-requester | approval-pending | approval-pending | approvers-unchanged | ✓ | not-an-approver | evidence-not-requested | evidence-not-requested | evidence-not-requested | evidence-not-requested | not-a-party | not-the-requester | not-an-approver | not-an-approver | not-due | decision-not-planned | stage-open | not-suspended
pending, ≥ hour 60, 0 reminded | approval-exists | ✓                    | reminder-not-planned | call-not-planned | not-due          | ✓                | ✓                | not-the-requester | approval-pending | approval-pending | approvers-unchanged | ✓ | not-an-approver | evidence-not-requested | evidence-not-requested | evidence-not-requested | evidence-not-requested | not-a-party | not-the-requester | not-an-approver | not-an-approver | ✓ | decision-not-planned | stage-open | not-suspended
pending, ≥ hour 60, 0 reminded, escalated| approval-exists | ✓                    | reminder-not-planned | call-not-planned | not-due          | ✓                | ✓                | not-the-requester | approval-pending | approval-pending | approvers-unchanged | ✓ | not-an-approver | evidence-not-requested | evidence-not-requested | evidence-not-requested | evidence-not-requested | not-a-party | not-the-requester | not-an-approver | not-an-approver | escalation-not-planned | decision-not-planned | stage-open | not-suspended
pending, ≥ hour 60, 1 reminded | approval-exists | reminder-not-planned | ✓                    | call-not-planned | not-due          | ✓                | ✓                | not-the-requester | approval-pending | approval-pending | approvers-unchanged | ✓ | not-an-approver | evidence-not-requested | evidence-not-requested | evidence-not-requested | evidence-not-requested | not-a-party | not-the-requester | not-an-approver | not-an-approver | ✓ | decision-not-planned | stage-open | not-suspended
pending, ≥ hour 60, 1 reminded, escalated| approval-exists | reminder-not-planned | ✓                    | call-not-planned | not-due          | ✓                | ✓                | not-the-requester | approval-pending | approval-pending | approvers-unchanged | ✓ | not-an-approver | evidence-not-requested | evidence-not-requested | evidence-not-requested | evidence-not-requested | not-a-party | not-the-requester | not-an-approver | not-an-approver | escalation-not-planned | decision-not-planned | stage-open | not-suspended
pending, ≥ hour 60, 2 reminded | approval-exists | reminder-not-planned | reminder-not-planned | call-not-planned | not-due          | ✓                | ✓                | not-the-requester | approval-pending | approval-pending | approvers-unchanged | ✓ | not-an-approver | evidence-not-requested | evidence-not-requested | evidence-not-requested | evidence-not-requested | not-a-party | not-the-requester | not-an-approver | not-an-approver | ✓ | decision-not-planned | stage-open | not-suspended
pending, ≥ hour 60, 2 reminded, escalated| approval-exists | reminder-not-planned | reminder-not-planned | call-not-planned | not-due          | ✓                | ✓                | not-the-requester | approval-pending | approval-pending | approvers-unchanged | ✓ | not-an-approver | evidence-not-requested | evidence-not-requested | evidence-not-requested | evidence-not-requested | not-a-party | not-the-requester | not-an-approver | not-an-approver | escalation-not-planned | decision-not-planned | stage-open | not-suspended
pending, ≥ hour 72, 0 reminded | approval-exists | ✓                    | reminder-not-planned | call-not-planned | ✓                | ✓                | approval-expired | approval-expired  | approval-pending | approval-pending | approvers-unchanged | ✓ | approval-expired | approval-expired | evidence-not-requested | approval-expired | evidence-not-requested | approval-expired | approval-expired | approval-expired | approval-expired | ✓ | decision-not-planned | stage-open | not-suspended
pending, ≥ hour 72, 0 reminded, escalated| approval-exists | ✓                    | reminder-not-planned | call-not-planned | ✓                | ✓                | approval-expired | approval-expired  | approval-pending | approval-pending | approvers-unchanged | ✓ | approval-expired | approval-expired | evidence-not-requested | approval-expired | evidence-not-requested | approval-expired | approval-expired | approval-expired | approval-expired | escalation-not-planned | decision-not-planned | stage-open | not-suspended
pending, ≥ hour 72, 1 reminded | approval-exists | reminder-not-planned | ✓                    | call-not-planned | ✓                | ✓                | approval-expired | approval-expired  | approval-pending | approval-pending | approvers-unchanged | ✓ | approval-expired | approval-expired | evidence-not-requested | approval-expired | evidence-not-requested | approval-expired | approval-expired | approval-expired | approval-expired | ✓ | decision-not-planned | stage-open | not-suspended
pending, ≥ hour 72, 1 reminded, escalated| approval-exists | reminder-not-planned | ✓                    | call-not-planned | ✓                | ✓                | approval-expired | approval-expired  | approval-pending | approval-pending | approvers-unchanged | ✓ | approval-expired | approval-expired | evidence-not-requested | approval-expired | evidence-not-requested | approval-expired | approval-expired | approval-expired | approval-expired | escalation-not-planned | decision-not-planned | stage-open | not-suspended
pending, ≥ hour 72, 2 reminded | approval-exists | reminder-not-planned | reminder-not-planned | call-not-planned | ✓                | ✓                | approval-expired | approval-expired  | approval-pending | approval-pending | approvers-unchanged | ✓ | approval-expired | approval-expired | evidence-not-requested | approval-expired | evidence-not-requested | approval-expired | approval-expired | approval-expired | approval-expired | ✓ | decision-not-planned | stage-open | not-suspended
pending, ≥ hour 72, 2 reminded, escalated| approval-exists | reminder-not-planned | reminder-not-planned | call-not-planned | ✓                | ✓                | approval-expired | approval-expired  | approval-pending | approval-pending | approvers-unchanged | ✓ | approval-expired | approval-expired | evidence-not-requested | approval-expired | evidence-not-requested | approval-expired | approval-expired | approval-expired | approval-expired | escalation-not-planned | decision-not-planned | stage-open | not-suspended
approved                       | approval-exists | approval-closed      | approval-closed      | approval-closed  | approval-closed  | approval-closed  | approval-closed  | approval-closed   | not-due          | nothing-to-erase | approval-closed | ✓ | approval-closed | approval-closed | approval-closed | approval-closed | approval-closed | approval-closed | approval-closed | approval-closed | approval-closed | approval-closed | approval-closed | approval-closed | approval-closed
approved, ≥ day 33             | approval-exists | approval-closed      | approval-closed      | approval-closed  | approval-closed  | approval-closed  | approval-closed  | approval-closed   | ✓                | nothing-to-erase | approval-closed | ✓ | approval-closed | approval-closed | approval-closed | approval-closed | approval-closed | approval-closed | approval-closed | approval-closed | approval-closed | approval-closed | approval-closed | approval-closed | approval-closed
approved, retention over       | approval-exists | approval-closed      | approval-closed      | approval-closed  | approval-closed  | approval-closed  | approval-closed  | approval-closed   | nothing-retained | ✓ | approval-closed | ✓ | approval-closed | approval-closed | approval-closed | approval-closed | approval-closed | approval-closed | approval-closed | approval-closed | approval-closed | approval-closed | approval-closed | approval-closed | approval-closed
approved, erased               | approval-exists | approval-closed      | approval-closed      | approval-closed  | approval-closed  | approval-closed  | approval-closed  | approval-closed   | nothing-retained | nothing-to-erase | approval-closed | ✓ | approval-closed | approval-closed | approval-closed | approval-closed | approval-closed | approval-closed | approval-closed | approval-closed | approval-closed | approval-closed | approval-closed | approval-closed | approval-closed
rejected                       | approval-exists | approval-closed      | approval-closed      | approval-closed  | approval-closed  | approval-closed  | approval-closed  | approval-closed   | not-due          | nothing-to-erase | approval-closed | ✓ | approval-closed | approval-closed | approval-closed | approval-closed | approval-closed | approval-closed | approval-closed | approval-closed | approval-closed | approval-closed | approval-closed | approval-closed | approval-closed
rejected, ≥ day 33             | approval-exists | approval-closed      | approval-closed      | approval-closed  | approval-closed  | approval-closed  | approval-closed  | approval-closed   | ✓                | nothing-to-erase | approval-closed | ✓ | approval-closed | approval-closed | approval-closed | approval-closed | approval-closed | approval-closed | approval-closed | approval-closed | approval-closed | approval-closed | approval-closed | approval-closed | approval-closed
rejected, retention over       | approval-exists | approval-closed      | approval-closed      | approval-closed  | approval-closed  | approval-closed  | approval-closed  | approval-closed   | nothing-retained | ✓ | approval-closed | ✓ | approval-closed | approval-closed | approval-closed | approval-closed | approval-closed | approval-closed | approval-closed | approval-closed | approval-closed | approval-closed | approval-closed | approval-closed | approval-closed
rejected, erased               | approval-exists | approval-closed      | approval-closed      | approval-closed  | approval-closed  | approval-closed  | approval-closed  | approval-closed   | nothing-retained | nothing-to-erase | approval-closed | ✓ | approval-closed | approval-closed | approval-closed | approval-closed | approval-closed | approval-closed | approval-closed | approval-closed | approval-closed | approval-closed | approval-closed | approval-closed | approval-closed
withdrawn                      | approval-exists | approval-closed      | approval-closed      | approval-closed  | approval-closed  | approval-closed  | approval-closed  | approval-closed   | not-due          | nothing-to-erase | approval-closed | ✓ | approval-closed | approval-closed | approval-closed | approval-closed | approval-closed | approval-closed | approval-closed | approval-closed | approval-closed | approval-closed | approval-closed | approval-closed | approval-closed
withdrawn, ≥ day 33            | approval-exists | approval-closed      | approval-closed      | approval-closed  | approval-closed  | approval-closed  | approval-closed  | approval-closed   | ✓                | nothing-to-erase | approval-closed | ✓ | approval-closed | approval-closed | approval-closed | approval-closed | approval-closed | approval-closed | approval-closed | approval-closed | approval-closed | approval-closed | approval-closed | approval-closed | approval-closed
withdrawn, retention over      | approval-exists | approval-closed      | approval-closed      | approval-closed  | approval-closed  | approval-closed  | approval-closed  | approval-closed   | nothing-retained | ✓ | approval-closed | ✓ | approval-closed | approval-closed | approval-closed | approval-closed | approval-closed | approval-closed | approval-closed | approval-closed | approval-closed | approval-closed | approval-closed | approval-closed | approval-closed
withdrawn, erased              | approval-exists | approval-closed      | approval-closed      | approval-closed  | approval-closed  | approval-closed  | approval-closed  | approval-closed   | nothing-retained | nothing-to-erase | approval-closed | ✓ | approval-closed | approval-closed | approval-closed | approval-closed | approval-closed | approval-closed | approval-closed | approval-closed | approval-closed | approval-closed | approval-closed | approval-closed | approval-closed
expired                        | approval-exists | approval-expired     | approval-expired     | approval-expired | approval-expired | approval-expired | approval-expired | approval-expired  | not-due          | nothing-to-erase | approval-expired | ✓ | approval-expired | approval-expired | approval-expired | approval-expired | approval-expired | approval-expired | approval-expired | approval-expired | approval-expired | approval-expired | approval-expired | approval-expired | approval-expired
expired, ≥ day 33              | approval-exists | approval-expired     | approval-expired     | approval-expired | approval-expired | approval-expired | approval-expired | approval-expired  | ✓                | nothing-to-erase | approval-expired | ✓ | approval-expired | approval-expired | approval-expired | approval-expired | approval-expired | approval-expired | approval-expired | approval-expired | approval-expired | approval-expired | approval-expired | approval-expired | approval-expired
expired, retention over        | approval-exists | approval-expired     | approval-expired     | approval-expired | approval-expired | approval-expired | approval-expired | approval-expired  | nothing-retained | ✓ | approval-expired | ✓ | approval-expired | approval-expired | approval-expired | approval-expired | approval-expired | approval-expired | approval-expired | approval-expired | approval-expired | approval-expired | approval-expired | approval-expired | approval-expired
expired, erased                | approval-exists | approval-expired     | approval-expired     | approval-expired | approval-expired | approval-expired | approval-expired | approval-expired  | nothing-retained | nothing-to-erase | approval-expired | ✓ | approval-expired | approval-expired | approval-expired | approval-expired | approval-expired | approval-expired | approval-expired | approval-expired | approval-expired | approval-expired | approval-expired | approval-expired | approval-expired
`;

/** Tasks by slot and number: 1.1 is m's and 1.2 is b's as manager; 2.1 is a's and 2.2 is b's as IT admin. */
const peopleTable = `
situation        | m approves       | a approves       | b approves       | b rejects 1.2    | a without reason | m takes            | m releases       | r approves       | x approves       | m approves 2.1 | m delegates      | r delegates      | m takes back
none             | approval-unknown | approval-unknown | approval-unknown | approval-unknown | approval-unknown | approval-unknown   | approval-unknown | approval-unknown | approval-unknown | approval-unknown | approval-unknown | approval-unknown | approval-unknown
nothing          | ✓                | ✓                | ✓                | ✓                | reason-missing   | ✓                  | task-not-taken   | self-approval    | not-an-approver  | task-unknown | ✓                | self-approval    | task-not-delegated
m took           | ✓                | ✓                | ✓                | task-taken       | reason-missing   | task-taken-already | ✓                | self-approval    | not-an-approver  | task-unknown | ✓                | self-approval    | task-not-delegated
1.1 done         | already-decided  | ✓                | ✓                | already-decided  | reason-missing   | already-decided    | already-decided  | self-approval    | not-an-approver  | already-decided | already-decided  | self-approval    | already-decided
1.2 done         | already-decided  | ✓                | already-decided  | already-decided  | reason-missing   | already-decided    | already-decided  | self-approval    | not-an-approver  | task-unknown | already-decided  | self-approval    | already-decided
2.1 done         | ✓                | already-decided  | ✓                | ✓                | reason-missing   | ✓                  | task-not-taken   | self-approval    | not-an-approver  | task-unknown | ✓                | self-approval    | task-not-delegated
2.1 done, m took | ✓                | already-decided  | task-taken       | task-taken       | reason-missing   | task-taken-already | ✓                | self-approval    | not-an-approver  | task-unknown | ✓                | self-approval    | task-not-delegated
2.2 done         | ✓                | already-decided  | already-decided  | already-decided  | reason-missing   | ✓                  | task-not-taken   | self-approval    | not-an-approver  | task-unknown | ✓                | self-approval    | task-not-delegated
2.2 done, m took | ✓                | already-decided  | already-decided  | already-decided  | reason-missing   | task-taken-already | ✓                | self-approval    | not-an-approver  | task-unknown | ✓                | self-approval    | task-not-delegated
too late         | approval-expired | approval-expired | approval-expired | approval-expired | approval-expired | approval-expired   | approval-expired | approval-expired | approval-expired | approval-expired | approval-expired | approval-expired | approval-expired
over             | approval-closed  | approval-closed  | approval-closed  | approval-closed  | approval-closed  | approval-closed    | approval-closed  | approval-closed  | approval-closed  | approval-closed | approval-closed  | approval-closed  | approval-closed
`;

/** Counted in hours, no calendar moves it. */
const replanningTable = `
situation        | ReplanDeadlines
none             | approval-unknown
nothing          | calendar-unchanged
m took           | calendar-unchanged
1.1 done         | calendar-unchanged
1.2 done         | calendar-unchanged
2.1 done         | calendar-unchanged
2.1 done, m took | calendar-unchanged
2.2 done         | calendar-unchanged
2.2 done, m took | calendar-unchanged
too late         | approval-expired
over             | approval-closed
`;

/** The policy of another matter: what an adoption does, adoption.spec.ts says. */
const adoptionTable = `
situation | AdoptPolicy
none      | approval-unknown
pending   | policy-of-another-matter
too late  | approval-expired
over      | approval-closed
`;
const adoption: ApprovalCommand = {
  type: 'AdoptPolicy',
  stored: { policyId: 'p', version: 1, policy: exportPolicy },
  roleStreams: {},
  reasonCode: 'x',
};

function adoptionRow(state: Approval, now: number): string {
  const row = peopleRow(state, now);
  return ['none', 'too late', 'over'].includes(row) ? row : 'pending';
}

function keptRow({ erased, retentionOver, expiresAt }: EndedApproval, now: number): string {
  if (erased) return ', erased';
  if (retentionOver) return ', retention over';
  return now >= expiresAt! + 30 * day ? ', ≥ day 33' : '';
}

function storyRow(state: Approval, now: number): string {
  if (state.status === 'none') return 'none';
  if (state.status !== 'pending') return `${state.status}${keptRow(state, now)}`;
  const passed = [24, 48, 60, 72].findLast((n) => now >= n * hour);
  const escalated = nextStep(state, isEscalation) === undefined ? ', escalated' : '';
  return passed === undefined ? 'pending, < hour 24' : `pending, ≥ hour ${passed}, ${state.reminded} reminded${escalated}`;
}

function peopleRow(state: Approval, now: number): string {
  if (state.status === 'none') return 'none';
  if (state.status === 'expired' || (state.status === 'pending' && now >= state.expiresAt!)) return 'too late';
  if (state.status !== 'pending') return 'over';
  const done = Object.keys(state.decided).map((taskId) => `${taskId.slice('1.1.'.length)} done`);
  const took = Object.keys(state.taken).map(() => 'm took');
  return [...done, ...took].join(', ') || 'nothing';
}

const facts: FactsIn<'approval'> = { 'it-admin': { status: 'granted', companyId: 'c', role: 'it-admin', holders: ['a', 'b'] } };
const always = (command: ApprovalCommand) => () => [{ command, facts }];
const approves = (actor: string, taskId?: string) =>
  always({ type: 'DecideTask', actor, decision: 'approve', ...(taskId !== undefined && { taskId }) });

/** When somebody decided, or it was erased, changes nothing of what may follow. */
const key = (state: Approval) =>
  state.status === 'none'
    ? state
    : {
        ...state,
        decided: Object.keys(state.decided),
        takings: undefined,
        lent: undefined,
        lendings: undefined,
        erased: 'erased' in state,
      };

describe('every state of an approval × every command', () => {
  it('is accepted or refused as the tables say', () => {
    expectTables(approval, key, [
      {
        row: storyRow,
        columns: {
          OpenApproval: always({
            type: 'OpenApproval',
            matter: { type: 'document-export', id: 'x' },
            companyId: 'c',
            subjectId: 's',
            requestedBy: 'r',
            managers: ['m', 'b'],
            roleStreams: { 'it-admin': 'role' },
          }),
          'RemindApprovers 1': always({ type: 'RemindApprovers', n: 1 }),
          'RemindApprovers 2': always({ type: 'RemindApprovers', n: 2 }),
          CallOperator: always({ type: 'CallOperator' }),
          EscalateStage: always({ type: 'EscalateStage' }),
          DecideStage: always({ type: 'DecideStage' }),
          SettleStage: always({ type: 'SettleStage' }),
          ExpireApproval: always({ type: 'ExpireApproval' }),
          ResolveApprovers: always({ type: 'ResolveApprovers', roleStreams: {}, absent: [], left: [], barred: [] }),
          CloseApproval: always({ type: 'CloseApproval' }),
          LiftSuspension: always({ type: 'LiftSuspension' }),
          EndRetention: always({ type: 'EndRetention' }),
          RecordErasure: always({ type: 'RecordErasure', items: 1 }),
          RecordUnseen: always({ type: 'RecordUnseen', people: ['m'] }),
          'r withdraws': always({ type: 'WithdrawApproval', actor: 'r' }),
          'm withdraws': always({ type: 'WithdrawApproval', actor: 'm' }),
          'x asks for evidence': always({ type: 'RequestEvidence', actor: 'x', requestId: 'q', kinds: ['photo'] }),
          cancel: always({ type: 'CancelEvidenceRequest', actor: 'm', requestId: 'q' }),
          'evidence too late': always({ type: 'ExpireEvidenceRequest' }),
          'x gives': always({ type: 'GiveEvidence', actor: 'x', requestId: 'q', kinds: ['photo'] }),
          'evidence taken': always({ type: 'TakeEvidence', requestId: 'q', kinds: ['photo'] }),
          'x comments': always({ type: 'AddComment', actor: 'x', commentId: 'n' }),
          'x reminds': always({ type: 'RequestReminder', actor: 'x' }),
          'x hands on': always({ type: 'ReassignTask', actor: 'x', taskId: '1.1.1.1', to: 'y', persons: {} }),
          'x adds': always({ type: 'AddApprover', actor: 'x', taskId: '1.1.1.1', to: 'y', persons: {} }),
        },
        written: storyTable,
      },
      {
        row: peopleRow,
        columns: {
          'm approves': approves('m'),
          'a approves': approves('a'),
          'b approves': approves('b'),
          'b rejects 1.2': always({ type: 'DecideTask', actor: 'b', decision: 'reject', taskId: '1.1.1.2', reasonCode: 'no' }),
          'a without reason': always({ type: 'DecideTask', actor: 'a', decision: 'reject' }),
          'm takes': always({ type: 'TakeTask', actor: 'm', taskId: '1.1.1.1' }),
          'm releases': always({ type: 'ReleaseTask', actor: 'm', taskId: '1.1.1.1' }),
          'r approves': approves('r'),
          'x approves': approves('x'),
          'm approves 2.1': approves('m', '1.1.2.1'),
          // What follows when a task is in the hands of a delegate: acting-for-others.spec.ts.
          'm delegates': always({ type: 'DelegateTask', actor: 'm', taskId: '1.1.1.1', to: 'x' }),
          'r delegates': always({ type: 'DelegateTask', actor: 'r', taskId: '1.1.1.1', to: 'x' }),
          'm takes back': always({ type: 'TakeTaskBack', actor: 'm', taskId: '1.1.1.1' }),
        },
        written: peopleTable,
      },
      {
        row: peopleRow,
        columns: { ReplanDeadlines: always({ type: 'ReplanDeadlines' }) },
        written: replanningTable,
      },
      { row: adoptionRow, columns: { AdoptPolicy: always(adoption) }, written: adoptionTable },
    ]);
  });
});

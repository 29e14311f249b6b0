import { given } from '#testing';
import { hour } from '../decider';
import type { FactsIn } from '../processes';
import type { Role } from '../role/role';
import { waitingFor } from './approval';
import type { ApprovalEvent } from './approval.events';
import { approval as process, type ApprovalCommand } from './approval.process';

const held = (role: 'it-admin' | 'super-admin', ...holders: string[]): Role => ({ status: 'granted', companyId: 'c', role, holders });
const facts = (itAdmins: string[], superAdmins: string[]): FactsIn<'approval'> => ({
  'it-admin': held('it-admin', ...itAdmins),
  'super-admin': held('super-admin', ...superAdmins),
});
const open = (...managers: string[]): ApprovalCommand => ({
  ...{ type: 'OpenApproval', matter: { type: 'document-export', id: 'x' }, companyId: 'c', subjectId: 's' },
  ...{ requestedBy: 'r', managers, roleStreams: { 'it-admin': 'role i', 'super-admin': 'role s' } },
});
const opened = (known: FactsIn<'approval'>, ...managers: string[]): ApprovalEvent =>
  process.decide(process.initial, open(...managers), known, 0).events[0]!;
const approval = given(process);
const approve = (actor: string, taskId?: string): ApprovalCommand => ({
  ...{ type: 'DecideTask', actor, decision: 'approve' },
  ...(taskId !== undefined && { taskId }),
});
const escalate: ApprovalCommand = { type: 'EscalateStage' };

describe('the super admin of a company (X1, P5)', () => {
  it('is asked beside those who are silent from the 60th hour on, not before', () => {
    const asked = opened(facts(['a'], ['s']), 'm');
    approval(asked)
      .when(escalate, { at: 60 * hour - 1, facts: facts(['a'], ['s']) })
      .thenRefused('not-due');
    approval(asked)
      .when(escalate, { at: 60 * hour, facts: facts(['a'], ['s']) })
      .then({
        type: 'StageEscalated',
        selector: { kind: 'superAdmin' },
        opened: [
          { slot: 1, taskId: '1.1.1.2', assignee: 's' },
          { slot: 2, taskId: '1.1.2.2', assignee: 's' },
        ],
      });
    const { events } = process.decide(approval(asked).state(), escalate, facts(['a'], ['s']), 60 * hour);
    expect(waitingFor(approval(asked, ...events).state())).toEqual(['m', 's', 'a']);
  });

  it('is asked in the place of a manager or an IT admin who has decided nothing: one person fills one slot all the same', () => {
    const known = facts(['a'], ['s']);
    const asked = opened(known, 'm');
    const escalation = process.decide(approval(asked).state(), escalate, known, 60 * hour).events;
    const bySuperAdmin = process.decide(approval(asked, ...escalation).state(), approve('s'), known, 61 * hour).events;
    approval(asked, ...escalation, ...bySuperAdmin)
      .when(approve('s', '1.1.2.2'), { at: 62 * hour, facts: known })
      .thenRefused('already-decided');
    const last = process.decide(approval(asked, ...escalation, ...bySuperAdmin).state(), approve('a'), known, 62 * hour).events;
    expect(last.map(({ type }) => type)).toEqual(['TaskDecided', 'ApprovalApproved']);
  });

  it('stands in for a slot that has nobody at the opening, and the slot says so', () => {
    const { stage } = opened(facts([], ['s']), 'm') as ApprovalEvent & { type: 'ApprovalOpened' };
    expect(stage.slots[1]).toEqual({
      ...{ selector: { kind: 'role', role: 'it-admin' }, need: 'any', fallback: { kind: 'superAdmin' } },
      tasks: [{ taskId: '1.1.2.1', assignee: 's' }],
    });
  });

  it.each<[string, string[], string[], string[]]>([
    ['the company has none', ['m'], [], []],
    ['the only one asks for it', ['m'], [], ['r']],
    ['the only one is the manager too', ['s'], [], ['s']],
    ['both slots have nobody, and there is one of them', [], [], ['s']],
  ])('stands in for nobody where %s: two different people confirm', (_, managers, itAdmins, superAdmins) => {
    approval()
      .when(open(...managers), { at: 0, facts: facts(itAdmins, superAdmins) })
      .thenRefused('approvers-missing');
  });

  it('is called in by no approval that was opened under an earlier version', () => {
    const asked = { ...opened(facts(['a'], ['s']), 'm'), policyVersion: 4 } as ApprovalEvent & { type: 'ApprovalOpened' };
    const before: ApprovalEvent = { ...asked, plan: asked.plan.slice(0, 2) };
    approval(before)
      .when(escalate, { at: 60 * hour, facts: facts(['a'], ['s']) })
      .thenRefused('escalation-not-planned');
    expect(process.due(approval(before).state()).map(({ command }) => command.type)).toEqual(['RemindApprovers', 'ExpireApproval']);
  });
});

import { hour } from '../decider';
import type { FactsIn } from '../processes';
import type { Role } from '../role/role';
import { waitingFor, type Approval } from './approval';
import { fourthApprovalPolicy } from './approval.policy';
import { approvalWith, type ApprovalCommand } from './approval.process';
import { approvalPolicies } from './matters';
import type { StagePolicy } from './policy';

/** What public reports say of comparable approval engines, tried here. */
const held = (...holders: string[]): Role => ({ status: 'granted', companyId: 'c', role: 'it-admin', holders });
const manager: StagePolicy['slots'][number] = { selector: { kind: 'manager' }, need: 'any' };
const admin: StagePolicy['slots'][number] = { selector: { kind: 'role', role: 'it-admin' }, need: 'any' };
const three: Partial<StagePolicy> = { slots: [manager, admin, { selector: { kind: 'superAdmin' }, need: 'any' }] };
const everyone: FactsIn<'approval'> = { 'it-admin': held('a', 'b'), 'super-admin': held('s') };

/** An approval of r with the managers m and n, which opens at 0 with this stage alone. */
function asked(stage: Partial<StagePolicy>, facts: FactsIn<'approval'> = everyone) {
  const stages = [{ ...fourthApprovalPolicy.stages[0], chain: [], ...stage }];
  const process = approvalWith({ 4: { ...approvalPolicies[4], 'document-export': { ...fourthApprovalPolicy, id: 'other', stages } } });
  let state: Approval = process.initial;
  const send = (command: ApprovalCommand, at = hour, known = facts): string | undefined => {
    const { events, problem } = process.decide(state, command, known, at);
    state = events.reduce((folded, event) => process.evolve(folded, event), state);
    return problem?.code;
  };
  const opened = send(
    {
      ...{ type: 'OpenApproval', matter: { type: 'document-export', id: 'x' }, companyId: 'c', subjectId: 's' },
      ...{ requestedBy: 'r', managers: ['m', 'n'], barred: [] },
      roleStreams: Object.fromEntries(Object.keys(facts).map((role) => [role, `stream of ${role}`])),
    },
    0,
  );
  const resolve = (known: FactsIn<'approval'>, left: readonly string[] = []) =>
    send({ type: 'ResolveApprovers', roleStreams: { 'it-admin': 'a', 'super-admin': 's' }, absent: [], left, barred: [] }, hour, known);
  return { opened, send, resolve, state: () => state, asks: () => waitingFor(state).toSorted(), troubles: () => process.troubles(state) };
}

const approve = (actor: string, more: object = {}): ApprovalCommand => ({ type: 'DecideTask', actor, decision: 'approve', ...more });
const reject = (actor: string) => approve(actor, { decision: 'reject', reasonCode: 'no' });

describe('a quorum', () => {
  it('of two of three is never reached by people who object (Flowable #3979)', () => {
    const it = asked({ ...three, rule: { quorum: 2 } });
    it.send(reject('m'));
    expect(it.state().status).toBe('pending');
    it.send(approve('a'));
    expect(it.state().status).toBe('pending');
    it.send(reject('s'));
    expect([it.state().status, it.asks()]).toEqual(['pending', ['n']]);
    it.send(reject('n'));
    expect(it.state().status).toBe('rejected');
  });

  it('counts everybody who was added after the first decision, also in slots one after another (Flowable #2036, #3133)', () => {
    const it = asked({ slots: [{ ...manager, need: 'all' }, admin], rule: 'sequential' });
    it.send(approve('m'));
    expect(it.send({ type: 'AddApprover', actor: 'n', taskId: '1.1.1.2', to: 'x', persons: {} })).toBeUndefined();
    it.send(approve('n'));
    expect([it.state().status, it.asks()]).toEqual(['pending', ['x']]);
    it.send(approve('x'));
    expect(it.asks()).toEqual(['a', 'b']);
    it.send(approve('b'));
    expect(it.state().status).toBe('approved');
  });
});

describe('who comes and who goes', () => {
  it('a person who gets the role later is asked for what waits since before (WSO2 Identity Server #5672)', () => {
    const it = asked({ slots: [admin] });
    it.resolve({ ...everyone, 'it-admin': held('a', 'b', 'later') });
    expect(it.asks()).toContain('later');
    expect(it.send(approve('later'), hour, { 'it-admin': held('a', 'b', 'later') })).toBeUndefined();
  });

  it('a task of somebody who has left goes to the others; it neither vanishes nor keeps its owner (Liferay LPS-105612, Expensify #75272)', () => {
    const it = asked({ slots: [manager] });
    it.resolve(everyone, ['m']);
    expect(it.asks()).toEqual(['n']);
    expect(it.send(approve('m'))).toBe('not-an-approver');
  });

  it('where everybody is away it waits, and an operator knows of it: it never fails by itself (Business Approvals Kit #249)', () => {
    const it = asked({ slots: [admin] });
    it.resolve({ 'it-admin': held(), 'super-admin': held() });
    expect([it.state().status, it.asks()]).toEqual(['pending', []]);
    expect(it.troubles().map(({ kind }) => kind)).toEqual(['approvers-missing']);
    it.resolve({ 'it-admin': held('new'), 'super-admin': held() });
    expect([it.asks(), it.troubles()]).toEqual([['new'], []]);
  });
});

describe('who was asked by an escalation', () => {
  const chain: StagePolicy['chain'] = [{ afterHours: 1, act: { escalate: { kind: 'superAdmin' } } }];
  const escalated = () => {
    const it = asked({ slots: [manager], chain });
    it.send({ type: 'EscalateStage' }, hour);
    expect(it.asks()).toEqual(['m', 'n', 's']);
    return it;
  };

  it('hands their task on like everybody else (One Identity Manager #338)', () => {
    const it = escalated();
    expect(
      it.send({ type: 'ReassignTask', actor: 's', taskId: '1.1.1.3', to: 't', persons: {} }, hour, { 'super-admin': held('s', 't') }),
    ).toBeUndefined();
    expect(it.asks()).toContain('t');
  });

  it('is asked once, however often it is looked (CommCare HQ #26200)', () => {
    const it = escalated();
    expect(it.send({ type: 'EscalateStage' }, hour)).toBe('escalation-not-planned');
    expect(it.send({ type: 'EscalateStage' }, 2 * hour)).toBe('escalation-not-planned');
    expect(it.asks()).toEqual(['m', 'n', 's']);
  });
});

describe('the requester', () => {
  it('is no approver, however the policy found them, and not by a second account (GRR #389, Infisical #6988)', () => {
    const it = asked({ slots: [admin] }, { 'it-admin': held('r', 'a') });
    expect(it.asks()).toEqual(['a']);
    expect(it.send(approve('r'))).toBe('self-approval');
    expect(it.send({ type: 'AddApprover', actor: 'a', taskId: '1.1.1.1', to: 'second', persons: { second: 'r' } })).toBe(
      'approver-is-the-requester',
    );
  });
});

describe('a decision', () => {
  it('counts in the very moment in which the approval opens: nothing has to wait for it first (Temporal money transfer demo #8)', () => {
    const it = asked({ slots: [manager] });
    expect(it.send(approve('n'), 0)).toBeUndefined();
    expect(it.state().status).toBe('approved');
  });

  it('that comes after another one has ended it changes nothing, and says so (Budibase #19687)', () => {
    const it = asked({ slots: [manager] });
    it.send(approve('n'));
    const ended = it.state();
    for (const late of [approve('m'), reject('m'), approve('n')]) expect(it.send(late)).toBe('approval-closed');
    expect(it.state()).toEqual(ended);
  });
});

import { given } from '#testing';
import { hour } from '../decider';
import { companyRoles, type Role } from '../role/role';
import type { ApprovalEvent } from './approval.events';
import { fourthApprovalPolicy } from './approval.policy';
import type { ApprovalPolicy, Need, Rule } from './policy';
import { approvalWith, type ApprovalCommand } from './approval.process';
import { approvalPolicies } from './matters';

/**
 * No policy of ours needs this yet, but the rules are there. Each slot has a role of its own, and the approval opens at
 * 0.
 */
function asked(rule: Rule, ...slots: readonly (readonly [Need, string])[]) {
  const [stage] = fourthApprovalPolicy.stages;
  const planned = slots.map(([need], s) => ({ need, selector: { kind: 'role', role: companyRoles[s]! } as const }));
  const policy: ApprovalPolicy = { ...fourthApprovalPolicy, id: 'other', version: 7, stages: [{ ...stage, rule, slots: planned }] };
  const facts = Object.fromEntries(
    slots.map(([, people], s): [string, Role] => [
      companyRoles[s]!,
      { status: 'granted', companyId: 'c', role: 'it-admin', holders: [...people] },
    ]),
  );
  const process = approvalWith({ 7: { ...approvalPolicies[1], 'document-export': policy } });
  const [opened] = process.decide(process.initial, open, facts, 0).events;
  return { process, facts, approval: (...events: ApprovalEvent[]) => given(process)(opened!, ...events) };
}

const open: ApprovalCommand = {
  type: 'OpenApproval',
  matter: { type: 'document-export', id: 'x' },
  companyId: 'c',
  subjectId: 's',
  requestedBy: 'r',
  managers: [],
  roleStreams: {},
};
const at = 0;
const approve = (actor: string): ApprovalCommand => ({ type: 'DecideTask', actor, decision: 'approve' });
const reject = (actor: string): ApprovalCommand => ({ ...approve(actor), decision: 'reject', reasonCode: 'no' }) as ApprovalCommand;
const approves = (taskId: string): ApprovalEvent => ({ type: 'TaskDecided', taskId: `1.1.${taskId}`, verdict: 'approve', at });
const rejects = (taskId: string): ApprovalEvent => ({ ...approves(taskId), verdict: 'reject', reasonCode: 'no' }) as ApprovalEvent;
const by = (id: string) => ({ decidedBy: { kind: 'user', id } as const });
const approved = (id: string): ApprovalEvent => ({ type: 'ApprovalApproved', ...by(id) });
const rejected = (id: string): ApprovalEvent => ({ type: 'ApprovalRejected', reasonCode: 'no', ...by(id) });

describe('an approval by any of its slots', () => {
  const { approval } = asked('any', ['any', 'ab'], ['any', 'c']);

  it('is approved by the first of them', () => {
    approval().when(approve('c'), { at }).then(approves('2.1'), approved('c'));
  });

  it('goes on after a rejection, until nobody is left who could approve it', () => {
    approval().when(reject('c'), { at }).then(rejects('2.1'));
    approval(rejects('2.1')).when(reject('a'), { at }).then(rejects('1.1'));
    approval(rejects('2.1'), rejects('1.1')).when(approve('b'), { at }).then(approves('1.2'), approved('b'));
    approval(rejects('2.1'), rejects('1.1')).when(reject('b'), { at }).then(rejects('1.2'), rejected('b'));
  });
});

describe('an approval by a quorum of its slots', () => {
  const { approval, process } = asked({ quorum: 2 }, ['any', 'a'], ['any', 'b'], ['any', 'cd']);

  it('is approved by the last one needed, and rejected by the first rejection that leaves too few', () => {
    approval().when(approve('a'), { at }).then(approves('1.1'));
    approval(approves('1.1')).when(approve('d'), { at }).then(approves('3.2'), approved('d'));
    approval().when(reject('a'), { at }).then(rejects('1.1'));
    approval(rejects('1.1')).when(reject('b'), { at }).then(rejects('2.1'), rejected('b'));
    approval(approves('1.1'), rejects('2.1')).when(reject('c'), { at }).then(rejects('3.1'));
    approval(approves('1.1'), rejects('2.1'), rejects('3.1')).when(reject('d'), { at }).then(rejects('3.2'), rejected('d'));
  });

  it('shows its rule, its policy’s version, and the state of each task', () => {
    const state = approval(rejects('1.1')).state();
    expect(process.policyVersion(state)).toBe(7);
    expect(process.view(state)).toMatchObject({
      policyId: 'other',
      round: 1,
      stages: [{ rule: { quorum: 2 }, state: 'open', slots: [{ need: 'any', tasks: [{ state: 'decided', decision: 'reject' }] }, {}, {}] }],
    });
  });

  it('lets nobody approve in a slot where that puts it out of reach', () => {
    const needed = asked({ quorum: 2 }, ['any', 'ab'], ['any', 'a'], [2, 'c']);
    needed
      .approval()
      .when({ ...approve('a'), taskId: '1.1.1.1' } as ApprovalCommand, { at })
      .thenRefused('needed-in-other-slot');
    needed.approval().when(approve('a'), { at }).then(approves('2.1'));
  });
});

describe('a slot that each of its people must fill', () => {
  const { approval } = asked('all', ['all', 'ab'], ['any', 'c']);

  it('is filled by the last of them', () => {
    approval().when(approve('a'), { at }).then(approves('1.1'));
    approval(approves('1.1'), approves('2.1')).when(approve('b'), { at }).then(approves('1.2'), approved('b'));
  });

  it('has a place for each: taking a task keeps nobody else from deciding', () => {
    approval({ type: 'TaskTaken', taskId: '1.1.1.1' }).when(approve('b'), { at }).then(approves('1.2'));
  });

  it('is lost with the first rejection, and then waits for nobody', () => {
    const other = asked('any', ['all', 'ab'], ['any', 'c']).approval({ type: 'TaskTaken', taskId: '1.1.1.2' }, rejects('1.1'));
    other.when(approve('b'), { at }).thenRefused('already-decided');
    other.when({ type: 'ReleaseTask', actor: 'b', taskId: '1.1.1.2' }, { at }).thenRefused('already-decided');
    other.when(approve('c'), { at }).then(approves('2.1'), approved('c'));
  });
});

describe('a slot that a number of people must fill', () => {
  const { approval } = asked('all', [2, 'abc']);

  it('is filled by the last of them', () => {
    approval().when(approve('a'), { at }).then(approves('1.1'));
    approval(approves('1.1')).when(approve('c'), { at }).then(approves('1.3'), approved('c'));
  });

  it('is kept from others only when all its places are taken', () => {
    const [one, two]: ApprovalEvent[] = ['1.1.1.1', '1.1.1.2'].map((taskId) => ({ type: 'TaskTaken', taskId }));
    approval(one!).when(approve('c'), { at }).then(approves('1.3'));
    approval(one!, two!).when(approve('c'), { at }).thenRefused('task-taken');
    approval(one!, approves('1.3')).when(approve('b'), { at }).thenRefused('task-taken');
  });
});

describe('a policy that too few people can fill', () => {
  it.each<[Rule, (readonly [Need, string])[]]>([
    ['all', [[3, 'ab']]],
    ['all', [['all', 'r']]],
    [
      { quorum: 2 },
      [
        ['any', 'a'],
        ['any', 'ar'],
      ],
    ],
  ])('opens nothing: %j %j', (rule, slots) => {
    const { process, facts } = asked(rule, ...slots);
    given(process)().when(open, { at: hour, facts }).thenRefused('approvers-missing');
  });
});

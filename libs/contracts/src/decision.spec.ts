import { inboxPolicy } from '#domain';
import { decideApprovals } from './decision';
import { exampleId } from './formats';

describe('many decisions in one call', () => {
  const takes = (many: number, more: object = {}) =>
    decideApprovals.safeParse({ items: Array.from({ length: many }, () => ({ approvalId: exampleId, decision: 'approve', ...more })) })
      .success;

  it('are as many as the policy says, and at least one', () => {
    expect([0, 1, inboxPolicy.decisionsMax, inboxPolicy.decisionsMax + 1].map((many) => takes(many))).toEqual([false, true, true, false]);
  });

  it.each([
    ['a reason that is a sentence', { reason: { code: 'He drinks' } }],
    ['a reason without a code', { reason: { text: 'no' } }],
    ['a number for a reason', { reason: { code: 'id-110105194912310021' } }],
    ['evidence that is raw data', { evidence: 'data:image/png;base64,AAAA' }],
    ['a task that is none', { taskId: 'first' }],
  ])('are refused as a whole for %s', (_, more) => {
    expect(takes(1, more)).toBe(false);
  });
});

import { day, hour } from '../decider';
import type { OpenedApproval } from './approval';
import { dossierClosesAt, overdueFrom } from './inbox';

const task = (taskId: string, assignee: string) => ({ taskId, assignee });
const slot = (kind: 'manager', ...tasks: ReturnType<typeof task>[]) => ({ selector: { kind }, need: 'any' as const, tasks });
const pending = {
  status: 'pending',
  matter: { type: 'document-export', id: 'm' },
  policyId: 'p',
  policyVersion: 1,
  requestedBy: 'r',
  subjectId: 's',
  round: 1,
  stages: [
    {
      index: 1,
      rule: 'all',
      distinct: true,
      slots: [slot('manager', task('1.1.1.1', 'first'), task('1.1.1.2', 'second')), slot('manager', task('1.1.2.1', 'third'))],
    },
  ],
  plan: [
    { at: 24 * hour, act: 'remind' },
    { at: 48 * hour, act: 'remind' },
  ],
  reminded: 0,
  taken: {},
  decided: {},
} as const satisfies OpenedApproval;
const decided = (at: number): OpenedApproval => ({ ...pending, decided: { '1.1.1.1': { verdict: 'approve', at } } });

describe('the people of an approval', () => {
  it('are late from its first planned step on, also once that has happened; of one without a plan never', () => {
    expect(overdueFrom(pending)).toBe(24 * hour);
    expect(overdueFrom({ ...pending, plan: pending.plan.map((step) => ({ ...step, done: true })) })).toBe(24 * hour);
    expect(overdueFrom({ ...pending, plan: [] })).toBeUndefined();
  });
});

describe('the dossier of an approval (P4)', () => {
  it('closes to an approver 7 days after their own decision, by whatever id they made it', () => {
    expect(dossierClosesAt(decided(5), ['first'], undefined)).toBe(5 + 7 * day);
    expect(dossierClosesAt(decided(5), ['other', 'first'], undefined)).toBe(5 + 7 * day);
  });

  it('stays open to those for whom something waits, and to those who may be asked again', () => {
    expect(dossierClosesAt(decided(5), ['third'], undefined)).toBeUndefined();
    // Of the same slot, which is filled.
    expect(dossierClosesAt(decided(5), ['second'], undefined)).toBeUndefined();
  });

  it('closes after the end to those who have decided nothing', () => {
    const ended: OpenedApproval = { ...decided(5), status: 'rejected' };
    expect(dossierClosesAt(ended, ['third'], 10)).toBe(10 + 7 * day);
    expect(dossierClosesAt(ended, ['first'], 10)).toBe(5 + 7 * day);
  });

  it('closes to the people of an earlier stage 7 days after the next one has opened, if they decided nothing', () => {
    const [first] = pending.stages;
    const next = { ...first, index: 2, openedAt: 20, slots: [slot('manager', task('1.2.1.1', 'later'))] };
    const inNext: OpenedApproval = { ...decided(5), stages: [first, next] };
    expect(dossierClosesAt(inNext, ['second'], undefined)).toBe(20 + 7 * day);
    expect(dossierClosesAt(inNext, ['first'], undefined)).toBe(5 + 7 * day);
    expect(dossierClosesAt(inNext, ['later'], undefined)).toBeUndefined();
    // Asked in both: what waits for them decides.
    const both = { ...next, slots: [slot('manager', task('1.2.1.1', 'second'))] };
    expect(dossierClosesAt({ ...inNext, stages: [first, both] }, ['second'], undefined)).toBeUndefined();
  });
});

import { MockActivityEnvironment } from '@temporalio/testing';
import type { Control } from '#engine';
import { createControl } from './control';

const control = {
  version: 3,
  status: 'cooling_off',
  deadlines: [{ command: 'EndCoolingOff', waitMs: 5, dueAt: 9 }],
  owed: [{ effectId: 'deregistration:1:1:endSessions:1', kind: 'endSessions', attempts: 0 }],
} as unknown as Control;

/** Runs one of the local activities as if this workflow had called it. */
async function asked(
  workflowType: string | undefined,
  workflowId: string | undefined,
  name: 'look' | 'elapse' | 'raise',
  ...given: string[]
) {
  const calls: unknown[][] = [];
  const activities = createControl({
    readControl: async (streamId) => (calls.push(['look', streamId]), control),
    fireDeadline: async (...call) => void calls.push(['elapse', ...call]),
    raiseOperatorTask: async (...call) => void calls.push(['raise', ...call]),
  });
  const environment = new MockActivityEnvironment({
    workflowType,
    inWorkflow: workflowId !== undefined,
    workflowExecution: workflowId === undefined ? undefined : { workflowId, runId: 'run' },
  });
  const answer = await environment.run(activities[name], ...given);
  return { answer, calls };
}

describe('what a workflow may ask for its own process', () => {
  it('is its state', async () => {
    expect(await asked('deregistration', 'deregistration:1', 'look')).toEqual({ answer: control, calls: [['look', 'deregistration:1']] });
  });

  it('is a timed command by its name; the answer is the newer state', async () => {
    const { answer, calls } = await asked('deregistration', 'deregistration:1', 'elapse', 'EndCoolingOff');
    expect(answer).toBe(control);
    expect(calls).toEqual([
      ['elapse', 'deregistration:1', 'EndCoolingOff'],
      ['look', 'deregistration:1'],
    ]);
  });

  it.each(['EndCoolingOff', 'deregistration:1:1:endSessions:1'])('is an operator for its own %s', async (ref) => {
    const { calls } = await asked('deregistration', 'deregistration:1', 'raise', ref);
    expect(calls.at(-1)).toEqual(['raise', 'deregistration:1', 'stuck', ref]);
  });

  it('is no operator task with foreign words', async () => {
    const { calls } = await asked('deregistration', 'deregistration:1', 'raise', 'Call +8613800138000');
    expect(calls).toEqual([['look', 'deregistration:1']]);
  });

  it.each([
    ['evil', 'deregistration:1'],
    ['account', 'deregistration:1'],
    ['deregistration', 'account:1'],
    ['deregistration', 'deregistrationx:1'],
    [undefined, 'deregistration:1'],
    ['deregistration', undefined],
  ])('is nothing for type %s with id %s', async (type, id) => {
    for (const name of ['look', 'elapse', 'raise'] as const)
      expect(await asked(type, id, name, 'EndCoolingOff')).toEqual({ answer: undefined, calls: [] });
  });
});

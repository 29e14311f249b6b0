import { MockActivityEnvironment } from '@temporalio/testing';
import type { Control } from '#engine';
import { Tries } from '../tries';
import { createControl } from './control';

const effectId = 'deregistration:1:1:endSessions:1';
const control = {
  version: 3,
  status: 'cooling_off',
  deadlines: [{ command: 'EndCoolingOff', waitMs: 5, dueAt: 9 }],
  owed: [
    { effectId, kind: 'endSessions', attempts: 0 },
    { effectId: 'deregistration:1:1:refundWallet:1', kind: 'refundWallet', attempts: 1 },
  ],
} as unknown as Control;

const seen = {
  ...control,
  owed: [{ ...control.owed[0], atOnce: true }, control.owed[1]],
  keepsAlarm: true,
  attributes: { TenureStatus: 'cooling_off' },
  level: 2,
};
let level: number | undefined;
beforeEach(() => (level = 2));

/** Runs one of the local activities as if this workflow had called it. */
async function asked(
  workflowType: string | undefined,
  workflowId: string | undefined,
  name: 'look' | 'elapse' | 'raise' | 'attempt',
  ...given: unknown[]
) {
  return askedBeside(new Tries(), workflowType, workflowId, name, ...given);
}

async function askedBeside(
  tries: Tries,
  workflowType: string | undefined,
  workflowId: string | undefined,
  name: 'look' | 'elapse' | 'raise' | 'attempt',
  ...given: unknown[]
) {
  // A look takes nothing: what a spec gives it stands in the state.
  const also = name === 'look' ? (given[0] as object | undefined) : undefined;
  const calls: unknown[][] = [];
  const engine = {
    readControl: async (streamId: string) => (calls.push(['look', streamId]), { ...control, ...also }),
    fireDeadline: async (...call: unknown[]) => void calls.push(['elapse', ...call]),
    raiseOperatorTask: async (...call: unknown[]) => void calls.push(['raise', ...call]),
  };
  const attempt = async (...call: unknown[]) => void calls.push(['attempt', ...call]);
  const activities = createControl({
    engine,
    attempt,
    tries,
    knownAttributes: () => new Set(['TenureStatus'] as const),
    level: () => level,
  });
  const environment = new MockActivityEnvironment({
    workflowType,
    inWorkflow: workflowId !== undefined,
    workflowExecution: workflowId === undefined ? undefined : { workflowId, runId: 'run' },
  });
  const answer = await environment.run(activities[name] as (...given: unknown[]) => Promise<unknown>, ...given);
  return { answer, calls };
}

describe('what a workflow may ask for its own process', () => {
  it('is its state, with an offer to try at once what was never tried', async () => {
    expect(await asked('deregistration', 'deregistration:1', 'look')).toEqual({ answer: seen, calls: [['look', 'deregistration:1']] });
  });

  it('is its state after a try that is under way on this worker', async () => {
    const tries = new Tries();
    let end!: () => void;
    const trying = tries.run(effectId, 'endSessions', () => new Promise<void>((ended) => (end = ended)));
    const looked = askedBeside(tries, 'deregistration', 'deregistration:1', 'look');
    setImmediate(() => end());
    const look = ['look', 'deregistration:1'];
    expect((await looked).calls).toEqual([look, look]);
    await trying;
  });

  it('is its state alone beside a worker that can replay no more, with the level of that worker', async () => {
    level = 1;
    expect((await asked('deregistration', 'deregistration:1', 'look')).answer).toEqual({ ...control, level: 1 });
    expect((await asked('deregistration', 'deregistration:1', 'elapse', 'EndCoolingOff')).answer).toEqual({ ...control, level: 1 });
  });

  it('is its state alone while nobody knows which workers there are', async () => {
    level = undefined;
    expect((await asked('deregistration', 'deregistration:1', 'look')).answer).toEqual(control);
  });

  it('names the call that an operator goes on with, of each trouble', async () => {
    const troubled = async (kind: string, ref: string, reason?: string) => {
      const { answer } = await asked('deregistration', 'deregistration:1', 'look', {
        troubles: [{ kind, ref, ...(reason && { reason }) }],
      });
      return (answer as { troubles: unknown }).troubles;
    };
    expect(await troubled('purge-blocked', 'refundWallet', 'open-dispute')).toEqual([
      {
        ...{ kind: 'purge-blocked', ref: 'refundWallet', reason: 'open-dispute' },
        goesOn: 'POST /v1/deregistrations/1/steps/refundWallet/retry',
      },
    ]);
    expect(await troubled('reviewers-missing', 'a-review')).toEqual([
      { kind: 'reviewers-missing', ref: 'a-review', goesOn: 'GET /v1/operator-tasks?process=deregistration:1' },
    ]);
  });

  it('is one try of its own effect; the answer is the state after it', async () => {
    const { answer, calls } = await asked('deregistration', 'deregistration:1', 'attempt', effectId, 'endSessions', 42);
    expect(answer).toEqual(seen);
    expect(calls).toEqual([
      ['attempt', effectId, 'endSessions', 42],
      ['look', 'deregistration:1'],
    ]);
  });

  it('is one try of several, after which it looks once itself', async () => {
    const { answer, calls } = await asked('deregistration', 'deregistration:1', 'attempt', effectId, 'endSessions', 42, false);
    expect([answer, calls]).toEqual([undefined, [['attempt', effectId, 'endSessions', 42]]]);
  });

  it.each(['deregistration:2:1:endSessions:1', 'deregistration:10:1:endSessions:1', ''])('is no try of %s', async (other) => {
    const { calls } = await asked('deregistration', 'deregistration:1', 'attempt', other, 'endSessions');
    expect(calls).toEqual([['look', 'deregistration:1']]);
  });

  it('is a timed command by its name; the answer is the newer state', async () => {
    const { answer, calls } = await asked('deregistration', 'deregistration:1', 'elapse', 'EndCoolingOff');
    expect(answer).toEqual(seen);
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
    for (const name of ['look', 'elapse', 'attempt', 'raise'] as const)
      expect(await asked(type, id, name, 'EndCoolingOff')).toEqual({ answer: undefined, calls: [] });
  });
});

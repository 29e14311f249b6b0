import { type ApplicationFailure } from '@temporalio/activity';
import type { Begin, BegunEffect } from '#engine';
import { ProviderRefused, ProviderUnavailable } from '#providers';
import { perform, type Performance } from './perform';
import { Undecided } from './undecided';

const begun = {
  effectId: 'deregistration:1:2:refundWallet:1',
  kind: 'refundWallet',
  n: 1,
  attempts: 1,
  owedForMs: 0,
  process: {},
} as BegunEffect;
const command = { type: 'RecordPurgeStep' };

/** Runs one activity against an engine that writes down what it is asked; returns that, and how the activity ended. */
async function attempt(begin: Begin, performance: Partial<Performance>) {
  const calls: unknown[][] = [];
  const note =
    (name: string) =>
    async (...given: unknown[]) =>
      void calls.push([name, ...given]);
  const engine = {
    begin: async () => begin,
    finish: note('finish'),
    fail: note('fail'),
    release: note('release'),
    postpone: note('postpone'),
  };
  const run = perform(engine, 'refundWallet', { act: async () => undefined, ...performance });
  const error = await run(begun.effectId).then(
    () => undefined,
    (thrown: unknown) => thrown as ApplicationFailure,
  );
  return { calls, error };
}

describe('an activity that performs an effect', () => {
  it('finishes it with the command that its result is', async () => {
    expect(await attempt({ begun }, { act: async () => command })).toEqual({
      calls: [['finish', begun.effectId, command]],
      error: undefined,
    });
  });

  it('does nothing where it is not owed', async () => {
    const act = jest.fn();
    expect(await attempt('not-owed', { act })).toEqual({ calls: [], error: undefined });
    expect(act).not.toHaveBeenCalled();
  });

  it('asks to wait as long as somebody else performs it', async () => {
    const { calls, error } = await attempt({ busyForMs: 7_000 }, {});
    expect(calls).toEqual([]);
    expect(error).toMatchObject({ type: 'Busy', nextRetryDelay: 7_000, nonRetryable: false });
  });

  it('gives its lease back and is tried again while the provider is away', async () => {
    const { calls, error } = await attempt({ begun }, { act: async () => Promise.reject(new ProviderUnavailable('messaging')) });
    expect(calls).toEqual([['release', begun.effectId]]);
    expect(error).toMatchObject({ message: 'refundWallet: ProviderUnavailable', nonRetryable: false });
  });

  it.each([
    [0, 1_000],
    [20_000.4, 20_000],
    [86_400_000, 300_000],
  ])('leaves the provider in peace that has taken it and not decided after %i ms: for %i ms', async (owedForMs, forMs) => {
    const act = async () => Promise.reject(new Undecided());
    const { calls, error } = await attempt({ begun: { ...begun, owedForMs } }, { act });
    expect(calls).toEqual([['postpone', begun.effectId, forMs]]);
    expect(error).toMatchObject({ type: 'Undecided', nextRetryDelay: forMs, nonRetryable: false });
  });

  it('records a final no where a rule reads it, and else fails with its code', async () => {
    const act = async () => Promise.reject(new ProviderRefused('wallet', 'account-closed'));
    const refused = (_: unknown, reason: string) => ({ type: `Blocked because ${reason}` });
    expect((await attempt({ begun }, { act, refused })).calls).toEqual([
      ['finish', begun.effectId, { type: 'Blocked because account-closed' }],
    ]);
    expect((await attempt({ begun }, { act })).calls).toEqual([['fail', begun.effectId, 'account-closed']]);
  });

  it('tells Temporal the kind of an error and nothing that it says', async () => {
    const quoting = Object.assign(new Error('duplicate key (phone)=(+8613800138000)'), { code: '23505' });
    const { error } = await attempt({ begun }, { act: async () => Promise.reject(quoting) });
    expect(error).toMatchObject({ message: 'refundWallet: Error 23505', type: 'Error', nonRetryable: false, cause: undefined });
    expect(`${error?.stack} ${JSON.stringify(error)}`).not.toContain('13800138000');
  });
});

import { type ApplicationFailure } from '@temporalio/activity';
import { Unavailable, type Begin, type BegunEffect } from '#engine';
import { pausePolicy } from '#pauses';
import { ProviderRefused, ProviderUnavailable } from '#providers';
import type { Effect } from './effect';
import { silent, type Fields } from '#log';
import { perform } from './perform';

const begun = {
  effectId: 'deregistration:1:2:refundWallet:1',
  kind: 'refundWallet',
  n: 1,
  attempts: 1,
  owedForMs: 0,
  process: {},
} as BegunEffect;

/** Runs one activity against an engine that records its calls; returns them, and how the activity ended. */
async function attempt(begin: Begin, declared: Partial<Effect>) {
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
    hold: note('hold'),
  };
  const effect: Effect = { process: 'deregistration', kind: 'refundWallet', act: async () => undefined, ...declared };
  const told: Fields[] = [];
  const log = { ...silent, warn: (_: string, fields: Fields = {}) => void told.push(fields) };
  const run = perform(engine, effect, {} as never, undefined, log);
  const error = await run(begun.effectId).then(
    () => undefined,
    (thrown: unknown) => thrown as ApplicationFailure,
  );
  return { calls, error, told };
}

describe('an activity that performs an effect', () => {
  it('that waits for a certain clock is tried again soon, and brings the time of Temporal', async () => {
    const heard: unknown[] = [];
    const begin = async (...given: unknown[]): Promise<Begin> => {
      heard.push(given[2]);
      throw new Unavailable('clock-ahead');
    };
    const effect: Effect = { process: 'deregistration', kind: 'refundWallet', act: async () => undefined };
    const held: unknown[] = [];
    const hold = async (...given: unknown[]) => void held.push(given);
    const run = perform({ begin, hold } as never, effect, {} as never, () => 42);
    await expect(run(begun.effectId)).rejects.toMatchObject({ type: 'ClockAhead', nextRetryDelay: 10_000, nonRetryable: false });
    expect(heard).toEqual([42]);
    expect(held).toEqual([[begun.effectId, { reason: 'clock-ahead', nextTryInMs: 10_000 }]]);
  });

  it('finishes it with the command that its answer means', async () => {
    const result = (items: unknown, { n }: { n: number }) => ({ type: 'RecordPurgeStep', items, n });
    expect(await attempt({ begun }, { act: async () => 3, result })).toEqual({
      told: [],
      calls: [['finish', begun.effectId, { type: 'RecordPurgeStep', items: 3, n: 1 }]],
      error: undefined,
    });
  });

  it.each<[string, Partial<Effect>]>([
    ['no rule reads its answer', { act: async () => 3 }],
    ['there is no answer', { act: async () => undefined, result: () => ({ type: 'RecordPurgeStep' }) }],
  ])('only finishes it where %s', async (_, declared) => {
    expect(await attempt({ begun }, declared)).toEqual({ told: [], calls: [['finish', begun.effectId, undefined]], error: undefined });
  });

  it('only finishes a message that its process owes no more', async () => {
    const act = jest.fn();
    const { calls } = await attempt({ begun: { ...begun, outdated: true } }, { act });
    expect([calls, act.mock.calls]).toEqual([[['finish', begun.effectId, undefined]], []]);
  });

  it('does nothing if the effect is not owed', async () => {
    const act = jest.fn();
    expect(await attempt('not-owed', { act })).toEqual({ told: [], calls: [], error: undefined });
    expect(act).not.toHaveBeenCalled();
  });

  it('waits and tries again while another try holds the lease', async () => {
    const { calls, error, told } = await attempt({ busyForMs: 7_000 }, {});
    expect([calls, told]).toEqual([[], []]);
    expect(error).toMatchObject({ type: 'Busy', nextRetryDelay: 7_000, nonRetryable: false });
  });

  it.each<[string, () => Promise<unknown>]>([
    ['that failed', async () => Promise.reject(new ProviderUnavailable('messaging', 'timeout'))],
    ['whose provider decides later', async () => 'pending'],
  ])('leaves a lease alone that may be of the next try by then, also where the clock was set back meanwhile: one %s', async (_, end) => {
    const hour = 3_600_000;
    jest.useFakeTimers();
    const act = async () => {
      jest.advanceTimersByTime(20_000);
      jest.setSystemTime(Date.now() - hour);
      return end();
    };
    const { calls, error } = await attempt({ begun }, { act });
    jest.useRealTimers();
    expect(calls).toEqual([]);
    expect(error).toMatchObject({ nonRetryable: false });
  });

  it.each<[string, Partial<Effect>, string]>([
    [
      'leads to people where a rule reads its answer',
      { result: () => ({ type: 'R' }), refused: (reason) => ({ type: 'R', reason }) },
      'finish',
    ],
    ['is a task of operators where none does', {}, 'fail'],
  ])('that a vendor answers with a code that no table knows ends after its last try, and %s (V1)', async (_, declared, end) => {
    const act = async () => Promise.reject(new ProviderUnavailable('face-check', 'unknown-failed-operation-new-thing'));
    const { triesOfUnknown } = pausePolicy;
    const before = await attempt({ begun: { ...begun, attempts: triesOfUnknown - 1 } }, { act, ...declared });
    expect([before.calls[0]?.[0], before.error?.nonRetryable]).toEqual(['release', false]);
    const last = await attempt({ begun: { ...begun, attempts: triesOfUnknown } }, { act, ...declared });
    expect([last.calls[0]?.[0], last.error?.nonRetryable]).toEqual([end, true]);
  });

  it('that finds its provider away is tried again however often', async () => {
    const act = async () => Promise.reject(new ProviderUnavailable('face-check', 'timeout'));
    const { calls } = await attempt({ begun: { ...begun, attempts: 1_000 } }, { act });
    expect(calls[0]?.[0]).toBe('release');
  });

  it('releases its lease and is tried again while the provider is away', async () => {
    const away = new ProviderUnavailable('messaging', 'connection-refused');
    const { calls, error } = await attempt({ begun }, { act: async () => Promise.reject(away) });
    expect(calls).toEqual([['release', begun.effectId, { reason: 'connection-refused', nextTryInMs: 1_000 }]]);
    expect(error).toMatchObject({ message: 'refundWallet: ProviderUnavailable', nonRetryable: false });
  });

  it.each([
    [1, 1_000],
    [4, 8_000],
    [9, 256_000],
    [10, 300_000],
    [5_000, 300_000],
  ])('waits after try %i as long as it records and says in the log: %i ms', async (attempts, nextTryInMs) => {
    const act = async () => Promise.reject(new ProviderUnavailable('messaging', 'timeout'));
    const before = Date.now();
    const { calls, error, told } = await attempt({ begun: { ...begun, attempts } }, { act });
    expect(calls).toEqual([['release', begun.effectId, { reason: 'timeout', nextTryInMs }]]);
    expect(error).toMatchObject({ nextRetryDelay: nextTryInMs });
    const { effectId, kind } = begun;
    expect(told).toMatchObject([{ process: 'deregistration:1', kind, effect: effectId, attempt: attempts, reason: 'timeout' }]);
    const plannedInMs = Date.parse(String(told[0]!['nextTryAt'])) - before;
    expect(plannedInMs - nextTryInMs).toBeGreaterThanOrEqual(0);
    expect(plannedInMs - nextTryInMs).toBeLessThan(10_000);
  });

  it.each<[string, Error]>([
    ['database', new Unavailable('database')],
    ['sqlstate-23505', Object.assign(new Error('key (phone)=(+8613800138000)'), { code: '23505' })],
    ['internal', new Error('about +8613800138000')],
  ])('says why it failed by a code, whatever was thrown: %s', async (reason, thrown) => {
    const { told } = await attempt({ begun }, { act: async () => Promise.reject(thrown) });
    expect(told).toMatchObject([{ reason }]);
  });

  it.each([
    [0, 1_000],
    [20_000.4, 20_000],
    [86_400_000, 300_000],
  ])('leaves the provider in peace that has taken it and not decided after %i ms: for %i ms', async (owedForMs, forMs) => {
    const { calls, error } = await attempt({ begun: { ...begun, owedForMs } }, { act: async () => 'pending' });
    expect(calls).toEqual([['postpone', begun.effectId, forMs]]);
    expect(error).toMatchObject({ type: 'Undecided', nextRetryDelay: forMs, nonRetryable: false });
  });

  it('records a final refusal if a rule reads it, else fails with its code', async () => {
    const refused = (reason: string) => ({ type: `Blocked because ${reason}` });
    const [thrown, said] = [
      async () => Promise.reject(new ProviderRefused('wallet', 'account-closed')),
      async () => ({ refused: 'account-closed' }),
    ];
    for (const act of [thrown, said]) {
      expect((await attempt({ begun }, { act, refused })).calls).toEqual([
        ['finish', begun.effectId, { type: 'Blocked because account-closed' }, { refused: 'account-closed' }],
      ]);
      expect((await attempt({ begun }, { act })).calls).toEqual([['fail', begun.effectId, 'account-closed']]);
    }
  });

  it('is not green after a final refusal: it fails for good, and names the call that goes on', async () => {
    const act = async () => Promise.reject(new ProviderRefused('wallet', 'account-closed'));
    const refused = () => ({ type: 'RecordPurgeStep' });
    const goesOn = (id: string) => `POST /v1/deregistrations/${id}/steps/refundWallet/retry`;
    const [named, byRules, byTask] = [
      await attempt({ begun: { ...begun, process: { id: '1' } as never } }, { act, refused, goesOn }),
      await attempt({ begun }, { act, refused }),
      await attempt({ begun }, { act }),
    ];
    for (const { error } of [named, byRules, byTask]) expect(error).toMatchObject({ type: 'Refused', nonRetryable: true });
    expect([named, byRules, byTask].map(({ error }) => error!.message)).toEqual([
      'refundWallet: refused (account-closed); settle it there, then POST /v1/deregistrations/1/steps/refundWallet/retry',
      'refundWallet: refused (account-closed); recorded: its process goes on by its rules',
      'refundWallet: refused (account-closed); GET /v1/operator-tasks?process=deregistration:1 has its task',
    ]);
    expect(named.told).toMatchObject([{ attempt: 1, reason: 'account-closed' }]);
    expect(named.told[0]).not.toHaveProperty('nextTryAt');
  });

  it('that cannot record a refusal is tried again', async () => {
    const act = async () => Promise.reject(new ProviderRefused('wallet', 'account-closed'));
    const refused = () => {
      throw new Unavailable('database');
    };
    const { error, calls } = await attempt({ begun }, { act, refused });
    expect(error).toMatchObject({ type: 'Unavailable', nonRetryable: false });
    expect(calls).toEqual([['release', begun.effectId, { reason: 'database', nextTryInMs: 1_000 }]]);
  });

  it('gives Temporal the kind of an error and nothing of its message', async () => {
    const quoting = Object.assign(new Error('duplicate key (phone)=(+8613800138000)'), { code: '23505' });
    const { error } = await attempt({ begun }, { act: async () => Promise.reject(quoting) });
    expect(error).toMatchObject({ message: 'refundWallet: Error 23505', type: 'Error', nonRetryable: false, cause: undefined });
    expect(`${error?.stack} ${JSON.stringify(error)}`).not.toContain('13800138000');
  });
});

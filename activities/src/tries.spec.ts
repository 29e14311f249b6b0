import { ApplicationFailure } from '@temporalio/activity';
import { Tries } from './tries';

/** Tries of one effect kind with a clock that the test moves, and work that it ends. */
function desk() {
  let at = 0;
  const tries = new Tries(() => at);
  const begun: { end: () => void; fail: (error: Error) => void }[] = [];
  const work = () => new Promise<void>((end, fail) => void begun.push({ end, fail }));
  return {
    tries,
    begun,
    run: (effectId = 'a') => tries.run(effectId, 'sendIt', work),
    pass: (ms: number) => void (at += ms),
  };
}

describe('the tries of a worker', () => {
  it('of a kind are prompt until one takes long, also while it is under way, and again after one that ended soon', async () => {
    const { tries, begun, run, pass } = desk();
    expect(tries.isPrompt('sendIt')).toBe(true);
    const slow = run('a');
    expect(tries.isPrompt('sendIt')).toBe(true);
    pass(500);
    expect(tries.isPrompt('sendIt')).toBe(false);
    expect(tries.isPrompt('another')).toBe(true);
    begun[0]!.end();
    await slow;
    expect(tries.isPrompt('sendIt')).toBe(false);
    const soon = run('b');
    begun[1]!.end();
    await soon;
    expect(tries.isPrompt('sendIt')).toBe(true);
  });

  it('of a kind are not prompt after one that failed', async () => {
    const { tries, begun, run } = desk();
    const failing = run();
    begun[0]!.fail(new Error('away'));
    await expect(failing).rejects.toThrow('away');
    expect(tries.isPrompt('sendIt')).toBe(false);
  });

  it('of a kind stay as they are after one that asked nobody, because another worker holds it', async () => {
    const { tries, begun, run } = desk();
    const failing = run('a');
    begun[0]!.fail(new Error('away'));
    await expect(failing).rejects.toThrow('away');
    const busy = run('b');
    begun[1]!.fail(ApplicationFailure.create({ message: 'it is being performed', type: 'Busy' }));
    await expect(busy).rejects.toThrow('performed');
    expect(tries.isPrompt('sendIt')).toBe(false);
  });

  it('of one effect are one while it is under way, and end alike', async () => {
    const { begun, run } = desk();
    const both = [run(), run()];
    expect(begun).toHaveLength(1);
    begun[0]!.fail(new Error('away'));
    for (const one of both) await expect(one).rejects.toThrow('away');
    void run();
    expect(begun).toHaveLength(2);
  });

  it('of one effect are two once the lease of the first may be over, and the end of the first does not hide the second', async () => {
    const { begun, run, pass } = desk();
    const first = run();
    pass(10_000);
    const second = run();
    expect(begun).toHaveLength(2);
    begun[0]!.end();
    await first;
    const joined = run();
    expect(begun).toHaveLength(2);
    begun[1]!.end();
    await Promise.all([second, joined]);
  });

  it('within a workflow task are waited for half a second, and go on', async () => {
    jest.useFakeTimers();
    const { tries, begun, run } = desk();
    let ended: Promise<void> | undefined;
    const waited = tries.soon(() => (ended = run()));
    await jest.advanceTimersByTimeAsync(500);
    await waited;
    begun[0]!.end();
    await ended;
    jest.useRealTimers();
  });

  it('within a workflow task fail as they do, and one that fails later fails nobody', async () => {
    jest.useFakeTimers();
    const { tries, begun, run } = desk();
    const failing = tries.soon(() => run('a'));
    begun[0]!.fail(new Error('away'));
    await expect(failing).rejects.toThrow('away');
    const waited = tries.soon(() => run('b'));
    await jest.advanceTimersByTimeAsync(500);
    await waited;
    begun[1]!.fail(new Error('away'));
    jest.useRealTimers();
  });

  it('that are under way are waited for half a second by a look, however they end', async () => {
    jest.useFakeTimers();
    const { tries, begun, run, pass } = desk();
    expect(await tries.join(['a'])).toBe(false);
    const failing = expect(run('a')).rejects.toThrow('away');
    const joined = tries.join(['a', 'b']);
    begun[0]!.fail(new Error('away'));
    expect(await joined).toBe(true);
    await failing;
    const slow = run('a');
    const waited = tries.join(['a']);
    await jest.advanceTimersByTimeAsync(500);
    expect(await waited).toBe(true);
    pass(500);
    expect(await tries.join(['a'])).toBe(false);
    begun[1]!.end();
    await slow;
    jest.useRealTimers();
  });

  it('within workflow tasks are eight at once', async () => {
    const { tries, begun, run } = desk();
    const waiting = Array.from({ length: 9 }, (_, n) => tries.soon(() => run(`effect ${n}`)));
    await waiting[8];
    expect(begun).toHaveLength(8);
    for (const { end } of begun) end();
    await Promise.all(waiting);
    const next = tries.soon(() => run('next'));
    expect(begun).toHaveLength(9);
    begun[8]!.end();
    await next;
  });
});

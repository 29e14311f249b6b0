import { run, Rounds, type Loop } from './loop';

const loopOf = (change: Partial<Loop>): Loop => ({
  name: 'relay',
  everyMs: 1,
  limitMs: 60_000,
  lateAfterMs: 60_000,
  round: async () => undefined,
  ...change,
});

describe('a loop of the worker', () => {
  let written: jest.SpyInstance;
  beforeEach(() => void (written = jest.spyOn(process.stdout, 'write').mockReturnValue(true)));
  afterEach(() => void written.mockRestore());
  const said = () =>
    written.mock.calls
      .map(([line]) => JSON.parse(String(line)) as { message: string; error?: string })
      .map(({ message, error }) => [message, error]);

  it('goes on after a round that fails, at once while there is more to do, and ends with the signal', async () => {
    const end = new AbortController();
    const outcomes = ['more', 'fails', 'fails', 'more', 'ends'];
    const seen: string[] = [];
    const round = async () => {
      const outcome = outcomes[seen.length]!;
      seen.push(outcome);
      if (outcome === 'fails') throw Object.assign(new Error('+8613800138000 is not unique'), { code: '23505' });
      if (outcome === 'ends') end.abort();
      return outcome === 'more';
    };
    await run(loopOf({ round }), new Rounds(), end.signal);
    expect(seen).toEqual(outcomes);
    expect(said()).toEqual([
      ['relay fails', 'Error 23505'],
      ['relay works again', undefined],
    ]);
  });

  it('does not wait for a round that hangs: it fails when its time is up, and the next one comes', async () => {
    const end = new AbortController();
    const signals: AbortSignal[] = [];
    const round = (signal: AbortSignal) => {
      signals.push(signal);
      if (signals.length === 1) return new Promise<void>(() => undefined);
      end.abort();
      return Promise.resolve();
    };
    await run(loopOf({ limitMs: 20, round }), new Rounds(), end.signal);
    expect([signals.length, signals[0]!.aborted]).toEqual([2, true]);
    expect(said()).toEqual([
      ['relay fails', 'RoundTooLong'],
      ['relay works again', undefined],
    ]);
  });

  it('tells the age of its last good round, and that it is late beyond its bound', async () => {
    jest.useFakeTimers();
    const rounds = new Rounds();
    const loops = [loopOf({ lateAfterMs: 30_000 }), loopOf({ name: 'sweeper', lateAfterMs: 90_000 })];
    expect([rounds.ages(loops), rounds.late(loops)]).toEqual([{ relay: 0, sweeper: 0 }, []]);
    jest.advanceTimersByTime(31_000);
    expect([rounds.ages(loops), rounds.late(loops)]).toEqual([{ relay: 31, sweeper: 31 }, ['relay']]);
    rounds.note('relay');
    expect([rounds.ages(loops), rounds.late(loops)]).toEqual([{ relay: 0, sweeper: 31 }, []]);
    jest.useRealTimers();
  });

  it('does not note a round that fails', async () => {
    const rounds = { note: jest.fn() } as unknown as Rounds;
    const end = new AbortController();
    const round = async () => {
      end.abort();
      throw new Error('away');
    };
    await run(loopOf({ round }), rounds, end.signal);
    expect(jest.mocked(rounds).note).not.toHaveBeenCalled();
  });

  it('does not sleep on when it is told to end', async () => {
    const end = new AbortController();
    const round = async () => void setImmediate(() => end.abort());
    const ended = run(loopOf({ name: 'housekeeping', everyMs: 3_600_000, round }), new Rounds(), end.signal);
    await expect(ended).resolves.toBeUndefined();
  });
});

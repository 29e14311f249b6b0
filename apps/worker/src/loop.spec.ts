import { run } from './loop';

describe('a loop of the worker', () => {
  it('goes on after a round that fails, at once while there is more to do, and ends with the signal', async () => {
    const written = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
    const end = new AbortController();
    const outcomes = ['more', 'fails', 'fails', 'more', 'ends'];
    const seen: string[] = [];
    await run(
      {
        name: 'relay',
        everyMs: 1,
        async round() {
          const outcome = outcomes[seen.length]!;
          seen.push(outcome);
          if (outcome === 'fails') throw Object.assign(new Error('+8613800138000 is not unique'), { code: '23505' });
          if (outcome === 'ends') end.abort();
          return outcome === 'more';
        },
      },
      end.signal,
    );
    const lines = written.mock.calls.map(([line]) => JSON.parse(String(line)) as { message: string; error?: string });
    written.mockRestore();
    expect(seen).toEqual(outcomes);
    expect(lines.map(({ message, error }) => [message, error])).toEqual([
      ['relay fails', 'Error 23505'],
      ['relay works again', undefined],
    ]);
  });

  it('does not sleep on after the signal', async () => {
    const end = new AbortController();
    const ended = run({ name: 'housekeeping', everyMs: 3_600_000, round: async () => void setImmediate(() => end.abort()) }, end.signal);
    await expect(ended).resolves.toBeUndefined();
  });
});

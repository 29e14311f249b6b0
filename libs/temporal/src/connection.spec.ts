import { connectWithRetry } from '#temporal';

describe('connecting with patience', () => {
  it('tries until it succeeds, and reports every failure', async () => {
    const failures: number[] = [];
    let tries = 0;
    const connect = async () => {
      if (++tries < 3) throw new Error('away');
      return 'connected';
    };
    const { signal } = new AbortController();
    expect(await connectWithRetry(connect, { signal, failed: (_, n) => failures.push(n) })).toBe('connected');
    expect(failures).toEqual([1, 2]);
  });

  it('stops when it is aborted, also in a pause', async () => {
    const end = new AbortController();
    const connect = async () => Promise.reject(new Error('away'));
    const connecting = connectWithRetry(connect, { signal: end.signal, failed: () => setImmediate(() => end.abort()) });
    await expect(connecting).rejects.toMatchObject({ name: 'AbortError' });
  });
});

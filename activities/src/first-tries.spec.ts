import { FirstTries } from './first-tries';
import { Tries } from './tries';

const idOf = (kind: string) => `registration:1:cause:${kind}:1`;

/** First tries of a worker whose tries the test ends. */
function desk(tries = new Tries()) {
  const begun: { effectId: string; kind: string; end: () => void; fail: (error: Error) => void }[] = [];
  const attempt = (effectId: string, kind: string) =>
    tries.run(effectId, kind, () => new Promise<void>((end, fail) => void begun.push({ effectId, kind, end, fail })));
  return { first: new FirstTries(attempt, tries), begun, tries };
}

describe('first tries', () => {
  it('are made of all that a commit owes, by the kind that the id names', async () => {
    const { first, begun } = desk();
    first.begin([idOf('checkIdentity'), idOf('tellOutcome')]);
    expect(begun).toMatchObject([
      { effectId: idOf('checkIdentity'), kind: 'checkIdentity' },
      { effectId: idOf('tellOutcome'), kind: 'tellOutcome' },
    ]);
    for (const { end } of begun) end();
    await first.close();
  });

  it('that fail are nobody else’s failure, and the next of that kind is left to its workflow', async () => {
    const { first, begun, tries } = desk();
    first.begin([idOf('checkIdentity')]);
    begun[0]!.fail(new Error('away'));
    await tries.ended();
    first.begin([idOf('checkIdentity')]);
    expect(begun).toHaveLength(1);
    await first.close();
  });

  it('are not made of a step whose refusal an operator reads in the history, nor of what this release does not know', () => {
    const { first, begun } = desk();
    first.begin([idOf('refundWallet'), idOf('ofANewerRelease'), 'registration:1:cause', '']);
    expect(begun).toEqual([]);
  });

  it('are eight at once; more are left to their workflows', async () => {
    const { first, begun } = desk();
    first.begin(Array.from({ length: 9 }, (_, n) => `${idOf('tellOutcome')}${n}`));
    expect(begun).toHaveLength(8);
    for (const { end } of begun) end();
    await first.close();
  });

  it('end with the worker, which waits for those that are under way', async () => {
    const { first, begun } = desk();
    first.begin([idOf('checkIdentity')]);
    let isClosed = false;
    const closed = first.close().then(() => (isClosed = true));
    first.begin([idOf('tellOutcome')]);
    await Promise.resolve();
    expect([begun.length, isClosed]).toEqual([1, false]);
    begun[0]!.end();
    await closed;
  });
});

import { Patience } from './patience';

/** Tries again as soon as allowed; returns the waits and the try at which the back-off ended. */
function exhaust(tries: number) {
  const patience = new Patience();
  const waits: number[] = [];
  const ends: number[] = [];
  let now = 0;
  for (let n = 1; n <= tries; n++) {
    if (patience.recordTry('a', now)) ends.push(n);
    waits.push(patience.waitMs('a', now));
    now += waits.at(-1)!;
  }
  return { waits, ends };
}

describe('patience', () => {
  it('doubles from one second to five minutes, and stays there', () => {
    expect(exhaust(11).waits).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300].map((seconds) => seconds * 1_000));
  });

  it('reports the end of the back-off exactly once', () => {
    expect(exhaust(50).ends).toEqual([10]);
  });

  it('holds an item until, not at, the end of its wait, and no other item', () => {
    const patience = new Patience();
    patience.recordTry('a', 10_000);
    expect(patience.waitMs('a', 10_999)).toBe(1);
    expect(patience.waitMs('a', 11_000)).toBe(0);
    expect(patience.waitMs('b', 10_000)).toBe(0);
  });

  it('starts again after progress', () => {
    const patience = new Patience();
    for (let n = 0; n < 5; n++) patience.recordTry('a', 0);
    patience.forget();
    patience.recordTry('a', 0);
    expect(patience.waitMs('a', 0)).toBe(1_000);
  });
});

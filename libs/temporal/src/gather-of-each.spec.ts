import { gatherOfEach } from './gather-of-each';

type Item = { key: string; versions: readonly number[] };

function desk() {
  const passed: Item[] = [];
  const gather = gatherOfEach<Item>({
    keyOf: ({ key }) => key,
    join: (earlier, later) => ({ ...later, versions: [...earlier.versions, ...later.versions] }),
    forMs: 100,
    pass: (item) => void passed.push(item),
  });
  return { passed, at: (version: number, key = 'a') => gather({ key, versions: [version] }) };
}

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

describe('what is gathered of each key', () => {
  it('is passed as one, so long after the first of it, however many follow', () => {
    const { passed, at } = desk();
    at(1);
    jest.advanceTimersByTime(60);
    at(2);
    jest.advanceTimersByTime(39);
    expect(passed).toEqual([]);
    jest.advanceTimersByTime(1);
    expect(passed).toEqual([{ key: 'a', versions: [1, 2] }]);
  });

  it('begins anew after it was passed, and does not wait for other keys', () => {
    const { passed, at } = desk();
    at(1);
    jest.advanceTimersByTime(50);
    at(1, 'b');
    jest.advanceTimersByTime(50);
    at(2);
    jest.advanceTimersByTime(100);
    expect(passed).toEqual([
      { key: 'a', versions: [1] },
      { key: 'b', versions: [1] },
      { key: 'a', versions: [2] },
    ]);
  });
});

import { newestOfEach } from './newest-of-each';

type Item = { key: string; version: number };

/** Work that the test ends, in the order in which it began. */
function desk(max = 10) {
  const begun: { item: Item; end: (ok: boolean) => void }[] = [];
  const work = (item: Item) => new Promise<boolean>((end) => void begun.push({ item, end }));
  const send = newestOfEach<Item>({ keyOf: ({ key }) => key, isNewer: (item, than) => item.version > than.version, work, max });
  const at = (version: number, key = 'a') => send({ key, version });
  return { begun, at, versions: () => begun.map(({ item }) => item.version) };
}

describe('the newest of each key', () => {
  it('follows alone when several came while one was under way; they share its answer', async () => {
    const { begun, at, versions } = desk();
    const answers = [at(1), at(2), at(4), at(3)];
    expect(versions()).toEqual([1]);
    begun[0]!.end(true);
    expect(await answers[0]).toBe(true);
    expect(versions()).toEqual([1, 4]);
    begun[1]!.end(false);
    expect(await Promise.all(answers)).toEqual([true, false, false, false]);
  });

  it('follows also after one that failed, and after another that followed', async () => {
    const { begun, at, versions } = desk();
    const first = at(1);
    const second = at(2);
    begun[0]!.end(false);
    expect(await first).toBe(false);
    const third = at(3);
    begun[1]!.end(true);
    expect(await second).toBe(true);
    begun[2]!.end(true);
    expect(await third).toBe(true);
    expect(versions()).toEqual([1, 2, 3]);
  });

  it('does not wait for other keys, up to the limit', async () => {
    const { begun, at } = desk(2);
    const one = at(1, 'a');
    void at(1, 'b');
    expect(await at(1, 'c')).toBe(false);
    begun[0]!.end(true);
    expect(await one).toBe(true);
    void at(1, 'c');
    expect(begun.map(({ item }) => item.key)).toEqual(['a', 'b', 'c']);
  });

  it('has a free place again when the last of a key is done', async () => {
    const { begun, at } = desk(1);
    const answers = [at(1), at(2)];
    begun[0]!.end(true);
    await answers[0];
    begun[1]!.end(true);
    await answers[1];
    const next = at(3, 'b');
    expect(begun).toHaveLength(3);
    begun[2]!.end(true);
    expect(await next).toBe(true);
  });
});

import { Unavailable } from './failure';
import { Gate } from './gate';

/** Work that ends when it is told to; which has begun, in order. */
function works() {
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  const work = (name: string) => () => {
    begun.push(name);
    return new Promise<string>((resolve) => ends.set(name, () => resolve(name)));
  };
  return { begun, work, end: (name: string) => ends.get(name)!() };
}
const at = (...streamIds: string[]) => new Set(streamIds);
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('the gate', () => {
  beforeEach(() => jest.useFakeTimers({ doNotFake: ['setImmediate'] }));
  afterEach(() => jest.useRealTimers());

  it('lets two work on a stream, and the next ones in the order of their coming', async () => {
    const { begun, work, end } = works();
    const gate = new Gate();
    const all = ['a', 'b', 'c', 'd'].map((name) => gate.pass(at('stream'), work(name)));
    await settled();
    expect(begun).toEqual(['a', 'b']);
    end('b');
    await settled();
    expect(begun).toEqual(['a', 'b', 'c']);
    for (const name of ['a', 'c']) end(name);
    await settled();
    end('d');
    expect(await Promise.all(all)).toEqual(['a', 'b', 'c', 'd']);
  });

  it('keeps nobody who comes for another stream, and gives the place on after work that fails', async () => {
    const { begun, work } = works();
    const gate = new Gate();
    const failing = gate.pass(at('stream'), () => Promise.reject(new Error('fails')));
    for (const name of ['a', 'b']) void gate.pass(at('stream'), work(name));
    void gate.pass(at('another'), work('c'));
    await expect(failing).rejects.toThrow('fails');
    await settled();
    expect(begun.toSorted()).toEqual(['a', 'b', 'c']);
  });

  it('gives up after ten seconds: the outcome is what a repetition finds', async () => {
    const { begun, work, end } = works();
    const gate = new Gate();
    for (const name of ['a', 'b']) void gate.pass(at('stream'), work(name));
    const late = gate.pass(at('stream'), work('late'));
    const refused = expect(late).rejects.toBeInstanceOf(Unavailable);
    await jest.advanceTimersByTimeAsync(10_000);
    await refused;
    end('a');
    await settled();
    expect(begun).toEqual(['a', 'b']);
  });

  it('gives places at several streams all at once, and keeps none for those who wait for the others', async () => {
    const { begun, work, end } = works();
    const gate = new Gate();
    for (const name of ['a', 'b']) void gate.pass(at('full'), work(name));
    const both = gate.pass(at('full', 'free'), work('both'));
    void gate.pass(at('third'), work('elsewhere'));
    await settled();
    expect(begun).toEqual(['a', 'b', 'elsewhere']);
    end('a');
    await settled();
    expect(begun).toEqual(['a', 'b', 'elsewhere', 'both']);
    end('both');
    expect(await both).toBe('both');
  });

  it('lets nobody past those who wait for one of the same streams, and the next ones in when they give up', async () => {
    const { begun, work } = works();
    const gate = new Gate();
    for (const name of ['a', 'b']) void gate.pass(at('full'), work(name));
    const late = gate.pass(at('full', 'free'), work('late'));
    const refused = expect(late).rejects.toBeInstanceOf(Unavailable);
    await jest.advanceTimersByTimeAsync(5_000);
    void gate.pass(at('free'), work('behind'));
    await settled();
    expect(begun).toEqual(['a', 'b']);
    await jest.advanceTimersByTimeAsync(5_000);
    await refused;
    await settled();
    expect(begun).toEqual(['a', 'b', 'behind']);
  });

  it('lets all try who wait for a stream beside their own, when one of them could lock it', async () => {
    const { begun, work, end } = works();
    const gate = new Gate();
    let open = () => {};
    for (const name of ['a', 'b']) {
      const opens = (_: unknown, opening: () => void) => ((open = opening), work(name)());
      void gate.pass(at(name, 'read'), opens, at(name));
    }
    for (const name of ['c', 'd', 'e']) void gate.pass(at(name, 'read'), work(name), at(name));
    void gate.pass(at('read'), work('mover'));
    await settled();
    expect(begun).toEqual(['a', 'b']);
    open();
    await settled();
    expect(begun).toEqual(['a', 'b', 'c', 'd', 'e', 'mover']);
    end('c');
  });

  it('lets nobody who tries past those who wait for the same stream of their own', async () => {
    const { begun, work, end } = works();
    const gate = new Gate();
    let open = () => {};
    void gate.pass(at('a', 'read'), (_, opening) => ((open = opening), work('a')()), at('a'));
    void gate.pass(at('b', 'read'), work('b'), at('b'));
    void gate.pass(at('own'), work('first'));
    void gate.pass(at('own', 'read'), work('tries'), at('own'));
    void gate.pass(at('own', 'third'), work('waits'));
    await settled();
    expect(begun).toEqual(['a', 'b', 'first']);
    open();
    await settled();
    expect(begun).toEqual(['a', 'b', 'first', 'tries']);
    end('first');
    await settled();
    expect(begun).toEqual(['a', 'b', 'first', 'tries', 'waits']);
  });
});

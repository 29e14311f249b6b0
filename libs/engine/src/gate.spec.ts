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
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('the gate', () => {
  beforeEach(() => jest.useFakeTimers({ doNotFake: ['setImmediate'] }));
  afterEach(() => jest.useRealTimers());

  it('lets two work on a stream, and the next ones in the order of their coming', async () => {
    const { begun, work, end } = works();
    const gate = new Gate();
    const all = ['a', 'b', 'c', 'd'].map((name) => gate.pass('stream', work(name)));
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
    const failing = gate.pass('stream', () => Promise.reject(new Error('fails')));
    for (const name of ['a', 'b']) void gate.pass('stream', work(name));
    void gate.pass('another', work('c'));
    await expect(failing).rejects.toThrow('fails');
    await settled();
    expect(begun.toSorted()).toEqual(['a', 'b', 'c']);
  });

  it('gives up after ten seconds: the outcome is what a repetition finds', async () => {
    const { begun, work, end } = works();
    const gate = new Gate();
    for (const name of ['a', 'b']) void gate.pass('stream', work(name));
    const late = gate.pass('stream', work('late'));
    const refused = expect(late).rejects.toBeInstanceOf(Unavailable);
    await jest.advanceTimersByTimeAsync(10_000);
    await refused;
    end('a');
    await settled();
    expect(begun).toEqual(['a', 'b']);
  });
});

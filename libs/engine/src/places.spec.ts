import { Unavailable } from './failure';
import { Gate } from './gate';
import { Crowded, withPlaces, type Places } from './places';

const tried = ({ at }: Places) => [...at].toSorted();

describe('a transaction that meets others at a stream', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('has a place at its own stream alone, and runs again with one where others hold a stream', async () => {
    const rounds: string[][] = [];
    const work = (places: Places) => {
      rounds.push(tried(places));
      if (!places.at.has('read')) throw new Crowded(['read']);
      places.locked();
      return Promise.resolve(tried(places));
    };
    expect(await withPlaces(new Gate(), ['own'], work)).toEqual(['own']);
    expect(rounds).toEqual([['own'], ['own', 'read']]);
  });

  it('gives way to those who have the places, and has its turn after them', async () => {
    const gate = new Gate();
    const ends: (() => void)[] = [];
    const held = ['a', 'b'].map(() => gate.pass(new Set(['read']), () => new Promise<void>((resolve) => ends.push(resolve))));
    const rounds: string[][] = [];
    const behind = withPlaces(gate, ['own'], (places) => {
      rounds.push(tried(places));
      return places.at.has('read') ? Promise.resolve('read') : Promise.reject(new Crowded(['read']));
    });
    await jest.advanceTimersByTimeAsync(1_000);
    expect(rounds).toEqual([['own']]);
    // Nothing of it keeps its own stream from others meanwhile.
    expect(await gate.pass(new Set(['another']), () => Promise.resolve('goes on'))).toBe('goes on');
    ends.forEach((end) => end());
    expect(await behind).toBe('read');
    await Promise.all(held);
  });

  it('gives up ten seconds after it came, however often it tried', async () => {
    let rounds = 0;
    const slow = () => new Promise<never>((_, reject) => setTimeout(() => reject(new Crowded([`read-${(rounds += 1)}`])), 3_000));
    const refused = expect(withPlaces(new Gate(), ['own'], slow)).rejects.toBeInstanceOf(Unavailable);
    await jest.advanceTimersByTimeAsync(12_000);
    await refused;
    expect(rounds).toBe(4);
  });

  it('throws what else the work throws', async () => {
    await expect(withPlaces(new Gate(), ['own'], () => Promise.reject(new Error('a bug')))).rejects.toThrow('a bug');
  });
});

import { mustWake } from './must-wake';

type Args = Parameters<typeof mustWake>;
const process = { workflow: true, outcome: () => undefined, status: () => 'active' };

/** True if a change of this origin wakes, that moves the next deadline. */
function wakes(origin: string, from: number | null, to: number | null): boolean {
  const move = { origin, process, before: {}, after: {}, loaded: { head: { nextDueAt: from }, effects: [] } };
  const stood = { head: { nextDueAt: to, endedAt: null }, owes: false, open: false, waits: to !== null };
  return mustWake({} as Args[0], move as unknown as Args[1], stood as unknown as Args[2]);
}

describe('an account that is used (V2)', () => {
  it('wakes its workflow only where an observation brings the next deadline nearer: a later one the alarm finds by itself', () => {
    expect([wakes('observation', 10, 20), wakes('observation', 10, 10), wakes('observation', 10, 5)]).toEqual([false, false, true]);
  });

  it('wakes it where there was nothing to wait for, and where there is nothing any more', () => {
    expect([wakes('observation', null, 5), wakes('observation', 10, null)]).toEqual([true, true]);
  });

  it('is no matter of callers: any other deadline wakes', () => {
    expect([wakes('caller', 10, 20), wakes('caller', 10, 10)]).toEqual([true, false]);
  });
});

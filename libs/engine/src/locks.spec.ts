import type { Need, NeedMode } from '#domain';
import { beyond, covers, locksOf, lockToMove, refuseUnlocked, union } from './locks';

const stream = (id: string, mode?: NeedMode): Need => ({ need: 'stream', process: 'p', id, ...(mode && { mode }) });
const read = locksOf({ one: stream('1', 'read') });

describe('the locks of a command', () => {
  it('move a stream unless its need only reads it', () => {
    expect([...locksOf({ one: stream('1'), two: stream('2', 'read') }).streams]).toEqual([
      ['p:1', 'move'],
      ['p:2', 'read'],
    ]);
  });

  it('take the stronger mode of a stream that is named twice, in any order', () => {
    for (const modes of [['read', 'move'] as const, ['move', 'read'] as const])
      expect(locksOf({ one: stream('1', modes[0]), again: stream('1', modes[1]) }).streams.get('p:1')).toBe('move');
  });

  it('to move cover a read, those to read do not cover a move', () => {
    expect([covers(lockToMove('p:1'), read), covers(read, read), covers(read, lockToMove('p:1'))]).toEqual([true, true, false]);
    expect([...beyond(read, lockToMove('p:1'))]).toEqual([['p:1', 'move']]);
  });

  it('must include a lock to move for every append: anything else is a bug', () => {
    expect(() => refuseUnlocked(read, [{ streamId: 'p:1' }])).toThrow('p:1 was not locked to be moved');
    expect(() => refuseUnlocked(read, [{ streamId: 'p:2' }])).toThrow('p:2 was not locked to be moved');
    expect(() => refuseUnlocked(union(read, lockToMove('p:1')), [{ streamId: 'p:1' }])).not.toThrow();
  });
});

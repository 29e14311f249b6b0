import { Overtaken } from '#event-store';
import { isContention } from './failure';

describe('an error of the database', () => {
  it.each(['40001', '40P01', '55P03'])('is contention, and tried again: %s', (code) => {
    expect(isContention(Object.assign(new Error('busy'), { code }))).toBe(true);
  });

  it('is contention where another made the stream, the command or the claim meanwhile', () => {
    expect(isContention(new Overtaken('created meanwhile'))).toBe(true);
  });

  it('is a bug where any other row is there already: it would be there at every further try', () => {
    expect(isContention(Object.assign(new Error('duplicate key'), { code: '23505', constraint: 'effects_pkey' }))).toBe(false);
  });
});

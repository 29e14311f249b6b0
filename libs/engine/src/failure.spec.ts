import { Overtaken } from '#event-store';
import { isContention, unavailableOr, Unavailable } from './failure';

/** What a caller gets when PostgreSQL answers this. */
function toldOf(code: string): string {
  const error = Object.assign(new Error('words that no caller sees'), { code });
  if (isContention(error)) return 'tried again';
  const thrown = unavailableOr(error);
  return thrown instanceof Unavailable ? `503 ${thrown.reason}` : 'a bug';
}

describe('an error of PostgreSQL', () => {
  it.each([
    ['08000', 'connection exception', '503 database'],
    ['08003', 'connection does not exist', '503 database'],
    ['08006', 'connection failure', '503 database'],
    ['22P02', 'invalid text representation', 'a bug'],
    ['23503', 'foreign key violation', 'a bug'],
    ['25001', 'active transaction', 'a bug'],
    ['25006', 'read-only transaction: a standby after a failover', '503 database'],
    ['25P03', 'idle-in-transaction time limit', '503 database'],
    ['25P04', 'transaction time limit', '503 database'],
    ['28000', 'invalid authorization: a rule for hosts after a failover', '503 database'],
    ['28P01', 'invalid password: one that is being changed', '503 database'],
    ['3D000', 'no such database: a server that is being set up', '503 database'],
    ['40001', 'serialization failure', 'tried again'],
    ['40003', 'statement completion unknown', '503 database'],
    ['40P01', 'deadlock', 'tried again'],
    ['42501', 'insufficient privilege', 'a bug'],
    ['42P01', 'undefined table', 'a bug'],
    ['53000', 'insufficient resources', '503 database'],
    ['53100', 'disk full', '503 database'],
    ['53200', 'out of memory', '503 database'],
    ['53300', 'too many connections', '503 database'],
    ['53400', 'configuration limit exceeded', '503 database'],
    ['55P03', 'lock not available', 'tried again'],
    ['57014', 'cancelled by a time limit', '503 database'],
    ['57P01', 'admin shutdown', '503 database'],
    ['57P02', 'crash shutdown', '503 database'],
    ['57P03', 'cannot connect now', '503 database'],
    ['57P05', 'idle session time limit', '503 database'],
    ['58030', 'I/O error', '503 database'],
    ['XX000', 'internal error', 'a bug'],
    ['XX001', 'data corrupted', 'a bug'],
  ])('%s, %s: %s', (code, _name, told) => {
    expect(toldOf(code)).toBe(told);
  });

  it.each(['ECONNREFUSED', 'ECONNRESET', 'EHOSTUNREACH', 'ENETUNREACH', 'EAI_AGAIN', 'ENOTFOUND', 'EPIPE', 'ETIMEDOUT'])(
    '%s of the network: 503 database',
    (code) => {
      expect(toldOf(code)).toBe('503 database');
    },
  );

  it('is contention where another made the stream, the command or the claim meanwhile', () => {
    expect(isContention(new Overtaken('created meanwhile'))).toBe(true);
  });

  it('is a bug where any other row is there already: it would be there at every further try', () => {
    expect(isContention(Object.assign(new Error('duplicate key'), { code: '23505', constraint: 'effects_pkey' }))).toBe(false);
  });
});

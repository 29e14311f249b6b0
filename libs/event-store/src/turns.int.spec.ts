import { eventually, freshDatabase, type FreshDatabase } from '#testing';
import { lockStreams, openDatabase, type Database, type LockMode, type Tx } from '#event-store';

/** Three streams in the order of their ids; the outer two have one hash, and the hash of the middle one is lower. */
const [first, middle, last] = [
  'account:48bd119c-ae1e-446a-8da1-a1035a152862',
  'account:bed69f3e-2a03-4981-8d28-ad398ccff1fd',
  'account:d21651f3-c73c-46c3-8140-9b658ec8c78c',
] as const;

let urls: FreshDatabase;
let database: Database;
beforeAll(async () => {
  urls = await freshDatabase();
  database = await openDatabase({ url: urls.url, applicationName: 'test', poolSize: 5 });
  await database.query(
    `INSERT INTO es.streams (stream_id, type, version, revision, head_hash, policy_version, opened_at, updated_at)
     SELECT id, 'account', 1, 1, '', 1, now(), now() FROM unnest($1::text[]) AS id`,
    [[first, middle, last]],
  );
});
afterAll(async () => {
  await database.close();
  await urls.drop();
});

const waiting = () => database.query(`SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`);
const locking = (wanted: readonly (readonly [string, LockMode])[]) => database.transaction((tx) => lockStreams(tx, new Map(wanted)));
/** How release 0.1.0 locks: without turns. */
const lockingFormerly = (streamIds: readonly string[]) =>
  database.transaction((tx) => tx.query('SELECT FROM es.streams WHERE stream_id = ANY($1) ORDER BY stream_id FOR UPDATE', [streamIds]));

type Hold = (tx: Tx) => Promise<unknown>;
const holds: readonly (readonly [string, Hold])[] = [
  ['the row of the first', (tx) => tx.query('SELECT FROM es.streams WHERE stream_id = $1 FOR UPDATE', [first])],
  ['the turn at the first', (tx) => lockStreams(tx, new Map([[first, 'move']]))],
];

/** While another transaction holds the first stream, each of these begins and waits, one after the other. */
async function behindTheFirst(hold: Hold, ...transactions: readonly (() => Promise<unknown>)[]): Promise<void> {
  const begun: Promise<unknown>[] = [];
  await database.transaction(async (tx: Tx) => {
    await hold(tx);
    for (const transaction of transactions) {
      const one = transaction();
      one.catch(() => undefined);
      begun.push(one);
      await eventually('it waits', waiting, ({ length }) => length === begun.length);
    }
  });
  await Promise.all(begun);
}

describe('two streams whose ids have one hash', () => {
  it('are these, whatever version of PostgreSQL', async () => {
    const hashes = 'SELECT hashtext($1) = hashtext($2) AS same, hashtext($3) < hashtext($1) AS lower';
    expect(await database.query(hashes, [first, last, middle])).toEqual([{ same: true, lower: true }]);
  });
});

describe.each(holds)('two streams whose ids have one hash, behind a transaction that has %s', (_, hold) => {
  it('are locked by two transactions that have a third stream in common, in whatever order, and neither waits for ever', async () => {
    const one = () =>
      locking([
        [first, 'move'],
        [middle, 'move'],
      ]);
    const other = () =>
      locking([
        [middle, 'move'],
        [last, 'move'],
      ]);
    await behindTheFirst(hold, one, other);
  });

  it('are read and moved by one transaction beside another one that does the same', async () => {
    const both = () =>
      locking([
        [first, 'read'],
        [last, 'move'],
      ]);
    await behindTheFirst(hold, both, both);
  });

  it('are locked row by row in the order of their ids, as release 0.1.0 locks', async () => {
    const ours = () =>
      locking([
        [first, 'move'],
        [middle, 'move'],
      ]);
    await behindTheFirst(hold, () => lockingFormerly([first, middle]), ours);
  });
});

import { Client } from 'pg';
import { freshDatabase, type FreshDatabase } from './database';
import { callers } from './growth/callers';
import { fill, growingTables } from './growth/fill';
import { optionsOf, Kept } from './growth/kept';
import { keepers } from './growth/keepers';
import { people } from './growth/people';
import { site, type Site } from './growth/site';
import { isStatement } from './growth/statements-in-sources';
import { sentBy, type Sent } from './statements';

/** So many that a plan for the tables of the first day would read hundreds of pages. */
const many = 20_000;

jest.setTimeout(240_000);

let database: FreshDatabase;
let world: Site;
let owner: Client;
let kept: Kept;
let options: string;

/** Every statement that the engine's pool has prepared, once for each text, with parameters that it was sent with. */
const preparedOf = ({ calls }: Sent): ReadonlyMap<string, readonly unknown[]> =>
  new Map(calls.filter(({ text, isPrepared }) => isPrepared && isStatement.test(text)).map(({ text, parameters }) => [text, parameters]));

beforeAll(async () => {
  database = await freshDatabase();
  owner = new Client({ connectionString: database.ownerUrl });
  await owner.connect();
  // Of an installation that has just begun: no table has statistics, and each has some rows.
  for (const table of await growingTables(owner)) await owner.query(`ALTER TABLE ${table} SET (autovacuum_enabled = false)`);
  const sent = await sentBy(async () => {
    world = await site(database.url);
    await callers(world, await people(world));
    await keepers(world);
  });
  options = await optionsOf(world.api.kernel.commands);
  kept = await Kept.prepared(database.url, options, preparedOf(sent));
});
afterAll(async () => {
  await kept?.close();
  await world?.api.close();
  await owner?.end();
  await database?.drop();
});

describe('a plan that was made and kept while the tables were small', () => {
  it('reads none of them, and no index, as a whole', async () => {
    expect(kept.size).toBeGreaterThan(20);
    expect(await kept.wholeReads(new Set())).toEqual([]);
  });

  it(`reads few pages more, with ${many} rows in each of them, than one that is made then`, async () => {
    await owner.query('SET session_replication_role = replica');
    // Without ANALYZE and with the indexes in place: either would make PostgreSQL plan anew.
    for (const table of await growingTables(owner)) await fill(owner, table, many, 'unnoticed');
    // What autovacuum does else: each search in such an index reads the list of what it has not sorted in yet.
    await owner.query(
      `SELECT gin_clean_pending_list(i.oid::regclass) FROM pg_class i JOIN pg_am am ON am.oid = i.relam WHERE am.amname = 'gin'`,
    );
    const before = await kept.pages();
    await owner.query('ANALYZE');
    const fresh = await kept.again(database.url, options);
    const after = await fresh.pages();
    await fresh.close();
    expect(after.size).toBeGreaterThan(10);
    // Statements that were rolled back leave versions of their row, and each later one looks at those too.
    const versions = 60;
    expect([...before].filter(([text, pages]) => pages > 2 * (after.get(text) ?? Infinity) + versions)).toEqual([]);
  });
});

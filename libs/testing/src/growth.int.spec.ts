import { Client } from 'pg';
import { freshDatabase, type FreshDatabase } from './database';
import { approvers } from './growth/approvers';
import { callers } from './growth/callers';
import { fill, growingTables, tooSmall } from './growth/fill';
import { keepers } from './growth/keepers';
import { outdatedByColumns } from './growth/outdated';
import { people } from './growth/people';
import { partialIndexes, scans } from './growth/plans';
import { site, type Site } from './growth/site';
import { isSentAs, isStatement, writtenStatements } from './growth/statements-in-sources';
import { sentBy, type Sent } from './statements';

const many = (globalThis as { rows?: number }).rows ?? 100_000;

// Two minutes on a machine that others use too; with a million rows many times as long.
jest.setTimeout(6 * many);

/** Statements that this run does not send, by the file that has them, each with its reason. */
const unsent: Readonly<Record<string, string>> = {
  'apps/worker/src/reconcile.ts': 'an operator reconciles: all processes are counted, beyond 10,000 as the planner estimates',
  'libs/anchor/src/suspects.ts': 'an operator compares the record with the anchor: verify-chain --against',
  'libs/anchor/src/interval.ts': 'an operator compares the record with the anchor: verify-chain --against',
  'libs/engine/src/clock.ts': 'only the embedded stack moves its clock',
  'libs/engine/src/try-now.ts': 'an operator tries one process now: its rows by their stream',
  'libs/engine/src/rebuild.ts': 'an operator rebuilds: every stream is read',
  'libs/event-store/src/clock-marks.ts': 'a task about a clock that is ahead: one row by its key',
  'libs/event-store/src/moved-clock.ts': 'a start in production: one row',
  'libs/event-store/src/orphans.ts': 'an operator verifies: every table is read, page by page',
  'libs/event-store/src/verify.ts': 'an operator verifies: every event is read, page by page',
};

/** Statements that may read a table as a whole, by how they begin, each with its reason. */
const mayScan: Readonly<Record<string, string>> = {
  'SELECT stream_id AS id FROM es.streams': 'this run itself looks for what it must perform',
  'SELECT effect_id AS id, kind FROM es.effects': 'this run itself looks for what providers call back about',
};

let database: FreshDatabase;
let world: Site;
let sent: Sent;
let owner: Client;
let application: Client;
let tables: readonly string[];

beforeAll(async () => {
  database = await freshDatabase();
  sent = await sentBy(async () => {
    world = await site(database.url);
    const all = await people(world);
    await callers(world, all);
    await approvers(world, all);
    await keepers(world);
  });
  owner = new Client({ connectionString: database.ownerUrl });
  application = new Client({ connectionString: database.url });
  await owner.connect();
  await application.connect();
  await owner.query('SET session_replication_role = replica');
  tables = await growingTables(owner);
  for (const table of tables) await fill(owner, table, many);
});
afterAll(async () => {
  await world?.api.close();
  await owner?.end();
  await application?.end();
  await database?.drop();
});

/** The tables that each different statement reads as a whole, with the parameters that it was sent with. */
async function found(): Promise<string[]> {
  const partial = await partialIndexes(owner);
  const told = new Set<string>();
  const seen = new Set<string>();
  for (const { text, parameters, isPrepared } of sent.calls.filter((each) => isStatement.test(each.text))) {
    // Where a parameter is missing, PostgreSQL plans another statement.
    const form = `${text} ${parameters.map((value) => (value === null ? '-' : '+')).join('')}`;
    if (seen.has(form) || Object.keys(mayScan).some((beginning) => text.startsWith(beginning))) continue;
    seen.add(form);
    for (const table of await scans(application, text, parameters, partial)) told.add(`${table} as a whole: ${text}`);
    // PostgreSQL keeps a plan for any parameters only of statements with a name.
    if (isPrepared)
      for (const table of await scans(application, text, 'unknown', partial))
        told.add(`${table} as a whole, in the plan that is kept: ${text}`);
  }
  return [...told];
}

describe(`with ${many} rows in every table that grows`, () => {
  it('the run has left a row in each of them to be cloned', async () => {
    expect(await tooSmall(owner, tables, many)).toEqual([]);
  });

  it('the run has sent every statement of the programs, but those that are named here', () => {
    const texts = [...new Set(sent.statements)];
    const missing = writtenStatements().filter((written) => !texts.some((text) => isSentAs(written, text)));
    expect(
      missing.filter(({ place }) => unsent[place.split(':')[0]!] === undefined).map(({ place, parts }) => `${place}: ${parts[0]!.trim()}`),
    ).toEqual([]);
  });

  it('no statement reads one of them as a whole', async () => {
    expect(await found()).toEqual([]);
  });

  // https://github.com/npgsql/npgsql/issues/4015
  it('a migration beside the programs may add columns: no connection keeps a statement that fails from then on', async () => {
    const kept = new Set(sent.calls.filter(({ text, isPrepared }) => isPrepared && isStatement.test(text)).map(({ text }) => text));
    expect(kept.size).toBeGreaterThan(40);
    const asterisk = 'SELECT * FROM es.streams';
    expect(await outdatedByColumns(owner, application, [...kept, asterisk])).toEqual([
      `cached plan must not change result type: ${asterisk}`,
    ]);
  });
});

import { withClient } from '#stack';
import type { FreshDatabase } from './database';
import { formerDatabase, formerRelease } from './former-release';
import { brokenPromises } from './promises';

let database: FreshDatabase;
beforeEach(async () => (database = await formerDatabase(formerRelease('0.1.0'))));
afterEach(() => database?.drop());

/** As a user who may do what the product may not. */
const plant = (statement: string) =>
  withClient(database.ownerUrl, async (client) => {
    await client.query('SET session_replication_role = replica');
    expect((await client.query(statement)).rowCount).toBeGreaterThan(0);
  });
const broken = async () => [...new Set((await brokenPromises(database)).map(({ promise }) => promise))];
const copyOf = (type: string) =>
  `INSERT INTO es.events (stream_id, version, event_id, command_id, type, schema_version, data, meta, recorded_at, hash)
   SELECT stream_id, 1000, gen_random_uuid(), command_id, type, schema_version, data, meta, recorded_at, hash FROM es.events
   WHERE type = '${type}' LIMIT 1`;
const early = (type: string) => `UPDATE es.events SET recorded_at = recorded_at - interval '1 day' WHERE type = '${type}'`;

describe('what release 0.1.0 has promised', () => {
  it('is kept by what it has recorded', async () => {
    expect(await broken()).toEqual([]);
  });

  it.each([
    ['a cooling-off ends no earlier than its request has recorded', early('CoolingOffEnded')],
    ['a number is free no earlier than the end of the purge has recorded', early('PhoneReleased')],
    ['nothing happens by the clock before a recorded deadline', early('TierRaised')],
    ['a task of an approval is decided once', copyOf('TaskDecided')],
    ['an approval has one end', copyOf('ApprovalExpired')],
    ['an identifier has one holder, who lives', `UPDATE rm.process SET status = 'purged' WHERE type = 'account' AND status = 'active'`],
    ['an account that lives has its number', 'DELETE FROM es.claims'],
  ])('%s: else it is told', async (promise, crime) => {
    await plant(crime);
    expect(await broken()).toContain(promise);
  });
});

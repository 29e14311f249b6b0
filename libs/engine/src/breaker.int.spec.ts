import { randomUUID } from 'node:crypto';
import { breakerPolicy } from '#domain';
import { tellOfBusyClients } from '#engine';
import { openDatabase, type Database } from '#event-store';
import { testEngine, type TestEngine } from '#testing';

const { codesPerHour, missesPerHour, openingsPerHour, tellAgainMinutes } = breakerPolicy;

let kernel: TestEngine;
let owner: Database;
beforeAll(async () => {
  kernel = await testEngine();
  owner = await openDatabase({ url: kernel.urls.ownerUrl, applicationName: 'breaker-spec', poolSize: 1, unhurried: true });
});
afterAll(async () => {
  await owner?.close();
  await kernel?.close();
});
beforeEach(() => owner.query('TRUNCATE vault.challenges, es.operator_tasks'));

const look = () => tellOfBusyClients(kernel.database, 'system');
const sends = (client: string, codes: number, minutesAgo = 1) =>
  owner.query(
    `INSERT INTO vault.challenges (challenge_id, purpose, kind, key, created_at, expires_at, counter)
     SELECT gen_random_uuid(), 'identifier-check', 'phone', 'k' || n, clock_timestamp() - $3 * interval '1 minute', clock_timestamp(), $1
     FROM generate_series(1, $2) n`,
    [client, codes, minutesAgo],
  );
const tasks = () => owner.query('SELECT kind, ref, resolved_at IS NULL AS open FROM es.operator_tasks ORDER BY ref');
const resolve = (minutesAgo: number) =>
  owner.query(`UPDATE es.operator_tasks SET resolved_at = clock_timestamp() - $1 * interval '1 minute'`, [minutesAgo]);

describe('a client that does much in an hour', () => {
  it('is told of once, and those who do less are not', async () => {
    await sends('client:busy', codesPerHour);
    await sends('client:usual', codesPerHour - 1);
    await sends('client:yesterday', codesPerHour, 61);
    await sends('owner', codesPerHour);
    expect(await look()).toEqual([{ kind: 'many-codes', client: 'busy', count: codesPerHour, told: true }]);
    expect(await look()).toMatchObject([{ client: 'busy', told: false }]);
    expect(await tasks()).toEqual([{ kind: 'many-codes', ref: 'busy', open: true }]);
  });

  it('is told of where the answers of many people were missed by it (R24)', async () => {
    const misses = (client: string, count: number) =>
      owner.query(
        `INSERT INTO vault.challenges (challenge_id, purpose, kind, key, created_at, expires_at, missed_by)
         SELECT gen_random_uuid(), 'security-answers', 'answers', 'k' || n, clock_timestamp(), clock_timestamp(), jsonb_build_object($1::text, 1)
         FROM generate_series(1, $2) n`,
        [client, count],
      );
    await misses('client:guessing', missesPerHour);
    await misses('client:usual', missesPerHour - 1);
    await misses('owner', missesPerHour);
    expect(await look()).toEqual([{ kind: 'many-misses', client: 'guessing', count: missesPerHour, told: true }]);
  });

  it('is told of again an hour after an operator has resolved it, not sooner, while it goes on', async () => {
    await sends('client:busy', codesPerHour);
    await look();
    await resolve(tellAgainMinutes - 1);
    expect(await look()).toMatchObject([{ client: 'busy', told: false }]);
    expect(await tasks()).toMatchObject([{ open: false }]);
    await resolve(tellAgainMinutes + 1);
    expect(await look()).toMatchObject([{ client: 'busy', told: true }]);
    expect(await tasks()).toMatchObject([{ open: true }]);
  });

  it('is told of once where several workers look at once', async () => {
    await sends('client:busy', codesPerHour);
    const seen = (await Promise.all([look(), look(), look()])).flat();
    expect(seen.filter(({ told }) => told)).toHaveLength(1);
    expect(await tasks()).toHaveLength(1);
  });

  it('counts the registrations that it opens', async () => {
    await owner.query(
      `INSERT INTO rm.process (stream_id, type, id, status, version, revision, policy_version, opened_at, updated_at, state, client)
       SELECT 'registration:' || id, 'registration', id, 'draft', 1, 1, 1, clock_timestamp(), clock_timestamp(), '{"status":"draft"}', $1
       FROM (SELECT gen_random_uuid() AS id FROM generate_series(1, $2)) made`,
      [`${randomUUID()}`, openingsPerHour],
    );
    expect(await look()).toMatchObject([{ kind: 'many-openings', count: openingsPerHour, told: true }]);
  });
});

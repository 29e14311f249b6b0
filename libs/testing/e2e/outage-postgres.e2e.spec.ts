import {
  askAgain,
  crowd,
  eventually,
  install,
  lawbreakers,
  ownPostgres,
  simulatedWorld,
  witness,
  workflowStatus,
  type Installation,
  type OwnPostgres,
  type SimulatedWorld,
  type Witness,
} from '#testing';

let postgres: OwnPostgres;
let site: Installation;
let seen: Witness;
let world: SimulatedWorld;

beforeAll(async () => {
  postgres = await ownPostgres();
  site = await install({}, { database: postgres.database });
  seen = await witness(site);
  world = simulatedWorld(site.simulatorUrl);
  await site.start('simulator', 'api', 'worker');
});
afterAll(async () => {
  await site?.close();
  await seen?.close();
  await postgres?.close();
});

const ready = async (url: string) => (await fetch(`${url}/readyz`)).status;

describe('PostgreSQL that is ended at once, and started again, under load', () => {
  const people = 100;
  const crashes = [60, 150];

  it('has the settings that survive a power cut', async () => {
    const settings = ['fsync', 'full_page_writes', 'synchronous_commit'];
    expect(await seen.sql('SELECT name, setting FROM pg_settings WHERE name = ANY($1) ORDER BY name', [settings])).toEqual(
      settings.map((name) => ({ name, setting: 'on' })),
    );
  });

  it('loses nothing that was answered; a client with a 503 asks again with the same key, and gets the answer', async () => {
    const everybody = crowd(site, { people, atOnce: 20 });
    for (const answers of crashes) {
      await eventually(
        `${answers} answers`,
        () => everybody.settled.length,
        (count) => count >= answers,
      );
      const doubts = everybody.doubts();
      await postgres.crash();
      await eventually('everybody is in doubt', everybody.doubts, (count) => count >= doubts + 20);
      expect(await ready(site.apiUrl)).toBe(503);
      await postgres.start();
    }
    await everybody.done;
    // The API itself never failed, and answered only with decisions or with 503.
    expect(new Set(everybody.settled.flatMap(({ tries }) => tries))).toEqual(new Set([201, 409, 503]));
    expect(everybody.settled.map(({ status }) => status).sort()).toEqual([
      ...Array<number>(2 * people).fill(201),
      ...Array<number>(people).fill(409),
    ]);
    expect(await seen.sql('SELECT type, count(*)::int AS count FROM es.streams GROUP BY type ORDER BY type')).toEqual([
      { type: 'account', count: people },
      { type: 'deregistration', count: people },
    ]);
    expect(await askAgain(site, everybody.settled)).toEqual([]);
    expect(await lawbreakers(site.database)).toEqual([]);
  });

  it('and the programs recover by themselves: every process has its workflow, and each person got each message once', async () => {
    await eventually(
      'both are ready',
      async () => [await ready(site.apiUrl), await ready(site.workerUrl)].join(),
      (found) => found === '200,200',
    );
    await seen.quiet(60_000);
    expect([site.isRunning('api'), site.isRunning('worker')]).toEqual([true, true]);
    const open = await seen.sql<{ id: string }>('SELECT stream_id AS id FROM es.streams WHERE finished_at IS NULL');
    const statuses = await Promise.all(open.map(({ id }) => workflowStatus(seen.client, id)));
    expect([statuses.length, new Set(statuses)]).toEqual([2 * people, new Set(['RUNNING'])]);
    const messages = await world.calls('messages');
    expect([messages.length, new Set(messages.map(({ status }) => status))]).toEqual([people, new Set([201])]);
    expect(await seen.sql(`SELECT DISTINCT kind, state FROM es.effects ORDER BY kind`)).toEqual([
      { kind: 'confirmDeregistration', state: 'done' },
      { kind: 'endSessions', state: 'done' },
    ]);
    expect(await lawbreakers(site.database)).toEqual([]);
  });
});

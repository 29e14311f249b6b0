import {
  eventually,
  install,
  lawbreakers,
  ownTemporal,
  simulatedWorld,
  witness,
  workflowStatus,
  type Installation,
  type OwnTemporal,
  type SimulatedWorld,
  type Witness,
} from '#testing';

const dayMs = 86_400_000;

let temporal: OwnTemporal;
let site: Installation;
let seen: Witness;
let world: SimulatedWorld;

beforeAll(async () => {
  temporal = await ownTemporal();
  site = await install({ TEMPORAL_ADDRESS: temporal.address, SWEEP_SECONDS: '1' }, { namespace: temporal.namespace });
  seen = await witness(site, temporal.address);
  world = simulatedWorld(site.simulatorUrl);
  await site.start('simulator', 'api', 'worker');
});
afterAll(async () => {
  await site?.close();
  await seen?.close();
  await temporal?.close();
});

const reconcile = (...args: string[]) => site.run('apps/worker/src/reconcile.js', ...args);
const running = async (ids: readonly string[]) =>
  (await Promise.all(ids.map((id) => workflowStatus(seen.client, id)))).filter((status) => status === 'RUNNING').length;
const state = async (id: string) => (await site.call('GET', `/v1/deregistrations/${id}`)).body.state;

/** Both programs reach the new, empty Temporal by themselves. */
async function loseTemporal(): Promise<void> {
  const before = await seen.facts();
  await temporal.loseEverything();
  expect(await seen.facts()).toEqual(before);
}

describe('when Temporal has lost its whole database', () => {
  const phones = ['+8613400000001', '+8613400000002', '+8613400000003'];
  let people: { accountId: string; deregistrationId: string; streamId: string }[];
  let needy: string[];

  beforeAll(async () => {
    people = await Promise.all(phones.map((phone) => seen.leaving(phone)));
    needy = people.flatMap(({ accountId, streamId }) => [`account:${accountId}`, streamId]);
    // `leaving` waits for the deregistrations alone.
    await seen.quiet();
    expect(await running(needy)).toBe(6);
  });

  it('no recorded fact changes, and `reconcile` lists the processes without a workflow, and wakes them', async () => {
    await loseTemporal();
    expect(await running(needy)).toBe(0);
    const report = await reconcile();
    expect(report.split('\n').slice(0, -1).sort()).toEqual([...needy].sort());
    expect(report).toMatch(/^6 processes need a workflow, 6 have none that runs/m);
    const before = await seen.facts();
    expect(await reconcile('--apply')).toMatch(/^6 processes woken/);
    await eventually(
      'all run',
      () => running(needy),
      (count) => count === 6,
    );
    await seen.quiet();
    expect(await seen.facts()).toEqual(before);
    expect(await reconcile()).toMatch(/^6 processes need a workflow, 0 have none/);
  });

  it('a command wakes its own process', async () => {
    await loseTemporal();
    const [{ deregistrationId, streamId }, phone] = [people[0]!, phones[0]!];
    const path = `/v1/deregistrations/${deregistrationId}`;
    const challenge = await site.call('POST', `${path}/challenges`);
    const body = { challengeId: challenge.body.challengeId, code: await world.code(phone) };
    expect((await site.call('POST', `${path}/revocation`, { body })).status).toBe(200);
    await seen.quiet();
    await eventually(
      'its workflow ends',
      () => workflowStatus(seen.client, streamId),
      (status) => status === 'COMPLETED',
    );
    expect(await world.texts(phone)).toEqual([expect.any(String), expect.stringContaining('has been undone')]);
  });

  it('an owed effect is performed by itself, a minute after the last try', async () => {
    await world.breaks('messages', { mode: 'unavailable' });
    const phone = '+8613400000004';
    const { body: account } = await site.call('POST', '/v1/accounts', { body: { phone } });
    const { body } = await site.leave(account.id as string);
    const streamId = `deregistration:${body.id as string}`;
    await world.isCalled('messages', streamId);
    await temporal.loseEverything();
    await world.heals();
    // The minute is machine time, which no test can move; its start can be moved.
    await seen.sql(
      `UPDATE es.effects SET owed_since = owed_since - interval '61 seconds', lease_until = lease_until - interval '61 seconds',
         next_try_at = clock_timestamp() - interval '61 seconds' WHERE stream_id = $1`,
      [streamId],
    );
    await seen.quiet();
    expect(await world.texts(phone)).toEqual([expect.stringContaining('You asked us to delete your account')]);
    expect(await seen.sql('SELECT DISTINCT state FROM es.effects WHERE stream_id = $1', [streamId])).toEqual([{ state: 'done' }]);
    expect(await workflowStatus(seen.client, streamId)).toBe('RUNNING');
  });

  it('the others go on by themselves, at most two minutes after their need', async () => {
    const [first, second] = people.slice(1);
    expect(await running([first!.streamId, second!.streamId])).toBe(0);
    // The sweeper forgets a process of the test before at its next round, and sweeps it at once when it is needed
    // again.
    const swept = () => seen.sql('SELECT 1 FROM es.sweeps');
    await eventually('the sweeper has forgotten', swept, ({ length }) => length === 0);
    // A minute after the need, by the installation's clock, the sweeper counts it as lost; its next round is due within
    // seconds here.
    await seen.moveClock(14 * dayMs + 61_000);
    for (const { deregistrationId } of [first!, second!])
      await eventually(
        'it is purged',
        () => state(deregistrationId),
        (found) => found === 'retained',
        60_000,
      );
    await seen.quiet();
    expect(await running([first!.streamId, second!.streamId])).toBe(2);
    expect(await seen.sql('SELECT kind FROM es.operator_tasks WHERE resolved_at IS NULL')).toEqual([]);
    expect([site.isRunning('api'), site.isRunning('worker')]).toEqual([true, true]);
    expect(await lawbreakers(site.database)).toEqual([]);
  });
});

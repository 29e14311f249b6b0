import { eventually, install, lawbreakers, simulatedWorld, witness, type Installation, type SimulatedWorld, type Witness } from '#testing';

let site: Installation;
let seen: Witness;
let world: SimulatedWorld;

beforeAll(async () => {
  site = await install();
  seen = await witness(site);
  world = simulatedWorld(site.simulatorUrl);
  await site.start('simulator', 'api', 'worker');
});
afterAll(async () => {
  await site?.close();
  await seen?.close();
});
beforeEach(() => world.heals());
// No person of one test is still leaving in the next, which would hit its faults.
afterEach(async () => expect(await advance('P14D')).toBe(200));

const advance = async (by: string) => (await site.call('POST', '/dev/clock/advance', { body: { by } })).status;
const deregistration = async (id: string) => (await site.call('GET', `/v1/deregistrations/${id}`)).body;
const tasks = async () =>
  (
    (await site.call('GET', '/v1/operator-tasks')).body as {
      items?: { taskId: string; kind: string; ref: string; process: { id: string } }[];
    }
  ).items!;
/** A refused try is red in the history, whether it was made within the task of a wake or by an activity of its own. */
const refusals = async (streamId: string) => {
  const { events } = await seen.client.workflow.getHandle(streamId).fetchHistory();
  return events!.flatMap(({ activityTaskFailedEventAttributes: failed, markerRecordedEventAttributes: marker }) => {
    const failure = (failed ?? marker)?.failure;
    return failure?.applicationFailureInfo?.type === 'Refused' ? [failure.message] : [];
  });
};
const itemsOf = async (streamId: string) =>
  Object.fromEntries(
    (
      await seen.sql<{ step: string; items: number }>(
        `SELECT data->>'step' AS step, (data->>'items')::int AS items FROM es.events WHERE stream_id = $1 AND type = 'PurgeStepCompleted'`,
        [streamId],
      )
    ).map(({ step, items }) => [step, items]),
  );

describe('a provider that is away for a while', () => {
  it('gets the call again with growing pauses, and performs it once', async () => {
    await world.breaks('messages', { mode: 'unavailable', times: 3 });
    await world.breaks('endSessions', { mode: 'unavailable', times: 2 });
    const { streamId } = await seen.leaving('+8613600000001');
    expect(await world.calls('messages', streamId)).toMatchObject([{ seen: 4, status: 201 }]);
    expect(await world.calls('endSessions', streamId)).toMatchObject([{ seen: 3, status: 200 }]);
    expect(await world.texts('+8613600000001')).toHaveLength(1);
    expect(await seen.sql('SELECT kind, state, attempts FROM es.effects WHERE stream_id = $1 ORDER BY kind', [streamId])).toEqual([
      { kind: 'confirmDeregistration', state: 'done', attempts: 4 },
      { kind: 'endSessions', state: 'done', attempts: 3 },
    ]);
  });

  it('delays neither the deadlines nor the other effects of its process', async () => {
    const { streamId, deregistrationId } = await seen.leaving('+8613600000002');
    expect(await advance('P13D')).toBe(200);
    await world.breaks('deleteEvidence', { mode: 'unavailable' });
    const arrived = advance('P1D');
    const done = async () => Object.keys(await itemsOf(streamId)).sort();
    await eventually('the others are done', done, (steps) => steps.length === 6);
    expect(await done()).toEqual(['cutCompanyTies', 'deleteChats', 'endRegistrations', 'refundWallet', 'revokeSessions', 'unbindDevices']);
    expect((await world.calls('deleteEvidence', streamId)).map(({ status }) => status)).toEqual([null]);
    await world.heals();
    expect(await arrived).toBe(200);
    expect(await deregistration(deregistrationId)).toMatchObject({ state: 'retained' });
    expect(await world.calls('deleteEvidence', streamId)).toMatchObject([{ status: 200 }]);
    expect(await done()).toHaveLength(8);
  });
});

describe('an operator who knows that a provider is back', () => {
  it('has the call made at once, and does not wait for the end of the pause', async () => {
    await world.breaks('endSessions', { mode: 'unavailable' });
    const accountId = (await site.call('POST', '/v1/accounts', { body: { phone: '+8613600000005' } })).body['id'];
    const streamId = `deregistration:${String((await site.leave(accountId as string)).body['id'])}`;
    const owed = () =>
      seen.sql<{ attempts: number; reason: string; planned: number; left: number }>(
        `SELECT attempts, reason, extract(epoch FROM next_try_at)::float8 AS planned, extract(epoch FROM next_try_at - clock_timestamp())::float8 AS left
         FROM es.effects WHERE stream_id = $1 AND kind = 'endSessions' AND state = 'begun' AND next_try_at IS NOT NULL`,
        [streamId],
      );
    // The fifth pause is of 16 s.
    const [waiting] = await eventually('it waits for long', owed, (found) => (found[0]?.left ?? 0) > 10, 60_000);
    expect(waiting).toMatchObject({ reason: 'answered-5xx' });
    await world.heals();
    const [task] = await seen.sql<{ id: string }>(
      `INSERT INTO es.operator_tasks (stream_id, kind, ref) SELECT stream_id, 'effect-keeps-failing', effect_id
       FROM es.effects WHERE stream_id = $1 AND kind = 'endSessions' RETURNING task_id AS id`,
      [streamId],
    );
    expect(await site.call('POST', `/v1/operator-tasks/${task!.id}/retry`)).toMatchObject({ status: 202 });
    const done = () =>
      seen.sql<{ at: number }>(
        `SELECT extract(epoch FROM ended_at)::float8 AS at FROM es.effects WHERE stream_id = $1 AND kind = 'endSessions' AND state = 'done'`,
        [streamId],
      );
    const [{ at }] = (await eventually('it is done', done, (found) => found.length === 1, 30_000)) as [{ at: number }];
    expect(at).toBeLessThan(waiting!.planned);
    expect((await world.calls('endSessions', streamId)).map(({ status }) => status)).toEqual([200]);
    const signals = await seen.client.workflow.getHandle(streamId).fetchHistory();
    const reasons = signals.events!.flatMap(({ workflowExecutionSignaledEventAttributes: signal }) => signal?.signalName ?? []);
    expect(reasons).toContain('TryNow');
  });
});

describe('a provider that performs a call and loses its answer', () => {
  it('gets the call again with the same key: one receipt, of the first call', async () => {
    const { streamId, deregistrationId } = await seen.leaving('+8613600000003');
    await world.breaks('messages', { mode: 'lose-answer', times: 1 });
    expect(await advance('P13D')).toBe(200);
    expect(await world.texts('+8613600000003')).toHaveLength(3);
    await world.breaks('deleteChats', { mode: 'lose-answer', times: 2 });
    // Longer than the adapter waits.
    await world.breaks('unbindDevices', { mode: 'slow', delayMs: 8_000, times: 1 });
    expect(await advance('P1D')).toBe(200);
    expect(await deregistration(deregistrationId)).toMatchObject({ state: 'retained' });
    expect(await world.calls('deleteChats', streamId)).toMatchObject([{ seen: 3, status: 200 }]);
    expect(await world.calls('unbindDevices', streamId)).toMatchObject([{ seen: 2, status: 200 }]);
    const { deleteChats, unbindDevices } = await itemsOf(streamId);
    expect(Math.min(deleteChats!, unbindDevices!)).toBeGreaterThan(0);
  });
});

describe('a holder of data that refuses a step', () => {
  it('blocks the purge and raises an operator task; the operator retries it when the cause is gone', async () => {
    const { streamId, deregistrationId } = await seen.leaving('+8613600000004');
    await world.breaks('refundWallet', { mode: 'refuse', reason: 'open-dispute' });
    expect(await advance('P14D')).toBe(200);
    expect(await deregistration(deregistrationId)).toMatchObject({
      state: 'purge_blocked',
      blocked: ['refundWallet'],
      allowed: ['RetryPurgeStep'],
    });
    const goesOn = `POST /v1/deregistrations/${deregistrationId}/steps/refundWallet/retry`;
    expect(await tasks()).toMatchObject([
      { kind: 'purge-blocked', ref: 'refundWallet', process: { id: deregistrationId }, reason: 'open-dispute', attempts: 1, goesOn },
    ]);
    // Nobody who reads the history takes the step for done.
    expect(await refusals(streamId)).toEqual([`refundWallet: refused (open-dispute); settle it there, then ${goesOn}`]);
    // Independent steps have gone on; dependent ones have not.
    expect(Object.keys(await itemsOf(streamId)).sort()).toEqual([
      'deleteChats',
      'deleteEvidence',
      'endRegistrations',
      'revokeSessions',
      'unbindDevices',
    ]);
    expect(await world.calls('cutCompanyTies', streamId)).toEqual([]);

    const retry = () =>
      site.call('POST', `/v1/deregistrations/${deregistrationId}/steps/refundWallet/retry`, { headers: { prefer: 'wait=20' } });
    expect(await retry()).toMatchObject({ status: 200, body: { state: 'purge_blocked' } });
    expect(await tasks()).toHaveLength(1);

    await world.heals();
    const [task] = await tasks();
    expect(await site.call('POST', `/v1/operator-tasks/${task!.taskId}/retry`)).toMatchObject({
      status: 202,
      body: { command: 'RetryPurgeStep' },
    });
    await eventually(
      'the purge goes on',
      () => deregistration(deregistrationId),
      ({ state }) => state === 'retained',
    );
    expect([await tasks(), await retry()]).toMatchObject([[], { status: 409, body: { code: 'step-not-blocked' } }]);
    expect((await world.calls('refundWallet', streamId)).map(({ seen: times, status }) => [times, status])).toEqual([
      [1, 422],
      [1, 422],
      [1, 200],
    ]);
    const { body } = await site.call('GET', `/v1/deregistrations/${deregistrationId}/receipts`);
    expect((body as unknown as { step: string; state: string }[]).filter(({ state }) => state === 'done')).toHaveLength(8);
  });

  it('and in all of this nothing was recorded twice', async () => {
    expect(await lawbreakers(site.database)).toEqual([]);
  });
});

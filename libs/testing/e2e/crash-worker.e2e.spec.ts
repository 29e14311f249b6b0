import {
  eventually,
  install,
  lawbreakers,
  saysCommitted,
  simulatedWorld,
  tcpProxy,
  transactionOf,
  witness,
  workflowStatus,
  type Installation,
  type Proxy,
  type SimulatedWorld,
  type Witness,
} from '#testing';

/** The lease of the killed worker must expire. On an idle machine 20 s are enough. */
const busyMachineMs = 180_000;

let site: Installation;
let seen: Witness;
let world: SimulatedWorld;
let toPostgres: Proxy;

/** The worker reaches PostgreSQL through a proxy; nothing else does. */
beforeAll(async () => {
  site = await install();
  seen = await witness(site);
  world = simulatedWorld(site.simulatorUrl);
  const url = new URL(site.database.url);
  toPostgres = await tcpProxy({ host: url.hostname, port: Number(url.port) });
  await site.start('simulator', 'api');
  url.port = String(toPostgres.port);
  site.environment.DATABASE_URL = url.href;
  await site.start('worker');
});
afterAll(async () => {
  await site?.close();
  await toPostgres?.close();
  await seen?.close();
});

const advance = async (by: string) => (await site.call('POST', '/dev/clock/advance', { body: { by } })).status;
const receipts = (streamId: string, step: string) =>
  seen.sql<{ items: number }>(
    `SELECT (data->>'items')::int AS items FROM es.events WHERE stream_id = $1 AND type = 'PurgeStepCompleted' AND data->>'step' = $2`,
    [streamId, step],
  );
const effect = async (streamId: string, kind: string) =>
  (await seen.sql('SELECT state, attempts FROM es.effects WHERE stream_id = $1 AND kind = $2', [streamId, kind]))[0];
const status = async (streamId: string) => (await site.call('GET', `/v1/deregistrations/${streamId.split(':')[1]}`)).body.state;

describe('a worker that is killed in the middle of a purge step', () => {
  let begun: string;
  let performed: string;
  let recorded: string;

  beforeAll(async () => {
    [begun, performed, recorded] = (await Promise.all(
      ['+8613700000001', '+8613700000002', '+8613700000003'].map(async (phone) => (await seen.leaving(phone)).streamId),
    )) as [string, string, string];
    expect(await advance('P13D')).toBe(200);
    // The wallet's provider performs the call, and its answer is lost.
    await world.breaks('refundWallet', { mode: 'slow', delayMs: 600_000, times: 3 });
    const [beginsHere, endsHere] = [`${begun}:`, `${recorded}:`];
    const held = new Set<string>();
    void toPostgres.holdAnswer((asked, answer) => {
      if (!saysCommitted(answer)) return false;
      const transaction = transactionOf(asked);
      const here =
        (transaction.includes('begin-effect-') && transaction.includes(beginsHere) && transaction.includes(':revokeSessions:')) ||
        (transaction.includes('PurgeStepCompleted') && transaction.includes(endsHere) && transaction.includes(':revokeSessions:'));
      if (here) held.add(transaction.includes(beginsHere) ? begun : recorded);
      return here;
    });

    const arrived = advance('P1D');
    await Promise.all([begun, performed, recorded].map((streamId) => world.isCalled('refundWallet', streamId)));
    await eventually(
      'the commits are held',
      () => held.size,
      (size) => size === 2,
    );
    expect(await receipts(recorded, 'revokeSessions')).toHaveLength(1);
    await site.kill('worker');
    toPostgres.heal();
    expect(await effect(begun, 'revokeSessions')).toEqual({ state: 'begun', attempts: 1 });
    expect(await world.calls('revokeSessions', begun)).toEqual([]);
    await site.start('worker');
    // On a busy machine the walk times out sooner than this test.
    await arrived;
    await seen.quiet(busyMachineMs);
  }, busyMachineMs);

  it('had begun it and called no provider yet: the next one performs it', async () => {
    expect(await world.calls('revokeSessions', begun)).toMatchObject([{ seen: 1, status: 200 }]);
    expect(await receipts(begun, 'revokeSessions')).toHaveLength(1);
    expect(await effect(begun, 'revokeSessions')).toEqual({ state: 'done', attempts: 2 });
  });

  it('had it performed and recorded nothing: the next one calls with the same key, and records the first result', async () => {
    const calls = await world.calls('refundWallet', performed);
    expect(calls).toMatchObject([{ seen: 2, status: 200 }]);
    const [receipt, ...others] = await receipts(performed, 'refundWallet');
    expect(others).toEqual([]);
    // A second refund would find nothing left to refund.
    expect(receipt!.items).toBeGreaterThan(0);
    expect(await effect(performed, 'refundWallet')).toEqual({ state: 'done', attempts: 2 });
  });

  it('had recorded it without Temporal’s knowledge: the next one does nothing', async () => {
    expect(await world.calls('revokeSessions', recorded)).toMatchObject([{ seen: 1, status: 200 }]);
    expect(await receipts(recorded, 'revokeSessions')).toHaveLength(1);
    expect(await effect(recorded, 'revokeSessions')).toEqual({ state: 'done', attempts: 1 });
  });

  it('delays nothing else: each purge is complete, each step with one receipt', async () => {
    for (const streamId of [begun, performed, recorded]) {
      expect([await status(streamId), await workflowStatus(seen.client, streamId)]).toEqual(['retained', 'RUNNING']);
      const steps = await seen.sql(`SELECT data->>'step' AS step FROM es.events WHERE stream_id = $1 AND type = 'PurgeStepCompleted'`, [
        streamId,
      ]);
      expect(steps).toHaveLength(8);
    }
    expect(await seen.sql(`SELECT kind, ref FROM es.operator_tasks WHERE resolved_at IS NULL`)).toEqual([]);
    expect(await lawbreakers(site.database)).toEqual([]);
  });
});

import { randomUUID } from 'node:crypto';
import {
  askAgain,
  crowd,
  eventually,
  install,
  lawbreakers,
  saysCommitted,
  simulatedWorld,
  tcpProxy,
  transactionOf,
  temporalAddress,
  witness,
  workflowStatus,
  type Call,
  type Installation,
  type Proxy,
  type SimulatedWorld,
  type Witness,
} from '#testing';

let site: Installation;
let seen: Witness;
let world: SimulatedWorld;
let toPostgres: Proxy;
let toTemporal: Proxy;
let numbers = 13_900_000_000;

/** The API reaches its servers through proxies; nothing else does. */
beforeAll(async () => {
  site = await install();
  seen = await witness(site);
  world = simulatedWorld(site.simulatorUrl);
  const [url, temporal] = [new URL(site.database.url), temporalAddress().split(':')];
  toPostgres = await tcpProxy({ host: url.hostname, port: Number(url.port) });
  toTemporal = await tcpProxy({ host: temporal[0]!, port: Number(temporal[1]) });
  await site.start('simulator');
  url.port = String(toPostgres.port);
  site.environment.DATABASE_URL = url.href;
  site.environment.TEMPORAL_ADDRESS = `127.0.0.1:${toTemporal.port}`;
  await site.start('api');
  // The first one makes the key of the service.
  await leave(await takenIn());
});
afterAll(async () => {
  await site?.close();
  await toPostgres?.close();
  await toTemporal?.close();
  await seen?.close();
});

const restart = async () => {
  toPostgres.heal();
  toTemporal.heal();
  await site.start('api');
};
const takenIn = async () => {
  const { status, body } = await site.call('POST', '/v1/accounts', { body: { phone: `+86${(numbers += 1)}` } });
  expect(status).toBe(201);
  return body.id as string;
};
const leave = (accountId: string, idempotencyKey: string = randomUUID()): Promise<Call> => site.leave(accountId, { idempotencyKey });
const lost = (call: Promise<Call>) =>
  call.then(
    ({ status }) => status,
    () => 'lost' as const,
  );
const deregistrationsOf = async (accountId: string) =>
  (
    await seen.sql<{ id: string }>(`SELECT stream_id AS id FROM es.streams WHERE type = 'deregistration' AND account_id = $1`, [accountId])
  ).map(({ id }) => id);
const typesOf = async (streamId: string) =>
  (await seen.sql<{ type: string }>('SELECT type FROM es.events WHERE stream_id = $1 ORDER BY version', [streamId])).map(
    ({ type }) => type,
  );
const recordedAnswers = async () => (await seen.sql('SELECT count(*)::int AS count FROM es.commands'))[0]!.count as number;
/** By the name of the statement that writes a whole decision: its text is on the wire once for each connection. */
const deciding = (asked: string) => transactionOf(asked).includes('append-batch');
/** What comes before that: everything is locked, and nothing is written. */
const locking = (asked: string) => transactionOf(asked).includes('lock-streams') && !deciding(asked);

describe('an API that is killed', () => {
  it('before its commit has done nothing: the same key decides for the first time', async () => {
    const [accountId, key, answersBefore] = [await takenIn(), randomUUID(), await recordedAnswers()];
    const held = toPostgres.holdAnswer(locking);
    const call = lost(leave(accountId, key));
    await held;
    await site.kill('api');
    expect(await call).toBe('lost');
    expect([await recordedAnswers(), await deregistrationsOf(accountId)]).toEqual([answersBefore, []]);
    await restart();
    const again = await leave(accountId, key);
    expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([201, null]);
    expect(await deregistrationsOf(accountId)).toEqual([`deregistration:${again.body.id as string}`]);
  });

  it('between commit and answer has decided: the same key gets the recorded answer, and nothing happens twice', async () => {
    const [accountId, key, answersBefore] = [await takenIn(), randomUUID(), await recordedAnswers()];
    const held = toPostgres.holdAnswer((asked, answer) => deciding(asked) && saysCommitted(answer));
    const call = lost(leave(accountId, key));
    await held;
    await site.kill('api');
    expect(await call).toBe('lost');
    const [streamId, ...others] = await deregistrationsOf(accountId);
    expect([await recordedAnswers(), others]).toEqual([answersBefore + 1, []]);

    await restart();
    const again = await leave(accountId, key);
    expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([201, 'true']);
    expect(again.body).toMatchObject({ id: streamId!.split(':')[1], state: 'cooling_off', version: 1 });
    expect((await leave(accountId, key)).body).toEqual(again.body);
    expect([await typesOf(streamId!), await typesOf(`account:${accountId}`)]).toEqual([
      ['DeregistrationRequested'],
      ['AccountTakenIn', 'AccountFrozen'],
    ]);
  });

  it('between commit and answer has refused, if that was its decision: the same key gets the same refusal', async () => {
    const [accountId, key] = [await takenIn(), randomUUID()];
    expect((await leave(accountId)).status).toBe(201);
    const answersBefore = await recordedAnswers();
    const held = toPostgres.holdAnswer((asked, answer) => deciding(asked) && saysCommitted(answer));
    const call = lost(leave(accountId, key));
    await held;
    await site.kill('api');
    expect([await call, await recordedAnswers()]).toEqual(['lost', answersBefore + 1]);
    await restart();
    const again = await leave(accountId, key);
    expect([again.status, again.body.code, again.headers.get('idempotency-replayed')]).toEqual([409, 'deregistration-pending', 'true']);
    expect([await recordedAnswers(), await deregistrationsOf(accountId)]).toEqual([answersBefore + 1, [expect.any(String)]]);
  });
});

describe('the workflow of a decision whose API was killed', () => {
  it('is woken by the relay, when the signal was never sent', async () => {
    const accountId = await takenIn();
    toTemporal.cut();
    const { status, body } = await leave(accountId);
    await site.kill('api');
    expect(status).toBe(201);
    const workflowId = `deregistration:${body.id as string}`;
    expect(await seen.sql('SELECT version, reason FROM es.wakes WHERE stream_id = $1', [workflowId])).toEqual([
      { version: 1, reason: 'DeregistrationRequested' },
    ]);
    expect(await workflowStatus(seen.client, workflowId)).toBe('none');

    await startWorker();
    expect(
      await eventually(
        'it runs',
        () => workflowStatus(seen.client, workflowId),
        (found) => found !== 'none',
      ),
    ).toBe('RUNNING');
    await seen.quiet();
    expect(await world.texts(`+86${numbers}`)).toEqual([expect.stringContaining('You asked us to delete your account')]);
    expect(await typesOf(workflowId)).toEqual(['DeregistrationRequested']);
    await site.stop('worker');
    await restart();
  });

  it('reads once more than it must, when the signal was sent and the wake not yet deleted', async () => {
    const accountId = await takenIn();
    const held = toTemporal.holdAnswer((asked) => asked.includes('deregistration:'));
    const { status, body } = await leave(accountId);
    await held;
    await site.kill('api');
    expect(status).toBe(201);
    const workflowId = `deregistration:${body.id as string}`;
    expect(await workflowStatus(seen.client, workflowId)).toBe('RUNNING');
    expect(await seen.sql('SELECT version FROM es.wakes WHERE stream_id = $1', [workflowId])).toEqual([{ version: 1 }]);

    await startWorker();
    await seen.quiet();
    const { events } = await seen.client.workflow.getHandle(workflowId).fetchHistory();
    // Twice; on a busy machine a third time, when the relay stopped waiting for Temporal's answer.
    expect(events!.filter(({ workflowExecutionSignaledEventAttributes: signal }) => signal).length).toBeGreaterThanOrEqual(2);
    expect(await world.texts(`+86${numbers}`)).toEqual([expect.stringContaining('You asked us to delete your account')]);
    await site.stop('worker');
    await restart();
  });
});

describe('an API that is killed again and again under load', () => {
  const people = 40;
  const kills = [25, 60, 95];

  it('loses nothing and does nothing twice: a repeated call settles each key', async () => {
    const accountsBefore = (await seen.sql(`SELECT 1 FROM es.streams WHERE type = 'account'`)).length;
    const everybody = crowd(site, { people, atOnce: 20 });
    for (const answers of kills) {
      await eventually(
        `${answers} answers`,
        () => everybody.settled.length,
        (count) => count >= answers,
      );
      await site.kill('api');
      await site.start('api');
    }
    await everybody.done;
    expect(everybody.settled.map(({ status }) => status).sort()).toEqual([
      ...Array<number>(2 * people).fill(201),
      ...Array<number>(people).fill(409),
    ]);
    // Otherwise no call was in doubt, and the test shows nothing.
    expect(everybody.settled.filter(({ tries }) => tries.includes('lost')).length).toBeGreaterThanOrEqual(kills.length);
    expect(await seen.sql(`SELECT type, count(*)::int AS count FROM es.streams GROUP BY type ORDER BY type`)).toContainEqual({
      type: 'account',
      count: accountsBefore + people,
    });

    expect(await askAgain(site, everybody.settled)).toEqual([]);
    expect(await lawbreakers(site.database)).toEqual([]);
  });
});

/** It reaches everything directly. */
async function startWorker(): Promise<void> {
  const { DATABASE_URL, TEMPORAL_ADDRESS } = site.environment as Record<'DATABASE_URL' | 'TEMPORAL_ADDRESS', string>;
  Object.assign(site.environment, { DATABASE_URL: site.database.url, TEMPORAL_ADDRESS: temporalAddress() });
  await site.start('worker');
  Object.assign(site.environment, { DATABASE_URL, TEMPORAL_ADDRESS });
}

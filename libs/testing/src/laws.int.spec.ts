import { randomUUID } from 'node:crypto';
import { withClient } from '#stack';
import { lawbreakers } from './laws';
import { testEngine, type TestEngine } from './engine';
import { life, type Life } from './life';

let engine: TestEngine;
let person: Life;
let deregistration: string;

beforeEach(async () => {
  engine = await testEngine();
  person = life(engine);
  const { accountId } = await person.takeIn('+8613800138000');
  deregistration = `deregistration:${(await person.deregister(accountId)).deregistrationId}`;
  await person.deregister(accountId);
});
afterEach(() => engine.close());

/** As a user who may do what the product may not. */
const plant = (...statements: string[]) =>
  withClient(engine.urls.ownerUrl, async (client) => {
    await client.query('SET session_replication_role = replica');
    for (const statement of statements) await client.query(statement);
  });
const broken = async () => [...new Set((await lawbreakers(engine.urls)).map(({ law }) => law))];
const copyOf = (stream: string, version: number, { type = 'type', data = 'data', meta = 'meta' } = {}) =>
  `INSERT INTO es.events (stream_id, version, event_id, command_id, type, schema_version, data, meta, recorded_at, hash)
   SELECT stream_id, ${version}, '${randomUUID()}', command_id, ${type}, schema_version, ${data}, ${meta}, recorded_at, hash FROM es.events WHERE stream_id = '${stream}' AND version = 1`;

describe('the laws', () => {
  it('are kept by accepted, joined and refused commands', async () => {
    expect(await lawbreakers(engine.urls)).toEqual([]);
  });

  it.each([
    [
      'an accepted command has one batch',
      () => [`UPDATE es.commands SET version = 7 WHERE stream_id = '${deregistration}' AND version = 1`],
    ],
    ['a command accepted is a command with events', () => [`UPDATE es.commands SET answer = '{"ok":true}' WHERE version IS NULL`]],
    ['an event has its command', () => [`DELETE FROM es.commands WHERE stream_id = '${deregistration}'`]],
    ['a reaction has its cause', () => [`UPDATE es.events SET event_id = '${randomUUID()}' WHERE stream_id = '${deregistration}'`]],
    ['a stream has no gaps', () => [`UPDATE es.events SET version = 3 WHERE stream_id = '${deregistration}'`]],
    ['a read model is where its stream is', () => [`UPDATE rm.process SET version = 9 WHERE stream_id = '${deregistration}'`]],
    [
      'a step has at most one receipt',
      () => [2, 3].map((version) => copyOf(deregistration, version, { type: `'PurgeStepCompleted'`, data: `'{"step":"refundWallet"}'` })),
    ],
    ['the chain verifies', () => [`UPDATE es.streams SET state = '{"status":"closed"}' WHERE stream_id = '${deregistration}'`]],
    ['the chain verifies', () => [`UPDATE es.events SET data = data || '{"phoneId":"x"}' WHERE stream_id = '${deregistration}'`]],
  ])('%s: else it is told', async (law, crimes) => {
    await plant(...crimes());
    expect(await broken()).toContain(law);
  });
});

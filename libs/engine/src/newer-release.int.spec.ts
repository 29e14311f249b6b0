import { processOf, type Process } from '#domain';
import { openDatabase, type Database } from '#event-store';
import { Engine, type EngineOptions } from '#engine';
import { confirmation, life, performOwed, testEngine, type Life, type TestEngine } from '#testing';

let test: TestEngine;
let owner: Database;
let steps: Life;
let phones = 0;
beforeAll(async () => {
  test = await testEngine();
  owner = await openDatabase({ url: test.urls.ownerUrl, applicationName: 'a newer release', poolSize: 1 });
  steps = life(test);
});
afterAll(async () => {
  await owner?.close();
  await test?.close();
});

const unknown = { reason: 'state-unknown' };

/** Appends, as a newer release would, an event: a copy of the last one of the stream with other columns. */
async function append(streamId: string, columns: { type?: string; schemaVersion?: number; data?: string; meta?: string }): Promise<void> {
  const { type = 'e.type', schemaVersion = 1, data = 'data', meta = 'meta' } = columns;
  await owner.query(
    `INSERT INTO es.events (stream_id, version, event_id, command_id, type, schema_version, data, meta, recorded_at, hash)
     SELECT e.stream_id, s.version + 1, gen_random_uuid(), '', ${type}, ${schemaVersion}, ${data}, ${meta}, e.recorded_at, e.hash
     FROM es.events e JOIN es.streams s USING (stream_id) WHERE stream_id = $1 AND e.version = s.version`,
    [streamId],
  );
  await owner.query('UPDATE es.streams SET version = version + 1 WHERE stream_id = $1', [streamId]);
}

/** What only a newer release can have written, and what this one says of it. */
const planted = {
  'an event of an unknown type': [(id: string) => append(id, { type: `'HeldByRegulator'` }), unknown],
  'an event with an unknown field': [(id: string) => append(id, { data: `data || '{"region":"north"}'` }), unknown],
  'an event of a later schema': [(id: string) => append(id, { schemaVersion: 2 }), unknown],
  'an unknown policy': [
    (id: string) => owner.query('UPDATE es.streams SET policy_version = 99 WHERE stream_id = $1', [id]),
    { reason: 'policy-unknown' },
  ],
  'an unknown event that moves no version': [(id: string) => append(id, { type: `'Nudged'`, meta: `meta || '{"minor":true}'` }), unknown],
} as const;
const kinds = Object.keys(planted) as (keyof typeof planted)[];
/** Kinds for which the newer program of these specs has an answer. */
const readable: readonly string[] = kinds.filter((kind) => kind !== 'an unknown policy' && kind !== 'an event of a later schema');
const matters = kinds.slice(0, 4);

const plant = (kind: keyof typeof planted, streamId: string) => planted[kind][0](streamId);
const refusal = (kind: keyof typeof planted) => planted[kind][1];

const account = async () => {
  phones += 1;
  return (await steps.takeIn(`+86138001${String(phones).padStart(5, '0')}`)).accountId;
};
const leaving = async () => (await steps.deregister(await account())).deregistrationId;

/** Everything that a command could have recorded. */
const recorded = () =>
  owner.query(
    `SELECT (SELECT count(*) FROM es.events) AS events, (SELECT count(*) FROM es.commands) AS commands, (SELECT count(*) FROM es.wakes) AS wakes,
       (SELECT json_agg(f ORDER BY effect_id) FROM es.effects f) AS effects, (SELECT count(*) FROM es.operator_tasks) AS tasks`,
  );

async function refusedWithoutTrace(kind: keyof typeof planted, command: () => Promise<unknown>): Promise<void> {
  const before = await recorded();
  await expect(command()).rejects.toMatchObject(refusal(kind));
  expect(await recorded()).toEqual(before);
}

/** A program of the newer release: it can read what this one cannot. */
function newerEngine(): Engine {
  const { options } = test.engine as unknown as { options: EngineOptions };
  const newer = (process: Process): Process => ({
    ...process,
    canFold: () => true,
    under: (version) => newer(process.under!(version)),
  });
  return new Engine({ ...options, processOf: (type) => newer(processOf(type)), shape: 'newer' });
}

describe('a stream with what only a newer release can read', () => {
  it.each(kinds)('is moved by no command of a caller, and the newer release decides the same call: %s', async (kind) => {
    const id = await leaving();
    const proof = await steps.challenge(id);
    await plant(kind, `deregistration:${id}`);
    const caller = test.caller();
    await refusedWithoutTrace(kind, () => steps.revoke(id, proof, caller));
    if (!readable.includes(kind)) return;
    const { answer } = await life({ ...test, engine: newerEngine() }).revoke(id, proof, caller);
    expect(answer.ok).toBe(true);
  });

  it.each(kinds)('is moved by no deadline, shown to no workflow, and none of its effects begins: %s', async (kind) => {
    const id = await leaving();
    const streamId = `deregistration:${id}`;
    const [effect] = (await test.engine.readControl(streamId))!.owed;
    await plant(kind, streamId);
    await refusedWithoutTrace(kind, () => test.engine.fireDeadline(streamId, 'RemindOfCoolingOff'));
    await refusedWithoutTrace(kind, () => test.engine.readControl(streamId));
    await refusedWithoutTrace(kind, () => test.engine.begin(effect!.effectId, effect!.kind));
  });

  it.each(kinds)('takes no result of an effect, which a newer program records: %s', async (kind) => {
    const streamId = `deregistration:${await leaving()}`;
    await test.setClock((await test.engine.readControl(streamId))!.deadlines.at(-1)!.dueAt);
    for (const command of ['RemindOfCoolingOff', 'RemindOfCoolingOff', 'EndCoolingOff']) await test.engine.fireDeadline(streamId, command);
    const step = (await test.engine.readControl(streamId))!.owed.find((effect) => effect.kind === 'refundWallet')!;
    await test.engine.begin(step.effectId, step.kind);
    await plant(kind, streamId);
    const result = { type: 'RecordPurgeStep', step: step.kind, result: { done: true, items: 1 } };
    await refusedWithoutTrace(kind, () => test.engine.finish(step.effectId, result));
    if (readable.includes(kind)) expect(await newerEngine().finish(step.effectId, result as never)).toBe(true);
  });

  it.each(kinds)('is moved by no reaction: %s', async (kind) => {
    const id = await account();
    await plant(kind, `account:${id}`);
    await refusedWithoutTrace(kind, () => steps.deregister(id));
  });

  describe('and that a command only reads', () => {
    const [itAdmin, manager, requestedBy] = [1, 2, 3].map((n) => `b9a1f0de-0000-4000-8000-00000000004${n}`) as [string, string, string];
    const askWith = async (kind: keyof typeof planted) => {
      const two = confirmation(test);
      const company = await two.company([itAdmin]);
      await plant(kind, `role:${company.roleStreams['it-admin']}`);
      return () => two.ask(company, { requestedBy, managers: [manager] });
    };

    it.each(matters)('is no fact: %s', async (kind) => refusedWithoutTrace(kind, await askWith(kind)));

    it('is a fact all the same where its unknown events move no version', async () => {
      const ask = await askWith('an unknown event that moves no version');
      expect((await ask()).answer.ok).toBe(true);
    });
  });
});

describe('an effect that only a newer release owes', () => {
  it('neither begins nor ends by an older program, which decides all else', async () => {
    const id = await leaving();
    const streamId = `deregistration:${id}`;
    const effectId = `${streamId}:newer:1`;
    await owner.query(`INSERT INTO es.effects (effect_id, stream_id, kind, n) VALUES ($1, $2, 'newer', 1)`, [effectId, streamId]);
    const result = { type: 'RecordPurgeStep', step: 'refundWallet', result: { done: true, items: 1 } } as never;
    await expect(test.engine.begin(effectId, 'newer')).rejects.toMatchObject(unknown);
    await owner.query(`UPDATE es.effects SET state = 'begun' WHERE effect_id = $1`, [effectId]);
    await expect(test.engine.finish(effectId, result)).rejects.toMatchObject(unknown);
    expect((await steps.revoke(id, await steps.challenge(id))).answer.ok).toBe(true);
    expect(await owner.query('SELECT state FROM es.effects WHERE effect_id = $1', [effectId])).toEqual([{ state: 'begun' }]);
  });
});

it('an event that moves no version says so to older programs', async () => {
  const streamId = `deregistration:${await leaving()}`;
  await test.setClock((await test.engine.readControl(streamId))!.deadlines[0]!.dueAt);
  await performOwed(test.engine, streamId);
  await test.engine.fireDeadline(streamId, 'RemindOfCoolingOff');
  const rows = await owner.query(`SELECT type, meta->'minor' AS minor FROM es.events WHERE stream_id = $1 ORDER BY version`, [streamId]);
  expect(rows).toEqual([
    { type: 'DeregistrationRequested', minor: null },
    { type: 'CoolingOffReminderFellDue', minor: true },
  ]);
});

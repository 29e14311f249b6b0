import { accept, day, processOf, timeless, type Process } from '#domain';
import { openDatabase, type Database } from '#event-store';
import { Engine, rebuild, type EngineOptions } from '#engine';
import { projections } from '#read-models';
import { life, performOwed, testEngine, type Life, type TestEngine } from '#testing';

const step = 'endRegistrations';
type Purge = { status: string; receipts?: Record<string, unknown> };

/** The deregistration of a release that does not know one of the purge steps: it lives as if that was done. */
const withoutStep = (process: Process): Process => {
  const seen = (state: Purge): Purge =>
    state.receipts ? { ...state, receipts: { [step]: { at: 0, items: 0 }, ...state.receipts } } : state;
  return {
    ...process,
    under: (version) => withoutStep(process.under!(version)),
    effectKinds: process.effectKinds.filter((kind) => kind !== step),
    owed: (state) => process.owed(seen(state)),
    due: (state) => process.due(seen(state)),
    decide: (state, ...rest) => process.decide(seen(state), ...rest),
  };
};

/** A process of another world that comes to owe again what was withdrawn. */
type LampCommand = { type: 'Install' | 'Light' | 'Darken' };
const lamp: Process<{ status: string }, LampCommand, LampCommand> = {
  ...timeless,
  type: 'lamp',
  workflow: true,
  policyVersion: () => 1,
  initial: { status: 'none' },
  evolve: (_, { type }) => ({ status: type === 'Light' ? 'lit' : 'dark' }),
  needs: () => ({}),
  decide: (_, { type }) => accept({ type }),
  effectKinds: ['shine'],
  owed: ({ status }) => (status === 'lit' ? [{ kind: 'shine', n: 1 }] : []),
  origins: { Install: 'caller', Light: 'caller', Darken: 'caller' },
  status: ({ status }) => status,
  columns: () => ({}),
  view: () => ({}),
};

let test: TestEngine;
let newer: Engine;
let older: Engine;
let steps: Life;
let owner: Database;
beforeEach(async () => {
  test = await testEngine();
  newer = test.engine;
  const { options } = newer as unknown as { options: EngineOptions };
  const ofOlder = (type: string) => (type === 'deregistration' ? withoutStep(processOf(type)) : processOf(type));
  older = new Engine({ ...options, processOf: ofOlder, shape: 'older' });
  steps = life(test);
  owner = await openDatabase({ url: test.urls.ownerUrl, applicationName: 'duties-spec', poolSize: 1 });
});
afterEach(async () => {
  await owner?.close();
  await test?.close();
});

async function leaving(): Promise<string> {
  const { accountId } = await steps.takeIn('+8613700000041');
  return `deregistration:${(await steps.deregister(accountId)).deregistrationId}`;
}

/** A purge under way, whose cooling-off this program has ended. */
async function purging(engine: Engine): Promise<string> {
  const streamId = await leaving();
  await test.advance(14 * day);
  for (const command of ['RemindOfCoolingOff', 'RemindOfCoolingOff', 'EndCoolingOff']) await engine.fireDeadline(streamId, command);
  await owner.query('DELETE FROM es.wakes');
  return streamId;
}

const receipts = async (streamId: string) => Object.keys(((await newer.read(streamId))!.state as Purge).receipts!);
const recorded = (streamId: string) =>
  owner.query<{ kind: string; state: string }>('SELECT kind, state FROM es.effects WHERE stream_id = $1 AND kind = $2', [streamId, step]);
const wakes = () => owner.query('SELECT stream_id AS "streamId", reason FROM es.wakes');
const owed = async (streamId: string) => (await newer.readControl(streamId))!.owed.map(({ kind }) => kind);
const tasks = () => owner.query('SELECT kind, ref, resolved_at IS NULL AS open FROM es.operator_tasks ORDER BY kind');

describe('a program that does not know one of the purge steps, beside one that does', () => {
  it('ends the cooling-off and the purge without it: the keeper finds the process, wakes it, and the step is made up', async () => {
    const streamId = await purging(older);
    await performOwed(older, streamId);
    expect([(await newer.read(streamId))!.state.status, await recorded(streamId)]).toEqual(['retained', []]);
    await owner.query('DELETE FROM es.wakes');
    expect(await newer.keepDuties()).toMatchObject({ changed: 1, resting: 0 });
    expect(await recorded(streamId)).toEqual([{ kind: step, state: 'owed' }]);
    expect(await wakes()).toEqual([{ streamId, reason: 'Rederived' }]);
    await performOwed(newer, streamId);
    expect(await receipts(streamId)).toContain(step);
  });

  it('leaves the step to its workflow also where nobody keeps: a look makes it up', async () => {
    const streamId = await purging(older);
    expect(await recorded(streamId)).toEqual([]);
    expect(await owed(streamId)).toContain(step);
    expect(await recorded(streamId)).toEqual([{ kind: step, state: 'owed' }]);
  });

  it('withdraws no step that the newer one owes, and the step is done, whoever ends the purge', async () => {
    const streamId = await purging(newer);
    for (const { effectId, kind } of (await older.readControl(streamId))!.owed.filter((each) => each.kind !== step)) {
      await older.begin(effectId, kind);
      await older.finish(effectId, { type: 'RecordPurgeStep', step: kind, result: { done: true, items: 1 } } as never);
    }
    await older.keepDuties();
    expect(await recorded(streamId)).toEqual([{ kind: step, state: 'owed' }]);
    await performOwed(newer, streamId);
    expect(await receipts(streamId)).toContain(step);
    expect((await newer.read(streamId))!.state.status).toBe('retained');
  });
});

describe('a program that does not know an event of a stream', () => {
  const withoutEvent = (process: Process, event: string): Process => ({
    ...process,
    under: (version) => withoutEvent(process.under!(version), event),
    evolve: (state, happened) => (happened.type === event ? state : process.evolve(state, happened)),
    canFold: (happened) => happened.type !== event && process.canFold!(happened),
  });

  it('leaves it to a newer one, whose effects and deadline stay', async () => {
    const { options } = newer as unknown as { options: EngineOptions };
    const processOfOldest = (type: string) => withoutEvent(processOf(type), 'CoolingOffEnded');
    const oldest = new Engine({ ...options, processOf: processOfOldest, shape: 'oldest' });
    const streamId = await purging(newer);
    const rows = () =>
      owner.query(`SELECT stream_id, kind, f.state, shape FROM es.streams JOIN es.effects f USING (stream_id) ORDER BY 1, 2`);
    const before = await rows();
    await oldest.keepDuties();
    await expect(oldest.readControl(streamId)).rejects.toMatchObject({ reason: 'state-unknown' });
    expect(await rows()).toEqual(before);
    await newer.keepDuties();
    expect((await newer.readControl(streamId))!.status).toBe('purging');
  });
});

describe('what a process owes', () => {
  it('is owed again after it was withdrawn', async () => {
    const id = '00000000-0000-4000-8000-000000000001';
    const { options } = newer as unknown as { options: EngineOptions };
    const engine = new Engine({ ...options, processOf: () => lamp, reactions: [], projections: [] });
    for (const type of ['Install', 'Light', 'Darken', 'Light'] as const) {
      const asked = { process: 'lamp' as 'account', id, command: { type } as never, caller: test.caller() };
      expect((await engine.execute(asked, () => null)).answer).toMatchObject({ ok: true });
    }
    expect((await engine.readControl(`lamp:${id}`))!.owed).toMatchObject([{ kind: 'shine', attempts: 0 }]);
  });

  it('is made up by the next look, as are the deadline and the task of an operator', async () => {
    const streamId = await purging(newer);
    const blocked = (await newer.readControl(streamId))!.owed.find(({ kind }) => kind === 'refundWallet')!;
    await newer.begin(blocked.effectId, blocked.kind);
    const result = { done: false, reason: 'legal-hold' } as const;
    await newer.finish(blocked.effectId, { type: 'RecordPurgeStep', step: 'refundWallet', result } as never);
    const before = await owed(streamId);
    await owner.query('DELETE FROM es.operator_tasks');
    await owner.query('DELETE FROM es.effects WHERE state = $1', ['owed']);
    await owner.query('UPDATE es.streams SET next_due_at = clock_timestamp() WHERE stream_id = $1', [streamId]);
    expect(await owed(streamId)).toEqual(before);
    expect(await tasks()).toEqual([{ kind: 'purge-blocked', ref: 'refundWallet', open: true }]);
    expect(await owner.query('SELECT 1 FROM es.streams WHERE stream_id = $1 AND next_due_at IS NOT NULL', [streamId])).toEqual([]);
  });

  it('is made up by a rebuild, which wakes whom it changed and nobody else', async () => {
    const streamId = await purging(newer);
    const before = await owed(streamId);
    await owner.query('DELETE FROM es.effects WHERE state = $1', ['owed']);
    await owner.query(`UPDATE es.streams SET state = '{"status":"none"}'`);
    expect(await rebuild(owner, projections)).toMatchObject({ changed: 1 });
    expect(await wakes()).toEqual([{ streamId, reason: 'Rebuilt' }]);
    expect(await owed(streamId)).toEqual(before);
  });

  it('is not owed again when a process is finished and its effects are deleted', async () => {
    const streamId = await leaving();
    await steps.revoke(streamId.split(':')[1]!, await steps.challenge(streamId.split(':')[1]!));
    await performOwed(newer, streamId);
    await owner.query('DELETE FROM es.effects');
    await owner.query(`UPDATE es.streams SET shape = 'another'`);
    expect(await newer.readControl(streamId)).toMatchObject({ finished: true, owed: [] });
    await newer.keepDuties();
    await rebuild(owner, projections);
    expect(await owner.query('SELECT * FROM es.effects')).toEqual([]);
  });
});

describe('a process that rests where it should pass by itself', () => {
  it('is derived anew and woken', async () => {
    const streamId = await purging(newer);
    await owner.query('DELETE FROM es.effects WHERE stream_id = $1', [streamId]);
    expect(await newer.keepDuties()).toMatchObject({ looked: 1, changed: 1, resting: 0 });
    expect(await wakes()).toEqual([{ streamId, reason: 'Rederived' }]);
    expect(await newer.keepDuties()).toMatchObject({ looked: 0 });
  });

  it('is shown to an operator while nothing of it is owed, and no longer', async () => {
    const streamId = await purging(newer);
    await owner.query(`UPDATE es.effects SET state = 'failed' WHERE stream_id = $1 AND state = 'owed'`, [streamId]);
    expect(await newer.keepDuties()).toMatchObject({ changed: 0, resting: 1 });
    expect(await tasks()).toEqual([{ kind: 'at-rest', ref: '', open: true }]);
    await owner.query(`UPDATE es.effects SET state = 'owed' WHERE stream_id = $1 AND state = 'failed'`, [streamId]);
    await newer.keepDuties();
    expect(await tasks()).toEqual([{ kind: 'at-rest', ref: '', open: false }]);
  });
});

import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { life, testEngine, type TestEngine } from '#testing';
import { openDatabase, type ClockWitness } from '#event-store';
import { anchoring } from './anchoring';
import { createMetrics } from './metrics';
import type { Parts } from './parts';

let test: TestEngine;
let folder: string;
const metrics = createMetrics();
const signal = new AbortController().signal;

beforeEach(async () => {
  jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  test = await testEngine();
  folder = mkdtempSync(join(tmpdir(), 'tenure-anchoring-'));
  writeFileSync(join(folder, 'key'), Buffer.alloc(32, 7).toString('base64'));
  await life(test).takeIn('+8613800138000');
});
afterEach(async () => {
  jest.restoreAllMocks();
  await test.close();
  rmSync(folder, { recursive: true, force: true });
});

const loopOf = (anchor: Parts['anchor'], agreement = 'agrees') =>
  anchoring({ database: test.database, witness: { look: async () => agreement } as unknown as ClockWitness, anchor } as Parts, metrics);
const loop = (anchor = { folder, keyFile: join(folder, 'key') }, agreement = 'agrees') => loopOf(anchor, agreement);
const tasks = () =>
  test.database.query<{ kind: string; ref: string }>(
    'SELECT kind, ref FROM es.operator_tasks WHERE resolved_at IS NULL ORDER BY kind, ref',
  );
const lines = () => readFileSync(join(folder, 'anchors.jsonl'), 'utf8').split('\n').length - 1;
const unanchored = async () => (await metrics.unanchored.get()).values[0]!.value;
async function asOwner(...sql: string[]) {
  const owner = await openDatabase({ url: test.urls.ownerUrl, applicationName: 'owner', poolSize: 1 });
  for (const statement of ['ALTER TABLE es.events DISABLE TRIGGER USER', ...sql]) await owner.query(statement);
  await owner.close();
}

describe('the anchoring worker', () => {
  it('writes a line, and tells how old the oldest event without one is', async () => {
    await asOwner(`UPDATE es.events SET recorded_at = recorded_at - interval '1 hour'`);
    await loop(undefined, 'clock-ahead').round(signal);
    expect(await test.database.query('SELECT 1 FROM es.anchor')).toEqual([]);
    await expect(loop({ folder: join(folder, 'missing'), keyFile: join(folder, 'key') }).round(signal)).rejects.toThrow();
    expect(await unanchored()).toBeGreaterThan(3_500);
    expect(await loop().round(signal)).toBe(false);
    expect([lines(), await unanchored(), await tasks()]).toEqual([1, 0, []]);
  });

  it.each([
    ['folder', 'missing', 'key', 'ENOENT'],
    ['key', '.', 'missing', 'SigningKeyUnreadable'],
  ])('calls an operator where the %s is missing, once, and goes on by itself', async (_, inside, key, ref) => {
    const broken = loop({ folder: join(folder, inside), keyFile: join(folder, key) });
    for (let rounds = 2; rounds > 0; rounds -= 1) await expect(broken.round(signal)).rejects.toThrow();
    expect(await tasks()).toEqual([{ kind: 'anchor-fails', ref }]);
    await loop().round(signal);
    expect([lines(), await tasks()]).toEqual([1, []]);
  });

  it('calls an operator who decides where the record is another one', async () => {
    await loop().round(signal);
    await asOwner('DELETE FROM es.events', `UPDATE es.anchor SET at = at - interval '1 hour'`);
    await expect(loop().round(signal)).rejects.toThrow('the events are not those of the last line');
    renameSync(join(folder, 'anchors.jsonl'), join(folder, 'elsewhere'));
    await expect(loop().round(signal)).rejects.toThrow('lines of the anchor are lost');
    expect(await tasks()).toEqual([{ kind: 'anchor-stopped', ref: 'lines-lost' }]);
  });

  it('only watches without a folder: an event that waits for three hours is a task', async () => {
    const watching = loopOf(undefined);
    await watching.round(signal);
    await asOwner(`UPDATE es.events SET recorded_at = recorded_at - interval '4 hours'`);
    await expect(watching.round(signal)).rejects.toThrow();
    expect(await tasks()).toEqual([{ kind: 'anchor-fails', ref: 'NotConfigured' }]);
  });

  it('begins no round beside one that still waits for its disk', async () => {
    let answer!: (agreement: string) => void;
    const transaction = jest
      .spyOn(test.database, 'transaction')
      .mockImplementationOnce(() => new Promise((resolve) => (answer = resolve as never)));
    const waiting = loop();
    const first = waiting.round(signal);
    await new Promise(setImmediate);
    await expect(waiting.round(signal)).rejects.toMatchObject({ name: 'StillWriting' });
    expect(transaction).toHaveBeenCalledTimes(1);
    answer('idle');
    expect(await first).toBe(false);
  });
});

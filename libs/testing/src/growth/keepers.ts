import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AnchorFolder, raiseAnchorTask, readLagSeconds, resumeAnchor, writeNextLine } from '#anchor';
import { day } from '#domain';
import { deleteExpired, findIdle, forgetWake, relayWakes, reportAsleep, sweep, tellOfBusyClients, wakeAll } from '#engine';
import { confirmClock, lockStreamsNow, type Database } from '#event-store';
import { approvalsCountedBy } from '#read-models';
import { Signer } from '#vault';
import { replanningFromStart, replanProvisional } from '../../../../apps/worker/src/provisional';
import type { Site } from './site';

/** An effect that no table has. */
const gone = `registration:${randomUUID()}:${randomUUID()}:checkIdentity:1`;

/** What the worker's rounds and the commands of operators ask, with everything a month overdue. */
export async function keepers({ api }: Site): Promise<void> {
  const { database, engine, challenges, witness } = api.kernel;
  await api.advance(30 * day);
  await wakeAll(database);
  await relayWakes(database, async (wake) => forgetWake(database, wake).then(() => true));
  for (let tasks = 0; tasks < 20; tasks += 1) await engine.raiseOperatorTask(`registration:${randomUUID()}`, 'stuck', '');
  await engine.raiseOperatorTask(`registration:${randomUUID()}`, 'late-answer', '');
  for (const clock of ['system', 'offset'] as const) await sweep(database, clock);
  // By the business clock every code would be old enough to go.
  await deleteExpired(database, challenges, 'system');
  await engine.keepDuties();
  await replanProvisional({ database, engine }, replanningFromStart(), new AbortController().signal);
  for (const after of [undefined, randomUUID()]) await approvalsCountedBy(database, { calendar: 'cn', version: '1' }, after, 10);
  await tellOfBusyClients(database, 'system');
  await reportAsleep(database, async () => false);
  const streams = await database.query<{ id: string }>('SELECT stream_id AS id FROM es.streams LIMIT 1000');
  await findIdle(
    database,
    streams.map(({ id }) => id),
  );
  await database.transaction((tx) => lockStreamsNow(tx, new Map([[streams[0]!.id, 'move']])));
  await witness.look(database);
  await confirmClock(database);
  await engine.finishLate(gone, { type: 'RecordLateDirectoryEntry' }, 'entry-of-member');
  const failed = { reason: 'timeout', nextTryInMs: 1 };
  for (const settle of [engine.release(gone, failed), engine.hold(gone, failed), engine.postpone(gone, 1), engine.fail(gone, 'unknown')])
    await settle;
  await anchor(database);
}

/** The worker's line, what stops it, and what lets it go on. */
async function anchor(database: Database): Promise<void> {
  const [path, emptied] = [mkdtempSync(join(tmpdir(), 'tenure-growth-')), mkdtempSync(join(tmpdir(), 'tenure-growth-'))];
  const signer = () => new Signer(Buffer.alloc(32, 7));
  try {
    await writeNextLine({ database, folder: new AnchorFolder(path), signer });
    await readLagSeconds(database);
    await raiseAnchorTask(database, 'anchor-stopped', 'lost');
    await resumeAnchor({ database, folder: new AnchorFolder(emptied), signer });
  } finally {
    for (const each of [path, emptied]) rmSync(each, { recursive: true, force: true });
  }
}

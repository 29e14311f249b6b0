import type { Instant } from '#domain';
import type { Engine } from '#engine';
import type { Database } from '#event-store';
import { resultOf } from '#journey';
import { withDocument } from './document-of';

/** Processes that journeys move; others owe nothing with a rule. */
const moving = ['registration', 'deregistration', 'account', 'approval', 'rights-review', 'verification'];

/** Acts as a worker when all goes well, for every process of an engine. */
export interface EngineWorld {
  settle(): Promise<void>;
  /** From deadline to deadline, as the clock of the embedded stack. */
  pass(time: Instant): Promise<void>;
}

interface Parts {
  engine: Engine;
  database: Database;
  setClock(at: Instant): Promise<void>;
}

/** `perform`: performs an owed effect; by default it succeeds without its activity. */
export function engineWorld(
  { engine, database, setClock }: Parts,
  perform = (effectId: string, kind: string) => performEffect({ engine, database }, effectId, kind),
): EngineWorld {
  const streams = async () => {
    const rows = await database.query<{ id: string }>('SELECT stream_id AS id FROM es.streams WHERE finished_at IS NULL ORDER BY 1');
    return rows.map(({ id }) => id).filter((id) => moving.includes(id.split(':')[0]!));
  };
  const controls = () => streams().then((ids) => Promise.all(ids.map(async (id) => ({ id, ...(await engine.readControl(id))! }))));

  async function settle(): Promise<void> {
    const owed = (await controls()).flatMap((each) => each.owed);
    for (const { effectId, kind } of owed) await perform(effectId, kind);
    if (owed.length > 0) await settle();
  }

  async function ring(): Promise<void> {
    for (const { id, deadlines } of await controls())
      for (const { command } of deadlines.filter(({ waitMs }) => waitMs === 0)) await engine.fireDeadline(id, command);
  }

  async function pass(time: Instant): Promise<void> {
    const until = (await engine.now()) + time;
    for (let next = 0; next < until;) {
      const dueAts = (await controls()).flatMap(({ deadlines }) => deadlines.map(({ dueAt }) => dueAt));
      next = Math.min(until, ...dueAts);
      await setClock(Math.max(next, await engine.now()));
      await ring();
      await settle();
    }
  }
  return { settle, pass };
}

/** Performs what one process owes, until nothing is left. */
export async function performOwed(engine: Engine, streamId: string): Promise<void> {
  const owed = (await engine.readControl(streamId))?.owed ?? [];
  for (const { effectId, kind } of owed) await performEffect({ engine }, effectId, kind);
  if (owed.length > 0) await performOwed(engine, streamId);
}

/** Begins an owed effect, and records its success. */
async function performEffect({ engine, database }: Pick<Parts, 'engine'> & Partial<Parts>, effectId: string, kind: string): Promise<void> {
  const parts = effectId.split(':');
  await engine.begin(effectId, kind);
  const answered = resultOf(parts[0]!, kind, Number(parts.at(-1)));
  await engine.finish(effectId, database ? await withDocument(database, effectId, answered) : answered);
}

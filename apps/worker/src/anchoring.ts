import { AnchorFolder, AnchorStopped, raiseAnchorTask, readLagSeconds, writeNextLine } from '#anchor';
import { anchorPolicy, hour } from '#domain';
import { isPassing } from '#event-store';
import { Signer } from '#vault';
import type { Loop } from './loop';
import type { Metrics } from './metrics';
import type { Parts } from './parts';
import { log } from './log';

/** How often the worker asks whether a line is due, and so how soon it goes on after a fault. */
const everyMs = 300_000;

/** A round of an earlier start still waits for its disk: another one would wait beside it for ever. */
class StillWriting extends Error {
  override readonly name = 'StillWriting';
}

/** Writes the hourly line of the anchor. What fails here is an operator's task and stops nothing else. */
export function anchoring(parts: Parts, { unanchored }: Metrics): Loop {
  const { database, witness } = parts;
  let isWriting = false;
  return {
    name: 'anchor',
    everyMs,
    limitMs: 60_000,
    lateAfterMs: anchorPolicy.lateHours * hour,
    async round() {
      if ((await witness.look(database)) === 'clock-ahead') return;
      if (isWriting) return callOperator(parts, new StillWriting());
      isWriting = true;
      try {
        return await write(parts).catch((error: unknown) => callOperator(parts, error));
      } finally {
        isWriting = false;
        await readLagSeconds(database).then((lag) => unanchored.set(lag));
      }
    },
  };
}

/** @returns true where more events wait for a line. */
async function write({ database, anchor }: Parts): Promise<boolean> {
  if (!anchor) return refuseLag(database);
  const folder = new AnchorFolder(anchor.folder);
  const written = await writeNextLine({ database, folder, signer: () => readKey(anchor.keyFile) });
  if (written !== 'idle') log.info('anchored');
  return written === 'more';
}

/** Read for each line, so that a new key needs no new start. */
function readKey(file: string): Signer {
  try {
    return Signer.fromFile(file);
  } catch (error) {
    throw new SigningKeyUnreadable((error as Error).message, { cause: error });
  }
}

class SigningKeyUnreadable extends Error {
  override readonly name = 'SigningKeyUnreadable';
}

/** Without a folder a worker only watches that another one writes. */
async function refuseLag(database: Parts['database']): Promise<false> {
  if ((await readLagSeconds(database)) * 1_000 > anchorPolicy.lateHours * hour) throw new NotConfigured();
  return false;
}

class NotConfigured extends Error {
  override readonly name = 'NotConfigured';
}

/** @throws always: the round has failed. */
async function callOperator({ database }: Parts, error: unknown): Promise<never> {
  // Readiness says that the database is away.
  if (isPassing(error)) throw error;
  const kind = error instanceof AnchorStopped ? 'anchor-stopped' : 'anchor-fails';
  await raiseAnchorTask(database, kind, refOf(error)).catch(() => undefined);
  throw error;
}

/** A code of ours, of the file system or of PostgreSQL; never a message. */
function refOf(error: unknown): string {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' ? code : error instanceof Error ? error.name : 'unknown';
}

import { manyWaitForYou, waitsForYou } from '#activities';
import { inboxPolicy, minute } from '#domain';
import type { Engine } from '#engine';
import type { Database } from '#event-store';
import { endDigest, leaseDigests, noteUnreachable, type DueDigest } from '#iam';
import { ProviderRefused, type Messaging } from '#providers';
import { listSoonest, type Waiting } from '#read-models';

const digestsABite = 50;

/** Whose instant to decide never has none. */
const farAway = Date.parse('9000-01-01T00:00:00Z');

interface Parts {
  database: Database;
  engine: Pick<Engine, 'now'>;
  messaging: Messaging;
}

export interface Digested {
  sent: number;
  /** Nothing waits any more: nobody is told of what is over. */
  empty: number;
  refused: number;
  failed: number;
  /** There may be more to send. */
  more: boolean;
}

/**
 * One bite of the digests that are due: each tells a person what waits for them now. A digest that a program has begun
 * and not ended is sent again with the same key, so that nobody gets it twice.
 */
export async function sendDigests(parts: Parts, signal: AbortSignal): Promise<Digested> {
  const now = await parts.engine.now();
  const due = await leaseDigests(parts.database, now, digestsABite);
  const done: Digested = { sent: 0, empty: 0, refused: 0, failed: 0, more: due.length === digestsABite };
  for (const digest of due) {
    if (signal.aborted) return done;
    const end = await sendOne(parts, digest).catch(() => 'failed' as const);
    done[end] += 1;
    if (end !== 'failed') await endDigest(parts.database, digest, end === 'empty' ? now : now + inboxPolicy.digestMinutes * minute);
  }
  return { ...done, more: done.more && done.failed === 0 };
}

async function sendOne({ database, messaging }: Parts, due: DueDigest): Promise<'sent' | 'empty' | 'refused'> {
  const { principalId, externalId, aliases, digest } = due;
  const text = textOf(await listSoonest(database, [principalId, ...aliases]));
  if (text === undefined) return 'empty';
  try {
    await messaging.send({ channel: 'notice', to: externalId, text, idempotencyKey: `digest:${digest}` });
    return 'sent';
  } catch (error) {
    if (!(error instanceof ProviderRefused)) throw error;
    await noteUnreachable(database, [{ principalId, reason: error.reason }]);
    return 'refused';
  }
}

function textOf(waiting: readonly Waiting[]): string | undefined {
  const [first, ...others] = waiting;
  if (first === undefined) return undefined;
  const until = first.dueAt < farAway ? first.dueAt : undefined;
  return others.length === 0 ? waitsForYou(first.id, first.matterType, until) : manyWaitForYou(waiting.length, until);
}

import { anchorPolicy, hour } from '#domain';
import type { Database, Transaction } from '#event-store';
import type { Signer } from '#vault';
import type { AnchorFolder, End } from './anchor-folder';
import { nextContent } from './interval';
import { noFormer, writeLine, type WrittenLine } from './line';
import { becomeWriter, noteLine, readStanding, type Standing } from './standing';
import { AnchorStopped, stopOf } from './stopped';
import { closeAnchorTasks } from './tasks';

/** `idle`: not due, nothing new, or another worker is at it. `more`: a full line, and more events wait. */
export type Written = 'idle' | 'written' | 'more';

export interface AnchorParts {
  database: Pick<Database, 'transaction'>;
  folder: AnchorFolder;
  signer: () => Signer;
  eventsPerLine?: number;
}

/**
 * Writes the next line if it is due and there are events that no line covers.
 * The line is on the disk before the database knows it, so that a crash between the two loses none.
 * @throws AnchorStopped where the end of the file and the database contradict each other, and what a disk throws.
 */
export function writeNextLine(parts: AnchorParts): Promise<Written> {
  return parts.database.transaction(async (tx) => {
    if (!(await becomeWriter(tx))) return 'idle';
    const { now, standing } = await readStanding(tx);
    if (!isDue(standing, now)) return 'idle';
    const by = parts.signer();
    await parts.folder.publish(by.publicKey);
    const end = await parts.folder.readEnd();
    const stop = await stopOf(tx, end, standing);
    if (stop) throw new AnchorStopped(stop);
    const written = await writeBehind(tx, { ...parts, by }, end, now);
    if (written === 'idle') await takeUp(tx, end, standing, now);
    await closeAnchorTasks(tx);
    return written;
  });
}

/** A line that lies in the future was written by a clock that was ahead. */
const isDue = (standing: Standing | undefined, now: number): boolean =>
  !standing?.caughtUp || Math.abs(now - standing.at) >= anchorPolicy.everyHours * hour;

async function writeBehind(tx: Transaction, parts: AnchorParts & { by: Signer }, { last, endsAt }: End, now: number): Promise<Written> {
  const { folder, by, eventsPerLine = anchorPolicy.eventsPerLine } = parts;
  const from = last?.line.to ?? 0;
  const content = await nextContent(tx, from, eventsPerLine);
  if (!content) return 'idle';
  const { to, event, events, streams, root } = content;
  const place = { n: (last?.line.n ?? 0) + 1, former: last?.hash ?? noFormer };
  const at = new Date(now).toISOString();
  const line = { type: 'tenure-anchor/1', ...place, from, to, event, events, streams, root, at, key: by.publicKey.id } as const;
  return keep(tx, folder, { written: writeLine(line, by), endsAt, now, caughtUp: events < eventsPerLine });
}

/** The last line is on the disk and true, but a crash or a failed commit kept it from the database. Now it knows it. */
async function takeUp(tx: Transaction, { last }: End, standing: Standing | undefined, now: number): Promise<void> {
  if (!last || standing?.hash === last.hash) return;
  const { n, to: position } = last.line;
  await noteLine(tx, { n, hash: last.hash, position, at: now, caughtUp: true });
}

interface Kept {
  written: WrittenLine;
  endsAt: number;
  now: number;
  caughtUp: boolean;
}

/** Writes a line to the disk, and then into the database. */
export async function keep(tx: Transaction, folder: AnchorFolder, { written, endsAt, now, caughtUp }: Kept): Promise<Written> {
  await folder.append(written, endsAt);
  const { n, to: position } = written.line;
  await noteLine(tx, { n, hash: written.hash, position, at: now, caughtUp });
  return caughtUp ? 'written' : 'more';
}

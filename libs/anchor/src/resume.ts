import type { Transaction } from '#event-store';
import { compare, eventAt } from './interval';
import { noFormer, writeLine, type RestartLine, type WrittenLine } from './line';
import { becomeWriter, readStanding, type Standing } from './standing';
import { stopOf, type StopCode } from './stopped';
import { closeAnchorTasks } from './tasks';
import { keep, type AnchorParts } from './write';

/** Returns why the worker does not write the next line; undefined: nothing is in the way. */
export function readStop({ database, folder }: Pick<AnchorParts, 'database' | 'folder'>): Promise<StopCode | undefined> {
  return database.transaction(async (tx) => stopOf(tx, await folder.readEnd(), (await readStanding(tx)).standing));
}

/**
 * An operator goes on after lines were lost, or after the database lost or changed what was anchored: writes a line
 * that says so, behind the last position that is still what it was.
 * @returns the line; undefined where nothing is in the way. @throws where another worker writes just now.
 */
export function resumeAnchor(parts: AnchorParts): Promise<RestartLine | undefined> {
  return parts.database.transaction(async (tx) => {
    if (!(await becomeWriter(tx))) throw new Error('a worker writes a line just now: try again');
    const { now, standing } = await readStanding(tx);
    const end = await parts.folder.readEnd();
    if (!(await stopOf(tx, end, standing))) return undefined;
    const by = parts.signer();
    const to = await lastTruePosition(tx, await parts.folder.readAll());
    const at = new Date(now).toISOString();
    const place = { ...behind(end.last, standing), to, event: await eventAt(tx, to) };
    const line: RestartLine = { type: 'tenure-anchor-restart/1', ...place, at, key: by.publicKey.id };
    await parts.folder.publish(by.publicKey);
    await keep(tx, parts.folder, { written: writeLine(line, by), endsAt: end.endsAt, now, caughtUp: false });
    await closeAnchorTasks(tx);
    return line;
  });
}

/** Lost lines keep their numbers: the new one names the newest that the file or the database knows. */
function behind(last: WrittenLine | undefined, standing: Standing | undefined): Pick<RestartLine, 'n' | 'former'> {
  const known = [...(last ? [{ n: last.line.n, hash: last.hash }] : []), ...(standing ? [standing] : [])];
  const newest = known.reduce((a, b) => (b.n > a.n ? b : a), { n: 0, hash: noFormer });
  return { n: newest.n + 1, former: newest.hash };
}

/** Walks back from the end until a line is true; what an earlier restart made invalid is passed over. */
async function lastTruePosition(tx: Transaction, lines: readonly (WrittenLine | undefined)[]): Promise<number> {
  let validUpTo = Infinity;
  for (const { line } of lines.filter((each) => each !== undefined).reverse()) {
    if (line.type === 'tenure-anchor-restart/1') validUpTo = Math.min(validUpTo, line.to);
    else if (line.to <= validUpTo && (await compare(tx, line)).same) return line.to;
  }
  return 0;
}

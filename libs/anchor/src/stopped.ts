import type { Tx } from '#event-store';
import type { End } from './anchor-folder';
import { compare, eventAt } from './interval';
import type { Line } from './line';
import type { Standing } from './standing';

/**
 * `lines-lost`: the database knows a newer line than the file, or another one; or the file ends with what is no line.
 * `record-differs`: the events that the last line covers are not there as they were.
 */
export type StopCode = 'lines-lost' | 'record-differs';

/** The worker must not go on by itself: it would sign what is not what it signed before. */
export class AnchorStopped extends Error {
  override readonly name = 'AnchorStopped';

  constructor(readonly code: StopCode) {
    super(code === 'lines-lost' ? 'lines of the anchor are lost' : 'the events are not those of the last line');
  }
}

/** Returns why the next line must not be written behind this end; undefined: it may. */
export async function stopOf(
  db: Pick<Tx, 'query'>,
  { last, isUnreadable }: End,
  standing: Standing | undefined,
): Promise<StopCode | undefined> {
  if (isUnreadable || (standing && !isKnownIn(standing, last))) return 'lines-lost';
  if (last && !(await isStillTrue(db, last.line))) return 'record-differs';
  return undefined;
}

/** The file may be ahead: a line is written before the database knows it, and a restored database knows less. */
const isKnownIn = (standing: Standing, last: End['last']) =>
  last !== undefined && (last.line.n > standing.n || (last.line.n === standing.n && last.hash === standing.hash));

/** A line by which an operator went on covers nothing itself, and names the event that it goes on behind. */
const isStillTrue = async (db: Pick<Tx, 'query'>, line: Line): Promise<boolean> =>
  line.type === 'tenure-anchor-restart/1' ? (await eventAt(db, line.to)) === line.event : (await compare(db, line)).same;

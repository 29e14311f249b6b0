import { PolicyUnknown, processes } from '#domain';
import { isPassing, plannedAnew, raiseTask, raiseUnsettledTask, type Prepared } from '#event-store';
import { Unavailable } from './failure';
import { rederive } from './rederive';
import type { TransactionParts } from './transaction';
import { atRest, effectFailed, isToldOf } from './troubles';

/** Small, so that a bite is over in a second; the next one follows at once while there is more. */
const streamsABite = 50;

export interface Kept {
  /** Streams that another program had written, or that were at rest. */
  looked: number;
  /** Those of them of which something was missing. */
  changed: number;
  /** Processes that rest in a state that should pass by itself. */
  resting: number;
  /** The bite was full: there may be more of the same. */
  more: boolean;
}

/** States that pass by themselves within seconds, by process: something must be owed or due in them. As SQL. */
const passing = Object.values(processes).flatMap(({ type, passing: words }) => words.map((word) => `('${type}', '${word}')`));

/** Finds processes of which another program has recorded too little, and makes it up. */
export class Keeper {
  /** Streams that this program cannot derive: a newer one must, or somebody who reads the log. */
  readonly #beyond = new Set<string>();
  /** What rested at the last look; undefined where that is not known. */
  #rested: ReadonlySet<string> | undefined;

  constructor(private readonly parts: TransactionParts) {}

  async bite(): Promise<Kept> {
    const stale = await this.#stale();
    const before = await this.#atRest();
    const found = [...new Set([...stale, ...before])];
    let changed = 0;
    for (const streamId of found) if (await this.#rederived(streamId)) changed += 1;
    const resting = before.length === 0 ? [] : await this.#atRest();
    await this.#tell(resting);
    return { looked: found.length, changed, resting: resting.length, more: stale.length === streamsABite };
  }

  async #rederived(streamId: string): Promise<boolean> {
    try {
      return await rederive(this.parts, streamId, { wait: false, wake: 'Rederived' });
    } catch (error) {
      if (isPassing(error)) throw error;
      this.#beyond.add(streamId);
      if (error instanceof PolicyUnknown || error instanceof Unavailable) return false;
      throw error;
    }
  }

  /** Unfinished processes that another program was the last to write, the soonest deadline first. */
  async #stale(): Promise<string[]> {
    const of = (condition: string, order = 'next_due_at') =>
      `(SELECT stream_id, next_due_at FROM es.streams WHERE finished_at IS NULL AND ${condition} AND stream_id <> ALL ($2) AND type = ANY ($4) ORDER BY ${order} LIMIT $3)`;
    return this.#ids(
      `SELECT DISTINCT stream_id, next_due_at FROM (
         ${of('state_version IS DISTINCT FROM version')}
         UNION ALL ${of('shape < $1', 'shape, next_due_at')} UNION ALL ${of('shape > $1', 'shape, next_due_at')}) found
       ORDER BY next_due_at LIMIT $3`,
      [this.parts.shape, [...this.#beyond], streamsABite, Object.keys(processes)],
    );
  }

  /** Processes in a passing state with neither a deadline nor an open effect, and those that only lack their end. */
  async #atRest(): Promise<string[]> {
    const quiet = `s.finished_at IS NULL AND s.next_due_at IS NULL
      AND NOT EXISTS (SELECT FROM es.effects f WHERE f.stream_id = s.stream_id AND f.state IN ('owed', 'begun'))`;
    return this.#ids(
      // No join, and the states as words of the statement: by these PostgreSQL knows how few processes are in them. Where
      // it did not, it asked for the stream of every process, with 100,000 accounts in one state. In the order of the
      // index, and planned each time, for the same reason.
      plannedAnew(`(SELECT stream_id FROM rm.process p WHERE (p.type, p.status) IN (${passing.join(', ')})
        AND (SELECT ${quiet} FROM es.streams s WHERE s.stream_id = p.stream_id) AND stream_id <> ALL ($1) LIMIT $2)
       UNION (SELECT stream_id FROM es.streams s WHERE s.ended_at IS NOT NULL AND ${quiet} AND stream_id <> ALL ($1)
         ORDER BY stream_id LIMIT $2)`),
      [[...this.#beyond], streamsABite],
    );
  }

  /**
   * An operator sees each process that rests, until it does not rest any more, or another task says why it rests.
   * What they have settled is raised again only where it did not rest in between.
   */
  async #tell(resting: readonly string[]): Promise<void> {
    const { database } = this.parts;
    const untold = await this.#ids(
      `SELECT stream_id FROM unnest($1::text[]) AS r (stream_id) WHERE NOT ${isToldOf(effectFailed, 'r.stream_id')}`,
      [resting],
    );
    const restsAnew = (streamId: string) => this.#rested !== undefined && !this.#rested.has(streamId);
    for (const streamId of untold) await (restsAnew(streamId) ? raiseTask : raiseUnsettledTask)(database, streamId, atRest, '');
    this.#rested = resting.length < streamsABite ? new Set(resting) : undefined;
    if (this.#rested === undefined) return;
    await database.query(
      'UPDATE es.operator_tasks SET resolved_at = clock_timestamp() WHERE kind = $1 AND resolved_at IS NULL AND stream_id <> ALL ($2)',
      [atRest, untold],
    );
  }

  async #ids(sql: string | Prepared, parameters: readonly unknown[]): Promise<string[]> {
    return (await this.parts.database.query<{ stream_id: string }>(sql, parameters)).map(({ stream_id }) => stream_id);
  }
}

import { processOf } from '#domain';
import { readEvents, type StoredEvent } from '#event-store';
import type { Reader } from '../reader';
import { domainShape } from '../shape';

/**
 * SQL for the stored state of a row of `rm.process`, by the name of that row. Null where another domain has folded it,
 * or
 * where a release without stored states wrote the row last.
 */
export const stateOf = (row: string): string =>
  `(SELECT s.state FROM es.streams s WHERE s.stream_id = ${row}.stream_id AND s.state_version = ${row}.version AND s.shape = '${domainShape}')`;

interface Found {
  type: string;
  id: string;
  version: number;
  state: unknown;
}

const streamIdOf = ({ type, id }: Found) => `${type}:${id}`;

/** Folds the states that the rows lack from their events, as far as each row goes. */
export async function withStates<T extends Found>(db: Reader, rows: readonly T[]): Promise<T[]> {
  const lacking = rows.filter(({ state }) => state === null).map(streamIdOf);
  const events = lacking.length === 0 ? [] : await readEvents(db, lacking);
  return rows.map((row) => (row.state === null ? { ...row, state: fold(row, events) } : row));
}

function fold(row: Found, events: readonly StoredEvent[]): unknown {
  const { initial, evolve } = processOf(row.type);
  const own = events.filter(({ streamId, version }) => streamId === streamIdOf(row) && version <= row.version);
  try {
    return own.reduce((state, event) => evolve(state, { ...event.data, type: event.type }), initial);
  } catch {
    // Only a newer release can fold it: no process can read a state that is none.
    return initial;
  }
}

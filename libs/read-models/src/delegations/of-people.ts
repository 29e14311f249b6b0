import type { Delegation } from '#domain';
import { readRows, type ProcessRow } from '../process/list';
import type { Reader } from '../reader';

export type OpenDelegation = ProcessRow<Extract<Delegation, { status: 'given' }>>;

/**
 * Returns the delegations that nobody has ended and that these people have given or been given, by id after a place.
 */
export const delegationsOf = (db: Reader, people: readonly string[], after: string | undefined, limit: number): Promise<OpenDelegation[]> =>
  readRows<OpenDelegation>(
    db,
    (columns) => `SELECT ${columns('given')} FROM (
       SELECT * FROM rm.process WHERE type = 'delegation' AND closed_at IS NULL AND principals && $1::uuid[] OFFSET 0) given
     WHERE $2::uuid IS NULL OR id > $2 ORDER BY id LIMIT $3`,
    [people, after ?? null, limit],
  );

import { together } from '#event-store';
import type { Queryable } from './vault';

/** A code for an identifier; the code itself is derived, see `Keys.code`. Times in milliseconds. */
export interface NewChallenge {
  challengeId: string;
  /** The purpose that the proof is valid for. */
  purpose: string;
  /** The kind of identifier: phone. */
  kind: string;
  /** The blind index of the identifier. */
  key: string;
  /** The random id of the identifier, if it has a holder. */
  identifierId?: string;
  /** The process of the code, if it belongs to one. */
  boundTo?: string;
  /** Whose counter it counts against; left out by older programs. */
  counter?: string;
  createdAt: number;
  expiresAt: number;
}

export interface StoredChallenge extends Omit<NewChallenge, 'challengeId' | 'counter'> {
  failures: number;
  consumed: boolean;
  /** The provider accepted the message. */
  sent: boolean;
}

interface Counted {
  sentAt: number[];
  failuresToday: number;
}

/** Codes sent to one identifier for one purpose, and the failed attempts at them. */
export interface SendingHistory extends Counted {
  /** Of all counters of the client, where one of several is asked for. */
  ofClient?: Counted;
  /** Of all but the owner, where a counter is asked for that is not theirs. */
  ofAll?: Counted;
  /** The codes themselves, oldest first. */
  codes: ListedCode[];
}

/** A code as the history of its identifier has it. */
export interface ListedCode {
  challengeId: string;
  boundTo?: string;
  identifierId?: string;
  expiresAt: number;
  failures: number;
  consumed: boolean;
}

interface CountedRow {
  challenge_id: string;
  bound_to: string | null;
  identifier_id: string | null;
  created_at: number;
  expires_at: number;
  failures: number;
  consumed: boolean;
  counter: string | null;
  missed_by: Readonly<Record<string, number>> | null;
  released: boolean;
}

interface Row {
  purpose: string;
  kind: string;
  key: string;
  identifier_id: string | null;
  bound_to: string | null;
  created_at: number;
  expires_at: number;
  failures: number;
  consumed: boolean;
  sent: boolean;
}

/** The counter of the owner of a number, in a session in which they prove who they are. */
export const ownersCounter = 'owner';

/** The counter of one process within that of a client: what another one of the same client uses up is not its own. */
export const counterWithin = (counter: string, id: string): string => (counter === ownersCounter ? counter : `${counter} ${id}`);
const within = / [0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Separates this family of advisory locks from others; two-part locks never meet the event store's one-part locks. */
const lockFamily = 0x636f6465;

const asMilliseconds = (column: string) => `(extract(epoch FROM ${column}) * 1000)::float8`;
const asInstant = (parameter: string) => `to_timestamp(${parameter}::float8 / 1000)`;

/** Codes that were sent and their attempts: counters only, never a number and never a code. */
export class Challenges {
  async insert(
    tx: Queryable,
    { challengeId, purpose, kind, key, identifierId, boundTo, counter, createdAt, expiresAt }: NewChallenge,
  ): Promise<void> {
    await tx.query(
      `INSERT INTO vault.challenges (challenge_id, purpose, kind, key, identifier_id, bound_to, created_at, expires_at, counter)
       VALUES ($1, $2, $3, $4, $5, $6, ${asInstant('$7')}, ${asInstant('$8')}, $9)
       -- Made by an equal call at the same time, whose recorded answer this one gets.
       ON CONFLICT (challenge_id) DO NOTHING`,
      [challengeId, purpose, kind, key, identifierId ?? null, boundTo ?? null, createdAt, expiresAt, counter ?? null],
    );
  }

  /** Reads a challenge and locks it until the transaction ends. */
  async lock(tx: Queryable, challengeId: string): Promise<StoredChallenge | undefined> {
    const [row] = await tx.query<Row>(
      `SELECT purpose, kind, key, identifier_id, bound_to, ${asMilliseconds('created_at')} AS created_at, ${asMilliseconds('expires_at')} AS expires_at,
              failures, consumed_at IS NOT NULL AS consumed, sent_at IS NOT NULL AS sent
       FROM vault.challenges WHERE challenge_id = $1 FOR UPDATE`,
      [challengeId],
    );
    return row && fromRow(row);
  }

  /**
   * Counts the codes for an identifier and a purpose after `since`; other purposes have their own limit.
   * `counter`: whose codes and misses; left out: everybody's together, as programs count that know no counters.
   * A lock until the transaction ends lets one caller count at a time, so that two sends cannot both be the third.
   * A code whose sending failed counts too, because it may have arrived.
   * Failures are those of all codes that were valid after `since`.
   */
  async history(tx: Queryable, key: string, purpose: string, since: number, counter?: string): Promise<SendingHistory> {
    // A separate statement, because the next one needs a snapshot younger than the lock.
    const alone = tx.query('SELECT pg_advisory_xact_lock($1::int, hashtext($2))', [lockFamily, key]);
    const read = tx.query<CountedRow>(
      `SELECT challenge_id, bound_to, identifier_id, ${asMilliseconds('created_at')} AS created_at, ${asMilliseconds('expires_at')} AS expires_at,
              failures, consumed_at IS NOT NULL AS consumed, counter, missed_by, released_at IS NOT NULL AS released FROM vault.challenges
       WHERE key = $1 AND purpose = $2 AND expires_at > ${asInstant('$3')} ORDER BY vault.challenges.created_at`,
      [key, purpose, since],
    );
    const [, rows] = await together([alone, read]);
    const codes = rows.map(listed);
    const ofAll = countOf(rows, since, notOwners);
    if (counter === undefined) return { ...countOf(rows, since, everybodys), codes };
    const own = countOf(
      rows,
      since,
      shareOf((each) => each === counter),
    );
    const client = counter.replace(within, '');
    const ofClient =
      client !== counter &&
      countOf(
        rows,
        since,
        shareOf((each) => each.replace(within, '') === client),
      );
    return { ...own, ...(ofClient && { ofClient }), ...(counter !== ownersCounter && { ofAll }), codes };
  }

  /**
   * Lets codes go to an identifier again: what was sent and missed so far counts no more for these purposes, and a code
   * that its misses have spent is good again until it expires. @returns how many codes that were
   */
  async release(tx: Queryable, key: string, purposes: readonly string[], at: number): Promise<number> {
    const released = await tx.query(
      `UPDATE vault.challenges SET released_at = ${asInstant('$3')}, failures = 0, missed_by = NULL
       WHERE key = $1 AND purpose = ANY($2) AND (released_at IS NULL OR failures > 0) RETURNING 1`,
      [key, purposes, at],
    );
    return released.length;
  }

  /** Returns the newest code for an identifier, a purpose and a process: the one that the person has received last. */
  async newest(
    q: Queryable,
    { key, purpose, boundTo, identifierId }: Required<Pick<NewChallenge, 'key' | 'purpose' | 'boundTo' | 'identifierId'>>,
  ): Promise<string | undefined> {
    const [row] = await q.query<{ id: string }>(
      `SELECT challenge_id AS id FROM vault.challenges
       WHERE key = $1 AND purpose = $2 AND bound_to = $3 AND identifier_id = $4 ORDER BY created_at DESC, challenge_id LIMIT 1`,
      [key, purpose, boundTo, identifierId],
    );
    return row?.id;
  }

  /** Records one attempt at a code, a miss against a counter; a consumed code cannot be used again. */
  async note(tx: Queryable, challengeId: string, change: 'failed' | 'consumed', at: number, counter?: string): Promise<void> {
    const sql =
      change === 'failed'
        ? `UPDATE vault.challenges SET failures = failures + 1, missed_by = CASE WHEN $2::text IS NULL THEN missed_by
             ELSE coalesce(missed_by, '{}') || jsonb_build_object($2::text, coalesce((missed_by ->> $2)::integer, 0) + 1) END
           WHERE challenge_id = $1`
        : `UPDATE vault.challenges SET consumed_at = ${asInstant('$2')} WHERE challenge_id = $1`;
    await tx.query(sql, [challengeId, change === 'failed' ? (counter ?? null) : at]);
  }

  /** Records that the provider accepted the message. */
  async markSent(q: Queryable, challengeId: string): Promise<void> {
    await q.query('UPDATE vault.challenges SET sent_at = clock_timestamp() WHERE challenge_id = $1 AND sent_at IS NULL', [challengeId]);
  }

  /** Deletes the oldest codes of those from before that instant, at most `limit`. @returns how many it deleted. */
  async deleteOld(q: Queryable, before: number, limit: number): Promise<number> {
    const [row] = await q.query<{ count: number }>(
      `WITH gone AS (
         DELETE FROM vault.challenges WHERE challenge_id = ANY (ARRAY(
           SELECT challenge_id FROM vault.challenges WHERE created_at < ${asInstant('$1')} ORDER BY created_at LIMIT $2))
         RETURNING challenge_id)
       SELECT count(*)::int AS count FROM gone`,
      [before, limit],
    );
    return row?.count ?? 0;
  }
}

function fromRow({ identifier_id, bound_to, created_at, expires_at, ...row }: Row): StoredChallenge {
  return {
    ...row,
    createdAt: created_at,
    expiresAt: expires_at,
    ...(identifier_id !== null && { identifierId: identifier_id }),
    ...(bound_to !== null && { boundTo: bound_to }),
  };
}

const listed = ({ challenge_id, bound_to, identifier_id, expires_at, failures, consumed }: CountedRow): ListedCode => ({
  challengeId: challenge_id,
  ...(bound_to !== null && { boundTo: bound_to }),
  ...(identifier_id !== null && { identifierId: identifier_id }),
  expiresAt: expires_at,
  failures,
  consumed,
});

/** Which codes a count is of, and which of their misses. */
interface Share {
  sent(row: CountedRow): boolean;
  missed(row: CountedRow): number;
}

/** What counts against these counters. */
const shareOf = (isMeant: (counter: string) => boolean): Share => ({
  sent: ({ counter }) => counter !== null && isMeant(counter),
  missed: ({ missed_by }) => Object.entries(missed_by ?? {}).reduce((sum, [counter, missed]) => sum + (isMeant(counter) ? missed : 0), 0),
});

const everybodys: Share = { sent: () => true, missed: ({ failures }) => failures };

/** With what older programs have sent and missed, which name nobody. */
const notOwners: Share = {
  sent: ({ counter }) => counter !== ownersCounter,
  missed: ({ failures, missed_by }) => failures - (missed_by?.[ownersCounter] ?? 0),
};

/** What an operator has released was not sent; its misses since then count. */
const countOf = (rows: readonly CountedRow[], since: number, { sent, missed }: Share): Counted => ({
  sentAt: rows.filter((row) => row.created_at > since && !row.released && sent(row)).map((row) => row.created_at),
  failuresToday: rows.reduce((sum, row) => sum + missed(row), 0),
});

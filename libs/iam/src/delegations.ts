import type { Delegation } from '#domain';
import type { Queryable } from './queryable';

/** A delegation that nobody has ended, whether its time has begun, or is over, or not. */
export type GivenDelegation = Extract<Delegation, { status: 'given' }>;

/**
 * Planned anew each time: a plan that was kept from when there was one delegation would read all of them, however many
 * there are by now.
 */
const given = {
  name: '',
  text: `
    WITH stands AS (SELECT coalesce((SELECT person FROM iam.aliases WHERE alias = $1), $1) AS id),
      names AS MATERIALIZED (SELECT ARRAY(SELECT alias FROM iam.aliases, stands WHERE person = stands.id) || (SELECT id FROM stands) AS ids)
    SELECT state FROM rm.process
    WHERE type = 'delegation' AND closed_at IS NULL AND principals && (SELECT ids FROM names) AND NOT asked && (SELECT ids FROM names)`,
};

/** The delegations that a person has given under any of their ids. */
export async function delegationsOf(db: Queryable, delegator: string): Promise<readonly GivenDelegation[]> {
  const found = await db.query<{ state: GivenDelegation }>(given, [delegator]);
  return found.map(({ state }) => state);
}

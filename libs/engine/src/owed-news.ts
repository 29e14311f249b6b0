import { prepared, type Database } from '#event-store';

/** On which programs that commit tell those that act which effects are owed. */
export const owedChannel = 'tenure_owed';

/** A notification may have 8,000 bytes, and the id of an effect has less than 200. */
const idsEach = 30;

/**
 * Tells the workers which effects a commit owes, so that one of them tries at once. After the commit and outside of its
 * transaction, because notifications make commits wait for each other. A hint: what nobody hears, workflows perform.
 */
export const tellOwed =
  (database: Pick<Database, 'query'>) =>
  (effectIds: readonly string[]): void => {
    const payloads = Array.from({ length: Math.ceil(effectIds.length / idsEach) }, (_, i) =>
      effectIds.slice(i * idsEach, (i + 1) * idsEach).join(' '),
    );
    const told = database.query(
      prepared(`SELECT pg_notify('${owedChannel}', payload) FROM jsonb_array_elements_text($1::jsonb) AS payload`),
      [JSON.stringify(payloads)],
    );
    told.catch(() => undefined);
  };

/** The ids of the effects that such a notification names. */
export const owedIn = (payload: string): readonly string[] => payload.split(' ');

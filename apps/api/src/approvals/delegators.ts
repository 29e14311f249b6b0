import type { Database } from '#event-store';

/**
 * The principals of the people in whose name a person, by all their ids, may look and decide now: those who have
 * delegated to them. Nobody can delegate yet.
 */
export const delegatorsOf = async (_database: Pick<Database, 'query'>, _ids: readonly string[]): Promise<readonly string[]> => [];

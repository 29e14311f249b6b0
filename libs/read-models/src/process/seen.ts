import type { Viewer } from '#domain';

/**
 * SQL for a process that a viewer sees: as `sees`, by the columns that each process declares. Takes {@link
 * seenParameters} from `$n` on.
 */
export const isSeen = (n: number): string => `($${n}::text = 'operator' OR principals @> ARRAY[$${n + 1}::uuid]
  OR accounts @> ARRAY[$${n + 2}::uuid] OR ($${n}::text = 'service' AND services = 'all'))`;

export const seenParameters = (viewer: Viewer): readonly (string | null)[] => [
  viewer.as,
  viewer.principal,
  viewer.as === 'person' ? viewer.account : null,
];

/**
 * SQL that comes behind conditions which only few rows meet, in a subquery: PostgreSQL finds these rows first, by the
 * index.
 * It cannot know that a person has few processes, and would look through all of them in the order of the list.
 */
export const fewRows = 'OFFSET 0';
